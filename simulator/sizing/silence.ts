/**
 * How long detectors other than a deadline take to notice that a member is gone, for constant delays and nothing lost.
 *
 *   phi accrual   interval + acceptablePause + z(10^−threshold) · minimumDeviation + delay − U(0, interval)
 *   SWIM          first ping of the dead + the rest of its period + suspicion; the first ping of m others who each ping one of their m
 *                 others a period, in their own time, comes after m/(m + 1) · (1 − q^(m + 1)) / (1 − q^m) periods, q = 1 − 1/m, in the mean
 *
 * Source: Hayashibara et al. 2004 (heartbeats like clockwork have no deviation but the least); Das, Gupta, Motivala 2002; memberlist for the
 * suspicion, which lies between its minimum and maximum. A member that pings in shuffled rounds reaches every other within 2 m − 1 pings.
 * Left out: the time of gossip from who noticed to who decides. Times in ns.
 */
import { power } from '../kernel/portable-math.ts';
import type { Nanoseconds } from '../kernel/time.ts';
import { normalQuantile } from '../statistics/special-functions.ts';

export interface MeanAndBounds {
  readonly mean: Nanoseconds;
  readonly low: Nanoseconds;
  readonly high: Nanoseconds;
}

export interface PhiAccrual {
  readonly heartbeatInterval: Nanoseconds;
  readonly threshold: number;
  readonly minimumDeviation: Nanoseconds;
  readonly acceptablePause: Nanoseconds;
  /** One-way delay from the failed member to its watcher. */
  readonly delay: Nanoseconds;
}

export function phiDetection(phi: PhiAccrual): MeanAndBounds {
  const { heartbeatInterval, threshold, minimumDeviation, acceptablePause, delay } = phi;
  const silence = heartbeatInterval + acceptablePause - normalQuantile(power(10, -threshold)) * minimumDeviation;
  const high = silence + delay;
  return { mean: high - heartbeatInterval / 2, low: high - heartbeatInterval, high };
}

export interface Swim {
  readonly members: number;
  readonly period: Nanoseconds;
  /** Shortest and longest time between suspicion and decision. */
  readonly suspicion: { readonly minimum: Nanoseconds; readonly maximum: Nanoseconds };
}

/** The mean is that of the shortest suspicion. Bounds of the mean over many deaths, except for gossip that takes longer than a period. */
export function swimDetection({ members, period, suspicion }: Swim): MeanAndBounds {
  const others = members - 1;
  const missed = 1 - 1 / others;
  const first =
    others === 1 ? 0.5 : ((others / (others + 1)) * (1 - power(missed, others + 1))) / (1 - power(missed, others));
  return {
    mean: (first + 1) * period + suspicion.minimum,
    low: period + suspicion.minimum,
    high: (2 * others + 2) * period + suspicion.maximum,
  };
}
