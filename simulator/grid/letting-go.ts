/**
 * Writes of entries that the grid gave up on purpose (evicted, expired), in maps without a store: they are no losses when copies disappear.
 *
 * Writes that are still followed are marked. Of those that every copy held and that were freed, only a count is kept for each branch; so for
 * these maps it is noted how many of them each key has, and they are taken off again. Other maps pay nothing.
 */
import type { Branch } from './branch.ts';
import type { KeyTable } from './key-table.ts';
import type { WriteTable } from './write-table.ts';

export class LettingGo {
  readonly #writes: WriteTable;
  readonly #keys: KeyTable;
  /** By map: whether its entries can go, and it has no store. */
  #follows: readonly boolean[] = [];
  /** Key row → branch → freed acknowledged writes. */
  readonly #freed = new Map<number, Map<number, number>>();
  /** Key row → number of its newest write when it was let go. */
  readonly #gone = new Map<number, number>();

  constructor(writes: WriteTable, keys: KeyTable) {
    this.#writes = writes;
    this.#keys = keys;
  }

  follow(maps: readonly boolean[]): void {
    this.#follows = maps;
  }

  /** The acknowledged write in `row` of a map without a store is no longer kept. */
  freed(row: number, branch: Branch): void {
    const key = this.#writes.key[row]!;
    if (!this.#follows[this.#keys.map[key]!]) return;
    const counts = this.#freed.get(key) ?? new Map<number, number>();
    counts.set(branch.id, (counts.get(branch.id) ?? 0) + 1);
    this.#freed.set(key, counts);
  }

  letGo(key: number, branches: readonly Branch[]): void {
    const keys = this.#keys;
    if (!this.#follows[keys.map[key]!]) return;
    const writes = this.#writes;
    this.#gone.set(key, keys.newestNumber[key]!);
    let row = keys.newest[key]!;
    let number = keys.newestNumber[key]!;
    while (writes.holds(row, number) && !writes.isLetGo(row)) {
      writes.letGo(row);
      number = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
    for (const [branch, count] of this.#freed.get(key) ?? []) {
      const { freedAcknowledged } = branches[branch]!;
      branches[branch]!.freedAcknowledged = Math.max(0, freedAcknowledged - count);
    }
    this.#freed.delete(key);
  }

  /** True when the newest acknowledged write of the key was let go. */
  isGone(key: number): boolean {
    return this.#keys.acknowledgedNumber[key]! <= (this.#gone.get(key) ?? 0);
  }
}
