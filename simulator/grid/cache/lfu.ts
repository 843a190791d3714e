/**
 * Least frequently used, exactly, of equals the least recently used.
 *
 * A list of rows for every count that occurs, the counts in ascending order: a use moves a row to the list of the next count, so it takes
 * constant time (K. Shah, A. Mitra, D. Matani, An O(1) algorithm for implementing the LFU cache eviction scheme, 2010).
 * With a memory of counts a key that comes back goes on counting where it left (then finding its place takes longer).
 */
import { invariant } from '../../kernel/invariant.ts';
import type { CacheRows } from './cache-rows.ts';
import type { EvictionPolicy } from './eviction-policy.ts';
import { RowList } from './row-list.ts';

/** Rows with one count, and the neighbours in the order of counts. */
interface Bucket {
  readonly count: number;
  readonly rows: RowList;
  lower: Bucket | null;
  higher: Bucket | null;
}

export class LeastFrequentlyUsed implements EvictionPolicy {
  size = 0;
  readonly #rows: CacheRows;
  readonly #buckets = new Map<number, Bucket>();
  #lowest: Bucket | null = null;
  /** Counts of keys that left, or null. */
  readonly #remembered: Map<number, number> | null;

  constructor(rows: CacheRows, remembered: Map<number, number> | null) {
    this.#rows = rows;
    this.#remembered = remembered;
  }

  added(row: number): void {
    const { key, uses } = this.#rows;
    uses[row]! += this.#remembered?.get(key[row]!) ?? 0;
    this.#enter(row, this.#bucketBelow(uses[row]!));
    this.size++;
  }

  used(row: number): void {
    const count = this.#rows.uses[row]!;
    const bucket = this.#buckets.get(count - 1)!;
    const below = bucket.rows.size === 1 ? bucket.lower : bucket;
    this.#leave(row, bucket);
    this.#enter(row, below);
  }

  removed(row: number): void {
    const { key, uses } = this.#rows;
    this.#remembered?.set(key[row]!, uses[row]!);
    this.#leave(row, this.#buckets.get(uses[row]!)!);
    this.size--;
  }

  victim(): number {
    return this.#lowest!.rows.first;
  }

  /** The bucket with the highest count below this one; null when there is none. Counts of newcomers are small, so it is near the lowest. */
  #bucketBelow(count: number): Bucket | null {
    let below: Bucket | null = null;
    for (let bucket = this.#lowest; bucket !== null && bucket.count < count; bucket = bucket.higher) below = bucket;
    return below;
  }

  /** Puts a row into the bucket of its count, which belongs right above `below`. */
  #enter(row: number, below: Bucket | null): void {
    const count = this.#rows.uses[row]!;
    const above = below === null ? this.#lowest : below.higher;
    if (above?.count === count) {
      above.rows.append(row);
      return;
    }
    const bucket: Bucket = { count, rows: new RowList(this.#rows.links), lower: below, higher: above };
    if (below === null) this.#lowest = bucket;
    else below.higher = bucket;
    if (above !== null) above.lower = bucket;
    this.#buckets.set(count, bucket);
    bucket.rows.append(row);
  }

  #leave(row: number, bucket: Bucket): void {
    invariant(bucket.rows.size > 0, 'an entry left a count that no entry has');
    bucket.rows.remove(row);
    if (bucket.rows.size > 0) return;
    if (bucket.lower === null) this.#lowest = bucket.higher;
    else bucket.lower.higher = bucket.higher;
    if (bucket.higher !== null) bucket.higher.lower = bucket.lower;
    this.#buckets.delete(bucket.count);
  }
}
