/** When a run has settled, a backup that follows a primary holds exactly what the primary holds, as far as the network allows. */
import type { History } from '../../grid/history.ts';
import { invariant } from '../../kernel/invariant.ts';

export function checkCopiesAgree(history: History): void {
  for (const partition of history.partitions) {
    for (const copy of partition.copies) {
      if (copy.role !== 'backup' || copy.source === null || copy.source.role !== 'primary') continue;
      invariant(
        copy.applied <= copy.source.applied,
        () => `a backup of partition ${partition.index} is ahead of its primary`,
      );
      invariant(
        copy.branch === copy.source.branch,
        () => `a backup of partition ${partition.index} follows another history than its primary`,
      );
    }
  }
}
