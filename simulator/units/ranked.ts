/** Items in order of a rank, equal ranks first come, first out: a binary heap of (rank, number). */
export class Ranked<T> {
  readonly #ranks: number[] = [];
  readonly #numbers: number[] = [];
  readonly #items: T[] = [];
  #count = 0;

  get length(): number {
    return this.#items.length;
  }

  /** Smallest rank; only when not empty. */
  get firstRank(): number {
    return this.#ranks[0]!;
  }

  push(rank: number, item: T): void {
    const at = this.#rise(this.#items.length, rank, this.#count);
    this.#set(at, rank, this.#count++, item);
  }

  /** Takes out the item of the smallest rank; only when not empty. */
  shift(): T {
    const first = this.#items[0]!;
    const rank = this.#ranks.pop()!;
    const number = this.#numbers.pop()!;
    const item = this.#items.pop()!;
    if (this.#items.length > 0) this.#set(this.#sink(rank, number), rank, number, item);
    return first;
  }

  /** Moves a hole at `at` up to where (rank, number) belongs. */
  #rise(at: number, rank: number, number: number): number {
    let hole = at;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#precedes(rank, number, parent)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    return hole;
  }

  /** Moves the hole at the root down to where (rank, number) belongs. */
  #sink(rank: number, number: number): number {
    const { length } = this.#items;
    let hole = 0;
    for (let child = 1; child < length; child = 2 * hole + 1) {
      if (child + 1 < length && this.#precedes(this.#ranks[child + 1]!, this.#numbers[child + 1]!, child)) child++;
      if (this.#precedes(rank, number, child)) break;
      this.#move(child, hole);
      hole = child;
    }
    return hole;
  }

  #precedes(rank: number, number: number, other: number): boolean {
    const otherRank = this.#ranks[other]!;
    return rank < otherRank || (rank === otherRank && number < this.#numbers[other]!);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#ranks[from]!, this.#numbers[from]!, this.#items[from]!);
  }

  #set(at: number, rank: number, number: number, item: T): void {
    this.#ranks[at] = rank;
    this.#numbers[at] = number;
    this.#items[at] = item;
  }
}
