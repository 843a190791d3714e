/**
 * Intervals for a quantile of independent values, without any assumption on their law.
 *
 * The number of n values below the q-quantile is binomial(n, q), so X_(r) and X_(s) enclose it with probability
 * P(r <= B <= s - 1) (David & Nagaraja, Order Statistics, 7.1). Each side gets half of the error: r is the largest rank
 * with P(B < r) <= tail, s the smallest with P(B >= s) <= tail. A side without such a rank is unbounded, on its own:
 * 100 values can bound a p99 from below but not from above, because even the largest lies below it with probability
 * 0.99^100 = 0.37. Exact for continuous laws, wider than promised where values repeat (oracle M05).
 */
import { invariant } from '../kernel/invariant.ts';
import { ln } from '../kernel/portable-math.ts';
import { binomialCdf, binomialQuantile } from './binomial.ts';

export interface QuantileRanks {
  /** Rank from 1 of the value that bounds from below; undefined where none does. */
  readonly lowRank: number | undefined;
  /** Rank from 1 of the value that bounds from above; undefined where none does. */
  readonly highRank: number | undefined;
  /** Probability that the interval, open where unbounded, contains the quantile: at least the confidence. */
  readonly coverage: number;
}

/** The ranks that bound the q-quantile of n independent values; q and confidence in (0, 1), n >= 0. */
export function quantileRanks(n: number, q: number, confidence: number): QuantileRanks {
  invariant(
    n >= 0 && q > 0 && q < 1 && confidence > 0 && confidence < 1,
    () => `quantileRanks: n ${n}, q ${q}, confidence ${confidence} out of range`,
  );
  if (n === 0) return { lowRank: undefined, highRank: undefined, coverage: 1 };
  const tail = (1 - confidence) / 2;
  // The smallest k with P(B <= k) > tail is the largest r with P(B < r) <= tail; 0 means there is none.
  let low = binomialQuantile(tail, n, q);
  while (binomialCdf(low, n, q) <= tail) low++;
  // The upper side counts the values above the quantile, which keeps its small probabilities exact.
  let above = binomialQuantile(tail, n, 1 - q);
  while (binomialCdf(above, n, 1 - q) <= tail) above++;
  const lowRank = low === 0 ? undefined : low;
  const highRank = above === 0 ? undefined : n - above + 1;
  const missedBelow = lowRank === undefined ? 0 : binomialCdf(lowRank - 1, n, q);
  const missedAbove = highRank === undefined ? 0 : binomialCdf(n - highRank, n, 1 - q);
  return { lowRank, highRank, coverage: 1 - missedBelow - missedAbove };
}

/**
 * How many independent values it takes before the largest bounds the q-quantile from above with that one-sided
 * confidence: the smallest n with 1 - q^n >= confidence (299 for p99 at 95 %). From below: samplesNeeded(1 - q, ...).
 * An interval of two-sided confidence c needs samplesNeeded(q, (1 + c) / 2).
 */
export function samplesNeeded(q: number, confidence: number): number {
  invariant(q > 0 && q < 1 && confidence > 0 && confidence < 1, () => `samplesNeeded: q ${q}, ${confidence}`);
  return Math.ceil(ln(1 - confidence) / ln(q));
}

export interface QuantileInterval {
  /** NaN without samples. */
  readonly estimate: number;
  /** -Infinity where the data do not bound it. */
  readonly low: number;
  /** Infinity where the data do not bound it. */
  readonly high: number;
  readonly n: number;
  readonly method: 'order-statistics';
}

/** The q-quantile (nearest rank, ceil(q n)) of independent values in ascending order, with its interval. */
export function quantileIntervalFromSamples(
  sorted: ArrayLike<number>,
  q: number,
  confidence: number,
): QuantileInterval {
  const n = sorted.length;
  const { lowRank, highRank } = quantileRanks(n, q, confidence);
  return {
    estimate: n === 0 ? Number.NaN : sorted[Math.max(1, Math.ceil(q * n)) - 1]!,
    low: lowRank === undefined ? Number.NEGATIVE_INFINITY : sorted[lowRank - 1]!,
    high: highRank === undefined ? Number.POSITIVE_INFINITY : sorted[highRank - 1]!,
    n,
    method: 'order-statistics',
  };
}
