/**
 * A quantile of all requests together, with an interval over replications, not over requests.
 *
 * The estimate is the quantile of the pool. Its uncertainty is that of the share of observations beyond it (Woodruff, JASA
 * 47, 1952), and that share is worth only as many independent observations as its cluster-robust variance says
 * (design-effect.ts; Korn & Graubard 1998). The interval is the one order statistics give for that many (oracle M05),
 * with ranks scaled to the pool. So it needs no law, both sides are set separately, and a side is unbounded
 * exactly where order statistics of that many values could not bound it (below about 3.7 effective observations beyond).
 *
 * Two cautions, both needed to keep coverage at the nominal level (test/statistics/clustered-quantile.test.ts measures it).
 * The variance far out in a tail rests on few clusters and is usually too small, so the worst of the shares 1, 2, 4
 * and 8 times as large decides: nearer to the middle more replications contribute, and dependence is rarely weaker there.
 * And ranks are counted in whole effective observations from the rare end, as exact order statistics are.
 * One observation a replication is the independent case; then the ranks are exact. Left out: the histogram's own 1/128.
 *
 * Limit: what no replication has shown is not in the interval. Where a kind of replication is rare (a split brain in one of
 * ten), coverage is nominal only from about ten expected replications of that kind; with 5 in all it is some 0.4 to 0.6.
 */
import { invariant } from '../kernel/invariant.ts';
import {
  type ClusteredShare,
  clusteredShare,
  effectiveObservations,
  uncertainVarianceFactor,
} from './design-effect.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { quantileRanks, samplesNeeded } from './order-statistics.ts';

/** Two replications cannot tell a difference between them from a trend; below this nothing is bounded. */
const FEWEST_CLUSTERS = 3;
const LARGER_SHARES: readonly number[] = [2, 4, 8];

/** What one replication must tell; a kernel Histogram and a SortedSample do. */
export interface Cluster {
  readonly count: number;
  /** How many observations lie above the limit; need not be whole. */
  countAbove(limit: number): number;
}

export interface ClusteredSample {
  readonly clusters: readonly Cluster[];
  /** All clusters together; quantile(q) is the value of rank ceil(q count). */
  readonly pool: { readonly count: number; quantile(q: number): number };
}

export interface ClusteredQuantile {
  /** NaN without observations. */
  readonly estimate: number;
  /** -Infinity where the data do not bound it. */
  readonly low: number;
  /** Infinity where the data do not bound it. */
  readonly high: number;
  /** Replications with at least one observation. */
  readonly n: number;
  readonly observations: number;
  /** The number of independent observations that the interval is based on, at most observations. */
  readonly effective: number;
  /** Where a side is unbounded: about how many replications like these would bound both. */
  readonly replicationsNeeded: number | undefined;
  readonly method: 'clustered-order-statistics' | 'order-statistics';
}

