/**
 * When a sequential procedure may look at its results: after a fixed, short list of replication counts.
 *
 * Stopping as soon as an interval looks good is a test repeated until it succeeds: with a look after every replication
 * the interval at the moment of stopping contains the truth far less often than promised (Armitage, McPherson & Rowe,
 * JRSS A 132, 1969: a nominal 5 % error becomes 14 % after 5 looks, 25 % after 20, and 1 without limit). Looks at
 * doubling counts are few (log2(maximum / minimum) + 1), and each has twice the data of the one before, so what is lost
 * stays small; and because the list depends on no result, the same scenario stops at the same count however many workers
 * computed it and in whatever order they finished.
 */
import { invariant } from '../kernel/invariant.ts';

/** minimum, 2 minimum, 4 minimum, ... and always maximum; whole numbers, 1 <= minimum <= maximum. */
export function fixedLooks(minimum: number, maximum: number): readonly number[] {
  invariant(
    Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum) && minimum >= 1 && maximum >= minimum,
    () => `fixedLooks: minimum ${minimum}, maximum ${maximum} out of range`,
  );
  const looks: number[] = [];
  for (let look = minimum; look < maximum; look *= 2) looks.push(look);
  looks.push(maximum);
  return looks;
}
