/**
 * A series over the whole run with a fixed number of bins, whatever the number of values: sum and count a bin.
 *
 * For drawing and for seeing a fault's dip; not for estimates, which have histograms and exact sums. Values after the
 * horizon fall into the last bin.
 */
import { invariant } from './invariant.ts';
import type { Nanoseconds } from './time.ts';

export interface TimeSeriesPoint {
  /** Start of the bin, ns. */
  readonly time: Nanoseconds;
  readonly count: number;
  readonly sum: number;
  /** NaN when nothing was added. */
  readonly mean: number;
}

export class TimeSeries {
  /** Width of a bin, ns (need not be whole). */
  readonly width: number;
  private readonly sums: Float64Array;
  private readonly counts: Float64Array;

  /**
   * @param horizon end of the run, ns, above 0
   * @param bins number of bins, at least 1
   */
  constructor(horizon: Nanoseconds, bins = 240) {
    invariant(horizon > 0 && bins >= 1, 'a time series needs a horizon and at least one bin');
    this.width = horizon / bins;
    this.sums = new Float64Array(bins);
    this.counts = new Float64Array(bins);
  }

  /** Adds a value at a time >= 0; add(time, 1) counts events. */
  add(time: Nanoseconds, value: number): void {
    const bin = Math.min(this.sums.length - 1, Math.floor(time / this.width));
    this.sums[bin]! += value;
    this.counts[bin]! += 1;
  }

  points(): TimeSeriesPoint[] {
    return Array.from(this.sums, (sum, bin) => {
      const count = this.counts[bin]!;
      return { time: bin * this.width, count, sum, mean: sum / count };
    });
  }
}
