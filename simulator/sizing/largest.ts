/**
 * The largest whole number that passes, by bisection: exact where what passes is an unbroken stretch from the low end.
 */

/** Largest n in [low, high] that passes; `low - 1` when low does not. */
export function largestPassing(low: number, high: number, passes: (n: number) => boolean): number {
  if (!passes(low)) return low - 1;
  if (passes(high)) return high;
  let fits = low;
  let fails = high;
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (passes(middle)) fits = middle;
    else fails = middle;
  }
  return fits;
}
