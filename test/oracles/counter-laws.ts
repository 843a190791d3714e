/**
 * Counters that replicas may raise at the same time without losing one (Shapiro et al., A comprehensive study of CRDTs, 2011).
 *
 * G-counter: each replica counts its own increments; merging takes the maximum a replica, the value is the sum. PN-counter: one G-counter
 * of increments and one of decrements. Left out: giving up the entry of a replica that never comes back.
 */

/** Increments by replica. */
export type GrowCounter = readonly number[];

export function increment(counter: GrowCounter, replica: number, by = 1): GrowCounter {
  return counter.map((count, at) => (at === replica ? count + by : count));
}

export function mergeGrowCounters(a: GrowCounter, b: GrowCounter): GrowCounter {
  return a.map((count, replica) => Math.max(count, b[replica]!));
}

export function growCount(counter: GrowCounter): number {
  return counter.reduce((sum, count) => sum + count, 0);
}

export interface UpDownCounter {
  readonly increments: GrowCounter;
  readonly decrements: GrowCounter;
}

export function mergeUpDownCounters(a: UpDownCounter, b: UpDownCounter): UpDownCounter {
  return {
    increments: mergeGrowCounters(a.increments, b.increments),
    decrements: mergeGrowCounters(a.decrements, b.decrements),
  };
}

export function upDownCount({ increments, decrements }: UpDownCounter): number {
  return growCount(increments) - growCount(decrements);
}
