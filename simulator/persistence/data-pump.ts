/**
 * The data pump: write-behind queues, one a member, each emptied in batches into the store.
 *
 * A batch leaves when `batch` entries wait or `delay` after the first one began to wait (oracle W04), or, timed, at every multiple of
 * `every` (oracle W02); one batch at a time a member, so a moment that finds one on its way is made up for as soon as that has landed.
 * With a flush size a batch does not leave when it is full but when so many wait, and what waits then follows, batch by batch.
 * With coalescing a key waits once, and what is written is its value when the batch leaves. A failed batch is tried again, whole and in
 * order, after a pause (pump.ts). A worker takes only what is due when it looks, batch after batch until none of that is left; a batch that
 * has failed too often lets the others pass and stands first when the worker looks again (Hazelcast). A stopped member's queue is gone; who
 * queues its entries again is the grid's business.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import {
  type Entry,
  type Flight,
  type FlushWorker,
  type Pump,
  type PumpPort,
  type PumpSettings,
  pauseAfter,
  type QueueLimit,
  type RetrySettings,
} from './pump.ts';
import type { StoreAccess } from './store-door.ts';

interface Queue {
  waiting: Entry[];
  /** Failed too often: they wait for the next look of the worker, before all others. */
  setAside: Entry[];
  flying: Flight[];
  /** On its way by the hands of writers. */
  taken: Flight[];
  /** True while a batch is on its way or waits to be tried again. */
  busy: boolean;
  timerArmed: boolean;
  /** How often the batch on its way has failed. */
  failures: number;
  /** Entries of a flush that have not left yet. */
  toFlush: number;
  incarnation: number;
}

function emptyQueue(incarnation: number): Queue {
  return {
    waiting: [],
    setAside: [],
    flying: [],
    taken: [],
    busy: false,
    timerArmed: false,
    failures: 0,
    toFlush: 0,
    incarnation,
  };
}

export class DataPump implements Pump {
  readonly #simulation: Simulation;
  readonly #store: StoreAccess;
  readonly #retries: RetrySettings;
  readonly #port: PumpPort;
  /** ns between fixed moments at which batches leave; null: they leave when full or due. */
  readonly #every: number | null;
  /** ns after the first entry. */
  readonly #delay: number;
  readonly #queueLimit: QueueLimit | null;
  readonly #coalesces: boolean;
  readonly #batch: number;
  /** Entries with which writing begins. */
  readonly #trigger: number;
  readonly #flushes: boolean;
  readonly #worker: FlushWorker | null;
  readonly #queues: Queue[];
  readonly #due: HandlerId;
  readonly #done: HandlerId;
  readonly #retry: HandlerId;

