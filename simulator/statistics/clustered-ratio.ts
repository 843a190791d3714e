/**
 * A share of requests (errors / offered, hits / reads) over replications: Σ hits / Σ count, with its interval.
 *
 * Ratio estimator with cluster-robust variance (design-effect.ts), turned into the Clopper-Pearson interval of the effective
 * number of independent requests, which pays for few replications by Student's t (Korn & Graubard, Survey Methodology 24,
 * 1998) with Satterthwaite's degrees of freedom. Errors come in bursts, and for those the plain interval share ∓ t · standard
 * error contains the truth far less often than promised; test/statistics/clustered-ratio.test.ts measures both.
 * A count of 0 everywhere has no variance to go by; then one replication is one observation (zero-count.ts). That bound holds
 * however the hits would cluster, so it is wide: it shrinks with replications, not with requests.
 */
import { clopperPearson, type Interval } from './binomial.ts';
import { type ClusterCount, type ClusteredShare, clusteredShare, effectiveObservations } from './design-effect.ts';
import { zeroCountBound } from './zero-count.ts';

export interface ClusteredRatio {
  /** NaN without observations. */
  readonly estimate: number;
  /** In [0, 1], like high; [0, 1] itself where the data say nothing. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** Replications with at least one observation. */
  readonly n: number;
  readonly method: 'clustered-clopper-pearson' | 'zero-count';
}

/** The share of hits over all replications; confidence in (0, 1). Replications without observations are left out. */
export function clusteredRatio(replications: readonly ClusterCount[], confidence: number): ClusteredRatio {
  const measured = clusteredShare(replications);
  const { share, standardError, clusters } = measured;
  const uniform = share === 0 || share === 1;
  return {
    estimate: share,
    ...(uniform ? boundByReplications(measured, confidence) : boundByVariance(measured, confidence)),
    standardError,
    n: clusters,
    method: uniform ? 'zero-count' : 'clustered-clopper-pearson',
  };
}

/** One side is a bound of that confidence; the other is the end of the scale. */
function boundByReplications({ share, clusters }: ClusteredShare, confidence: number): Interval {
  const bound = zeroCountBound(clusters, confidence);
  return share === 0 ? { low: 0, high: bound } : { low: 1 - bound, high: 1 };
}

/** Hits and effective observations count whole, rounded outwards, as order statistics count ranks. */
function boundByVariance(measured: ClusteredShare, confidence: number): Interval {
  const effective = effectiveObservations(measured, confidence, measured.degrees);
  if (effective === 0) return { low: 0, high: 1 };
  const hits = measured.share * effective;
  return {
    low: clopperPearson(Math.floor(hits), effective, confidence).low,
    high: clopperPearson(Math.min(effective, Math.ceil(hits)), effective, confidence).high,
  };
}
