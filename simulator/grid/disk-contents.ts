/**
 * What members have on their disks besides what they hold in memory: of those that are away, the copies they would come back with; of those
 * that run, how far each copy would survive the loss of power.
 *
 * A write that is only on the disk of a member that is away is not lost, but it counts only as far as the partition's primary has it: once
 * another copy has taken over, its owner comes back to that one's line of history. A content never says more than a copy once held.
 */
import type { Branch } from './branch.ts';
import type { Copy, DiskContent, Partition } from './copy.ts';

/** A place in a line of history. */
interface Mark {
  branch: Branch;
  applied: number;
}

/** Where two histories part: the last of `content` that is part of the line of `copy`; null: nothing is. */
function shared(content: Readonly<Mark>, copy: Copy): Mark | null {
  let limit = content.applied;
  for (let branch: Branch | null = content.branch; branch !== null; branch = branch.parent) {
    const contained = copy.branch.contained(branch, copy.applied);
    if (contained >= 0) return { branch, applied: Math.min(limit, contained) };
    limit = Math.min(limit, branch.fork);
  }
  return null;
}

export class DiskContents {
  /** By partition: copies that members could come back with. */
  readonly #away: DiskContent[][];
  /** By copy: what of it a loss of power would leave; a copy without one has nothing on its disk. */
  readonly #synced: (Mark | undefined)[] = [];
  readonly #marks: boolean;

  /** `marks`: whether what runs is ahead of what is on its disk. */
  constructor(partitions: readonly Partition[], marks: boolean) {
    this.#away = partitions.map(() => []);
    this.#marks = marks;
    for (const { copies } of partitions) for (const copy of copies) this.sync(copy);
  }

  /** All that the copy has is on its disk now. */
  sync({ index, branch, applied }: Copy): void {
    const mark = this.#synced[index];
    if (mark === undefined) this.#synced[index] = { branch, applied };
    else {
      mark.branch = branch;
      mark.applied = applied;
    }
  }

  /** What of the running copy was on its disk when `mark` was last moved, as far as it still is part of its line. */
  syncedOf(copy: Copy): DiskContent | null {
    const mark = this.#synced[copy.index];
    const kept = mark === undefined ? null : shared(mark, copy);
    return kept === null ? null : { member: copy.member, ...kept };
  }

  /** The member has this on its disk and holds it nowhere else. */
  put(partition: number, content: DiskContent): void {
    this.take(content.member, partition);
    this.#away[partition]!.push(content);
  }

  /** What `member` has of the partition, which it now reads or throws away; null: nothing. */
  take(member: number, partition: number): DiskContent | null {
    const away = this.#away[partition]!;
    const index = away.findIndex((content) => content.member === member);
    return index < 0 ? null : away.splice(index, 1)[0]!;
  }

  /** Contents of the partition on disks of members that do not hold it in memory. */
  of(partition: number): readonly DiskContent[] {
    return this.#away[partition]!;
  }

  /** Where a primary serves, contents count as far as it has them. */
  cutBack({ index, copies }: Partition): void {
    const primaries = copies.filter(({ role }) => role === 'primary');
    if (primaries.length === 0) return;
    this.#away[index] = this.#away[index]!.flatMap((content) => {
      let best: Mark | null = null;
      for (const primary of primaries) {
        const kept = shared(content, primary);
        if (kept !== null && (best === null || kept.applied > best.applied)) best = kept;
      }
      return best === null ? [] : [{ member: content.member, ...best }];
    });
  }

  /** Highest offset of `branch` on a disk of a member that is away; −1: none. */
  retained(partition: number, branch: Branch): number {
    let retained = -1;
    for (const content of this.#away[partition]!)
      retained = Math.max(retained, content.branch.contained(branch, content.applied));
    return retained;
  }

  /** Highest offset of `branch` that every disk has, those of running copies included: what comes after may yet be lost. */
  everywhere({ index, copies }: Partition, branch: Branch): number {
    let least = Number.POSITIVE_INFINITY;
    for (const content of this.#away[index]!)
      least = Math.min(least, content.branch.contained(branch, content.applied));
    if (!this.#marks) return least;
    for (const copy of copies) {
      if (copy.role === 'syncing') continue;
      const mark = this.#synced[copy.index];
      least = Math.min(least, mark === undefined ? -1 : mark.branch.contained(branch, mark.applied));
    }
    return least;
  }

  /** True when a content of the partition goes back to `branch`. */
  needs(partition: number, branch: Branch): boolean {
    return this.#away[partition]!.some((content) => content.branch.contained(branch, Number.MAX_SAFE_INTEGER) >= 0);
  }
}
