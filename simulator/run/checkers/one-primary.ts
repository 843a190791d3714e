/** No two primaries of one partition share an epoch: a takeover always raises it, so the older one is fenced off. */
import type { Copy } from '../../grid/copy.ts';
import type { History } from '../../grid/history.ts';
import { invariant } from '../../kernel/invariant.ts';

/** Checked at every promotion. */
export function checkOnePrimary(history: History, promoted: Copy): void {
  for (const copy of history.partitions[promoted.partition]!.copies) {
    if (copy === promoted || copy.role !== 'primary') continue;
    invariant(
      copy.branch.epoch < promoted.branch.epoch,
      () =>
        `partition ${promoted.partition} has two primaries (members ${copy.member} and ${promoted.member}) in epoch ${promoted.branch.epoch}`,
    );
  }
}
