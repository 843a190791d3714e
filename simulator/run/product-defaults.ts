/**
 * What a product decides where a scenario says nothing: Ignite 2 keeps write-behind buffers on no backup, Ignite 3 answers a write when a
 * majority of the peers has it, and the number of partitions of either. Scenarios of other products stay the object they are.
 */
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap, Scenario } from '../model/scenario.ts';
import { majorityOf } from '../products/ignite3-rules.ts';
import { withPartitions } from '../products/partition-count.ts';

/** CacheConfiguration.DFLT_WRITE_BEHIND_FLUSH_SIZE; above 1.5 times that callers write themselves (GridCacheWriteBehindStore). */
const FLUSH_SIZE = 10_240;

export function withProductDefaults(scenario: Scenario): Scenario {
  const { design } = scenario;
  const { product, members, backups } = design;
  if (product.kind !== 'ignite') return scenario;
  const copies = majorityOf(backups + 1);
  const maps = design.maps.map((map) => (product.version === '3' ? agreed(map, copies) : buffered(map)));
  return { ...scenario, design: { ...design, product: withPartitions(product, members, backups), maps } };
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
