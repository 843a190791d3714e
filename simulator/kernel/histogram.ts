/**
 * A log-linear histogram of non-negative values: 128 sub-buckets in every octave, so a value is known to 1 part in 128
 * and, with interpolation, quantiles are usually right to a fraction of that (facts/kernel.md section 4).
 *
 * The bucket index is read from the double's own bits: exponent and the first 7 bits of the mantissa. Counts are whole
 * numbers, so merging replications is exact and in any order gives the same. Made for whole values (ns, counts):
 * buckets up to one wide hold a single whole number and are exact to 256; everything below 1 counts as 0 in quantiles.
 * Count, minimum and maximum are exact; the sum is exact to 2^53.
 */
import { ImpossibleState } from './invariant.ts';

/** Bucket 0 is [0, 1), bucket 1 begins at 1; the last begins at 2^53. */
const BUCKETS = 2 + 53 * 128;

const one = new Float64Array([1]);
/** Byte offset of the word of a double that holds its exponent: 4 on little-endian machines, 0 on others. */
const HIGH_WORD = new Int32Array(one.buffer)[1] === 0x3ff00000 ? 4 : 0;

/** What a histogram holds, without the empty buckets; small enough to keep one per replication. */
export interface HistogramSnapshot {
  /** Bucket indices, increasing. */
  readonly indices: Int32Array;
  /** Counts of those buckets, whole numbers. */
  readonly counts: Float64Array;
  readonly count: number;
  readonly sum: number;
  /** Infinity when empty. */
  readonly minimum: number;
  /** -Infinity when empty. */
  readonly maximum: number;
}

export class Histogram {
  private readonly buckets = new Float64Array(BUCKETS);
  /** A double, and its high word: sign, 11 bits of exponent, 20 of mantissa. */
  private readonly double = new Float64Array(1);
  private readonly high = new Int32Array(this.double.buffer, HIGH_WORD, 1);
  private counted = 0;
  private total = 0;
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;

  /** Counts one value, >= 0 and at most 2^53. */
  record(value: number): void {
    if (!(value >= 0 && value <= 9007199254740992)) refuse(value);
    this.buckets[this.indexOf(value)]! += 1;
    this.counted += 1;
    this.total += value;
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
  }

  get count(): number {
    return this.counted;
  }

  get sum(): number {
    return this.total;
  }

  /** Infinity when empty. */
  get minimum(): number {
    return this.least;
  }

  /** -Infinity when empty. */
  get maximum(): number {
    return this.most;
  }

  /** NaN when empty. */
  get mean(): number {
    return this.total / this.counted;
  }

  /**
   * The value at rank ceil(q * count), the values of a bucket taken as evenly spread over it and never outside
   * [minimum, maximum]. NaN when empty.
   * @param q in [0, 1]
   */
  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) refuse(q);
    if (this.counted === 0) return Number.NaN;
    const rank = Math.min(this.counted, Math.max(1, Math.ceil(q * this.counted)));
    if (rank === this.counted) return this.most;
    let index = 0;
    let before = 0;
    while (before + this.buckets[index]! < rank) before += this.buckets[index++]!;
    const width = this.widthOf(index);
    const share = width <= 1 ? 0 : (rank - before - 0.5) / this.buckets[index]!;
    return Math.min(this.most, Math.max(this.least, this.lowerEdge(index) + share * width));
  }

  /**
   * How many values lie above the limit. Exact where a bucket holds one whole number (below 256) and outside
   * [minimum, maximum]; otherwise the bucket that holds the limit contributes the part of it above the limit, so the
   * answer need not be whole.
   */
  countAbove(limit: number): number {
    if (limit >= this.most) return 0;
    if (limit < this.least) return this.counted;
    const index = this.indexOf(limit);
    const width = this.widthOf(index);
    let above = width <= 1 ? 0 : (this.buckets[index]! * (this.lowerEdge(index) + width - limit)) / width;
    for (let i = index + 1; i < BUCKETS; i++) above += this.buckets[i]!;
    return above;
  }

  /** Adds everything the other has counted. */
  merge(other: Histogram | HistogramSnapshot): void {
    const { indices, counts, count, sum, minimum, maximum } = other instanceof Histogram ? other.snapshot() : other;
    for (let i = 0; i < indices.length; i++) this.buckets[indices[i]!]! += counts[i]!;
    this.counted += count;
    this.total += sum;
    if (minimum < this.least) this.least = minimum;
    if (maximum > this.most) this.most = maximum;
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.buckets.fill(0);
    this.counted = 0;
    this.total = 0;
    this.least = Number.POSITIVE_INFINITY;
    this.most = Number.NEGATIVE_INFINITY;
  }

  snapshot(): HistogramSnapshot {
    const indices: number[] = [];
    for (let i = 0; i < BUCKETS; i++) if (this.buckets[i] !== 0) indices.push(i);
    return {
      indices: Int32Array.from(indices),
      counts: Float64Array.from(indices, (index) => this.buckets[index]!),
      count: this.counted,
      sum: this.total,
      minimum: this.least,
      maximum: this.most,
    };
  }

  /** Numbers and not named constants, which a bundler turns into variables: this is half of what recording costs. */
  private indexOf(value: number): number {
    this.double[0] = value;
    // Exponent and 7 bits of mantissa; 130,943 is what 1.0 has, less 1.
    return Math.max((this.high[0]! >> 13) - 130943, 0);
  }

  /** The smallest value of a bucket. */
  private lowerEdge(index: number): number {
    if (index === 0) return 0;
    this.double[0] = 0;
    this.high[0] = (index + 130943) << 13;
    return this.double[0]!;
  }

  private widthOf(index: number): number {
    return this.lowerEdge(index + 1) - this.lowerEdge(index);
  }
}

function refuse(value: number): never {
  throw new ImpossibleState(`a histogram takes values in [0, 2^53], counts >= 0 and quantiles in [0, 1], not ${value}`);
}
