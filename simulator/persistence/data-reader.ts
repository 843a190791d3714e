/**
 * The data reader: how rows of the store come into a grid that begins cold, by asking (read-through) or ahead of the questions (preload).
 *
 * A key is in the grid once it was loaded or written. With a single flight all who miss a key share one read of the store; without it each
 * sends its own, which is what makes a cold start a storm. The preload reads keys in order, which is hottest first for zipf and hotSet,
 * one batch after the other, and tries a failed batch again. When a partition has lost its last copy and begins empty, its keys are cold
 * again and the preload begins again from the first row. Where rows can leave the grid one by one, the caller knows which keys are there: a
 * load brings the value that the caller saw in the store when it asked, and rows of a preload go to a sink.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { SECOND } from '../kernel/time.ts';
import type { Store } from './store.ts';

export interface DataReaderSettings {
  readonly singleFlight: boolean;
  /** Keys 0 … rows − 1 are loaded at the start, so many at a time. */
  readonly preload?: { readonly rows: number; readonly batch: number } | undefined;
}

/** Which partition a key belongs to: what goes cold goes cold by partitions. */
export interface KeyPlaces {
  readonly partitions: number;
  partitionOf(key: number): number;
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
  /** How often its partition had begun when it was asked for. */
  readonly beginning: number;
  readonly waiting: Answer[];
}

/** One run of the preload through its rows: keys below `reached` are there. */
interface Pass {
  reached: number;
  asked: number;
}

export class DataReader {
  readonly #simulation: Simulation;
  readonly #store: Store;
  readonly #settings: DataReaderSettings;
  readonly #places: KeyPlaces;
  readonly #sink: BatchSink | null;
  /** How often each partition has begun anew. */
  readonly #beginnings: Int32Array;
  /** Key → beginning of its partition in which it was loaded or written. */
  readonly #loaded = new Map<number, number>();
  readonly #passes: Pass[] = [];
  /** For each partition: the pass during which it last began, and how far that had come then. */
  readonly #firstPass: Int32Array;
  readonly #firstKey: Float64Array;
  readonly #flights: (Flight | undefined)[] = [];
  readonly #free: number[] = [];
  /** Key → flight that others may join. */
  readonly #shared = new Map<number, Flight>();
  readonly #landed: HandlerId;
  readonly #next: HandlerId;
  readonly #batchDone: HandlerId;

  constructor(
    simulation: Simulation,
    store: Store,
    name: string,
    settings: DataReaderSettings & { readonly places: KeyPlaces; readonly sink?: BatchSink | undefined },
  ) {
    const { places } = settings;
    this.#simulation = simulation;
    this.#store = store;
    this.#settings = settings;
    this.#places = places;
    this.#sink = settings.sink ?? null;
    this.#beginnings = new Int32Array(places.partitions);
    this.#firstPass = new Int32Array(places.partitions);
    this.#firstKey = new Float64Array(places.partitions);
    this.#landed = simulation.handler(`reader/${name}/landed`, (slot, _b, startedAt) =>
      this.#onLanded(slot, startedAt),
    );
    this.#next = simulation.handler(`reader/${name}/preload`, (pass) => this.#preload(pass));
    this.#batchDone = simulation.handler(`reader/${name}/preloaded`, (pass, _b, startedAt) =>
      this.#onPreloaded(pass, startedAt),
    );
  }

  /** The preload begins at this time, ns. */
  start(at: number): void {
    if (this.#settings.preload === undefined) return;
    this.#passes.push({ reached: 0, asked: 0 });
    this.#simulation.scheduleAt(at, this.#next, this.#passes.length - 1);
  }

  has(key: number): boolean {
    const partition = this.#places.partitionOf(key);
    return this.#loaded.get(key) === this.#beginnings[partition] || this.#isPreloaded(key, partition);
  }

  #isPreloaded(key: number, partition: number): boolean {
    const first = this.#firstPass[partition]!;
    return this.#passes.some(
      ({ reached }, pass) => key < reached && (pass > first || (pass === first && key >= this.#firstKey[partition]!)),
    );
  }

  /** The key was written: the grid has it without the store. */
  holds(key: number): void {
    this.#loaded.set(key, this.#beginnings[this.#places.partitionOf(key)]!);
  }

  /** Every copy of the partition was gone and it begins with nothing. */
  beganEmpty(partition: number): void {
    this.#beginnings[partition]!++;
    const pass = this.#passes.length - 1;
    if (pass < 0) return;
    const { reached } = this.#passes[pass]!;
    this.#firstPass[partition] = pass;
    this.#firstKey[partition] = reached;
    if (reached > 0) this.start(this.#simulation.now);
  }

  /** Reads a key that the grid does not have; the answer is false when the store failed. Returns whether the store was asked anew. */
  load(key: number, value: number, whenDone: Answer): boolean {
    const beginning = this.#beginnings[this.#places.partitionOf(key)]!;
    const underWay = this.#shared.get(key);
    // What was asked for before the partition began anew is brought to a process that is gone.
    if (underWay?.beginning === beginning) {
      underWay.waiting.push(whenDone);
      return false;
    }
    const flight = { key, value, beginning, waiting: [whenDone] };
    if (this.#settings.singleFlight) this.#shared.set(key, flight);
    const slot = this.#free.pop() ?? this.#flights.length;
    this.#flights[slot] = flight;
    this.#store.read(1, this.#landed, slot);
    return true;
  }

  #onLanded(slot: number, startedAt: number): void {
    const flight = this.#flights[slot]!;
    const { key, value, beginning, waiting } = flight;
    this.#flights[slot] = undefined;
    this.#free.push(slot);
    if (this.#shared.get(key) === flight) this.#shared.delete(key);
    const found = !this.#store.failedSince(startedAt);
    if (found && beginning === this.#beginnings[this.#places.partitionOf(key)]) this.#loaded.set(key, beginning);
    for (const answer of waiting) answer(found, value);
  }

  /** Asks for the next batch of a pass, unless a later pass has taken its place. */
  #preload(pass: number): void {
    if (pass !== this.#passes.length - 1) return;
    const { rows, batch } = this.#settings.preload!;
    const current = this.#passes[pass]!;
    current.asked = Math.min(batch, rows - current.reached);
    if (current.asked <= 0) return;
    this.#sink?.asked(current.reached, current.asked);
    this.#store.read(current.asked, this.#batchDone, pass);
  }

  #onPreloaded(pass: number, startedAt: number): void {
    if (this.#store.failedSince(startedAt)) {
      this.#simulation.schedule(SECOND, this.#next, pass);
      return;
    }
    const current = this.#passes[pass]!;
    this.#sink?.arrived(current.reached, current.asked);
    current.reached += current.asked;
    this.#preload(pass);
  }
}
