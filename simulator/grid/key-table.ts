/**
 * Keys that were written during the run. An untouched key costs nothing: it is as it was when the run began, in every copy and in the
 * store. A row knows the newest write of the key and the number of the write that the store holds (0: the initial row).
 */
import { grownDoubles, grownIntegers } from '../kernel/columns.ts';

export class KeyTable {
  /** Newest write of the key in time, whatever became of it: row and number in the write table. */
  newest = new Int32Array(1024);
  newestNumber = new Float64Array(1024);
  /** Number of the write whose value the store holds; 0 for the value from before the run. */
  storedNumber = new Float64Array(1024);
  /** Number of the newest acknowledged write, and the branch it was made on. */
  acknowledgedNumber = new Float64Array(1024);
  acknowledgedBranch = new Int32Array(1024);
  /** When the client of the newest acknowledged write got its answer, ns. */
  acknowledgedAt = new Float64Array(1024);
  /** Writes up to this number were lost when every copy of the partition was gone. */
  lostUpTo = new Float64Array(1024);
  /** Number of the key in its map. */
  key = new Float64Array(1024);
  partition = new Int32Array(1024);
  map = new Int32Array(1024);
  /** Member in whose write-behind queue the key waits, or −1. */
  waitingAt = new Int32Array(1024);
  readonly #rows: readonly Map<number, number>[];
  #count = 0;

  constructor(maps: number) {
    this.#rows = Array.from({ length: maps }, () => new Map());
  }

  get count(): number {
    return this.#count;
  }

  /** Row of a key, or −1 when it was never written. */
  find(map: number, key: number): number {
    return this.#rows[map]!.get(key) ?? -1;
  }

  /** Row of a key, made when it is written for the first time. */
  touch(map: number, key: number, partition: number): number {
    const rows = this.#rows[map]!;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const row = this.#count++;
    if (row >= this.newest.length) this.#grow();
    rows.set(key, row);
    this.newest[row] = -1;
    this.key[row] = key;
    this.partition[row] = partition;
    this.map[row] = map;
    this.waitingAt[row] = -1;
    return row;
  }

  #grow(): void {
    const rows = this.newest.length * 2;
    this.newest = grownIntegers(this.newest, rows);
    this.partition = grownIntegers(this.partition, rows);
    this.map = grownIntegers(this.map, rows);
    this.waitingAt = grownIntegers(this.waitingAt, rows);
    this.acknowledgedBranch = grownIntegers(this.acknowledgedBranch, rows);
    this.key = grownDoubles(this.key, rows);
    this.newestNumber = grownDoubles(this.newestNumber, rows);
    this.storedNumber = grownDoubles(this.storedNumber, rows);
    this.acknowledgedNumber = grownDoubles(this.acknowledgedNumber, rows);
    this.acknowledgedAt = grownDoubles(this.acknowledgedAt, rows);
    this.lostUpTo = grownDoubles(this.lostUpTo, rows);
  }
}
