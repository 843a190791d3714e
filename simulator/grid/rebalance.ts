/**
 * The partition table after members came or go for good: as few copies as possible move (products/placement-change.ts).
 *
 * It starts from who holds what now, not from the table of before, so that a promotion or a copy made elsewhere is not undone for nothing.
 */
import { NOBODY, type PlacementSpec } from '../products/placement.ts';
import { promoteBackups, rebalance, restoreCopies } from '../products/placement-change.ts';
import type { History } from './history.ts';

/** The table that a product draws up when its members have changed: `held` says who holds what now. */
export type TableChange = (held: Int32Array, present: Uint8Array) => Int32Array;

/** Writes the new table into `placement`; `present`: 1 for members that may hold copies. */
export function rebalanceTable(
  placement: Int32Array,
  history: History,
  spec: PlacementSpec,
  present: Uint8Array,
  change?: TableChange,
): void {
  if (change !== undefined) {
    placement.set(change(promoteBackups(tableOf(placement, history, spec), spec, present), present));
    return;
  }
  const held = promoteBackups(tableOf(placement, history, spec), spec, present);
  placement.set(rebalance(restoreCopies(held, spec, present), spec, present));
}

/**
 * Who holds what: the primary, then complete copies, those of the old table first. A partition without a primary keeps its old row, and so
 * does one that is on its way there.
 */
function tableOf(placement: Int32Array, history: History, spec: PlacementSpec): Int32Array {
  const stride = spec.backups + 1;
  const table = placement.slice();
  for (const { index, copies } of history.partitions) {
    const primary = copies.find((copy) => copy.role === 'primary');
    if (primary === undefined) continue;
    const planned = [...placement.subarray(index * stride, (index + 1) * stride)];
    if (planned.every((member) => copies.some((copy) => copy.member === member))) continue;
    const backups = copies.filter((copy) => copy.role === 'backup').map(({ member }) => member);
    const kept = planned.filter((member) => backups.includes(member));
    const row = [primary.member, ...kept, ...backups.filter((member) => !kept.includes(member))].slice(0, stride);
    for (let copy = 0; copy < stride; copy++) table[index * stride + copy] = row[copy] ?? NOBODY;
  }
  return table;
}
