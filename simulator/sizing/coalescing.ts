/**
 * How many rows a write-behind pump really writes when a newer write of a waiting key replaces the older one.
 *
 *   rows of n writes           sum_i 1 - (1 - p_i)^n                     (W01)
 *   rows of a period T         sum_i 1 - e^{-lambda p_i T}               (W02, Poisson writes)
 *   keys waiting, in the mean  sum_i 1 - (1 - e^{-x_i}) / x_i, x_i = lambda p_i T
 *   batch of at most B or T    1 + E min(B - 1, N), N ~ Poisson(lambda T); age of its oldest = (batch - 1) / lambda    (W04)
 *
 * p_i: share of writes that go to key i. Source: indicator of "key i is written at least once"; the last one is optional stopping of a
 * Poisson process. Left out: time of the store itself, failed batches.
 */
import { exp, expm1, ln, log1p } from '../kernel/portable-math.ts';
import { type KeyPopularity, sumOverKeys } from './key-sum.ts';

export interface WriteStream {
  readonly popularity: KeyPopularity;
  readonly keys: number;
  /** Writes per second. */
  readonly writes: number;
}

/** Expected number of distinct keys among n writes. */
export function distinctKeys(popularity: KeyPopularity, keys: number, writes: number): number {
  return sumOverKeys(popularity, keys, (share) => (share >= 1 ? Math.min(1, writes) : -expm1(writes * log1p(-share))));
}

/** Expected rows written at the end of a period of `seconds`. */
export function rowsPerPeriod({ popularity, keys, writes }: WriteStream, seconds: number): number {
  return sumOverKeys(popularity, keys, (share) => -expm1(-writes * share * seconds));
}

/** Expected number of keys waiting at a random moment, when all are written every `seconds`. */
export function keysWaiting({ popularity, keys, writes }: WriteStream, seconds: number): number {
  return sumOverKeys(popularity, keys, (share) => {
    const x = writes * share * seconds;
    // For small x the difference of nearly equal numbers is replaced by its series x/2 - x^2/6 + x^3/24.
    return x < 1e-4 ? x / 2 - (x * x) / 6 + (x * x * x) / 24 : 1 + expm1(-x) / x;
  });
}

export interface PumpLimits {
  /** Entries that make a batch. */
  readonly batch: number;
  /** Seconds after the first waiting entry. */
  readonly delay: number;
}

export interface PumpBatch {
  readonly size: number;
  /** Age of the oldest entry when the batch is written, in seconds. */
  readonly oldest: number;
}

/** Mean batch of a pump without coalescing that writes at `batch` entries or `delay` after the first, whichever is first. */
export function pumpBatch(writes: number, { batch, delay }: PumpLimits): PumpBatch {
  const further = meanOfMinimum(batch - 1, writes * delay);
  return { size: 1 + further, oldest: writes === 0 ? delay : further / writes };
}

/** E min(m, N) for N ~ Poisson(mean): the sum over k < m of P(N > k). */
function meanOfMinimum(m: number, mean: number): number {
  const spread = 12 * Math.sqrt(mean) + 12;
  if (m > mean + spread) return mean;
  if (m < mean - spread) return m;
  // Terms below `from` count fully (P(N > k) = 1 to the last digit); the others are summed from the left.
  const from = Math.max(0, Math.floor(mean - spread));
  let probability = exp(from * ln(mean) - mean - lnFactorial(from));
  let below = 0;
  let sum = from;
  for (let k = from; k < m; k++) {
    below += probability;
    sum += Math.max(0, 1 - below);
    probability *= mean / (k + 1);
  }
  return sum;
}

/** ln n!, exact sum for small n and Stirling's series beyond (error below 1e-12). */
export function lnFactorial(n: number): number {
  if (n < 64) {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += ln(i);
    return sum;
  }
  const x = n + 1;
  const LN_2_PI = 1.8378770664093453;
  const series = 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * x * x * x * x * x);
  return (x - 0.5) * ln(x) - x + 0.5 * LN_2_PI + series;
}

/** Rows per second that reach the store, and the period between batches of one pump, with coalescing. */
export function coalescedRate(
  stream: WriteStream,
  { batch, delay }: PumpLimits,
): { readonly rows: number; readonly period: number } {
  if (stream.writes === 0) return { rows: 0, period: delay };
  const period = rowsPerPeriod(stream, delay) <= batch ? delay : periodOf(stream, batch, delay);
  // Between a batch and the next first entry nothing waits; that gap is one write apart in the mean.
  return { rows: rowsPerPeriod(stream, period + 1 / stream.writes) / (period + 1 / stream.writes), period };
}

/** Seconds until `rows` distinct keys wait; at most `limit`. */
function periodOf(stream: WriteStream, rows: number, limit: number): number {
  let low = 0;
  let high = limit;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (rowsPerPeriod(stream, middle) < rows) low = middle;
    else high = middle;
  }
  return high;
}
