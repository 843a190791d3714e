/**
 * The data pump of the Spanish guide (seed 002, class DataPump), step by step as written: one queue and one loop a member.
 *
 * The loop takes up to `batch` items and waits up to `timeout` for each of them, so a batch ends at the first gap longer than that
 * (oracle W05). While it writes it takes nothing. A batch is written group by group, a group an operation (insert, update) in the order
 * of its first item. When one group fails, the whole batch goes to the tail of the queue, finished groups too, and the loop pauses for
 * `backoff`. Nothing merges, nothing limits the queue. The guide leaves its bulk operations empty; here an insert writes its row whether
 * it exists or not, and an update of a row that is not there changes nothing, as SQL has it. Left out: deletes, which no workload has.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Entry, Pump, PumpPort } from './pump.ts';
import type { StoreAccess } from './store-door.ts';

export interface SeedPumpSettings {
  /** Items of a batch at most. */
  readonly batch: number;
  /** ns the loop waits for each item. */
  readonly timeout: number;
  /** ns after a failed batch. */
  readonly backoff: number;
}

/** The rows behind the items; `isInsert` tells the two operations apart. */
export interface SeedPumpPort extends PumpPort {
  isInsert(entry: number): boolean;
  /** The whole batch of the item is in the store: nothing of it waits any more. */
  finished(entry: number): void;
}

interface Item extends Entry {
  readonly isInsert: boolean;
  /** The store took it in a batch that failed later. */
  written: boolean;
}

interface Loop {
  /** Not yet taken by the loop. */
  queue: Item[];
  batch: Item[];
  /** Groups of the batch still to be written, the one on its way first. */
  groups: Item[][];
  state: 'collecting' | 'writing' | 'pausing';
  /** When the loop took its newest item, ns. */
  tookAt: number;
  timerArmed: boolean;
  incarnation: number;
}

function idleLoop(incarnation: number): Loop {
  return { queue: [], batch: [], groups: [], state: 'collecting', tookAt: 0, timerArmed: false, incarnation };
}

export class SeedPump implements Pump {
  readonly #simulation: Simulation;
  readonly #store: StoreAccess;
  readonly #settings: SeedPumpSettings;
  readonly #port: SeedPumpPort;
  readonly #loops: Loop[];
  readonly #timeout: HandlerId;
  readonly #done: HandlerId;
  readonly #goOn: HandlerId;

