/**
 * Last in, first out: the newest that waits is next; who is in service is not interrupted. The mean wait is that of fifo; its tail is
 * longer, which in overload serves a few well (whose clients still wait) instead of all badly.
 */
import type { Waiting, WaitingLine } from './waiting-line.ts';

export class Lifo implements WaitingLine {
  readonly #items: Waiting[] = [];

  get length(): number {
    return this.#items.length;
  }

  push(item: Waiting): void {
    this.#items.push(item);
  }

  next(): Waiting {
    return this.#items.pop()!;
  }
}
