/**
 * What "it never happened" proves: the upper bound of a probability after n independent replications without an event.
 *
 * The largest p under which n misses still have probability 1 - confidence: (1 - p)^n = 1 - confidence, so
 * p = 1 - (1 - confidence)^(1/n); at 95 % about 3/n (the rule of three, Hanley & Lippman-Hand, JAMA 249, 1983).
 */
import { invariant } from '../kernel/invariant.ts';
import { exp, ln } from '../kernel/portable-math.ts';

/** Upper bound, in (0, 1], of the probability of the event; 1 (nothing is known) for n = 0. */
export function zeroCountBound(n: number, confidence = 0.95): number {
  invariant(n >= 0 && confidence > 0 && confidence < 1, () => `zeroCountBound: n ${n}, confidence ${confidence}`);
  return n === 0 ? 1 : 1 - exp(ln(1 - confidence) / n);
}

/** The number of replications without an event that brings the bound down to the limit, a probability in (0, 1). */
export function replicationsForZeroCount(limit: number, confidence = 0.95): number {
  invariant(limit > 0 && limit < 1, () => `replicationsForZeroCount: limit ${limit} out of range`);
  return Math.ceil(ln(1 - confidence) / ln(1 - limit));
}
