/**
 * Do two samples come from the same law? The largest distance between their empirical distribution functions.
 *
 * D = sup |F_n(x) - G_m(x)|; the 5 % limit is 1.3581 sqrt((n + m)/(n m)), and 1.3581 / sqrt(n) against a law known exactly
 * (Kolmogorov 1933, Smirnov 1948). These are the limits for large samples; for small ones the true limits are lower (by
 * 5 % at n = 10, 2 % at n = 40), so the test rejects less than 5 %: careful, not loose. Equal values are stepped over together,
 * so discrete laws may be compared, again on the careful side.
 */
import { invariant } from '../kernel/invariant.ts';

/** Where the Kolmogorov distribution reaches 0.95. */
const KOLMOGOROV_95 = 1.3581;

/** Largest distance between the empirical distributions of two non-empty ascending samples, in [0, 1]. */
export function ksDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const m = b.length;
  invariant(n > 0 && m > 0, 'ksDistance needs two non-empty samples');
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < n && j < m) {
    const x = Math.min(a[i]!, b[j]!);
    while (i < n && a[i]! <= x) i++;
    while (j < m && b[j]! <= x) j++;
    largest = Math.max(largest, Math.abs(i / n - j / m));
  }
  return largest;
}

/** Largest distance of a non-empty ascending sample from a continuous distribution function, in [0, 1]. */
export function ksDistanceFrom(sorted: ArrayLike<number>, cdf: (x: number) => number): number {
  const n = sorted.length;
  invariant(n > 0, 'ksDistanceFrom needs a non-empty sample');
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sorted[i]!);
    largest = Math.max(largest, p - i / n, (i + 1) / n - p);
  }
  return largest;
}

/** The distance that two samples of one law exceed in 5 % of cases; n, m >= 1. */
export function ksLimit(n: number, m: number): number {
  return KOLMOGOROV_95 * Math.sqrt((n + m) / (n * m));
}

/** The distance that a sample exceeds in 5 % of cases against its own law; n >= 1. */
export function ksLimitFrom(n: number): number {
  return KOLMOGOROV_95 / Math.sqrt(n);
}
