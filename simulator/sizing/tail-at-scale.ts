/**
 * Tails of requests that wait for several answers: all of a fan-out, or k of n of a quorum.
 *
 *   all n within t: F(t)^n, so a quantile q of the whole is the quantile q^(1/n) of a leaf                       (S06)
 *   k of n within t: sum_{j=k}^{n} C(n,j) F^j (1-F)^{n-j}, solved for F
 *   slowest of n exponentials of mean 1: mean H_n, quantile -ln(1 - q^(1/n))
 *
 * Independent answers of one distribution. Source: Dean & Barroso, The Tail at Scale (CACM 2013); order statistics (David & Nagaraja 2003).
 */
import { ln } from '../kernel/portable-math.ts';
import { quorumAvailability } from './availability.ts';

/** Which quantile of a single answer is the quantile `q` of waiting for `needed` of `asked`. */
export function leafQuantile(q: number, asked: number, needed = asked): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (quorumAvailability(asked, needed, middle) < q) low = middle;
    else high = middle;
  }
  return high;
}

/** Quantile of waiting for `needed` of `asked` answers, each exponential with this mean. */
export function exponentialQuorumQuantile(q: number, asked: number, needed: number, mean: number): number {
  return -ln(1 - leafQuantile(q, asked, needed)) * mean;
}

/** Mean of waiting for `needed` of `asked` answers, each exponential with this mean: mean x (1/n + … + 1/(n - k + 1)). */
export function exponentialQuorumMean(asked: number, needed: number, mean: number): number {
  let sum = 0;
  for (let left = asked; left > asked - needed; left--) sum += mean / left;
  return sum;
}
