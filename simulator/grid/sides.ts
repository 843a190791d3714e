/** Sides of a split, as a 1 for every member on the side: who is primary of a partition there, and who could become it. */
import type { Copy, Partition } from './copy.ts';

/** The primary on a side, the newest epoch if there are two; undefined when there is none. */
export function primaryOn(partition: Partition, side: Uint8Array, except = -1): Copy | undefined {
  let best: Copy | undefined;
  for (const copy of partition.copies) {
    if (copy.role !== 'primary' || side[copy.member] !== 1 || copy.member === except) continue;
    if (best === undefined || copy.branch.epoch > best.branch.epoch) best = copy;
  }
  return best;
}

/** Whether the last known primary of a partition was at `member` (its copy may be gone, or alive on the other side). */
export function wasOwnedBy(partition: Partition, member: number): boolean {
  if (partition.owner === member) return true;
  const followers = partition.copies.filter((copy) => copy.source !== null);
  if (followers.length > 0) return followers.some((copy) => copy.source!.member === member);
  return partition.copies.every((copy) => copy.role !== 'primary' || copy.member === member);
}

/** The backup that takes over: of those that may, the one that has applied most, the first of equals. */
export function heirOf(partition: Partition, may: (copy: Copy) => boolean): Copy | undefined {
  let best: Copy | undefined;
  for (const copy of partition.copies) {
    if (copy.role !== 'backup' || !may(copy)) continue;
    if (best === undefined || copy.applied > best.applied) best = copy;
  }
  return best;
}

/** The partitions that the members of a side have between them: of grids side by side, those of their own. */
export function partitionsOf(side: Uint8Array, partitions: readonly Partition[], grids: number): readonly Partition[] {
  if (grids === 1) return partitions;
  const grid = Math.floor(side.indexOf(1) / (side.length / grids));
  return partitions.slice((grid * partitions.length) / grids, ((grid + 1) * partitions.length) / grids);
}
