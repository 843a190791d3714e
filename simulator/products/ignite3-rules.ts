/**
 * Apache Ignite 3 as rules: partitions by formula, a Raft group of peers for each, a lease for its primary.
 *
 *   partitions = floor(nodes × max(cores, 8) × 3 / replicas)
 *   quorum = min(replicas, 2) up to 4 replicas, else 3;  peers = min(replicas, 2 × quorum − 1);  a write needs more than half of the peers
 *   served again after the rest of the lease: prolonged when less than half is left, so U(lease / 2, lease); the election runs beside it
 *
 * Source: ignite-3 DataNodesAwarePartitionCountCalculator, CatalogUtils, LeaseUpdater; facts/grid-products.md 1.7, 2.2, 3.2.
 * Scaling down is never automatic by default, so lost copies are not made again. The physical topology (SWIM) moves no data then.
 * Left out: when it forgets a node, lease agreement that is not accepted (up to 120 s), learners, idle safe time.
 */
import type { IgniteProduct } from '../model/scenario.ts';
import { raftLogRule } from './ignite-persistence.ts';
import type { TableRules } from './table-rules.ts';

export function ignite3Partitions(nodes: number, cores: number, replicas: number): number {
  return Math.max(1, Math.floor((nodes * Math.max(cores, 8) * 3) / replicas));
}

/** Replicas with a vote. */
export function peersOf(replicas: number, quorum = replicas <= 4 ? Math.min(replicas, 2) : 3): number {
  return Math.min(replicas, 2 * quorum - 1);
}

/** Copies, the primary's included, that must hold a write. */
export function majorityOf(replicas: number): number {
  return Math.floor(peersOf(replicas) / 2) + 1;
}

export function leaseOf({ leaseExpirationInterval = 5e9 }: IgniteProduct): number {
  return leaseExpirationInterval;
}

export function ignite3Rules(product: IgniteProduct): TableRules {
  const lease = leaseOf(product);
  return {
    // The layout knows the number of nodes and has filled it in (partition-count.ts).
    partitions: product.partitions ?? 25,
    heartbeatInterval: Math.floor(lease / 2),
    heartbeatTimeout: lease,
    promotion: 'majority',
    migrationBandwidth: product.migrationBandwidth,
    affinity: { distinctZones: false },
    refusesLost: true,
    ...(product.fsync === undefined ? {} : { log: raftLogRule(product.fsync), agrees: true as const }),
    restoresAfter: Number.POSITIVE_INFINITY,
  };
}
