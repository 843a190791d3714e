/**
 * Processor sharing: everyone in a unit is served at once, each at the rate min(1, threads / number in service) (Kleinrock 1967).
 *
 * Exact, in virtual time: v is the service that one who has always been there would have attained; who arrives at v with demand d leaves at
 * v + d, and the next to leave is the one with the smallest of these. So an arrival or departure changes one rate and no request. Time is
 * whole ns: what rounding a departure took from or gave to the one who leaves, the others get, so that no work is lost or made.
 * Nobody waits for a thread. A request that was served and waits for the store takes no share, only a place of the queue limit.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { Ranked } from './ranked.ts';
import type { Station, UnitObserver, UnitSettings } from './station.ts';

interface Shared {
  /** Requests by the virtual time of their departure. */
  readonly inService: Ranked<number>;
  /** Served, not yet released. */
  held: number;
  /** Virtual time at `since`, in ns of service; 0 again whenever nobody is there, so that it stays small. */
  virtual: number;
  since: number;
  /** Virtual ns a ns, from `since` on. */
  rate: number;
  slowness: number;
  busy: number;
}

export class ProcessorSharing implements Station {
  readonly #simulation: Simulation;
  readonly #settings: UnitSettings;
  readonly #observer: UnitObserver;
  readonly #units: Shared[];
  /** Number of the departure that counts; a change of the rate makes those planned before void. */
  readonly #plan: Int32Array;
  readonly #finish: HandlerId;

  constructor(simulation: Simulation, settings: UnitSettings, observer: UnitObserver) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#observer = observer;
    this.#units = Array.from({ length: settings.count }, () => empty(1));
    this.#plan = new Int32Array(settings.count);
    this.#finish = simulation.handler('unit/finish', (unit, plan) => this.#onFinish(unit, plan));
  }

  offer(unit: number, request: number, demand: number): boolean {
    const shared = this.#units[unit]!;
    const { threads, queueLimit } = this.#settings;
    if (shared.inService.length + shared.held >= threads + queueLimit) return false;
    this.#advance(shared);
    shared.inService.push(shared.virtual + demand, request);
    this.#observer.waited(0);
    this.#replan(unit, shared);
    return true;
  }

  release(unit: number): void {
    this.#units[unit]!.held--;
  }

  stop(unit: number): void {
    const { busy, slowness } = this.#units[unit]!;
    this.#observer.busyChanged(-busy);
    this.#units[unit] = empty(slowness);
    this.#plan[unit]!++;
  }

  pauseChanged(unit: number): void {
    const shared = this.#units[unit]!;
    this.#advance(shared);
    this.#replan(unit, shared);
  }

  slow(unit: number, factor: number): void {
    const shared = this.#units[unit]!;
    this.#advance(shared);
    shared.slowness *= factor;
    this.#replan(unit, shared);
  }

  #advance(shared: Shared): void {
    const { now } = this.#simulation;
    shared.virtual = shared.inService.length === 0 ? 0 : shared.virtual + (now - shared.since) * shared.rate;
    shared.since = now;
  }

  /** The rate from now on, and who leaves next under it. */
  #replan(unit: number, shared: Shared): void {
    const { length } = shared.inService;
    const { threads } = this.#settings;
    const busy = Math.min(length, threads);
    if (busy !== shared.busy) this.#observer.busyChanged(busy - shared.busy);
    shared.busy = busy;
    this.#plan[unit]!++;
    shared.rate = length === 0 || this.#observer.isPaused(unit) ? 0 : busy / (length * shared.slowness);
    if (shared.rate === 0) return;
    const left = Math.max(0, shared.inService.firstRank - shared.virtual);
    this.#simulation.schedule(left / shared.rate, this.#finish, unit, this.#plan[unit]!);
  }

  #onFinish(unit: number, plan: number): void {
    if (this.#plan[unit] !== plan) return;
    const shared = this.#units[unit]!;
    this.#advance(shared);
    const excess = shared.virtual - shared.inService.firstRank;
    const request = shared.inService.shift();
    const others = shared.inService.length;
    if (others >= this.#settings.threads) shared.virtual += excess / others;
    shared.held++;
    this.#replan(unit, shared);
    this.#observer.served(unit, request);
  }
}

function empty(slowness: number): Shared {
  return { inService: new Ranked(), held: 0, virtual: 0, since: 0, rate: 0, slowness, busy: 0 };
}
