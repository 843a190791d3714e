/**
 * What is counted during a run: histograms, tallies and levels, apart for calm, faulty and settling stretches. Bounded in memory.
 * Nothing is counted before the warm-up ends. Which number means what is the metric table's business (model/metrics.ts).
 */

import type { HistogramSnapshot } from '../kernel/histogram.ts';
import { Histogram } from '../kernel/histogram.ts';
import { SECOND } from '../kernel/time.ts';
import { TimeAverage } from '../kernel/time-average.ts';
import type { ByWindow } from './replication-summary.ts';
import { CALM, WINDOWS } from './replication-summary.ts';

/** Before the end of the warm-up nothing is recorded. */
const WARMING = -1;

export class Observations {
  #window = WARMING;
  #since = 0;
  readonly #seconds = [0, 0, 0];
  readonly #distributions = new Map<string, Distribution>();
  readonly #tallies = new Map<string, Tally>();
  readonly #levels = new Map<string, Level>();

  /** Calm, faulty, settling or −1 while warming up. */
  get window(): number {
    return this.#window;
  }

  distribution(name: string): Distribution {
    return remember(this.#distributions, name, () => new Distribution(this));
  }

  tally(name: string): Tally {
    return remember(this.#tallies, name, () => new Tally(this));
  }

  level(name: string, value = 0): Level {
    return remember(this.#levels, name, () => new Level(value));
  }

  /** From now on samples belong to `window`. */
  enter(window: number, now: number): void {
    if (window === this.#window) return;
    for (const level of this.#levels.values()) level.close(this.#window, now);
    if (this.#window !== WARMING) this.#seconds[this.#window]! += (now - this.#since) / SECOND;
    this.#window = window;
    this.#since = now;
  }

  endWarmUp(now: number): void {
    if (this.#window === WARMING) this.enter(CALM, now);
  }

  close(now: number): void {
    for (const level of this.#levels.values()) level.close(this.#window, now);
    if (this.#window !== WARMING) this.#seconds[this.#window]! += (now - this.#since) / SECOND;
    this.#since = now;
  }

  /** The next batch begins, after `close`: what has been counted is forgotten, the window goes on. */
  beginAnew(): void {
    this.#seconds.fill(0);
    for (const distribution of this.#distributions.values()) distribution.forget();
    for (const tally of this.#tallies.values()) tally.forget();
    for (const level of this.#levels.values()) level.forget();
  }

  get seconds(): ByWindow<number> {
    return [this.#seconds[0]!, this.#seconds[1]!, this.#seconds[2]!];
  }

  distributions(): [string, ByWindow<HistogramSnapshot | null>][] {
    return [...this.#distributions].map(([name, distribution]) => [name, distribution.snapshots()]);
  }

  /** Values of the levels now. */
  endLevels(): [string, number][] {
    return [...this.#levels].map(([name, level]) => [name, level.value]);
  }

  levels(): [string, ByWindow<{ average: number; maximum: number; seconds: number }>][] {
    return [...this.#levels].map(([name, level]) => [name, level.byWindow()]);
  }
}

/** Samples of one metric. */
export class Distribution {
  readonly #owner: Observations;
  readonly #histograms: (Histogram | null)[] = [null, null, null];

  constructor(owner: Observations) {
    this.#owner = owner;
  }

  record(value: number): void {
    const { window } = this.#owner;
    if (window < 0) return;
    let histogram = this.#histograms[window]!;
    if (histogram === null) {
      histogram = new Histogram();
      this.#histograms[window] = histogram;
    }
    histogram.record(value);
  }

  forget(): void {
    this.#histograms.fill(null);
  }

  snapshots(): ByWindow<HistogramSnapshot | null> {
    const of = (window: number) => this.#histograms[window]?.snapshot() ?? null;
    return [of(0), of(1), of(2)];
  }
}

/** Occurrences of one thing. */
export class Tally {
  readonly #owner: Observations;
  readonly #counts = [0, 0, 0];
  /** All of them, warm-up included. */
  total = 0;

  constructor(owner: Observations) {
    this.#owner = owner;
  }

  add(n = 1): void {
    this.total += n;
    const { window } = this.#owner;
    if (window >= 0) this.#counts[window]! += n;
  }

  /** One more in a window of its own: what it belongs to happened there (−1: before the end of the warm-up). */
  addTo(window: number): void {
    this.total++;
    if (window >= 0) this.#counts[window]!++;
  }

  /** The total stays. */
  forget(): void {
    this.#counts.fill(0);
  }

  get byWindow(): ByWindow<number> {
    return [this.#counts[0]!, this.#counts[1]!, this.#counts[2]!];
  }
}

/** A quantity that holds between changes. */
export class Level {
  #value: TimeAverage;
  #since = 0;
  readonly #integral = new Array<number>(WINDOWS).fill(0);
  readonly #time = new Array<number>(WINDOWS).fill(0);
  readonly #maximum = new Array<number>(WINDOWS).fill(0);

  constructor(value: number) {
    this.#value = new TimeAverage(value, 0);
  }

  get value(): number {
    return this.#value.value;
  }

  add(now: number, delta: number): void {
    this.#value.add(now, delta);
  }

  set(now: number, value: number): void {
    this.#value.set(now, value);
  }

  /** A window ends: what happened since the last one goes to it. */
  close(window: number, now: number): void {
    if (window >= 0) {
      this.#integral[window]! += this.#value.integral(now);
      this.#time[window]! += now - this.#since;
      this.#maximum[window] = Math.max(this.#maximum[window]!, this.#value.maximum);
    }
    this.#value.reset(now);
    this.#since = now;
  }

  /** After `close`; the value stays. */
  forget(): void {
    this.#integral.fill(0);
    this.#time.fill(0);
    this.#maximum.fill(0);
  }

  byWindow(): ByWindow<{ average: number; maximum: number; seconds: number }> {
    const of = (window: number) => ({
      average: this.#time[window]! > 0 ? this.#integral[window]! / this.#time[window]! : 0,
      maximum: this.#maximum[window]!,
      seconds: this.#time[window]! / SECOND,
    });
    return [of(0), of(1), of(2)];
  }
}

function remember<T>(map: Map<string, T>, name: string, make: () => T): T {
  const known = map.get(name);
  if (known !== undefined) return known;
  const made = make();
  map.set(name, made);
  return made;
}
