/**
 * Units whose threads serve one request each, without interruption, with a line of those who wait.
 *
 * A paused unit stands still: what was in service needs after the pause what was left of it. A slowed unit serves those who begin from
 * then on slower; who is in service already keeps its pace.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Station, UnitObserver, UnitSettings } from './station.ts';
import type { WaitingLine } from './waiting-line.ts';

/** More pauses than one process can have in a run. */
const PAUSES = 1_048_576;

export class Threads implements Station {
  readonly #simulation: Simulation;
  readonly #settings: UnitSettings;
  readonly #observer: UnitObserver;
  readonly #newLine: () => WaitingLine;
  readonly #busy: Int32Array;
  /** Start of the unit's process and number of pauses it has had, in one number; a completion of an earlier start is void. */
  readonly #stamp: Float64Array;
  /** Length of the first n pauses together, at [unit][n], ns. */
  readonly #paused: number[][];
  /** When the present pause began, ns; −1 while the unit goes on. */
  readonly #pausedSince: Float64Array;
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
    this.#stamp = new Float64Array(settings.count);
    this.#paused = Array.from({ length: settings.count }, () => [0]);
    this.#pausedSince = new Float64Array(settings.count).fill(-1);
    this.#slowness = new Float64Array(settings.count).fill(1);
    this.#lines = Array.from({ length: settings.count }, newLine);
    this.#finish = simulation.handler('unit/finish', (unit, request, stamp) => this.#onFinish(unit, request, stamp));
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
    this.#stamp[unit] = (Math.floor(this.#stamp[unit]! / PAUSES) + 1) * PAUSES;
    this.#paused[unit] = [0];
    this.#pausedSince[unit] = -1;
    this.#lines[unit] = this.#newLine();
  }

  /** Whoever is in service needs as much longer as the pause was long. */
  pauseChanged(unit: number): void {
    const since = this.#pausedSince[unit]!;
    if (this.#observer.isPaused(unit)) {
      if (since < 0) this.#pausedSince[unit] = this.#simulation.now;
      return;
    }
    if (since < 0) return;
    const paused = this.#paused[unit]!;
    paused.push(paused.at(-1)! + this.#simulation.now - since);
    this.#stamp[unit]!++;
    this.#pausedSince[unit] = -1;
  }

  slow(unit: number, factor: number): void {
    this.#slowness[unit]! *= factor;
  }

  #begin(unit: number, request: number, demand: number): void {
    this.#busy[unit]!++;
    this.#observer.busyChanged(1);
    this.#simulation.schedule(demand * this.#slowness[unit]!, this.#finish, unit, request, this.#stamp[unit]!);
  }

  #onFinish(unit: number, request: number, stamp: number): void {
    const current = this.#stamp[unit]!;
    if (stamp !== current) {
      if (Math.floor(stamp / PAUSES) !== Math.floor(current / PAUSES)) return;
      const paused = this.#paused[unit]!;
      const missed = paused[current % PAUSES]! - paused[stamp % PAUSES]!;
      this.#simulation.schedule(missed, this.#finish, unit, request, current);
    } else if (this.#observer.isPaused(unit)) {
      // What is left of it now is done after this pause, which has then been counted.
      this.#observer.deferWork(unit, this.#finish, unit, request, stamp + 1);
    } else this.#observer.served(unit, request);
  }
}
