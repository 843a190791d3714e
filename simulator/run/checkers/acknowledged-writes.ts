/** An acknowledged write is in a copy, on a disk that a member comes back with, in the store, or among the lost ones with a cause. Looked at when the run has settled. */
import type { History } from '../../grid/history.ts';
import { invariant } from '../../kernel/invariant.ts';

export function checkAcknowledgedWrites(history: History): void {
  const { writes } = history;
  for (const partition of history.partitions) {
    const disk = history.disks?.[partition.index];
    for (const branch of partition.branches) {
      const ofPrimary = disk === undefined ? -1 : disk.branch.contained(branch, disk.applied);
      const onDisk = Math.max(ofPrimary, history.contents?.retained(partition.index, branch) ?? -1);
      for (let offset = branch.base + 1; offset <= branch.head; offset++) {
        const row = branch.at(offset);
        if (!writes.isAcknowledged(row) || writes.isDurable(row) || writes.isOrphaned(row) || offset <= onDisk)
          continue;
        const held = partition.copies.some((copy) => history.holds(copy, row) || copy.received >= offset);
        invariant(
          held,
          () =>
            `acknowledged write ${writes.number[row]} of partition ${partition.index} is nowhere and was not counted as lost`,
        );
      }
    }
  }
}
