/**
 * How busy the units are where their number changes: threads at work / threads of the units that serve, as a level and as an average over
 * any stretch that was marked.
 */
import type { Simulation } from '../kernel/simulation.ts';
import { TimeAverage } from '../kernel/time-average.ts';
import type { Level } from './observations.ts';

/** Everything up to an instant. */
export interface LoadMark {
  readonly at: number;
  /** Thread · ns, unit · ns. */
  readonly busy: number;
  readonly units: number;
}

export class UnitLoad {
  readonly #simulation: Simulation;
  readonly #threads: number;
  readonly #level: Level;
  readonly #busy: TimeAverage;
  readonly #units: TimeAverage;

  constructor(simulation: Simulation, threads: number, units: number, level: Level) {
    this.#simulation = simulation;
    this.#threads = threads;
    this.#level = level;
    this.#busy = new TimeAverage();
    this.#units = new TimeAverage(units);
  }

  busyChanged(delta: number): void {
    this.#busy.add(this.#simulation.now, delta);
    this.#show();
  }

  unitsChanged(units: number): void {
    this.#units.set(this.#simulation.now, units);
    this.#show();
  }

  mark(): LoadMark {
    const { now } = this.#simulation;
    return { at: now, busy: this.#busy.integral(now), units: this.#units.integral(now) };
  }

  /** Utilisation between two marks, and units that served, on average; null when there were none. */
  between(from: LoadMark, to: LoadMark): { readonly utilisation: number; readonly measured: number } | null {
    const units = to.units - from.units;
    if (to.at <= from.at || units <= 0) return null;
    const utilisation = Math.min(1, (to.busy - from.busy) / (this.#threads * units));
    return { utilisation, measured: units / (to.at - from.at) };
  }

  #show(): void {
    const threads = this.#threads * this.#units.value;
    this.#level.set(this.#simulation.now, threads === 0 ? 0 : Math.min(1, this.#busy.value / threads));
  }
}
