/**
 * The data reader: how rows of the store come into a grid that begins cold, by asking (read-through) or ahead of the questions (preload).
 *
 * A key is in the grid once it was loaded (or written, which the caller knows). With a single flight all who miss a key share one read of the store; without it each
 * sends its own, which is what makes a cold start a storm. The preload reads keys in order, which is hottest first for zipf and hotSet,
 * one batch after the other, and tries a failed batch again. Where rows can leave the grid again, the caller knows which keys are there:
 * a load brings the value that the caller saw in the store when it asked, and rows of a preload go to a sink.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { SECOND } from '../kernel/time.ts';
import type { Store } from './store.ts';

export interface DataReaderSettings {
  readonly singleFlight: boolean;
  /** Keys 0 … rows − 1 are loaded at the start, so many at a time. */
  readonly preload?: { readonly rows: number; readonly batch: number } | undefined;
}

/** Where the rows of a preload go, batch by batch: keys first … first + rows − 1. */
export interface BatchSink {
  asked(first: number, rows: number): void;
  arrived(first: number, rows: number): void;
}

/** `value`: what the first who asked said that the store has. */
type Answer = (found: boolean, value: number) => void;

interface Flight {
  readonly key: number;
  readonly value: number;
  readonly waiting: Answer[];
}

export class DataReader {
  readonly #simulation: Simulation;
  readonly #store: Store;
  readonly #settings: DataReaderSettings;
  readonly #sink: BatchSink | null;
  readonly #loaded = new Set<number>();
  /** Keys below this have been preloaded. */
  #preloaded = 0;
  readonly #flights: (Flight | undefined)[] = [];
  readonly #free: number[] = [];
  /** Key → flight that others may join. */
  readonly #shared = new Map<number, Flight>();
  readonly #landed: HandlerId;
  readonly #next: HandlerId;
  readonly #batchDone: HandlerId;

  constructor(simulation: Simulation, store: Store, name: string, settings: DataReaderSettings, sink?: BatchSink) {
    this.#simulation = simulation;
    this.#store = store;
    this.#settings = settings;
    this.#sink = sink ?? null;
    this.#landed = simulation.handler(`reader/${name}/landed`, (slot, _b, startedAt) =>
      this.#onLanded(slot, startedAt),
    );
    this.#next = simulation.handler(`reader/${name}/preload`, () => this.#preload());
    this.#batchDone = simulation.handler(`reader/${name}/preloaded`, (rows, _b, startedAt) =>
      this.#onPreloaded(rows, startedAt),
    );
  }

  /** The preload begins at this time, ns. */
  start(at: number): void {
    if (this.#settings.preload !== undefined) this.#simulation.scheduleAt(at, this.#next);
  }

  has(key: number): boolean {
    return key < this.#preloaded || this.#loaded.has(key);
  }

  /** Reads a key that the grid does not have; the answer is false when the store failed. Returns whether the store was asked anew. */
  load(key: number, value: number, whenDone: Answer): boolean {
    const underWay = this.#shared.get(key);
    if (underWay !== undefined) {
      underWay.waiting.push(whenDone);
      return false;
    }
    const flight = { key, value, waiting: [whenDone] };
    if (this.#settings.singleFlight) this.#shared.set(key, flight);
    const slot = this.#free.pop() ?? this.#flights.length;
    this.#flights[slot] = flight;
    this.#store.read(1, this.#landed, slot);
    return true;
  }

  #onLanded(slot: number, startedAt: number): void {
    const { key, value, waiting } = this.#flights[slot]!;
    this.#flights[slot] = undefined;
    this.#free.push(slot);
    this.#shared.delete(key);
    const found = !this.#store.failedSince(startedAt);
    if (found && key >= this.#preloaded) this.#loaded.add(key);
    for (const answer of waiting) answer(found, value);
  }

  #preload(): void {
    const { rows, batch } = this.#settings.preload!;
    const next = Math.min(batch, rows - this.#preloaded);
    if (next <= 0) return;
    this.#sink?.asked(this.#preloaded, next);
    this.#store.read(next, this.#batchDone, next);
  }

  #onPreloaded(rows: number, startedAt: number): void {
    if (this.#store.failedSince(startedAt)) {
      this.#simulation.schedule(SECOND, this.#next);
      return;
    }
    this.#sink?.arrived(this.#preloaded, rows);
    this.#preloaded += rows;
    this.#preload();
  }
}
