/**
 * Apache Ignite 2 as rules: its defaults, and what follows from them for the simulated grid.
 *
 *   tick (of a node's connection)  = failureDetectionTimeout / 3        message to the next node at least every min(tick, 500 ms)
 *   check of a previous node       = tick / 2; up to 2.8 failureDetectionTimeout + 0.3 s (the worst case of IGNITE-13012)
 *   bytes a second of a rebalance  = the network's, or threads × batch / throttle if that is less
 *
 * Source: ignite TcpDiscoverySpi, ServerImpl, IgniteConfiguration, DistributedBaselineConfiguration, GridCacheUtils (2.18-SNAPSHOT);
 * facts/grid-products.md 1.6, 2.2, 3.2. `rebalanceBatchesPrefetchCount` (3) is left out: three batches of 512 KiB on their way fill any link.
 */
import type { IgniteProduct } from '../model/scenario.ts';
import { adjustsAfter, logRule, lossRule } from './ignite-persistence.ts';
import type { TableRules } from './table-rules.ts';

/** RendezvousAffinityFunction.DFLT_PARTITION_COUNT. */
export const IGNITE2_PARTITIONS = 1024;

/** How the discovery ring finds out that the next node is gone, ns. */
export interface RingRules {
  readonly failureDetectionTimeout: number;
  /** Longest time between two messages to the next node. */
  readonly interval: number;
  /** What one more silent neighbour costs. */
  readonly slice: number;
  /** How long the node beyond a silent one is busy checking it before it agrees. */
  readonly backwardCheck: number;
  readonly connectionRecoveryTimeout: number;
  /** Until a halted node is started again. */
  readonly restartAfter: number;
}

export function ringRules(product: IgniteProduct): RingRules {
  const failureDetectionTimeout = product.failureDetectionTimeout ?? 10e9;
  const slice = Math.floor(failureDetectionTimeout / 3);
  return {
    failureDetectionTimeout,
    interval: Math.min(slice, 500e6),
    slice,
    backwardCheck: product.version === '2.8' ? failureDetectionTimeout + 300e6 : 0,
    connectionRecoveryTimeout: product.connectionRecoveryTimeout ?? 10e9,
    restartAfter: product.restartAfter ?? 30e9,
  };
}

/** Longest time that a node of 2.9 and later spends on checking its previous one: half a tick. */
export function longestBackwardCheck({ slice, backwardCheck }: RingRules): number {
  return backwardCheck === 0 ? Math.floor(slice / 2) : backwardCheck;
}

export function ignite2Rules(product: IgniteProduct): TableRules {
  const ring = ringRules(product);
  const [loss, log] = [lossRule(product), logRule(product)];
  return {
    partitions: product.partitions ?? IGNITE2_PARTITIONS,
    heartbeatInterval: ring.interval,
    heartbeatTimeout: ring.failureDetectionTimeout,
    promotion: 'any-side',
    migrationBandwidth: rebalanceBandwidth(product),
    ring,
    exchanges: true,
    affinity: { distinctZones: product.affinityBackupFilter === 'zone' },
    refusesLost: loss !== null,
    losesBySide: true,
    ...(loss === null ? {} : { loss }),
    ...(log === null ? {} : { log }),
    restoresAfter: adjustsAfter(product),
  };
}

function rebalanceBandwidth(product: IgniteProduct): number {
  const { rebalanceThrottle = 0, rebalanceBatchSize = 512 * 1024, rebalanceThreadPoolSize = 2 } = product;
  if (rebalanceThrottle === 0) return product.migrationBandwidth;
  const throttled = (rebalanceThreadPoolSize * rebalanceBatchSize * 1e9) / rebalanceThrottle;
  return Math.min(product.migrationBandwidth, throttled);
}
