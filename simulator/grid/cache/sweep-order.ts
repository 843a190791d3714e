/**
 * The order in which a sweep looks at entries: one that has nothing to do with their age, as a hash table has, gone through round and round.
 *
 * A newcomer goes to a place drawn at random, and its former owner to the end, so that the order stays uniformly random.
 */
import { grownIntegers } from '../../kernel/columns.ts';
import type { RandomStream } from '../../kernel/random-stream.ts';

/** Where each row stands in the order that it is in. */
export class SweepPlaces {
  of = new Int32Array(256);

  reach(row: number): void {
    this.of = grownIntegers(this.of, row + 1);
  }
}

export class SweepOrder {
  /** When a sweep looked at it last, ns. */
  visited = -1;
  readonly #rows: number[] = [];
  readonly #places: SweepPlaces;
  readonly #stream: RandomStream;
  #cursor = 0;

  constructor(places: SweepPlaces, stream: RandomStream) {
    this.#places = places;
    this.#stream = stream;
  }

  get size(): number {
    return this.#rows.length;
  }

  add(row: number): void {
    this.#places.reach(row);
    const at = this.#stream.below(this.#rows.length + 1);
    this.#rows.push(row);
    this.#put(this.#rows.length - 1, this.#rows[at]!);
    this.#put(at, row);
  }

  remove(row: number): void {
    const at = this.#places.of[row]!;
    const last = this.#rows.pop()!;
    if (last !== row) this.#put(at, last);
  }

  /** Looks at the next `count` rows; one that `leaves` has been removed. Returns how many were. */
  look(count: number, leaves: (row: number) => boolean): number {
    let left = 0;
    for (let looked = Math.min(count, this.size); looked > 0; looked--) {
      if (this.#cursor >= this.size) this.#cursor = 0;
      if (leaves(this.#rows[this.#cursor]!)) left++;
      else this.#cursor++;
    }
    return left;
  }

  #put(at: number, row: number): void {
    this.#rows[at] = row;
    this.#places.of[row] = at;
  }
}
