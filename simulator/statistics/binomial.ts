/**
 * The binomial law, and what a count of successes says about a probability.
 *
 * P(B <= k) = I_{1-p}(n - k, k + 1) (Abramowitz & Stegun 26.5.24). Interval: Clopper & Pearson, Biometrika 26 (1934),
 * exact, so never narrower than promised. Acceptance band: how many of M intervals may contain the truth when each does
 * so with the nominal probability; the yardstick for every coverage claim of this project (oracle M07).
 */
import { invariant } from '../kernel/invariant.ts';
import { incompleteBeta, inverseIncompleteBeta } from './incomplete-beta.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** P(B <= successes) for n trials of probability p; 0 below 0 successes, 1 from n on. n >= 0, p in [0, 1]. */
export function binomialCdf(successes: number, n: number, p: number): number {
  invariant(n >= 0 && p >= 0 && p <= 1, () => `binomialCdf: n ${n}, p ${p} out of range`);
  const k = Math.floor(successes);
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - k, k + 1, p);
}

/** The smallest k with P(B <= k) >= probability, for probability in [0, 1]. */
export function binomialQuantile(probability: number, n: number, p: number): number {
  invariant(probability >= 0 && probability <= 1, () => `binomialQuantile: probability ${probability} out of range`);
  let below = -1;
  let enough = n;
  while (enough - below > 1) {
    const middle = Math.floor((below + enough) / 2);
    if (binomialCdf(middle, n, p) >= probability) enough = middle;
    else below = middle;
  }
  return enough;
}

/**
 * Clopper-Pearson interval for a probability. successes in [0, n]; neither need be whole, which is how an effective
 * number of trials enters (Korn & Graubard 1998). Without any trial it is [0, 1].
 */
export function clopperPearson(successes: number, n: number, confidence: number): Interval {
  invariant(
    successes >= 0 && successes <= n && confidence > 0 && confidence < 1,
    () => `clopperPearson: ${successes} of ${n} at ${confidence} out of range`,
  );
  const tail = (1 - confidence) / 2;
  const failures = n - successes;
  return {
    low: successes === 0 ? 0 : inverseIncompleteBeta(tail, successes, failures + 1).x,
    high: failures === 0 ? 1 : inverseIncompleteBeta(tail, failures, successes + 1).y,
  };
}

/**
 * The shares of covering intervals, out of so many experiments, that a sound method of that nominal coverage gives with
 * that confidence: binomial quantiles over the number of experiments.
 */
export function coverageAcceptanceBand(experiments: number, nominal: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return {
    low: binomialQuantile(tail, experiments, nominal) / experiments,
    high: binomialQuantile(1 - tail, experiments, nominal) / experiments,
  };
}
