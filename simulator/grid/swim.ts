/**
 * SWIM (Das, Gupta, Motivala 2002) and the suspicion time-out of Lifeguard (Dadgar, Phillips, Currey 2018, hashicorp/memberlist).
 * Pure functions; the detector is swim-detector.ts.
 */
import { ln, log1p, power } from '../kernel/portable-math.ts';

/** Mean periods until the first of n − 1 members, each pinging one other at random a period, pings the faulty one: e/(e − 1) for many. */
export function firstDetectionPeriods(members: number): number {
  const others = members - 1;
  return 1 / (1 - power(1 - 1 / others, others));
}

/** Most periods until one member that pings in shuffled rounds has pinged every other: 2(n − 1) − 1. */
export function roundRobinBound(members: number): number {
  return 2 * (members - 1) - 1;
}

export interface SuspicionLimits {
  /** ns after which a suspected member is failed if enough others confirm. */
  readonly min: number;
  /** ns after which it is failed if nobody does. */
  readonly max: number;
  /** Confirmations that bring the time down to the minimum. */
  readonly expected: number;
}

/** ns from the suspicion to the decision, when so many others have confirmed it. */
export function suspicionTimeout(confirmations: number, { min, max, expected }: SuspicionLimits): number {
  if (expected < 1) return min;
  return Math.max(min, max - ((max - min) * log1p(confirmations)) / ln(expected + 1));
}
