/**
 * What the simulated bus of Redis Cluster and of its descendants has to know of its product: the rules that differ, as plain values.
 */
import type { RedisClusterProduct, ValkeyProduct } from '../model/scenario.ts';
import { type ElectionRules, redisElection, valkeyElection } from './election-rules.ts';

export interface ClusterRules {
  /** Silence after which a node is suspected, in ns. */
  readonly nodeTimeout: number;
  /** Whether every shard refuses requests while any slot has no working primary. */
  readonly fullCoverage: boolean;
  /** A replica whose link was down for longer than so many node timeouts does not stand for election; 0: no limit. */
  readonly replicaValidityFactor: number;
  /** Replicas that a primary must keep for one of its own to move to a primary without; undefined: none moves. */
  readonly migrationBarrier: number | undefined;
  /** How replicas of a failed primary stand for election. */
  readonly election: ElectionRules;
  /** Small packets of the bus wait for acknowledgements (Nagle); Valkey sets TCP_NODELAY from 8.1 on (pull request 1763). */
  readonly collectsSmallPackets: boolean;
}

export function clusterRules(product: RedisClusterProduct | ValkeyProduct): ClusterRules {
  const { nodeTimeout, fullCoverage, replicaValidityFactor, allowReplicaMigration } = product;
  const migrationBarrier = allowReplicaMigration === true ? (product.migrationBarrier ?? 1) : undefined;
  const common = { nodeTimeout, fullCoverage, replicaValidityFactor, migrationBarrier };
  switch (product.kind) {
    case 'redis-cluster':
      return { ...common, election: redisElection, collectsSmallPackets: true };
    case 'valkey': {
      const collectsSmallPackets = product.version === '7.2' || product.version === '8.0';
      return { ...common, election: valkeyElection(product), collectsSmallPackets };
    }
  }
}
