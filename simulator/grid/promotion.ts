/**
 * A backup becomes primary: a new epoch, a new branch of history from what it has applied, the other copies behind it.
 *
 * What the old primary had beyond that point is counted as lost when no copy and no store row holds it. Entries that the store lacks and
 * the new primary holds are queued again, if the map keeps its queue on backups.
 */
import type { Copy, Partition } from './copy.ts';
import type { History } from './history.ts';
import type { Replication } from './replication.ts';

export interface PromotionObserver {
  /** `copy` became primary of its partition; `planned` when its predecessor handed over in good order. */
  promoted(copy: Copy, planned: boolean): void;
  /** A write-behind entry must (again) be queued at `member`: a promoted copy holds writes that the store lacks. */
  mustPersist(member: number, key: number, row: number): void;
  redundancyChanged(): void;
}

export class Promotion {
  readonly #history: History;
  readonly #replication: Replication;
  readonly #requeues: readonly boolean[];
  readonly #observer: PromotionObserver;
  #epoch = 1;

  /** `requeues[map]`: entries not yet durable are known to backups. */
  constructor(history: History, replication: Replication, requeues: readonly boolean[], observer: PromotionObserver) {
    this.#history = history;
    this.#replication = replication;
    this.#requeues = requeues;
    this.#observer = observer;
  }

  /** A new epoch of the grid's own making; protocols with epochs bring theirs. */
  nextEpoch(): number {
    return ++this.#epoch;
  }

  /** `may`: which other copies follow the new primary at once. */
  promote(
    partition: Partition,
    copy: Copy,
    how: { readonly epoch: number; readonly planned: boolean },
    may: (copy: Copy) => boolean,
  ): void {
    if (copy.source !== null) this.#replication.leave(copy);
    copy.connection++;
    this.#epoch = Math.max(this.#epoch, how.epoch);
    this.#history.fork(copy, how.epoch);
    partition.owner = copy.member;
    for (const other of [...partition.copies]) {
      if (other !== copy && other.role !== 'primary' && may(other)) this.#replication.attach(copy, other);
    }
    this.#history.accountForLosses(partition, 'not yet at the backup that took over');
    this.#observer.promoted(copy, how.planned);
    this.#requeue(copy);
    this.#observer.redundancyChanged();
  }

  /** A partition without any copy begins anew, empty, at `member`. */
  startEmpty(partition: Partition, copy: Copy): void {
    this.#history.restartEmpty(copy, this.nextEpoch());
    partition.owner = copy.member;
    this.#history.accountForLosses(partition, 'every copy was gone');
  }

  #requeue(copy: Copy): void {
    const { writes, keys } = this.#history;
    for (const row of this.#history.heldRows(copy)) {
      const key = writes.key[row]!;
      if (!writes.isDurable(row) && this.#requeues[keys.map[key]!]) this.#observer.mustPersist(copy.member, key, row);
    }
  }
}
