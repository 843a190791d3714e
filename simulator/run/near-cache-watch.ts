/** What a run wants to know of the near caches of one map: the memory they take, and which entries reconciliation has found stale. */
import type { NearCacheWatch } from '../grid/cache/near-caches.ts';
import type { NearMemory } from './near-memory.ts';
import type { NearReconciliation } from './near-reconciliation.ts';

/** `entryBytes`: of one entry. `reconciliation`: null where lost invalidations are never found. */
export function nearCacheWatch(
  memory: NearMemory,
  entryBytes: number,
  reconciliation: NearReconciliation | null,
  partitionOf: (key: number) => number,
): NearCacheWatch {
  /** By row: the life of its partition and the last number heard when it was kept. */
  const lives: number[] = [];
  const numbers: number[] = [];
  return {
    began: (location) => {
      memory.began(location);
      reconciliation?.began(location);
    },
    kept: (location, key, row) => {
      memory.changed(entryBytes);
      if (reconciliation === null) return;
      const seen = reconciliation.numbers.at(location);
      const partition = partitionOf(key);
      lives[row] = seen.life[partition]!;
      numbers[row] = seen.number[partition]!;
    },
    dropped: () => memory.changed(-entryBytes),
    isStale: (location, key, row) =>
      reconciliation?.numbers.isStale(location, partitionOf(key), lives[row]!, numbers[row]!) ?? false,
  };
}
