/**
 * What the simulated grid of replica sets has to know of any product of that family: the rules that differ, as plain values. What a
 * protocol has to know besides, it takes from the settings of its own product (cluster-rules.ts for the bus of Redis Cluster).
 */
import type { ReplicaSetProduct } from '../model/scenario.ts';

export interface ReplicaSetRules {
  /** Good replicas without which a primary refuses writes; undefined: it takes them alone. */
  readonly minReplicasToWrite?: number | undefined;
  /** Age in ns at which a replica's last acknowledgement makes it a bad one; whole seconds. */
  readonly minReplicasMaxLag?: number | undefined;
  /** When the append-only file of a primary is flushed; undefined: it has none. */
  readonly appendfsync?: 'always' | 'everysec' | 'no' | undefined;
  /** When a primary makes a snapshot (ns since the last one, writes since then); undefined: never. */
  readonly save?: readonly { readonly after: number; readonly changes: number }[] | undefined;
  /** Bytes per second of a full synchronisation. */
  readonly syncBandwidth: number;
}

export function replicaSetRules(product: ReplicaSetProduct): ReplicaSetRules {
  return product;
}
