/**
 * Eviction by sampling: of some entries drawn at random (with replacement) the worst leaves; one drawn entry is random eviction.
 * Entries stand in an array without order, so a draw and a removal take constant time.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { CacheRows } from './cache-rows.ts';
import type { EvictionPolicy } from './eviction-policy.ts';

export class Sampled implements EvictionPolicy {
  readonly #rows: CacheRows;
  readonly #stream: RandomStream;
  readonly #sample: number;
  /** Whether the first row is the worse one. */
  readonly #worse: (a: number, b: number) => boolean;
  readonly #members: number[] = [];

  constructor(rows: CacheRows, stream: RandomStream, sample: number, worse: (a: number, b: number) => boolean) {
    this.#rows = rows;
    this.#stream = stream;
    this.#sample = sample;
    this.#worse = worse;
  }

  get size(): number {
    return this.#members.length;
  }

  added(row: number): void {
    this.#rows.slot[row] = this.#members.length;
    this.#members.push(row);
  }

  used(): void {
    // What counts is noted in the row.
  }

  removed(row: number): void {
    const slot = this.#rows.slot[row]!;
    const last = this.#members.pop()!;
    if (last === row) return;
    this.#members[slot] = last;
    this.#rows.slot[last] = slot;
  }

  victim(): number {
    let worst = this.#members[this.#stream.below(this.#members.length)]!;
    for (let drawn = 1; drawn < this.#sample; drawn++) {
      const other = this.#members[this.#stream.below(this.#members.length)]!;
      if (this.#worse(other, worst)) worst = other;
    }
    return worst;
  }
}
