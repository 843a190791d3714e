/**
 * What becomes of the copies when a Redis primary changes: a replica takes over the whole shard of its primary, a replaced primary
 * follows the new one, a process comes back empty.
 *
 * Nothing is made anew elsewhere: a lost copy comes back with its member, or a replica that another primary can spare takes its place.
 */
import type { Copy } from './copy.ts';
import type { History } from './history.ts';
import type { Promotion } from './promotion.ts';
import type { Replication } from './replication.ts';

export interface ShardParts {
  readonly history: History;
  readonly replication: Replication;
  readonly promotion: Promotion;
  /** Who accepts what may have changed. */
  ownershipChanged(): void;
}

export class ShardChanges {
  readonly #parts: ShardParts;

  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  /** `successor` takes over every partition that `predecessor` was primary of. `follow`: the other replicas follow it at once. */
  tookOver(successor: number, predecessor: number, epoch: number, follow = true): void {
    const { history, promotion } = this.#parts;
    for (const partition of history.partitions) {
      const copy = partition.copies.find((other) => other.member === successor && other.role === 'backup');
      if (copy === undefined || (copy.source !== null && copy.source.member !== predecessor)) continue;
      const planned = copy.source?.accepting === false;
      history.takeDisk(copy);
      promotion.promote(partition, copy, { epoch, planned }, () => follow);
    }
    this.#parts.ownershipChanged();
  }

  /** `member` learned that `newPrimary` owns its partitions and becomes its replica. */
  demoted(member: number, newPrimary: number): void {
    const { history, replication } = this.#parts;
    for (const partition of history.partitions) {
      const primary = partition.copies.find((copy) => copy.member === newPrimary && copy.role === 'primary');
      if (primary === undefined) continue;
      const stale = partition.copies.find((copy) => copy.member === member);
      if (stale !== undefined) {
        replication.stepDown(stale);
        stale.backups = [];
        replication.follow(primary, stale);
      } else {
        replication.attach(primary, history.addCopy(partition, member, 'syncing', primary.branch, 0));
      }
      history.accountForLosses(partition, 'the old primary threw its branch away');
    }
    this.#parts.ownershipChanged();
  }

  /** A replica leaves its primary and copies what `newPrimary` has. */
  moved(member: number, newPrimary: number): void {
    const { history, replication } = this.#parts;
    for (const partition of history.partitions) {
      const copy = partition.copies.find((other) => other.member === member);
      if (copy === undefined) continue;
      if (copy.source !== null) replication.detach(copy.source, copy);
      history.removeCopy(copy);
      history.accountForLosses(partition, 'its replica went to another primary');
    }
    for (const partition of history.partitions) {
      const primary = partition.copies.find((copy) => copy.member === newPrimary && copy.role === 'primary');
      if (primary !== undefined)
        replication.attach(primary, history.addCopy(partition, member, 'syncing', primary.branch, 0));
    }
    this.#parts.ownershipChanged();
  }

  /**
   * A process came back and still believes itself primary (it was never replaced): empty, or with what its disk has. Its replicas, those
   * that came back before it among them, copy that.
   */
  restartedEmpty(member: number, partitions: readonly number[], replicas: readonly number[]): void {
    const { history, replication } = this.#parts;
    for (const index of partitions) {
      const partition = history.partitions[index]!;
      const copyAt = (at: number): Copy | undefined => partition.copies.find((copy) => copy.member === at);
      const former = copyAt(member);
      if (former !== undefined) history.removeCopy(former);
      const disk = history.disks?.[index];
      const onDisk = disk?.member === member ? disk : null;
      const branch = onDisk?.branch ?? history.freshBranch(partition);
      const copy = history.addCopy(partition, member, 'primary', branch, onDisk?.applied ?? 0);
      // It has kept its configEpoch; an election only ever brings a greater one.
      const epoch = Math.max(1, ...partition.branches.map((branch) => branch.epoch));
      if (onDisk === null) {
        history.takeDisk(copy);
        history.restartEmpty(copy, epoch);
      } else history.fork(copy, epoch);
      for (const other of [...partition.copies]) if (other !== copy) replication.follow(copy, other);
      for (const replica of replicas)
        if (copyAt(replica) === undefined)
          replication.attach(copy, history.addCopy(partition, replica, 'syncing', copy.branch, 0));
      const cause =
        onDisk === null
          ? 'the primary came back empty and its replicas copied the empty set'
          : 'not yet on the disk that the primary came back with';
      history.accountForLosses(partition, cause);
    }
    this.#parts.ownershipChanged();
  }

  /** A replica process came back empty. */
  restartedReplica(member: number, primaryMember: number, partitions: readonly number[]): void {
    const { history, replication } = this.#parts;
    for (const index of partitions) {
      const partition = history.partitions[index]!;
      const primary = partition.copies.find((copy) => copy.member === primaryMember && copy.role === 'primary');
      if (primary !== undefined)
        replication.attach(primary, history.addCopy(partition, member, 'syncing', primary.branch, 0));
    }
  }
}
