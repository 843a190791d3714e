/**
 * How many independent observations a clustered sample is worth.
 *
 * Requests of one replication share its queue, its faults and its luck, so a million requests in ten replications are not
 * a million pieces of evidence. The share P of observations with some property is a ratio of two sums over replications,
 * P = Σ y_i / Σ m_i, with variance n/(n - 1) Σ (y_i - P m_i)² / (Σ m_i)² (Cochran, Sampling Techniques, 6.3 and 9.2).
 * Independent observations would have P(1 - P)/N; the quotient is the design effect (Kish). The effective number is
 * N / design effect · (z/t)², where z and t are the normal and Student quantiles: the variance comes from n replications
 * only, and t pays for that (Korn & Graubard, Survey Methodology 24, 1998). Never above N (z/t)².
 */
import { normalQuantile } from './special-functions.ts';
import { tQuantile } from './student-t.ts';

/** One replication: how many observations it has, and how many of them have the property. */
export interface ClusterCount {
  readonly count: number;
  readonly hits: number;
}

export interface ClusteredShare {
  /** Replications with at least one observation: the number of independent pieces of evidence. */
  readonly clusters: number;
  readonly observations: number;
  /** Σ hits / Σ count; NaN without observations. */
  readonly share: number;
  /** Cluster-robust; Infinity for fewer than two clusters. */
  readonly standardError: number;
  /** Degrees of freedom of the variance by Satterthwaite, in [1, clusters - 1]: small where few clusters carry it. */
  readonly degrees: number;
}

/** The share of hits over all replications with its cluster-robust standard error; empty replications are left out. */
export function clusteredShare(replications: readonly ClusterCount[]): ClusteredShare {
  const clusters = replications.filter((replication) => replication.count > 0);
  const n = clusters.length;
  let observations = 0;
  let hits = 0;
  for (const cluster of clusters) {
    observations += cluster.count;
    hits += cluster.hits;
  }
  const share = hits / observations;
  let squares = 0;
  let fourths = 0;
  for (const cluster of clusters) {
    const square = (cluster.hits - share * cluster.count) * (cluster.hits - share * cluster.count);
    squares += square;
    fourths += square * square;
  }
  const standardError = n < 2 ? Number.POSITIVE_INFINITY : Math.sqrt((n / (n - 1)) * squares) / observations;
  return { clusters: n, observations, share, standardError, degrees: satterthwaite(n, squares, fourths) };
}

/**
 * Var(s²)/E(s²)² is about (κ - 1)/n for a law of kurtosis κ, and 2/ν for a scaled χ² of ν degrees: ν = 2n/(κ - 1)
 * (Satterthwaite, Biometrics Bulletin 2, 1946). κ = 3, the normal one, gives n; rare bursts give far less.
 */
function satterthwaite(n: number, squares: number, fourths: number): number {
  const most = Math.max(1, n - 1);
  const excess = (n * fourths) / (squares * squares) - 1;
  return excess > 0 ? Math.max(1, Math.min(most, (2 * n) / excess)) : most;
}

/**
 * The effective number of independent observations behind a share, in (0, observations]; 0 for fewer than two clusters.
 * degrees >= 1: those of the variance, at most clusters - 1.
 */
export function effectiveObservations(measured: ClusteredShare, confidence: number, degrees: number): number {
  const { clusters, observations, share, standardError } = measured;
  if (clusters < 2) return 0;
  const ifIndependent = share * (1 - share);
  const variance = standardError * standardError;
  const worth = variance * observations > ifIndependent ? ifIndependent / variance : observations;
  return worth * uncertainVarianceFactor(degrees, confidence);
}

/** (z/t)²: what the uncertainty of a variance with so many degrees of freedom costs. In (0, 1). */
export function uncertainVarianceFactor(degrees: number, confidence: number): number {
  const p = (1 + confidence) / 2;
  const ratio = normalQuantile(p) / tQuantile(p, degrees);
  return ratio * ratio;
}
