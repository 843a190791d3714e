/**
 * Who makes which replication: one word of shared memory a replication, taken by compare-and-exchange in the order of the indices.
 *
 * Every thread takes its next replication the moment it is free, so no schedule has to guess how long one takes, and dealing one out costs
 * nanoseconds instead of a message. A thread that dies leaves its mark on what it had taken: that is what has to be done again.
 */

const NEXT = 0;
const LIMIT = 1;
const FIRST = 2;

export class Claims {
  readonly #words: Int32Array;
  readonly #from: number;

  /** `from` is the replication of the first word. */
  constructor(memory: SharedArrayBuffer, from: number) {
    this.#words = new Int32Array(memory);
    this.#from = from;
  }

  /** Memory for replications `from` … `to` − 1, none of them taken. */
  static memoryFor(from: number, to: number): SharedArrayBuffer {
    const memory = new SharedArrayBuffer((FIRST + to - from) * Int32Array.BYTES_PER_ELEMENT);
    new Int32Array(memory)[LIMIT] = to - from;
    return memory;
  }

  /**
   * The next replication that nobody has, or undefined. The mark is set before the counter moves, and whoever finds a mark moves the counter
   * on: a thread that is ended between the two loses nothing. `thread` is 1 or more.
   */
  take(thread: number): number | undefined {
    const words = this.#words;
    for (;;) {
      const at = Atomics.load(words, NEXT);
      if (at >= Atomics.load(words, LIMIT)) return undefined;
      const before = Atomics.compareExchange(words, FIRST + at, 0, thread);
      Atomics.compareExchange(words, NEXT, at, at + 1);
      if (before === 0) return this.#from + at;
    }
  }

  /** Nothing beyond this replication is wanted any more. */
  endAt(replication: number): void {
    const words = this.#words;
    const limit = replication - this.#from;
    for (;;) {
      const before = Atomics.load(words, LIMIT);
      if (before <= limit || Atomics.compareExchange(words, LIMIT, before, limit) === before) return;
    }
  }

  /** Whether it is still worth making; false once a lower one failed. */
  isWanted(replication: number): boolean {
    return replication - this.#from < Atomics.load(this.#words, LIMIT);
  }

  /** How many nobody has taken. */
  get left(): number {
    return Math.max(0, Atomics.load(this.#words, LIMIT) - Atomics.load(this.#words, NEXT));
  }

  takenBy(thread: number): readonly number[] {
    const taken: number[] = [];
    for (let at = FIRST; at < this.#words.length; at++)
      if (Atomics.load(this.#words, at) === thread) taken.push(this.#from + at - FIRST);
    return taken;
  }
}
