/**
 * What a product decides where a scenario says nothing: Ignite 2 keeps write-behind buffers on no backup, Ignite 3 answers a write when a
 * majority of the peers has it, and the number of partitions of either; near caches of Hazelcast find lost invalidations, and its queues
 * between regions are bounded; replicas of Redis Cluster and Valkey move to a primary that lost its own. Where a product decides nothing, the
 * scenario stays the object it is.
 */
import { SECOND } from '../kernel/time.ts';
import { isPartitioned } from '../model/map-kind.ts';
import { movesReplicas } from '../model/product-redis-cluster.ts';
import type { Design, GridMap, Scenario } from '../model/scenario.ts';
import { majorityOf } from '../products/ignite3-rules.ts';
import { withPartitions } from '../products/partition-count.ts';

/** CacheConfiguration.DFLT_WRITE_BEHIND_FLUSH_SIZE; above 1.5 times that callers write themselves (GridCacheWriteBehindStore). */
const FLUSH_SIZE = 10_240;

/** By scenario, so that all replications of a study have one object, and not one each that looks the same. */
const known = new WeakMap<Scenario, Scenario>();

export function withProductDefaults(scenario: Scenario): Scenario {
  const settled = known.get(scenario) ?? settle(scenario);
  known.set(scenario, settled);
  return settled;
}

function settle(scenario: Scenario): Scenario {
  const design = ofProduct(withBoundedQueues(scenario.design));
  return design === scenario.design ? scenario : { ...scenario, design };
}

function ofProduct(design: Design): Design {
  const { product, members, backups, maps } = design;
  switch (product.kind) {
    case 'hazelcast':
      return maps.some(({ nearCache }) => nearCache !== undefined) ? { ...design, maps: maps.map(reconciled) } : design;
    case 'ignite': {
      const copies = majorityOf(backups + 1);
      const settled = maps.map((map) => (product.version === '3' ? agreed(map, copies) : buffered(map)));
      return { ...design, product: withPartitions(product, members, backups), maps: settled };
    }
    case 'redis-cluster':
    case 'valkey':
      return movesReplicas(design) ? { ...design, product: { ...product, allowReplicaMigration: true } } : design;
    default:
      return design;
  }
}

function withBoundedQueues(design: Design): Design {
  if (design.wan === undefined) return design;
  const wan = withCapacity(design.wan, design.product.kind);
  return wan === design.wan ? design : { ...design, wan };
}

type Wan = NonNullable<Design['wan']>;

/** WanBatchPublisherConfig: DEFAULT_QUEUE_CAPACITY and DEFAULT_QUEUE_FULL_BEHAVIOUR. */
const QUEUE_CAPACITY = 10_000;

/** The same object where nothing is bounded as Hazelcast does. */
function withCapacity(wan: Wan, kind: string): Wan {
  const isBounded = wan.queueCapacity !== undefined || wan.queueFull !== undefined || kind === 'hazelcast';
  if (!isBounded || wan.queueLimit !== undefined) return wan;
  const { queueCapacity = QUEUE_CAPACITY, queueFull = 'DISCARD_AFTER_MUTATION' as const } = wan;
  return { ...wan, queueCapacity, queueFull };
}

/** RepairingTask: RECONCILIATION_INTERVAL_SECONDS and MAX_TOLERATED_MISS_COUNT; NearCacheConfig: DEFAULT_LOCAL_UPDATE_POLICY. */
const RECONCILIATION = { interval: 60 * SECOND, tolerated: 10 };

function reconciled(map: GridMap): GridMap {
  if (map.nearCache === undefined) return map;
  const { invalidate, localUpdate = 'INVALIDATE' as const } = map.nearCache;
  const usual = invalidate.kind === 'none' ? undefined : RECONCILIATION;
  const { reconciliation = usual } = map.nearCache;
  return { ...map, nearCache: { ...map.nearCache, localUpdate, reconciliation } };
}

function agreed(map: GridMap, copies: number): GridMap {
  if (!isPartitioned(map) || map.minCopies !== undefined || map.replication !== undefined) return map;
  return { ...map, minCopies: copies };
}

function buffered(map: GridMap): GridMap {
  const { persistence } = map;
  if (!('queueOnBackups' in persistence)) return map;
  if (persistence.kind !== 'writeBehind') return { ...map, persistence: { ...persistence, queueOnBackups: false } };
  const { flushSize = FLUSH_SIZE } = persistence;
  const queueLimit = persistence.queueLimit ?? {
    entries: Math.ceil(1.5 * flushSize),
    whenFull: 'caller-writes' as const,
  };
  return { ...map, persistence: { ...persistence, flushSize, queueLimit, queueOnBackups: false } };
}
