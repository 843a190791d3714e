/**
 * A few exact values in ascending order, with the same questions answered as by a Histogram: for what happens once a
 * fault or once a replication, where keeping every value costs nothing and buckets would blur it.
 */

export class SortedSample {
  private readonly values: Float64Array;

  /** Copies and sorts; NaN is not allowed. */
  constructor(values: ArrayLike<number>) {
    this.values = Float64Array.from(values).sort();
  }

  get count(): number {
    return this.values.length;
  }

  /** How many values lie strictly above the limit. */
  countAbove(limit: number): number {
    let notAbove = 0;
    let above = this.values.length;
    while (notAbove < above) {
      const middle = (notAbove + above) >>> 1;
      if (this.values[middle]! <= limit) notAbove = middle + 1;
      else above = middle;
    }
    return this.values.length - notAbove;
  }

  /** The value of rank ceil(q count), q in [0, 1]; NaN when empty. */
  quantile(q: number): number {
    const n = this.values.length;
    return n === 0 ? Number.NaN : this.values[Math.min(n, Math.max(1, Math.ceil(q * n))) - 1]!;
  }
}
