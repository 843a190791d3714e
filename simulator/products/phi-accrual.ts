/**
 * Phi accrual (Hayashibara, Défago, Yared, Katayama 2004): how surprising a silence is, instead of whether it is too long.
 *
 * phi = −log10 P(a heartbeat takes longer than this), by the intervals seen so far; a threshold phi suspects wrongly once in 10^phi
 * intervals, if these are normal. Akka and Hazelcast take a logistic curve for the normal law, which is too sure of itself
 * far out (10.8 instead of 9.0 at 6 deviations). Silences are counted in deviations beyond the mean.
 */
import { exp, ln, power } from '../kernel/portable-math.ts';
import { normalQuantile } from '../statistics/special-functions.ts';

const LN_10 = ln(10);

/** phi by the logistic curve (PhiAccrualFailureDetector.phi). */
export function phiLogistic(deviations: number): number {
  const e = exp(-deviations * (1.5976 + 0.070566 * deviations * deviations));
  return (deviations > 0 ? -ln(e / (1 + e)) : -ln(1 - 1 / (1 + e))) / LN_10;
}

/** Deviations beyond the mean at which phi reaches `threshold`, normal law. */
export function normalReach(threshold: number): number {
  return -normalQuantile(power(10, -threshold));
}

/** … by the logistic curve. */
export function logisticReach(threshold: number): number {
  let low = -10;
  let high = 10;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (phiLogistic(middle) < threshold) low = middle;
    else high = middle;
  }
  return high;
}
