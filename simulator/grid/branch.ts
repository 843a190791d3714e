/**
 * One line of history of a partition: the offsets its primary handed out, and the writes between the slowest copy and the head.
 *
 * A promotion forks a branch at the offset the new primary had applied; both share what lies before the fork. Offsets up to `base`
 * have been freed: every copy that was alive then held them, and they are durable or have no store.
 */
import { invariant } from '../kernel/invariant.ts';

export class Branch {
  readonly id: number;
  readonly parent: Branch | null;
  /** Last offset shared with the parent. */
  readonly fork: number;
  readonly epoch: number;
  /** Last offset handed out. */
  head: number;
  /** Offsets up to this one are no longer in the ring. */
  base: number;
  /** Acknowledged writes among the freed ones that have no store row to fall back on. */
  freedAcknowledged = 0;
  #ring = new Int32Array(16);
  #mask = 15;

  constructor(id: number, parent: Branch | null, fork: number, epoch: number) {
    this.id = id;
    this.parent = parent;
    this.fork = fork;
    this.epoch = epoch;
    this.head = fork;
    this.base = fork;
  }

  /** Row of the write at `offset`, which must lie in (base, head]. */
  at(offset: number): number {
    return this.#ring[offset & this.#mask]!;
  }

  append(row: number): void {
    this.head++;
    if (this.head - this.base > this.#ring.length) this.#grow();
    this.#ring[this.head & this.#mask] = row;
  }

  /** Forgets the oldest write that is still in the ring. */
  advanceBase(): void {
    invariant(this.base < this.head, 'a branch cannot forget writes it never had');
    this.base++;
  }

  /** Highest offset of `other` that a copy of this branch with `applied` contains; −1 when it contains nothing of it. */
  contained(other: Branch, applied: number): number {
    let limit = applied;
    for (let branch: Branch | null = this; branch !== null; branch = branch.parent) {
      if (branch === other) return limit;
      limit = Math.min(limit, branch.fork);
    }
    return -1;
  }

  #grow(): void {
    const old = this.#ring;
    const oldMask = this.#mask;
    this.#ring = new Int32Array(old.length * 2);
    this.#mask = this.#ring.length - 1;
    for (let offset = this.base + 1; offset < this.head; offset++)
      this.#ring[offset & this.#mask] = old[offset & oldMask]!;
  }
}
