/**
 * Every write that is not yet everywhere, one row each: which partition, branch and offset, which key, who asked, what became of it.
 *
 * A write is followed to its end: applied at the primary (appended), complete (enough copies confirmed), resolved (its client knows
 * or gave up), acknowledged (its client was told "done" in time), durable (it, or a newer write of its key, is in the store),
 * orphaned (no copy and no store row holds it). A row is freed when all copies hold it, it is resolved, no other region waits for it and,
 * where the map has a store, it is durable. Rows of one key are chained from the newest to the older ones; a chain ends at a freed row, which every copy held.
 */
import { grownBytes, grownDoubles, grownIntegers } from '../kernel/columns.ts';
import { invariant } from '../kernel/invariant.ts';

const RESOLVED = 1;
const ACKNOWLEDGED = 2;
const DURABLE = 4;
const ORPHANED = 8;
const ELSEWHERE = 16;
const LET_GO = 32;
const REPLACED = 64;

export class WriteTable {
  partition = new Int32Array(1024);
  branch = new Int32Array(1024);
  offset = new Float64Array(1024);
  /** Row of the key in the key table. */
  key = new Int32Array(1024);
  /** Request that waits for this write at the primary, or −1. */
  request = new Int32Array(1024);
  /** Globally increasing number of the write; identifies it for ever. */
  number = new Float64Array(1024);
  /** When it was applied at the primary, ns. */
  appendedAt = new Float64Array(1024);
  /** When the primary sent the answer, ns; −1 until then. */
  completedAt = new Float64Array(1024);
  /** When its client got the answer, ns; −1 until then. */
  acknowledgedAt = new Float64Array(1024);
  /** The write of the same key before this one: its row and its number (to see whether the row is still that write). */
  previous = new Int32Array(1024);
  previousNumber = new Float64Array(1024);
  /** Regions that have still to be told of the write, one bit each. */
  owed = new Int32Array(1024);
  #flags = new Uint8Array(1024);
  #free: number[] = [];
  #used = 0;
  #lastNumber = 0;

  /** Rows in use. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  add(partition: number, branch: number, offset: number, key: number, request: number, now: number): number {
    const row = this.#free.pop() ?? this.#used++;
    if (row >= this.partition.length) this.#grow();
    this.partition[row] = partition;
    this.branch[row] = branch;
    this.offset[row] = offset;
    this.key[row] = key;
    this.request[row] = request;
    this.number[row] = ++this.#lastNumber;
    this.appendedAt[row] = now;
    this.completedAt[row] = -1;
    this.acknowledgedAt[row] = -1;
    this.owed[row] = 0;
    this.#flags[row] = 0;
    return row;
  }

  /** True when `row` still holds the write with this number. */
  holds(row: number, number: number): boolean {
    return row >= 0 && this.number[row] === number;
  }

  remove(row: number): void {
    invariant(this.number[row] !== 0, 'a write was freed twice');
    this.number[row] = 0;
    this.#free.push(row);
  }

  /** Rows of all writes of a key that are kept, found by looking at every row. */
  ofKey(key: number): readonly number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.#used; row++) if (this.number[row] !== 0 && this.key[row] === key) rows.push(row);
    return rows;
  }

  isResolved(row: number): boolean {
    return (this.#flags[row]! & RESOLVED) !== 0;
  }
  resolve(row: number): void {
    this.#flags[row]! |= RESOLVED;
  }
  isAcknowledged(row: number): boolean {
    return (this.#flags[row]! & ACKNOWLEDGED) !== 0;
  }
  acknowledge(row: number, now: number): void {
    this.#flags[row]! |= ACKNOWLEDGED | RESOLVED;
    this.acknowledgedAt[row] = now;
  }
  isDurable(row: number): boolean {
    return (this.#flags[row]! & DURABLE) !== 0;
  }
  markDurable(row: number): void {
    this.#flags[row]! |= DURABLE;
  }
  isOrphaned(row: number): boolean {
    return (this.#flags[row]! & ORPHANED) !== 0;
  }
  /** Another region holds it, or the write as which a merge applied it again. */
  isElsewhere(row: number): boolean {
    return (this.#flags[row]! & ELSEWHERE) !== 0;
  }
  markElsewhere(row: number): void {
    this.#flags[row]! |= ELSEWHERE;
  }
  orphan(row: number): void {
    this.#flags[row]! |= ORPHANED;
  }

  /** True when the entry of its key was evicted or has expired since. */
  isLetGo(row: number): boolean {
    return (this.#flags[row]! & LET_GO) !== 0;
  }
  letGo(row: number): void {
    this.#flags[row]! |= LET_GO;
  }
  /** True when an older value was put over it before the store had it; newer writes of its key do not bring it back. */
  isReplaced(row: number): boolean {
    return (this.#flags[row]! & REPLACED) !== 0;
  }
  replace(row: number): void {
    this.#flags[row]! |= REPLACED;
  }

  #grow(): void {
    const rows = this.partition.length * 2;
    this.partition = grownIntegers(this.partition, rows);
    this.branch = grownIntegers(this.branch, rows);
    this.offset = grownDoubles(this.offset, rows);
    this.key = grownIntegers(this.key, rows);
    this.request = grownIntegers(this.request, rows);
    this.number = grownDoubles(this.number, rows);
    this.appendedAt = grownDoubles(this.appendedAt, rows);
    this.completedAt = grownDoubles(this.completedAt, rows);
    this.acknowledgedAt = grownDoubles(this.acknowledgedAt, rows);
    this.previous = grownIntegers(this.previous, rows);
    this.previousNumber = grownDoubles(this.previousNumber, rows);
    this.owed = grownIntegers(this.owed, rows);
    this.#flags = grownBytes(this.#flags, rows);
  }
}
