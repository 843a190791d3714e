/**
 * The replicas of a leaderless map: which members hold a key, and which version each of them has.
 *
 * A key belongs to a partition and a partition to N members (the table of products/placement.ts, so that a key always has the same
 * replicas). A replica keeps the highest version it was given; versions are numbered through the run, 0 is the value from before it. Only
 * touched keys have a row. A process that ends takes its replicas with it: then they hold nothing (or, of a map that began empty, what was there: 0).
 */
import { grownDoubles, grownIntegers } from '../../kernel/columns.ts';

/** Version of a replica that does not even have the value from before the run. */
export const NOTHING = -1;

export class Replicas {
  /** Replicas of a key. */
  readonly each: number;
  /** Member i of the replicas of partition p at [p × each + i]. */
  readonly #sets: Int32Array;
  readonly #lost: number;
  /** 1: that replica of the partition has lost what it held before the run. */
  readonly #emptied: Uint8Array;
  #anyEmptied = false;
  readonly #rows = new Map<number, number>();
  #count = 0;
  #partition = new Int32Array(1024);
  #held: Float64Array<ArrayBuffer>;

  /** `sets` has `each` members a partition; `startsEmpty`: there is no value from before the run that could be lost. */
  constructor(sets: Int32Array, each: number, startsEmpty: boolean) {
    this.each = each;
    this.#sets = sets;
    this.#lost = startsEmpty ? 0 : NOTHING;
    this.#emptied = new Uint8Array(sets.length);
    this.#held = new Float64Array(1024 * each);
  }

  /** Keys that were touched. */
  get count(): number {
    return this.#count;
  }

  /** Row of a key, made when it is touched for the first time. */
  touch(key: number, partition: number): number {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = this.#count++;
    this.#rows.set(key, row);
    this.#partition = grownIntegers(this.#partition, this.#count);
    this.#held = grownDoubles(this.#held, this.#count * this.each);
    this.#partition[row] = partition;
    for (let i = 0; i < this.each; i++)
      this.#held[row * this.each + i] = this.#emptied[partition * this.each + i] === 1 ? this.#lost : 0;
    return row;
  }

  /** Member that is replica i of the key in `row`. */
  member(row: number, i: number): number {
    return this.#sets[this.#partition[row]! * this.each + i]!;
  }

  /** Which replica of the key in `row` `member` is; −1: none. */
  indexOf(row: number, member: number): number {
    return this.#indexIn(this.#partition[row]!, member);
  }

  version(row: number, i: number): number {
    return this.#held[row * this.each + i]!;
  }

  /** Gives replica i a version. Returns whether it had an older one. */
  apply(row: number, i: number, version: number): boolean {
    const at = row * this.each + i;
    if (this.#held[at]! >= version) return false;
    this.#held[at] = version;
    return true;
  }

  /** The newest version that some replica has. */
  newest(row: number): number {
    let newest = NOTHING;
    for (let i = 0; i < this.each; i++) newest = Math.max(newest, this.#held[row * this.each + i]!);
    return newest;
  }

  /** The version that every replica has at least. */
  oldest(row: number): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.each; i++) oldest = Math.min(oldest, this.#held[row * this.each + i]!);
    return oldest;
  }

  /** The process of `member` ended, and with it all it held. */
  memberStopped(member: number): void {
    for (let row = 0; row < this.#count; row++) {
      const i = this.indexOf(row, member);
      if (i >= 0) this.#held[row * this.each + i] = this.#lost;
    }
    if (this.#lost === 0) return;
    this.#sets.forEach((holder, at) => {
      if (holder === member) this.#emptied[at] = 1;
    });
    this.#anyEmptied = true;
  }

  /** Whether `member` lacks values from before the run that `other` has. */
  lacksOld(member: number, other: number): boolean {
    return this.#eachEmptied(member, other, () => true);
  }

  /** `member` gets the values from before the run of `other`, of keys that nobody has touched. */
  copyOld(member: number, other: number): void {
    this.#eachEmptied(member, other, (at) => {
      this.#emptied[at] = 0;
      return false;
    });
  }

  /** Visits places of the table where `member` has lost what `other` has, until `visit` is true. */
  #eachEmptied(member: number, other: number, visit: (at: number) => boolean): boolean {
    if (!this.#anyEmptied) return false;
    const partitions = this.#sets.length / this.each;
    for (let partition = 0; partition < partitions; partition++) {
      const i = this.#indexIn(partition, member);
      const j = this.#indexIn(partition, other);
      if (i < 0 || j < 0) continue;
      const at = partition * this.each;
      if (this.#emptied[at + i] === 1 && this.#emptied[at + j] === 0 && visit(at + i)) return true;
    }
    return false;
  }

  #indexIn(partition: number, member: number): number {
    const from = partition * this.each;
    for (let i = 0; i < this.each; i++) if (this.#sets[from + i] === member) return i;
    return -1;
  }
}
