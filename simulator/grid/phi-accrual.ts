/**
 * Phi accrual (Hayashibara, Défago, Yared, Katayama 2004): how surprising a silence is, instead of whether it is too long.
 *
 * phi = −log10 P(a heartbeat takes longer than this), by the intervals seen so far; a threshold phi suspects wrongly once in 10^phi
 * intervals, if these are normal. Akka takes a logistic curve for the normal law, which is too sure of itself
 * far out (10.8 instead of 9.0 at 6 deviations). Pure functions; the detector that uses the law is phi-law.ts.
 */
import { exp, ln, power } from '../kernel/portable-math.ts';
import { normalQuantile } from '../statistics/special-functions.ts';

/** Mean and population standard deviation of the intervals between heartbeats, ns. */
export interface Rhythm {
  readonly mean: number;
  readonly deviation: number;
}

const LN_10 = ln(10);
/** 1 / √(2π). */
const DENSITY_AT_ZERO = 0.3989422804014327;
/** From here on the continued fraction is exact to the last digits within its terms. */
const TAIL = 3;
const FRACTION_TERMS = 120;

export function rhythmOf(intervals: readonly number[]): Rhythm {
  const mean = intervals.reduce((sum, interval) => sum + interval, 0) / intervals.length;
  const variance =
    intervals.reduce((sum, interval) => sum + (interval - mean) * (interval - mean), 0) / intervals.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** phi after `silence` ns, normal law. */
export function phiNormal(silence: number, { mean, deviation }: Rhythm): number {
  return -ln(normalTail((silence - mean) / deviation)) / LN_10;
}

/** phi after `silence` ns as Akka computes it (PhiAccrualFailureDetector.phi). */
export function phiLogistic(silence: number, { mean, deviation }: Rhythm): number {
  const y = (silence - mean) / deviation;
  const e = exp(-y * (1.5976 + 0.070566 * y * y));
  return silence > mean ? -ln(e / (1 + e)) / LN_10 : -ln(1 - 1 / (1 + e)) / LN_10;
}

/** ns of silence at which phi reaches `threshold`, normal law. */
export function silenceAt(threshold: number, { mean, deviation }: Rhythm): number {
  return mean - deviation * normalQuantile(power(10, -threshold));
}

/** P(Z > z) of a standard normal Z. */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = DENSITY_AT_ZERO * exp(-0.5 * z * z);
  if (z < TAIL) {
    let term = z;
    let sum = z;
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let term = FRACTION_TERMS; term > 0; term--) fraction = z + term / fraction;
  return density / fraction;
}