  constructor(
    simulation: Simulation,
    store: StoreAccess,
    members: number,
    name: string,
    settings: SeedPumpSettings,
    port: SeedPumpPort,
  ) {
    this.#simulation = simulation;
    this.#store = store;
    this.#settings = settings;
    this.#port = port;
    this.#loops = Array.from({ length: members }, () => idleLoop(1));
    this.#timeout = simulation.handler(`seed-pump/${name}/timeout`, (member, incarnation) =>
      this.#onTimeout(member, incarnation),
    );
    this.#done = simulation.handler(`seed-pump/${name}/done`, (member, incarnation, startedAt) =>
      this.#onDone(member, incarnation, startedAt),
    );
    this.#goOn = simulation.handler(`seed-pump/${name}/go-on`, (member, incarnation) =>
      this.#onGoOn(member, incarnation),
    );
  }

  backlog(member: number): number {
    const loop = this.#loops[member]!;
    return loop.queue.length + loop.batch.length;
  }

  get isEmpty(): boolean {
    return this.#loops.every((loop) => loop.queue.length === 0 && loop.batch.length === 0);
  }

  enqueue(member: number, entry: number, number: number): void {
    const loop = this.#loops[member]!;
    const isInsert = this.#port.isInsert(entry);
    loop.queue.push({ entry, number, queuedAt: this.#simulation.now, isInsert, written: false });
    this.#port.backlogChanged(1);
    if (loop.state === 'collecting') this.#collect(member, loop);
  }

  memberStopped(member: number): readonly number[] {
    const loop = this.#loops[member]!;
    const lost = [...loop.batch, ...loop.queue].map(({ entry }) => entry);
    this.#port.backlogChanged(-lost.length);
    this.#loops[member] = idleLoop(loop.incarnation + 1);
    return lost;
  }

  /** Takes what waits; the batch leaves when it is full, otherwise the wait for the next item begins. */
  #collect(member: number, loop: Loop): void {
    const taken = loop.queue.splice(0, this.#settings.batch - loop.batch.length);
    if (taken.length > 0) loop.tookAt = this.#simulation.now;
    for (const item of taken) loop.batch.push(item);
    if (loop.batch.length >= this.#settings.batch) this.#write(member, loop);
    else if (loop.batch.length > 0 && !loop.timerArmed) this.#arm(member, loop);
  }

  /** One timer a member: it finds out when it fires whether an item came in the meantime. */
  #arm(member: number, loop: Loop): void {
    loop.timerArmed = true;
    const due = Math.max(this.#simulation.now, loop.tookAt + this.#settings.timeout);
    this.#simulation.scheduleAt(due, this.#timeout, member, loop.incarnation);
  }

  #onTimeout(member: number, incarnation: number): void {
    const loop = this.#loops[member]!;
    if (loop.incarnation !== incarnation) return;
    if (!this.#port.isRunning(member)) {
      this.#port.waitFor(member, this.#timeout, member, incarnation, 0);
      return;
    }
    loop.timerArmed = false;
    if (loop.state !== 'collecting' || loop.batch.length === 0) return;
    if (loop.tookAt + this.#settings.timeout > this.#simulation.now) this.#arm(member, loop);
    else this.#write(member, loop);
  }

  #write(member: number, loop: Loop): void {
    const oldest = loop.batch.reduce((least, { queuedAt }) => Math.min(least, queuedAt), this.#simulation.now);
    this.#port.launched(loop.batch.length, this.#simulation.now - oldest);
    loop.state = 'writing';
    const inserts = loop.batch.filter(({ isInsert }) => isInsert);
    const updates = loop.batch.filter(({ isInsert }) => !isInsert);
    const groups = loop.batch[0]!.isInsert ? [inserts, updates] : [updates, inserts];
    loop.groups = groups.filter((group) => group.length > 0);
    this.#store.write(loop.groups[0]!.length, this.#done, member, loop.incarnation);
  }

  #onDone(member: number, incarnation: number, startedAt: number): void {
    const loop = this.#loops[member]!;
    if (loop.incarnation !== incarnation) return;
    if (this.#store.failedSince(startedAt)) {
      // As written: every item of the batch goes to the tail, those of finished groups too.
      for (const item of loop.batch) loop.queue.push(item);
      loop.batch = [];
      loop.groups = [];
      loop.state = 'pausing';
      this.#simulation.schedule(this.#settings.backoff, this.#goOn, member, incarnation);
      return;
    }
    for (const item of loop.groups.shift()!) this.#landed(member, item);
    if (loop.groups.length > 0) {
      this.#store.write(loop.groups[0]!.length, this.#done, member, incarnation);
      return;
    }
    this.#port.backlogChanged(-loop.batch.length);
    const finished = loop.batch;
    loop.batch = [];
    for (const { entry } of finished) this.#port.finished(entry);
    this.#onGoOn(member, incarnation);
  }

  #landed(member: number, item: Item): void {
    const value = this.#port.valueOf(member, item.entry, item.number);
    if (value !== null) this.#port.stored(item.entry, value.row, value.number, item.queuedAt, item.written);
    item.written = true;
  }

  #onGoOn(member: number, incarnation: number): void {
    const loop = this.#loops[member]!;
    if (loop.incarnation !== incarnation) return;
    if (!this.#port.isRunning(member)) {
      this.#port.waitFor(member, this.#goOn, member, incarnation, 0);
      return;
    }
    loop.state = 'collecting';
    this.#collect(member, loop);
  }
}
