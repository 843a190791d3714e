/**
 * Eviction as Redis does it (evict.c): entries drawn at random go into a pool of the sixteen best candidates so far, and the best one leaves.
 *
 * What a candidate was worth when it was drawn counts until it leaves, also if it has been used since; one that has left meanwhile is
 * passed over. Worth is what the policy makes of it: idle seconds, a low count of uses (redis-counts.ts), or a near end. Draws are
 * with replacement, where Redis takes neighbours in its table.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { CacheRows } from './cache-rows.ts';
import { DrawnRows } from './drawn-rows.ts';
import type { EvictionPolicy } from './eviction-policy.ts';

/** EVPOOL_SIZE. */
const POOL = 16;

/** What a policy knows of rows, and how much it would like one to leave. */
export interface Worth {
  added(row: number): void;
  used(row: number): void;
  /** Higher: it leaves sooner. */
  of(row: number): number;
}

interface Candidate {
  readonly row: number;
  readonly key: number;
  readonly worth: number;
}

export class Pooled implements EvictionPolicy {
  readonly #rows: CacheRows;
  readonly #sample: number;
  readonly #worth: Worth;
  readonly #members: DrawnRows;
  /** In ascending order of worth. */
  readonly #pool: Candidate[] = [];

  constructor(rows: CacheRows, stream: RandomStream, sample: number, worth: Worth) {
    this.#rows = rows;
    this.#members = new DrawnRows(rows, stream);
    this.#sample = sample;
    this.#worth = worth;
  }

  get size(): number {
    return this.#members.size;
  }

  added(row: number): void {
    this.#members.add(row);
    this.#worth.added(row);
  }

  used(row: number): void {
    this.#worth.used(row);
  }

  removed(row: number): void {
    this.#members.remove(row);
  }

  victim(): number {
    for (;;) {
      for (let drawn = 0; drawn < this.#sample; drawn++) this.#offer(this.#members.draw());
      for (let best = this.#pool.pop(); best !== undefined; best = this.#pool.pop())
        if (this.#isThere(best)) return best.row;
    }
  }

  #offer(row: number): void {
    const worth = this.#worth.of(row);
    let at = 0;
    while (at < this.#pool.length && this.#pool[at]!.worth < worth) at++;
    const isFull = this.#pool.length === POOL;
    if (isFull && at === 0) return;
    if (isFull) this.#pool.shift();
    this.#pool.splice(isFull ? at - 1 : at, 0, { row, key: this.#rows.key[row]!, worth });
  }

  #isThere({ row, key }: Candidate): boolean {
    return this.#members.has(row) && this.#rows.key[row] === key;
  }
}
