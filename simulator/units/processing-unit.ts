/**
 * Processing units as stations: threads that serve requests, a queue in front of them, first come first served.
 *
 * A request that finds all threads busy waits; beyond `queueLimit` waiting ones it is refused at once. A paused unit stands still: what
 * was in service needs after the pause what was left of it. A stopped unit forgets everyone. What a request is, is not known here.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';

export interface UnitSettings {
  readonly count: number;
  readonly threads: number;
  /** Requests that may wait in one unit; Infinity: no limit. */
  readonly queueLimit: number;
}

export interface UnitObserver {
  /** `request` was served at `unit`. */
  served(unit: number, request: number): void;
  /** `request` waited this long (ns) for a thread. */
  waited(ns: number): void;
  /** Busy threads over all units changed. */
  busyChanged(delta: number): void;
  isPaused(unit: number): boolean;
  deferWork(unit: number, handler: HandlerId, a: number, b: number, x: number): void;
}

interface Waiting {
  readonly request: number;
  readonly demand: number;
  readonly since: number;
}

/** First in, first out without moving anything: a growing ring. */
class Line {
  #items: (Waiting | undefined)[] = new Array(8).fill(undefined);
  #head = 0;
  length = 0;

  push(item: Waiting): void {
    if (this.length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.length++) & (this.#items.length - 1)] = item;
  }

  shift(): Waiting {
    const item = this.#items[this.#head]!;
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.length--;
    return item;
  }

  #grow(): void {
    const size = this.#items.length;
    const larger: (Waiting | undefined)[] = new Array(size * 2).fill(undefined);
    for (let index = 0; index < this.length; index++) larger[index] = this.#items[(this.#head + index) & (size - 1)];
    this.#items = larger;
    this.#head = 0;
  }
}

/** More pauses than one process can have in a run. */
const PAUSES = 1_048_576;

export class ProcessingUnits {
  readonly #simulation: Simulation;
  readonly #settings: UnitSettings;
  readonly #observer: UnitObserver;
  readonly #busy: Int32Array;
  /** Start of the unit's process and number of pauses it has had, in one number; a completion of an earlier start is void. */
  readonly #stamp: Float64Array;
  /** Length of the first n pauses together, at [unit][n], ns. */
  readonly #paused: number[][];
  readonly #lines: Line[];
  readonly #finish: HandlerId;

  constructor(simulation: Simulation, settings: UnitSettings, observer: UnitObserver) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#observer = observer;
    this.#busy = new Int32Array(settings.count);
    this.#stamp = new Float64Array(settings.count);
    this.#paused = Array.from({ length: settings.count }, () => [0]);
    this.#lines = Array.from({ length: settings.count }, () => new Line());
    this.#finish = simulation.handler('unit/finish', (unit, request, stamp) => this.#onFinish(unit, request, stamp));
  }

  /** Requests waiting or in service at `unit`. */
  load(unit: number): number {
    return this.#busy[unit]! + this.#lines[unit]!.length;
  }

  /** A request asks for `demand` ns of a thread. False: the queue is full. */
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

  /** The request that holds a thread for longer than its demand (it waits for the store) lets it go. */
  release(unit: number): void {
    this.#busy[unit]!--;
    this.#observer.busyChanged(-1);
    const line = this.#lines[unit]!;
    if (line.length === 0) return;
    const { request, demand, since } = line.shift();
    this.#observer.waited(this.#simulation.now - since);
    this.#begin(unit, request, demand);
  }

  /** The process is gone: everyone in it is forgotten. */
  stop(unit: number): void {
    this.#observer.busyChanged(-this.#busy[unit]!);
    this.#busy[unit] = 0;
    this.#stamp[unit] = (Math.floor(this.#stamp[unit]! / PAUSES) + 1) * PAUSES;
    this.#paused[unit] = [0];
    this.#lines[unit] = new Line();
  }

  /** The process goes on after `length` ns: whoever was in service then needs that much longer. */
  resumed(unit: number, length: number): void {
    const paused = this.#paused[unit]!;
    paused.push(paused.at(-1)! + length);
    this.#stamp[unit]!++;
  }

  #begin(unit: number, request: number, demand: number): void {
    this.#busy[unit]!++;
    this.#observer.busyChanged(1);
    this.#simulation.schedule(demand, this.#finish, unit, request, this.#stamp[unit]!);
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
