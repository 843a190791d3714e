/** First in, first out, without moving anything: a growing ring whose size is a power of two. */
import type { Waiting, WaitingLine } from './waiting-line.ts';

export class Fifo implements WaitingLine {
  #items: (Waiting | undefined)[] = new Array(8).fill(undefined);
  #head = 0;
  length = 0;

  push(item: Waiting): void {
    if (this.length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.length++) & (this.#items.length - 1)] = item;
  }

  next(): Waiting {
    const item = this.#items[this.#head]!;
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.length--;
    return item;
  }

  #grow(): void {
    const size = this.#items.length;
    const larger: (Waiting | undefined)[] = new Array(size * 2).fill(undefined);
    for (let index = 0; index < this.length; index++) larger[index] = this.#items[(this.#head + index) & (size - 1)];
    this.#items = larger;
    this.#head = 0;
  }
}
