/** Rows without order, in an array, so that one is drawn at random (with replacement) or taken away in constant time. */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { CacheRows } from './cache-rows.ts';

export class DrawnRows {
  readonly #rows: CacheRows;
  readonly #stream: RandomStream;
  readonly #members: number[] = [];

  constructor(rows: CacheRows, stream: RandomStream) {
    this.#rows = rows;
    this.#stream = stream;
  }

  get size(): number {
    return this.#members.length;
  }

  add(row: number): void {
    this.#rows.slot[row] = this.#members.length;
    this.#members.push(row);
  }

  remove(row: number): void {
    const slot = this.#rows.slot[row]!;
    const last = this.#members.pop()!;
    if (last === row) return;
    this.#members[slot] = last;
    this.#rows.slot[last] = slot;
  }

  has(row: number): boolean {
    return this.#members[this.#rows.slot[row]!] === row;
  }

  /** Of at least one. */
  draw(): number {
    return this.#members[this.#stream.below(this.#members.length)]!;
  }
}
