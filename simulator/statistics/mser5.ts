/**
 * MSER-5: where the warm-up of a run ends (K. P. White, An effective truncation heuristic for bias reduction in simulation
 * output, Simulation 69, 1997; oracle M04).
 *
 * Observations are averaged in batches of 5, z_1 ... z_n. Deleting the first d batches leaves a mean with squared standard
 * error about S(d) = Σ_{i > d} (z_i - mean)² / (n - d)². The cut is the smallest d <= n/2 that minimises S. A minimum at
 * the limit means that the run is not long enough to tell: not converged. The heuristic sees the mean only, and a run
 * whose transient is slower than half its length escapes it.
 */
import { meanOf } from './mean-interval.ts';

const BATCH = 5;

export interface WarmUpCut {
  /** Observations to delete from the front; a multiple of 5. */
  readonly cutObservation: number;
  /** S at the cut; NaN without one whole batch. */
  readonly statistic: number;
  /** False where the minimum lies at the limit of half the run, or there are too few batches to have one inside. */
  readonly converged: boolean;
}

/** The warm-up cut of a run of single observations; those that fill no last batch are left out. */
export function mser5(observations: ArrayLike<number>): WarmUpCut {
  const batches = Math.floor(observations.length / BATCH);
  return mser5OfBatchMeans(Array.from({ length: batches }, (_, i) => meanOf(observations, i * BATCH, (i + 1) * BATCH)));
}

/** The same for a run already averaged in batches of 5. */
export function mser5OfBatchMeans(means: ArrayLike<number>): WarmUpCut {
  const n = means.length;
  const limit = Math.floor(n / 2);
  const centre = centreOfLaterHalf(means, limit);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  for (let d = n - 1; d >= 0; d--) {
    const z = means[d]! - centre;
    sum += z;
    squares += z * z;
    if (d > limit) continue;
    const left = n - d;
    const candidate = Math.max(0, squares - (sum * sum) / left) / (left * left);
    // Going down in d, so "not worse" keeps the smallest d among equals.
    if (candidate > least) continue;
    least = candidate;
    best = d;
  }
  return { cutObservation: best * BATCH, statistic: squaredErrorFrom(means, best), converged: best < limit };
}

/** S(d) itself, in two passes, for the one d that is reported. */
function squaredErrorFrom(means: ArrayLike<number>, d: number): number {
  const n = means.length;
  const mean = meanOf(means, d, n);
  let squares = 0;
  for (let i = d; i < n; i++) squares += (means[i]! - mean) * (means[i]! - mean);
  return n === 0 ? Number.NaN : squares / ((n - d) * (n - d));
}

/**
 * The centre for the sums of squares. Every remainder considered contains the later half, so its mean is no further from
 * this centre than its own spread allows, and the difference of sums loses at most one bit. Exact for a constant run.
 */
function centreOfLaterHalf(means: ArrayLike<number>, limit: number): number {
  const n = means.length;
  if (n === 0) return 0;
  const anchor = means[n - 1]!;
  let sum = 0;
  for (let i = limit; i < n; i++) sum += means[i]! - anchor;
  return anchor + sum / (n - limit);
}
