/**
 * Acknowledged writes of maps with a store whose entries can leave, when the run has settled: lost are those that no entry of the grid has,
 * that the store lacks and that no queue holds any more, because a pump gave them up or died with its queue before or after the entry left.
 */
import type { Residencies } from '../grid/cache/residencies.ts';
import type { Partition } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { GridMap } from '../model/scenario.ts';

const CAUSE = 'left the grid before the store had it';

/** Call with pumps that have nothing left to write. */
export function loseUnstored(grid: DataGrid, residencies: Residencies, maps: readonly GridMap[]): void {
  const { history } = grid;
  const { writes, keys } = history;
  for (const partition of history.partitions) {
    for (const branch of partition.branches) {
      for (let offset = branch.base + 1; offset <= branch.head; offset++) {
        const row = branch.at(offset);
        if (!writes.isAcknowledged(row) || writes.isDurable(row) || writes.isOrphaned(row)) continue;
        const map = keys.map[writes.key[row]!]!;
        if (maps[map]!.persistence.kind === 'none' || residencies.byMap[map] === null) continue;
        if (isQueuedOnBackups(maps[map]!, partition) || isHeld(grid, residencies, partition, row)) continue;
        history.lose(row, CAUSE);
      }
    }
  }
}

/** Backups that wait for one of them to be promoted still have the queue. */
function isQueuedOnBackups({ persistence }: GridMap, { copies }: Partition): boolean {
  const keepsQueue = 'queueOnBackups' in persistence && persistence.queueOnBackups;
  return keepsQueue && !copies.some(({ role }) => role === 'primary');
}

/** Whether a copy answers the key with this write or one that came after it on its line. */
function isHeld(grid: DataGrid, residencies: Residencies, partition: Partition, row: number): boolean {
  const { history } = grid;
  const { writes, keys } = history;
  const keyRow = writes.key[row]!;
  const [map, key] = [keys.map[keyRow]!, keys.key[keyRow]!];
  return partition.copies.some(
    (copy) =>
      history.holds(copy, row) &&
      residencies.byMap[map]?.has(copy, key) === true &&
      grid.newestNumber(copy, map, key) >= writes.number[row]!,
  );
}
