/** Least recently used, exactly: a list in order of last use; all in constant time. */
import type { CacheRows } from './cache-rows.ts';
import type { EvictionPolicy } from './eviction-policy.ts';
import { RowList } from './row-list.ts';

export class LeastRecentlyUsed implements EvictionPolicy {
  readonly #order: RowList;

  constructor(rows: CacheRows) {
    this.#order = new RowList(rows.links);
  }

  get size(): number {
    return this.#order.size;
  }

  added(row: number): void {
    this.#order.append(row);
  }

  used(row: number): void {
    this.#order.remove(row);
    this.#order.append(row);
  }

  removed(row: number): void {
    this.#order.remove(row);
  }

  victim(): number {
    return this.#order.first;
  }
}