/** Ranks in the pool, from 1; undefined where unbounded. */
interface PoolRanks {
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** The q-quantile over all replications; q and confidence in (0, 1). Empty replications are left out. */
export function clusteredQuantile(sample: ClusteredSample, q: number, confidence: number): ClusteredQuantile {
  invariant(q > 0 && q < 1 && confidence > 0 && confidence < 1, () => `clusteredQuantile: q ${q}, ${confidence}`);
  const clusters = sample.clusters.filter((cluster) => cluster.count > 0);
  const n = clusters.length;
  const observations = clusters.reduce((sum, cluster) => sum + cluster.count, 0);
  invariant(observations === sample.pool.count, 'clusteredQuantile: the pool is not the sum of its clusters');
  const independent = observations === n;
  const effective = independent ? n : effectiveAtWorst({ clusters, pool: sample.pool }, q, confidence);
  const ranks = independent
    ? exactRanks(n, q, confidence)
    : effectiveRanks(n < FEWEST_CLUSTERS ? 0 : effective, observations, q, confidence);
  const at = (rank: number) => sample.pool.quantile((rank - 0.5) / observations);
  const bounded = ranks.low !== undefined && ranks.high !== undefined;
  return {
    estimate: n === 0 ? Number.NaN : sample.pool.quantile(q),
    low: ranks.low === undefined ? Number.NEGATIVE_INFINITY : at(ranks.low),
    high: ranks.high === undefined ? Number.POSITIVE_INFINITY : at(ranks.high),
    n,
    observations,
    effective,
    replicationsNeeded: bounded ? undefined : replicationsNeeded(n, independent ? undefined : effective, q, confidence),
    method: independent ? 'order-statistics' : 'clustered-order-statistics',
  };
}

/** The smallest effective number over the share beyond the quantile and larger ones, up to the median. */
function effectiveAtWorst(sample: ClusteredSample, q: number, confidence: number): number {
  const rare = Math.min(q, 1 - q);
  const degrees = Math.max(1, sample.clusters.length - 1);
  let smallest = effectiveObservations(shareAbove(sample, q), confidence, degrees);
  for (const factor of LARGER_SHARES) {
    const share = Math.min(0.5, rare * factor);
    const measured = shareAbove(sample, q < 0.5 ? share : 1 - share);
    smallest = Math.min(smallest, effectiveObservations(measured, confidence, degrees));
    if (share === 0.5) break;
  }
  return smallest;
}

function shareAbove({ clusters, pool }: ClusteredSample, q: number): ClusteredShare {
  const limit = pool.quantile(q);
  return clusteredShare(clusters.map((cluster) => ({ count: cluster.count, hits: cluster.countAbove(limit) })));
}

function exactRanks(n: number, q: number, confidence: number): PoolRanks {
  const { lowRank, highRank } = quantileRanks(n, q, confidence);
  return { low: lowRank, high: highRank };
}

/** The pool's ranks that correspond to the order statistics of a smaller, not necessarily whole, number of values. */
function effectiveRanks(effective: number, observations: number, q: number, confidence: number): PoolRanks {
  const tail = (1 - confidence) / 2;
  const rare = Math.min(q, 1 - q);
  const scale = observations / effective;
  // Counted from the rare end: the outer bound has as few beyond it as chance still allows, the inner as many.
  const outer = smallestCount(effective, (k) => binomialBelow(k + 1, effective, rare) > tail);
  const inner = smallestCount(effective, (k) => 1 - binomialBelow(k, effective, rare) <= tail);
  const outerRank = outer < 1 ? undefined : Math.max(1, Math.floor(outer * scale));
  const innerRank = inner > effective ? undefined : Math.min(observations, Math.floor((inner - 1) * scale) + 1);
  if (q < 0.5) return { low: outerRank, high: innerRank };
  const mirrored = (rank: number | undefined) => (rank === undefined ? undefined : observations - rank + 1);
  return { low: mirrored(innerRank), high: mirrored(outerRank) };
}

/** P(B < k) for whole k and a binomial of n trials, where n need not be whole. */
function binomialBelow(k: number, n: number, p: number): number {
  if (k <= 0) return 0;
  return k >= n + 1 ? 1 : incompleteBeta(1 - p, n - k + 1, k, p);
}

/** The smallest whole k in [0, floor(n) + 1] from which on the condition holds. */
function smallestCount(n: number, holds: (k: number) => boolean): number {
  let below = -1;
  let enough = Math.floor(n) + 1;
  while (enough - below > 1) {
    const middle = Math.floor((below + enough) / 2);
    if (holds(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}

/** Replications at which as many effective observations a replication as now would bound both sides. */
function replicationsNeeded(n: number, effective: number | undefined, q: number, confidence: number): number {
  const needed = samplesNeeded(Math.max(q, 1 - q), (1 + confidence) / 2);
  if (effective === undefined) return Math.max(needed, n + 1);
  if (n < FEWEST_CLUSTERS) return FEWEST_CLUSTERS;
  const worth = effective / n / uncertainVarianceFactor(n - 1, confidence);
  const factor = (count: number) => uncertainVarianceFactor(count - 1, confidence);
  // The factor grows towards 1 with the count: with 1 the count comes out too low, with that count's own factor too high.
  let few = Math.max(n, Math.ceil(needed / worth) - 1);
  let enough = Math.max(few + 1, Math.ceil(needed / (worth * factor(few))));
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (worth * middle * factor(middle) >= needed) enough = middle;
    else few = middle;
  }
  return enough;
}
