/**
 * What the simulated grid has to know of Hazelcast, as plain values: the rules that the family shares under their common names, and those
 * that only Hazelcast has.
 *
 * maxNoHeartbeat is the timeout of the deadline detector and the acceptable pause of phi accrual (ClusterFailureDetectorFactory), whose
 * first estimate is the heartbeat interval. Every side of a split promotes.
 */
import { SECOND } from '../kernel/time.ts';
import type { GenericProduct, HazelcastProduct } from '../model/scenario.ts';
import type { HazelcastTableSpec } from './hazelcast-placement.ts';

export type HazelcastRules = Pick<
  HazelcastProduct,
  | 'icmp'
  | 'connectionMonitor'
  | 'partitionGroup'
  | 'mergeInterval'
  | 'backupTimeout'
  | 'waitBeforeJoin'
  | 'maxWaitBeforeJoin'
  | 'mergeFirstRun'
  | 'clusterAge'
  | 'mastershipClaimTimeout'
>;

/** Seed of the shuffle of the partition table; any would do, and the same design always begins with the same table. */
const SHUFFLE = 271;

/** How often the write-behind worker of a map looks for entries that are due: WriteBehindManager, once a second. */
export const WORKER_INTERVAL = SECOND;

/** Tries of a batch before it goes back to the head of its queue: RETRY_TIMES_OF_A_FAILED_STORE_OPERATION. */
export const STORE_TRIES = 3;

/** Backups keep an entry of the write-behind queue this long after it was due: hazelcast.map.replica.scheduled.task.delay.seconds. */
export const QUEUE_COPY_KEPT = 10 * SECOND;

/** Entries in the queues of one member, its copies of others' queues included: hazelcast.map.write.behind.queue.capacity. */
export const QUEUE_CAPACITY = 50_000;

export function hazelcastRules(
  product: HazelcastProduct,
): Omit<GenericProduct, 'kind'> & { readonly hazelcast: HazelcastRules; readonly restoresAfter?: number | undefined } {
  const { partitions, heartbeatInterval, maxNoHeartbeat, migrationBandwidth, migrationLoad } = product;
  return {
    partitions,
    heartbeatInterval,
    heartbeatTimeout: maxNoHeartbeat,
    detector: detectorOf(product),
    promotion: 'any-side',
    migrationBandwidth,
    migrationLoad,
    hazelcast: product,
    restoresAfter: product.rebalanceDelay,
  };
}

function detectorOf({ detector, maxNoHeartbeat, heartbeatInterval }: HazelcastProduct): GenericProduct['detector'] {
  if (detector?.kind !== 'phiAccrual') return detector;
  return {
    ...detector,
    acceptablePause: maxNoHeartbeat,
    firstHeartbeatEstimate: heartbeatInterval,
    learnsFromSuspicions: false,
  };
}

/** ClusterProperty: hazelcast.partition.max.parallel.migrations 10, hazelcast.partition.migration.interval 0. */
export function migrationRules({ maxParallelMigrations = 10, migrationInterval = 0 }: HazelcastProduct): {
  readonly parallel: number;
  readonly interval: number;
} {
  return { parallel: maxParallelMigrations, interval: migrationInterval };
}

/** Times of joining, merging and claiming, ns. ClusterProperty: wait before join 5 s, 20 s at most; first merge run 300 s; claim 120 s. */
export function clusterTimes(rules: HazelcastRules) {
  const { waitBeforeJoin = 5 * SECOND, maxWaitBeforeJoin = 20 * SECOND, mastershipClaimTimeout = 120 * SECOND } = rules;
  const { mergeInterval, mergeFirstRun = 300 * SECOND, clusterAge } = rules;
  return {
    looks: { interval: mergeInterval, first: mergeFirstRun, age: clusterAge },
    joins: { wait: waitBeforeJoin, maxWait: maxWaitBeforeJoin },
    claimTimeout: mastershipClaimTimeout,
  };
}

/** From 5.7 near caches hear of entries that expired in their map: reference manual 5.7, near cache. */
export function tellsExpiry({ version }: HazelcastProduct): boolean {
  return version === '5.7' || version === '6.0';
}

export function hazelcastTableRules({ partitionGroup }: HazelcastRules): Pick<HazelcastTableSpec, 'grouping' | 'seed'> {
  return { grouping: partitionGroup, seed: SHUFFLE };
}
