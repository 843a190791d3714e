/**
 * Eviction by sampling: of some entries drawn at random (with replacement) the worst leaves; one drawn entry is random eviction.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { CacheRows } from './cache-rows.ts';
import { DrawnRows } from './drawn-rows.ts';
import type { EvictionPolicy } from './eviction-policy.ts';

export class Sampled implements EvictionPolicy {
  readonly #sample: number;
  /** Whether the first row is the worse one. */
  readonly #worse: (a: number, b: number) => boolean;
  readonly #members: DrawnRows;

  constructor(rows: CacheRows, stream: RandomStream, sample: number, worse: (a: number, b: number) => boolean) {
    this.#members = new DrawnRows(rows, stream);
    this.#sample = sample;
    this.#worse = worse;
  }

  get size(): number {
    return this.#members.size;
  }

  added(row: number): void {
    this.#members.add(row);
  }

  used(): void {
    // What counts is noted in the row.
  }

  removed(row: number): void {
    this.#members.remove(row);
  }

  victim(): number {
    let worst = this.#members.draw();
    for (let drawn = 1; drawn < this.#sample; drawn++) {
      const other = this.#members.draw();
      if (this.#worse(other, worst)) worst = other;
    }
    return worst;
  }
}
