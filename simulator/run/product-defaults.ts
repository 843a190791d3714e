/**
 * What a product decides where a scenario says nothing: Ignite 2 keeps write-behind buffers on no backup, Ignite 3 answers a write when a
 * majority of the peers has it, and the number of partitions of either; near caches of Hazelcast find lost invalidations. Scenarios of other products stay the object they are.
 */
import { SECOND } from '../kernel/time.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap, Scenario } from '../model/scenario.ts';
import { majorityOf } from '../products/ignite3-rules.ts';
import { withPartitions } from '../products/partition-count.ts';

/** CacheConfiguration.DFLT_WRITE_BEHIND_FLUSH_SIZE; above 1.5 times that callers write themselves (GridCacheWriteBehindStore). */
const FLUSH_SIZE = 10_240;

export function withProductDefaults(scenario: Scenario): Scenario {
  const { design } = scenario;
  const { product, members, backups } = design;
  const bounded = scenario.design.wan === undefined ? undefined : withCapacity(scenario.design.wan, product.kind);
  if (
    product.kind === 'hazelcast' &&
    (bounded !== undefined || design.maps.some(({ nearCache }) => nearCache !== undefined))
  )
    return { ...scenario, design: { ...design, wan: bounded, maps: design.maps.map(reconciled) } };
  if (bounded !== design.wan) return { ...scenario, design: { ...design, wan: bounded } };
  if (product.kind !== 'ignite') return scenario;
  const copies = majorityOf(backups + 1);
  const maps = design.maps.map((map) => (product.version === '3' ? agreed(map, copies) : buffered(map)));
  return { ...scenario, design: { ...design, product: withPartitions(product, members, backups), maps } };
}

type Wan = NonNullable<Scenario['design']['wan']>;

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
