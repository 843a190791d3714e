/**
 * What the simulated grid of replica sets has to know of its product: the rules that differ, as plain values.
 */
import type { ReplicaSetProduct } from '../model/scenario.ts';

export interface ReplicaSetRules {
  /** Silence after which a node is suspected, in ns. */
  readonly nodeTimeout: number;
  /** Whether every shard refuses requests while any slot has no working primary. */
  readonly fullCoverage: boolean;
  /** A replica whose link was down for longer than so many node timeouts does not stand for election; 0: no limit. */
  readonly replicaValidityFactor: number;
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
  switch (product.kind) {
    case 'redis-cluster':
      return product;
  }
}
