/**
 * Shortest first: of those that wait, the one that needs least thread time is next; who is in service is not interrupted. The mean wait is
 * the smallest a line can have, and the long requests pay for it.
 */
import { Ranked } from './ranked.ts';
import type { Waiting, WaitingLine } from './waiting-line.ts';

export class ShortestFirst implements WaitingLine {
  readonly #items = new Ranked<Waiting>();

  get length(): number {
    return this.#items.length;
  }

  push(item: Waiting): void {
    this.#items.push(item.demand, item);
  }

  next(): Waiting {
    return this.#items.shift();
  }
}
