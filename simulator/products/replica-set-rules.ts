/**
 * What the simulated grid of replica sets has to know of any product of that family: the rules that differ, as plain values. What a
 * protocol has to know besides, it takes from the settings of its own product (cluster-rules.ts for the bus of Redis Cluster).
 */
import type { ReplicaSetProduct } from '../model/scenario.ts';

export interface ReplicaSetRules {
  /** Bytes per second of a full synchronisation. */
  readonly syncBandwidth: number;
}

export function replicaSetRules(product: ReplicaSetProduct): ReplicaSetRules {
  return product;
}
