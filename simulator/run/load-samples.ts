/**
 * What a decision of the autoscaler sees: utilisation over a window that ended `metricDelay` before it. For every period the beginning and
 * the end of its window are marked when they pass.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { LoadMark, UnitLoad } from './unit-load.ts';

interface SamplePlan {
  readonly every: number;
  readonly window?: number | undefined;
  readonly metricDelay: number;
}

const BEGIN = 0;
const END = 1;

export class LoadSamples {
  readonly #simulation: Simulation;
  readonly #load: UnitLoad;
  readonly #every: number;
  /** How long before the decision its window begins and ends, ns. */
  readonly #lags: readonly [number, number];
  readonly #marks: readonly [LoadMark[], LoadMark[]] = [[], []];
  readonly #mark: HandlerId;
  #first: LoadMark | null = null;
  #until = 0;

  constructor(simulation: Simulation, load: UnitLoad, { every, window = every, metricDelay }: SamplePlan) {
    this.#simulation = simulation;
    this.#load = load;
    this.#every = every;
    this.#lags = [metricDelay + window, metricDelay];
    this.#mark = simulation.handler('autoscaler/mark', (which) => this.#onMark(which === BEGIN ? BEGIN : END));
  }

  start(origin: number, until: number): void {
    this.#until = until;
    this.#first = this.#load.mark();
    for (const which of [BEGIN, END] as const) {
      const lag = this.#lags[which];
      if (lag === 0) continue;
      const first = Math.max(1, Math.ceil(lag / this.#every));
      this.#simulation.scheduleAt(origin + first * this.#every - lag, this.#mark, which);
    }
  }

  /** Of decision number `period` (from 1); null when its window lies before the beginning or nobody served. */
  at(period: number): { readonly utilisation: number; readonly measured: number } | null {
    const age = period * this.#every;
    const end = this.#lags[END] === 0 ? this.#load.mark() : this.#next(END, age);
    const begin = this.#next(BEGIN, age) ?? this.#first!;
    return end === null ? null : this.#load.between(begin, end);
  }

  #next(which: typeof BEGIN | typeof END, age: number): LoadMark | null {
    return age < this.#lags[which] ? null : this.#marks[which].shift()!;
  }

  #onMark(which: typeof BEGIN | typeof END): void {
    if (this.#simulation.now >= this.#until) return;
    this.#marks[which].push(this.#load.mark());
    this.#simulation.schedule(this.#every, this.#mark, which);
  }
}
