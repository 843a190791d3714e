/**
 * Batch means: an interval for the mean of one long, stationary, correlated run.
 *
 * The run is cut into k equal batches, and the t interval is taken over the k batch means (Law & Kelton, Simulation
 * Modeling and Analysis, 9.5.3). Sound only where batches are far longer than the correlation lasts: for M/M/1 at load 0.8
 * and 320 delays in 20 batches a nominal 90 % interval contains the truth half of the time (oracle M03). Replications need
 * no such caution and are what studies use; this is for what has only one long run.
 */
import { invariant } from '../kernel/invariant.ts';
import { type MeanInterval, meanInterval, meanOf } from './mean-interval.ts';

/**
 * t interval over that many batches (a whole number, at least 2) of floor(n / batches) values each. Values left over are
 * dropped at the beginning, which is the part a warm-up spoils most. Fewer than one value a batch bounds nothing.
 */
export function batchMeansInterval(values: ArrayLike<number>, batches: number, confidence: number): MeanInterval {
  invariant(Number.isSafeInteger(batches) && batches >= 2, () => `batchMeansInterval: ${batches} batches`);
  const size = Math.floor(values.length / batches);
  if (size === 0) return meanInterval([], confidence);
  const start = values.length - size * batches;
  const means = Array.from({ length: batches }, (_, batch) =>
    meanOf(values, start + batch * size, start + (batch + 1) * size),
  );
  return meanInterval(means, confidence);
}
