/**
 * Mean and variance of independent values (one per replication), with Student's t interval.
 *
 * low, high = mean ∓ t(1 - (1 - confidence)/2, n - 1) · s/√n (Law & Kelton, Simulation Modeling and Analysis, 4.5).
 * Two passes in index order: the result depends on the order of the values and on nothing else, and the second pass does
 * not cancel. Coverage falls short for few values of a skewed law (oracle M02): it is exact for normal values only.
 */
import { invariant } from '../kernel/invariant.ts';
import { tQuantile } from './student-t.ts';

export interface Moments {
  readonly n: number;
  /** NaN without values. */
  readonly mean: number;
  /** Sum of squares about the mean over n - 1; NaN for fewer than two values. */
  readonly variance: number;
}

/** An estimate with the range that contains the truth with the confidence asked for; a side may be infinite: unknown. */
export interface MeanInterval {
  /** NaN without values. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Infinity where one value says nothing about spread. */
  readonly standardError: number;
  readonly n: number;
  readonly method: 't';
}

export function moments(values: ArrayLike<number>): Moments {
  const n = values.length;
  const mean = meanOf(values, 0, n);
  let squares = 0;
  let residue = 0;
  for (let i = 0; i < n; i++) {
    const difference = values[i]! - mean;
    squares += difference * difference;
    residue += difference;
  }
  // The residue is what rounding of the mean left over; taking its square off is Chan, Golub & LeVeque's correction.
  return { n, mean, variance: n < 2 ? Number.NaN : Math.max(0, squares - (residue * residue) / n) / (n - 1) };
}

/** Mean of values[from] ... values[to - 1]; NaN when empty. */
export function meanOf(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum / (to - from);
}

/** t interval for the mean of independent values; confidence in (0, 1). Fewer than two values bound nothing. */
export function meanInterval(values: ArrayLike<number>, confidence: number): MeanInterval {
  invariant(confidence > 0 && confidence < 1, () => `meanInterval: confidence ${confidence} out of range`);
  const { n, mean, variance } = moments(values);
  if (n < 2) return tInterval(mean, Number.POSITIVE_INFINITY, n, confidence);
  return tInterval(mean, Math.sqrt(variance / n), n, confidence);
}

/** The interval from a standard error with n - 1 degrees of freedom. */
export function tInterval(estimate: number, standardError: number, n: number, confidence: number): MeanInterval {
  const known = n >= 2 && standardError < Number.POSITIVE_INFINITY;
  const margin = known ? tQuantile((1 + confidence) / 2, n - 1) * standardError : Number.POSITIVE_INFINITY;
  return {
    estimate,
    low: known ? estimate - margin : Number.NEGATIVE_INFINITY,
    high: known ? estimate + margin : Number.POSITIVE_INFINITY,
    standardError,
    n,
    method: 't',
  };
}
