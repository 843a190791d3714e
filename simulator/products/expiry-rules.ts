/**
 * How each product finds entries whose time is over.
 *
 * Hazelcast 5: ClearExpiredRecordsTask and ExpirySystemImpl (period 5 s, percentage 10, at least 100 keys, a tenth of the partitions).
 * Ignite 2: GridCacheSharedTtlCleanupManager (a worker every 500 ms, entries in order of their ends). Redis and Valkey: expire.c with
 * active-expire-effort 1 and hz 10 (20 keys, 10 % stale, 25 % of the time); the time of one key is an assumption.
 */
import { MILLISECOND, SECOND } from '../kernel/time.ts';
import { hasReplicaSets, type Product } from '../model/product.ts';

/** A task looks at a share of the entries of some partitions each time; a cycle at so many keys again and again while enough are stale. Times in ns. */
export type SweepRule =
  | {
      readonly kind: 'task';
      readonly every: number;
      readonly share: number;
      readonly atLeast: number;
      readonly partitions: number;
    }
  | {
      readonly kind: 'cycle';
      readonly every: number;
      readonly keys: number;
      readonly stale: number;
      readonly busy: number;
      readonly perKey: number;
    };

/** The rule of the product; the generic one has none of its own and is given Hazelcast's. */
export function sweepRuleOf(product: Product): SweepRule {
  if (hasReplicaSets(product))
    return { kind: 'cycle', every: 100 * MILLISECOND, keys: 20, stale: 0.1, busy: 0.25, perKey: MILLISECOND / 1000 };
  if (product.kind === 'ignite') return { kind: 'task', every: 500 * MILLISECOND, share: 1, atLeast: 0, partitions: 1 };
  return { kind: 'task', every: 5 * SECOND, share: 0.1, atLeast: 100, partitions: 0.1 };
}
