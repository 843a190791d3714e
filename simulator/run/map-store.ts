/**
 * The maps as their product keeps them in the store: what Hazelcast's MapStore does where a scenario does not say otherwise.
 *
 * A worker a member and map looks once a second for entries whose delay has passed; backups keep their copies of the queue for 10 s more;
 * without coalescing a member holds at most 50 000 entries, those it keeps for others among them, which is shared out evenly here.
 */
import type { Design, GridMap } from '../model/scenario.ts';
import { QUEUE_CAPACITY, QUEUE_COPY_KEPT, STORE_TRIES, WORKER_INTERVAL } from '../products/hazelcast-rules.ts';

export function storedMaps({ product, maps, backups }: Design): readonly GridMap[] {
  if (product.kind !== 'hazelcast') return maps;
  return maps.map((map) => {
    const { persistence } = map;
    if (persistence.kind !== 'writeBehind') return map;
    const { coalesce, worker = WORKER_INTERVAL, keptOnBackups = QUEUE_COPY_KEPT } = persistence;
    // Hazelcast never drops a batch: who asks for that has no use for its tries.
    const requeueAfter = persistence.requeueAfter ?? (persistence.retryLimit === undefined ? STORE_TRIES : undefined);
    const capacity = { entries: Math.floor(QUEUE_CAPACITY / (backups + 1)), whenFull: 'reject' as const };
    const queueLimit = persistence.queueLimit ?? (coalesce ? undefined : capacity);
    return { ...map, persistence: { ...persistence, worker, keptOnBackups, requeueAfter, queueLimit } };
  });
}
