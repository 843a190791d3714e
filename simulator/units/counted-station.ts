/**
 * A station whose requests are counted: how many each unit has, waiting and in service, and for how long its threads have been busy.
 *
 * Busy are as many threads as there are requests, all of them at most. Under processor-sharing that counts a request which was served and
 * waits for the store as if it still had its share.
 */
import type { Simulation } from '../kernel/simulation.ts';
import type { Station } from './station.ts';

export class CountedStation implements Station {
  readonly #simulation: Simulation;
  readonly #station: Station;
  readonly #threads: number;
  readonly #changed: (unit: number, requests: number) => void;
  readonly #requests: Int32Array;
  /** Busy thread time of each unit up to `since`, ns. */
  readonly #busyTime: Float64Array;
  readonly #since: Float64Array;

  /** `changed`: a unit now has so many requests. */
  constructor(
    simulation: Simulation,
    station: Station,
    settings: { readonly count: number; readonly threads: number },
    changed: (unit: number, requests: number) => void,
  ) {
    this.#simulation = simulation;
    this.#station = station;
    this.#threads = settings.threads;
    this.#changed = changed;
    this.#requests = new Int32Array(settings.count);
    this.#busyTime = new Float64Array(settings.count);
    this.#since = new Float64Array(settings.count);
  }

  /** Thread time (ns) that the unit has been busy so far. */
  busyTime(unit: number): number {
    const busy = Math.min(this.#requests[unit]!, this.#threads);
    return this.#busyTime[unit]! + busy * (this.#simulation.now - this.#since[unit]!);
  }

  /** Busy share of the unit's threads at this moment. */
  busyShare(unit: number): number {
    return Math.min(1, this.#requests[unit]! / this.#threads);
  }

  offer(unit: number, request: number, demand: number): boolean {
    const isTaken = this.#station.offer(unit, request, demand);
    if (isTaken) this.#set(unit, this.#requests[unit]! + 1);
    return isTaken;
  }

  release(unit: number): void {
    this.#station.release(unit);
    this.#set(unit, this.#requests[unit]! - 1);
  }

  stop(unit: number): void {
    this.#station.stop(unit);
    this.#set(unit, 0);
  }

  pauseChanged(unit: number): void {
    this.#station.pauseChanged(unit);
  }

  slow(unit: number, factor: number): void {
    this.#station.slow(unit, factor);
  }

  #set(unit: number, requests: number): void {
    this.#busyTime[unit] = this.busyTime(unit);
    this.#since[unit] = this.#simulation.now;
    this.#requests[unit] = requests;
    this.#changed(unit, requests);
  }
}
