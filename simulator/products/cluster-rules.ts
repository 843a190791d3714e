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
  /** How replicas of a failed primary stand for election. */
  readonly election: ElectionRules;
  /** Small packets of the bus wait for acknowledgements (Nagle); Valkey sets TCP_NODELAY from 8.1 on (pull request 1763). */
  readonly collectsSmallPackets: boolean;
}

export function clusterRules(product: RedisClusterProduct | ValkeyProduct): ClusterRules {
  const { nodeTimeout, fullCoverage, replicaValidityFactor } = product;
  const common = { nodeTimeout, fullCoverage, replicaValidityFactor };
  switch (product.kind) {
    case 'redis-cluster':
      return { ...common, election: redisElection, collectsSmallPackets: true };
    case 'valkey': {
      const collectsSmallPackets = product.version === '7.2' || product.version === '8.0';
      return { ...common, election: valkeyElection(product), collectsSmallPackets };
    }
  }
}
