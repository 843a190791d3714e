/**
 * The data pump: write-behind queues, one a member, each emptied in batches into the store.
 *
 * A batch leaves when `batch` entries wait or `delay` after the first one began to wait (oracle W04), one batch at a time a member.
 * With coalescing a key waits once, and what is written is its value when the batch leaves. A failed batch is tried again, whole and in
 * order, after `retryDelay`. A stopped member's queue is gone; who queues its entries again is the grid's business.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Store } from './store.ts';

export interface PumpSettings {
  readonly delay: number;
  readonly batch: number;
  readonly coalesce: boolean;
  readonly retryDelay: number;
}

/** The rows behind the entries; an entry is a number that only the port understands. */
export interface PumpPort {
  /** The value of the entry as `member` holds it now; null when it holds none that the store could miss. */
  valueOf(member: number, entry: number, number: number): { readonly row: number; readonly number: number } | null;
  /** The store holds the value now. `queuedAt`: when the entry began to wait. */
  stored(entry: number, row: number, number: number, queuedAt: number): void;
  /** Entries waiting over all members changed by this much. */
  backlogChanged(delta: number): void;
  /** False when the process of the member does not execute. */
  isRunning(member: number): boolean;
  /** Handles the event when the paused process goes on; false when it is gone for good. */
  waitFor(member: number, handler: HandlerId, a: number, b: number, x: number): void;
}

interface Entry {
  readonly entry: number;
  /** Number of the write when it began to wait: rows are used again. */
  readonly number: number;
  readonly queuedAt: number;
}

/** An entry on its way; `number` is that of the value it carries. */
interface Flight extends Entry {
  readonly row: number;
}

interface Queue {
  waiting: Entry[];
  flying: Flight[];
  /** True while a batch is on its way or waits to be tried again. */
  busy: boolean;
  timerArmed: boolean;
  incarnation: number;
}

export class DataPump {
  readonly #simulation: Simulation;
  readonly #store: Store;
  readonly #settings: PumpSettings;
  readonly #port: PumpPort;
  readonly #queues: Queue[];
  readonly #due: HandlerId;
  readonly #done: HandlerId;
  readonly #retry: HandlerId;

  constructor(
    simulation: Simulation,
    store: Store,
    members: number,
    name: string,
    settings: PumpSettings,
    port: PumpPort,
  ) {
    this.#simulation = simulation;
    this.#store = store;
    this.#settings = settings;
    this.#port = port;
    this.#queues = Array.from({ length: members }, () => ({
      waiting: [],
      flying: [],
      busy: false,
      timerArmed: false,
      incarnation: 1,
    }));
    this.#due = simulation.handler(`pump/${name}/due`, (member, incarnation) => this.#onDue(member, incarnation));
    this.#done = simulation.handler(`pump/${name}/done`, (member, incarnation, startedAt) =>
      this.#onDone(member, incarnation, startedAt),
    );
    this.#retry = simulation.handler(`pump/${name}/retry`, (member, incarnation) => this.#onRetry(member, incarnation));
  }

  /** Entries that wait or are on their way at `member`. */
  backlog(member: number): number {
    const queue = this.#queues[member]!;
    return queue.waiting.length + queue.flying.length;
  }

  get isEmpty(): boolean {
    return this.#queues.every((queue) => queue.waiting.length === 0 && queue.flying.length === 0);
  }

  /** An entry begins to wait at `member`. With coalescing the caller sees to it that a key does not wait twice. */
  enqueue(member: number, entry: number, number: number): void {
    const queue = this.#queues[member]!;
    queue.waiting.push({ entry, number, queuedAt: this.#simulation.now });
    this.#port.backlogChanged(1);
    if (queue.busy) return;
    if (queue.waiting.length >= this.#settings.batch) this.#launch(member, queue);
    else this.#armTimer(member, queue);
  }

  /** The process is gone with its queue; the entries that waited come back for whoever wants to know. */
  memberStopped(member: number): readonly number[] {
    const queue = this.#queues[member]!;
    const lost = [...queue.flying, ...queue.waiting].map(({ entry }) => entry);
    this.#port.backlogChanged(-lost.length);
    this.#queues[member] = {
      waiting: [],
      flying: [],
      busy: false,
      timerArmed: false,
      incarnation: queue.incarnation + 1,
    };
    return lost;
  }

  #armTimer(member: number, queue: Queue): void {
    const first = queue.waiting[0];
    if (queue.timerArmed || queue.busy || first === undefined) return;
    queue.timerArmed = true;
    this.#simulation.scheduleAt(
      Math.max(this.#simulation.now, first.queuedAt + this.#settings.delay),
      this.#due,
      member,
      queue.incarnation,
    );
  }

  #onDue(member: number, incarnation: number): void {
    const queue = this.#queues[member]!;
    if (queue.incarnation !== incarnation) return;
    if (!this.#port.isRunning(member)) {
      this.#port.waitFor(member, this.#due, member, incarnation, 0);
      return;
    }
    queue.timerArmed = false;
    if (queue.busy || queue.waiting.length === 0) return;
    if (queue.waiting[0]!.queuedAt + this.#settings.delay <= this.#simulation.now) this.#launch(member, queue);
    else this.#armTimer(member, queue);
  }

  #launch(member: number, queue: Queue): void {
    const batch = queue.waiting.splice(0, this.#settings.batch);
    for (const { entry, number, queuedAt } of batch) {
      const value = this.#port.valueOf(member, entry, number);
      if (value === null) this.#port.backlogChanged(-1);
      else queue.flying.push({ entry, queuedAt, row: value.row, number: value.number });
    }
    if (queue.flying.length === 0) {
      this.#armTimer(member, queue);
      return;
    }
    queue.busy = true;
    this.#store.write(queue.flying.length, this.#done, member, queue.incarnation);
  }

  #onDone(member: number, incarnation: number, startedAt: number): void {
    const queue = this.#queues[member]!;
    if (queue.incarnation !== incarnation) return;
    if (this.#store.failedSince(startedAt)) {
      this.#simulation.schedule(this.#settings.retryDelay, this.#retry, member, incarnation);
      return;
    }
    const landed = queue.flying;
    queue.flying = [];
    queue.busy = false;
    for (const { entry, row, number, queuedAt } of landed) this.#port.stored(entry, row, number, queuedAt);
    this.#port.backlogChanged(-landed.length);
    this.#next(member, queue);
  }

  #next(member: number, queue: Queue): void {
    if (!this.#port.isRunning(member)) {
      this.#port.waitFor(member, this.#due, member, queue.incarnation, 0);
      return;
    }
    if (queue.waiting.length >= this.#settings.batch) this.#launch(member, queue);
    else this.#armTimer(member, queue);
  }

  #onRetry(member: number, incarnation: number): void {
    const queue = this.#queues[member]!;
    if (queue.incarnation !== incarnation) return;
    if (!this.#port.isRunning(member)) this.#port.waitFor(member, this.#retry, member, incarnation, 0);
    else this.#store.write(queue.flying.length, this.#done, member, incarnation);
  }
}