  constructor(
    simulation: Simulation,
    store: StoreAccess,
    members: number,
    name: string,
    settings: PumpSettings,
    port: PumpPort,
    worker: FlushWorker | null = null,
  ) {
    this.#simulation = simulation;
    this.#store = store;
    this.#retries = settings;
    this.#port = port;
    this.#every = 'every' in settings ? settings.every : null;
    this.#delay = 'every' in settings ? 0 : settings.delay;
    this.#queueLimit = settings.queueLimit ?? null;
    this.#coalesces = settings.coalesce === true;
    this.#batch = 'every' in settings ? Number.POSITIVE_INFINITY : settings.batch;
    const flushSize = 'every' in settings ? undefined : settings.flushSize;
    this.#flushes = flushSize !== undefined;
    this.#trigger = flushSize ?? this.#batch;
    this.#worker = worker;
    this.#queues = Array.from({ length: members }, () => emptyQueue(1));
    this.#due = simulation.handler(`pump/${name}/due`, (member, incarnation) => this.#onDue(member, incarnation));
    this.#done = simulation.handler(`pump/${name}/done`, (member, incarnation, startedAt) =>
      this.#onDone(member, incarnation, startedAt),
    );
    this.#retry = simulation.handler(`pump/${name}/retry`, (member, incarnation) => this.#onRetry(member, incarnation));
  }

  backlog(member: number): number {
    const queue = this.#queues[member]!;
    return queue.waiting.length + queue.setAside.length + queue.flying.length + queue.taken.length;
  }

  get isEmpty(): boolean {
    return this.#queues.every((_, member) => this.backlog(member) === 0);
  }

  /** False when one more entry would exceed the limit and the policy is to make the writer wait or fail. */
  hasRoom(member: number): boolean {
    const queueLimit = this.#queueLimit;
    if (queueLimit === null || queueLimit.whenFull === 'drop-oldest') return true;
    return this.backlog(member) < queueLimit.entries;
  }

  enqueue(member: number, entry: number, number: number): void {
    const queue = this.#queues[member]!;
    queue.waiting.push({ entry, number, queuedAt: this.#simulation.now });
    this.#port.backlogChanged(1);
    this.#dropOldest(member, queue);
    if (queue.busy) return;
    if (this.#isFull(queue)) this.#launch(member, queue);
    else this.#armTimer(member, queue);
  }

  /** A writer takes the entry that waited longest, to write it by itself; null: none waits. `landed` follows unless the process ends. */
  take(member: number): Flight | null {
    const { waiting, taken } = this.#queues[member]!;
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      const { entry, number, queuedAt } = first;
      const value = this.#port.valueOf(member, entry, number);
      if (value === null) this.#port.backlogChanged(-1);
      else {
        const flight = { entry, queuedAt, row: value.row, number: value.number };
        taken.push(flight);
        return flight;
      }
    }
    return null;
  }

  /** The store has what a writer took, or refused it: then it waits again, first of all, unless the queue is full. */
  landed(member: number, flight: Flight, failed: boolean): void {
    const queue = this.#queues[member]!;
    const { entry, row, number, queuedAt } = flight;
    const hasRoom = this.hasRoom(member);
    queue.taken = queue.taken.filter((other) => other !== flight);
    if (failed && hasRoom) {
      queue.waiting.unshift({ entry, number, queuedAt });
      this.#armTimer(member, queue);
      return;
    }
    if (failed) this.#port.dropped(member, entry, 'the store refused it while the queue was full', false);
    else this.#port.stored(entry, row, number, queuedAt, false);
    this.#port.backlogChanged(-1);
  }

  memberStopped(member: number): readonly number[] {
    const queue = this.#queues[member]!;
    const lost = [...queue.taken, ...queue.flying, ...queue.setAside, ...queue.waiting].map(({ entry }) => entry);
    this.#port.backlogChanged(-lost.length);
    this.#queues[member] = emptyQueue(queue.incarnation + 1);
    return lost;
  }

  /** When a batch leaves that begins with this entry, unless it is full before, ns. */
  #leaves({ queuedAt }: Entry, member: number): number {
    if (this.#every !== null) return (Math.floor(queuedAt / this.#every) + 1) * this.#every;
    const due = queuedAt + this.#delay;
    if (this.#worker === null) return due;
    const { interval, phases } = this.#worker;
    return Math.ceil((due - phases[member]!) / interval) * interval + phases[member]!;
  }

  /** The worker looks again, ns. */
  #nextLook(member: number): number {
    const { now } = this.#simulation;
    if (this.#worker === null) return now;
    const { interval, phases } = this.#worker;
    return (Math.floor((now - phases[member]!) / interval) + 1) * interval + phases[member]!;
  }

  /** A full batch leaves at once, unless a worker decides. */
  #isFull({ waiting }: Queue): boolean {
    return waiting.length >= this.#trigger && this.#worker === null;
  }

  /** Entries of the next batch: with a worker, those that were due when it looked. */
  #batchOf(member: number, { waiting }: Queue): number {
    if (this.#worker === null) return this.#batch;
    let due = 0;
    while (due < this.#batch && due < waiting.length && this.#leaves(waiting[due]!, member) <= this.#simulation.now)
      due++;
    return due;
  }

  #dropOldest(member: number, queue: Queue): void {
    const queueLimit = this.#queueLimit;
    if (queueLimit?.whenFull !== 'drop-oldest') return;
    if (this.backlog(member) <= queueLimit.entries) return;
    const oldest = queue.waiting.shift()!;
    this.#port.backlogChanged(-1);
    this.#port.dropped(member, oldest.entry, 'the queue of the pump was full', true);
  }

  #armTimer(member: number, queue: Queue): void {
    const isNext = queue.setAside.length > 0;
    const first = isNext ? queue.setAside[0] : queue.waiting[0];
    if (queue.timerArmed || queue.busy || first === undefined) return;
    queue.timerArmed = true;
    const { now } = this.#simulation;
    const at = isNext ? this.#nextLook(member) : Math.max(now, this.#leaves(first, member));
    this.#simulation.scheduleAt(at, this.#due, member, queue.incarnation);
  }

  #onDue(member: number, incarnation: number): void {
    const queue = this.#queues[member]!;
    if (queue.incarnation !== incarnation) return;
    if (!this.#port.isRunning(member)) {
      this.#port.waitFor(member, this.#due, member, incarnation, 0);
      return;
    }
    queue.timerArmed = false;
    if (!queue.busy && queue.setAside.length > 0) this.#putFirst(queue);
    if (queue.busy || queue.waiting.length === 0) return;
    if (this.#leaves(queue.waiting[0]!, member) <= this.#simulation.now) this.#launch(member, queue);
    else this.#armTimer(member, queue);
  }

  #launch(member: number, queue: Queue): void {
    if (this.#flushes && queue.toFlush <= 0) queue.toFlush = queue.waiting.length;
    queue.toFlush -= this.#batch;
    const batch = queue.waiting.splice(0, this.#batchOf(member, queue));
    for (const { entry, number, queuedAt } of batch) {
      const value = this.#port.valueOf(member, entry, number);
      if (value === null) this.#port.backlogChanged(-1);
      else queue.flying.push({ entry, queuedAt, row: value.row, number: value.number });
    }
    if (queue.flying.length === 0) {
      this.#armTimer(member, queue);
      this.#port.roomMade(member);
      return;
    }
    queue.busy = true;
    this.#port.launched(queue.flying.length, this.#simulation.now - queue.flying[0]!.queuedAt);
    this.#store.write(queue.flying.length, this.#done, member, queue.incarnation);
  }

  #onDone(member: number, incarnation: number, startedAt: number): void {
    const queue = this.#queues[member]!;
    if (queue.incarnation !== incarnation) return;
    const failed = this.#store.failedSince(startedAt);
    const pause = failed ? pauseAfter(++queue.failures, this.#retries) : null;
    if (pause !== null && queue.failures === this.#retries.requeueAfter) {
      this.#setAside(member, queue);
      return;
    }
    if (pause !== null) {
      this.#simulation.schedule(pause, this.#retry, member, incarnation);
      return;
    }
    const gone = queue.flying;
    queue.flying = [];
    queue.busy = false;
    queue.failures = 0;
    for (const { entry, row, number, queuedAt } of gone) {
      if (failed) this.#port.dropped(member, entry, 'the store refused its batch too often', false);
      else this.#port.stored(entry, row, number, queuedAt, false);
    }
    this.#port.backlogChanged(-gone.length);
    this.#next(member, queue);
    this.#port.roomMade(member);
  }

  /** The batch on its way goes back, and those behind it get their turn. */
  #setAside(member: number, queue: Queue): void {
    queue.setAside.push(...queue.flying);
    queue.flying = [];
    queue.busy = false;
    queue.failures = 0;
    this.#next(member, queue);
  }

  /** What was set aside stands before all others; a key that waits again behind it does so once. */
  #putFirst(queue: Queue): void {
    const first = new Set(queue.setAside.map(({ entry }) => entry));
    const isAgain = ({ entry }: Entry) => this.#coalesces && first.has(entry);
    const others = queue.waiting.filter((entry) => !isAgain(entry));
    this.#port.backlogChanged(others.length - queue.waiting.length);
    queue.waiting = [...queue.setAside, ...others];
    queue.setAside = [];
  }

  #next(member: number, queue: Queue): void {
    if (!this.#port.isRunning(member)) {
      this.#port.waitFor(member, this.#due, member, queue.incarnation, 0);
      return;
    }
    const flushing = this.#flushes && queue.toFlush > 0 && queue.waiting.length > 0;
    if (flushing || this.#isFull(queue) || this.#othersAreDue(member, queue)) this.#launch(member, queue);
    else this.#armTimer(member, queue);
  }

  /** Behind a batch that was set aside others are due in the same look of the worker. */
  #othersAreDue(member: number, { setAside, waiting }: Queue): boolean {
    return setAside.length > 0 && waiting.length > 0 && this.#leaves(waiting[0]!, member) <= this.#simulation.now;
  }

  #onRetry(member: number, incarnation: number): void {
    const queue = this.#queues[member]!;
    if (queue.incarnation !== incarnation) return;
    if (!this.#port.isRunning(member)) this.#port.waitFor(member, this.#retry, member, incarnation, 0);
    else this.#store.write(queue.flying.length, this.#done, member, incarnation);
  }
}
