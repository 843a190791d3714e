/**
 * A second copy after a time h, and choosing the better of two: what they make of the response time.
 *
 *   hedge      P(T > t) = e^(−t/m) until h, then e^(−t/m) e^(−(t − h)/m);   E T = m (1 − e^(−h/m) / 2);  a share e^(−h/m) is hedged   (S04)
 *   two        E T = S Σ_{i ≥ 1} ρ^(2^i − 2)                        many servers, each request to the shorter of two lines       (Q14)
 *
 * Exponential service; hedged requests never wait for a server. Source: Dean & Barroso, The Tail at Scale (CACM 2013), by the law of the
 * minimum; Mitzenmacher 2001 (the mean field limit). Times in any one unit.
 */
import { exp, ln } from '../kernel/portable-math.ts';

export interface Hedge {
  /** Mean of one answer. */
  readonly mean: number;
  /** When the second copy is sent. */
  readonly after: number;
}

/** Share of the requests that are sent twice. */
export function hedgedShare({ mean, after }: Hedge): number {
  return exp(-after / mean);
}

export function hedgedMean(hedge: Hedge): number {
  return hedge.mean * (1 - hedgedShare(hedge) / 2);
}

/** Time that a share q of the requests does not exceed. */
export function hedgedQuantile(q: number, hedge: Hedge): number {
  const single = -ln(1 - q) * hedge.mean;
  return single <= hedge.after ? single : (single + hedge.after) / 2;
}

/** Mean response time behind a balancer that takes the less loaded of two; Infinity when overloaded. */
export function twoChoicesResponse(utilisation: number, serviceTime: number): number {
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  let term = 1;
  let sum = 0;
  while (term > 1e-15) {
    sum += term;
    term = term * term * utilisation * utilisation;
  }
  return sum * serviceTime;
}
