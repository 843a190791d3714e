/**
 * One long run cut into equal batches of scenario time: the instruments are read and begin anew at every boundary, and the readings of all
 * batches together are those of the run. What settles after the load belongs to the last batch, as it belongs to a run without batches.
 *
 * A failure counts in the batch in which it was seen, its request in the batch in which it came; over the run both are there once.
 * Not cut: counts, levels at the end, causes and the timeline, which belong to the run as a whole.
 */
import { Histogram, type HistogramSnapshot } from '../kernel/histogram.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Meters } from './meters.ts';
import type { ByWindow, Readings } from './replication-summary.ts';

export class Batches {
  readonly #meters: Meters;
  readonly #kept: Readings[] = [];

  /** Cuts the time from `from` to `to` (ns, of the kernel) into `count` parts of the same length. */
  constructor(
    meters: Meters,
    simulation: Simulation,
    { from, to, count }: { from: number; to: number; count: number },
  ) {
    this.#meters = meters;
    const cut = simulation.handler('run/end-batch', () => {
      meters.observations.close(simulation.now);
      this.#kept.push(meters.readings());
      meters.observations.beginAnew();
    });
    for (let batch = 1; batch < count; batch++)
      simulation.scheduleAt(Math.round(from + ((to - from) * batch) / count), cut);
  }

  /** At the end of the run, after the instruments were closed. */
  all(): readonly Readings[] {
    return [...this.#kept, this.#meters.readings()];
  }
}

/** The readings of all parts together. */
export function together(parts: readonly Readings[]): Readings {
  return {
    seconds: sums(parts.map(({ seconds }) => seconds)),
    distributions: byName(
      parts.map(({ distributions }) => distributions),
      (values) => eachWindow((window) => merged(values.map((value) => value[window]))),
    ),
    ratios: byName(
      parts.map(({ ratios }) => ratios),
      (values) =>
        eachWindow((window) => [
          sum(values.map((value) => value[window][0])),
          sum(values.map((value) => value[window][1])),
        ]),
    ),
    occurrences: byName(
      parts.map(({ occurrences }) => occurrences),
      sums,
    ),
    levels: byName(
      parts.map(({ levels }) => levels),
      (values) => eachWindow((window) => overTime(values.map((value) => value[window]))),
    ),
  };
}

/** All parts have the same names. */
function byName<T>(
  parts: readonly Readonly<Record<string, T>>[],
  join: (values: readonly T[]) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.keys(parts[0] ?? {}).map((name) => [name, join(parts.map((part) => part[name]!))]));
}

function eachWindow<T>(of: (window: 0 | 1 | 2) => T): ByWindow<T> {
  return [of(0), of(1), of(2)];
}

function sums(values: readonly ByWindow<number>[]): ByWindow<number> {
  return eachWindow((window) => sum(values.map((value) => value[window])));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function merged(snapshots: readonly (HistogramSnapshot | null)[]): HistogramSnapshot | null {
  const filled = snapshots.filter((snapshot) => snapshot !== null);
  if (filled.length === 0) return null;
  const histogram = new Histogram();
  for (const snapshot of filled) histogram.merge(snapshot);
  return histogram.snapshot();
}

type LevelReading = Readings['levels'][string][number];

function overTime(levels: readonly LevelReading[]): LevelReading {
  const seconds = sum(levels.map((level) => level.seconds));
  return {
    average: seconds > 0 ? sum(levels.map((level) => level.average * level.seconds)) / seconds : 0,
    maximum: levels.reduce((most, { maximum }) => Math.max(most, maximum), 0),
    seconds,
  };
}
