/**
 * Doubly linked lists of row numbers in two integer arrays: append, remove and step in constant time, nothing allocated per row.
 * A row is in at most one of the lists that share the same links.
 */
import { grownIntegers } from '../../kernel/columns.ts';

const NONE = -1;

/** The links of all rows; grows with the rows. */
export class Links {
  next = new Int32Array(256);
  previous = new Int32Array(256);

  /** Makes room for `row`. */
  reach(row: number): void {
    this.next = grownIntegers(this.next, row + 1);
    this.previous = grownIntegers(this.previous, row + 1);
  }
}

export class RowList {
  /** First row, or −1. */
  first = NONE;
  last = NONE;
  size = 0;
  readonly #links: Links;

  constructor(links: Links) {
    this.#links = links;
  }

  append(row: number): void {
    const links = this.#links;
    links.reach(row);
    links.next[row] = NONE;
    links.previous[row] = this.last;
    if (this.last === NONE) this.first = row;
    else links.next[this.last] = row;
    this.last = row;
    this.size++;
  }

  /** Puts `row` right behind `before`, which is in the list. */
  insertAfter(before: number, row: number): void {
    const links = this.#links;
    const after = links.next[before]!;
    if (after === NONE) {
      this.append(row);
      return;
    }
    links.reach(row);
    links.next[row] = after;
    links.previous[row] = before;
    links.next[before] = row;
    links.previous[after] = row;
    this.size++;
  }

  remove(row: number): void {
    const { next, previous } = this.#links;
    if (previous[row] === NONE) this.first = next[row]!;
    else next[previous[row]!] = next[row]!;
    if (next[row] === NONE) this.last = previous[row]!;
    else previous[next[row]!] = previous[row]!;
    this.size--;
  }
}
