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

export class ProcessingUnits {
  readonly #simulation: Simulation;
  readonly #settings: UnitSettings;
  readonly #observer: UnitObserver;
  readonly #busy: Int32Array;
  /** Starts of the unit's process; a completion of an earlier one is void. */
  readonly #start: Int32Array;
  readonly #lines: Line[];
  readonly #finish: HandlerId;

  constructor(simulation: Simulation, settings: UnitSettings, observer: UnitObserver) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#observer = observer;
    this.#busy = new Int32Array(settings.count);
    this.#start = new Int32Array(settings.count);
    this.#lines = Array.from({ length: settings.count }, () => new Line());
    this.#finish = simulation.handler('unit/finish', (unit, request, start) => this.#onFinish(unit, request, start));
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
    this.#start[unit]!++;
    this.#lines[unit] = new Line();
  }

  #begin(unit: number, request: number, demand: number): void {
    this.#busy[unit]!++;
    this.#observer.busyChanged(1);
    this.#simulation.schedule(demand, this.#finish, unit, request, this.#start[unit]!);
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
