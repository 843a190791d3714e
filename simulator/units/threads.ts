/**
 * Units whose threads serve one request each, without interruption, with a line of those who wait.
 *
 * A paused unit stands still: what was in service needs after the pause what was left of it. A slowed unit serves those who begin from
 * then on slower; who is in service already keeps its pace.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Station, UnitObserver, UnitSettings } from './station.ts';
import type { WaitingLine } from './waiting-line.ts';

export class Threads implements Station {
  readonly #simulation: Simulation;
  readonly #settings: UnitSettings;
  readonly #observer: UnitObserver;
  readonly #newLine: () => WaitingLine;
  readonly #busy: Int32Array;
  /** Starts of the unit's process; a completion of an earlier one is void. */
  readonly #start: Int32Array;
  /** Thread time that one ns of demand takes. */
  readonly #slowness: Float64Array;
  readonly #lines: WaitingLine[];
  readonly #finish: HandlerId;

  constructor(simulation: Simulation, settings: UnitSettings, observer: UnitObserver, newLine: () => WaitingLine) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#observer = observer;
    this.#newLine = newLine;
    this.#busy = new Int32Array(settings.count);
    this.#start = new Int32Array(settings.count);
    this.#slowness = new Float64Array(settings.count).fill(1);
    this.#lines = Array.from({ length: settings.count }, newLine);
    this.#finish = simulation.handler('unit/finish', (unit, request, start) => this.#onFinish(unit, request, start));
  }

  offer(unit: number, request: number, demand: number): boolean {
    if (this.#busy[unit]! < this.#settings.threads) {
      this.#observer.waited(0);
      this.#begin(unit, request, demand);
      return true;
    }
    const line = this.#lines[unit]!;
    if (line.length >= this.#settings.queueLimit) return false;
    line.push({ request, demand, since: this.#simulation.now });
    return true;
  }

  release(unit: number): void {
    this.#busy[unit]!--;
    this.#observer.busyChanged(-1);
    const line = this.#lines[unit]!;
    if (line.length === 0) return;
    const { request, demand, since } = line.next();
    this.#observer.waited(this.#simulation.now - since);
    this.#begin(unit, request, demand);
  }

  stop(unit: number): void {
    this.#observer.busyChanged(-this.#busy[unit]!);
    this.#busy[unit] = 0;
    this.#start[unit]!++;
    this.#lines[unit] = this.#newLine();
  }

  /** Nothing to do: a completion that is due in a pause is put off when it comes. */
  pauseChanged(): void {}

  slow(unit: number, factor: number): void {
    this.#slowness[unit]! *= factor;
  }

  #begin(unit: number, request: number, demand: number): void {
    this.#busy[unit]!++;
    this.#observer.busyChanged(1);
    this.#simulation.schedule(demand * this.#slowness[unit]!, this.#finish, unit, request, this.#start[unit]!);
  }

  #onFinish(unit: number, request: number, start: number): void {
    if (this.#start[unit] !== start) return;
    if (this.#observer.isPaused(unit)) {
      this.#observer.deferWork(unit, this.#finish, unit, request, start);
      return;
    }
    this.#observer.served(unit, request);
  }
}
