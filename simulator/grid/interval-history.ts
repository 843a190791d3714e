/**
 * The last intervals between heartbeats and their mean and deviation. Intervals that are exactly the regular one are only counted, so a
 * history of an undisturbed pair costs nothing; sums are of differences from it, which keeps them exact.
 */

/** Mean and population standard deviation of the intervals between heartbeats, ns. */
export interface Rhythm {
  readonly mean: number;
  readonly deviation: number;
}

export class IntervalHistory {
  readonly #regular: number;
  readonly #window: number;
  /** Regular intervals that are older than every one in the list. */
  #oldRegular: number;
  /** Differences from the regular interval, oldest first, from `#first` on. */
  #differences: number[] = [];
  #first = 0;
  #sum = 0;
  #squares = 0;

  constructor(regular: number, window: number, oldRegular: number) {
    this.#regular = regular;
    this.#window = window;
    this.#oldRegular = oldRegular;
  }

  add(interval: number): void {
    if (this.#count === this.#window) this.#dropOldest();
    const difference = interval - this.#regular;
    this.#differences.push(difference);
    this.#sum += difference;
    this.#squares += difference * difference;
  }

  addRegular(intervals: number): void {
    if (intervals < this.#window) {
      for (let added = 0; added < intervals; added++) this.add(this.#regular);
      return;
    }
    this.#oldRegular = this.#window;
    this.#differences = [];
    this.#first = 0;
    this.#sum = 0;
    this.#squares = 0;
  }

  /** Mean and population deviation. */
  rhythm(): Rhythm {
    const count = this.#count;
    const mean = this.#sum / count;
    const variance = Math.max(0, this.#squares / count - mean * mean);
    return { mean: this.#regular + mean, deviation: Math.sqrt(variance) };
  }

  get #count(): number {
    return this.#oldRegular + this.#differences.length - this.#first;
  }

  #dropOldest(): void {
    if (this.#oldRegular > 0) {
      this.#oldRegular--;
      return;
    }
    const difference = this.#differences[this.#first++]!;
    this.#sum -= difference;
    this.#squares -= difference * difference;
    if (this.#first < this.#window) return;
    this.#differences = this.#differences.slice(this.#first);
    this.#first = 0;
  }
}
