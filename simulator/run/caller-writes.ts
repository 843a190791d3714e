/**
 * Writes that meet a full pump and help to empty it: the thread of the writer first writes one entry to the store, the one that waited longest,
 * then goes on (Apache Ignite: flushSingleValue of GridCacheWriteBehindStore, above 1.5 × flushSize).
 *
 * So a store that is too slow slows the writers down, by one row each, and as many rows are on their way at once as threads write. A writer that
 * finds everything on its way already goes on at once. Ignite puts the new value first and then writes one; the number of rows is the same.
 */
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { DataPump } from '../persistence/data-pump.ts';
import type { Flight } from '../persistence/pump.ts';
import type { StoreAccess } from '../persistence/store-door.ts';
import type { Writers } from './writer-queue.ts';

/** A row on its way by the hands of a writer. */
interface Help {
  readonly member: number;
  /** Null when it has landed. */
  flight: Flight | null;
  readonly whenDone: (admitted: boolean) => void;
}

export class CallerWrites implements Writers {
  readonly #members: Members;
  readonly #store: StoreAccess;
  readonly #pump: () => DataPump;
  readonly #helps = new Map<number, Help>();
  readonly #written: HandlerId;
  #last = 0;

  constructor(simulation: Simulation, members: Members, name: string, store: StoreAccess, pump: () => DataPump) {
    this.#members = members;
    this.#store = store;
    this.#pump = pump;
    this.#written = simulation.handler(`pump/${name}/caller-wrote`, (member, help, startedAt) =>
      this.#onWritten(member, help, startedAt),
    );
  }

  ask(member: number, waits: boolean, whenDone: (admitted: boolean) => void): void {
    const flight = waits || this.#pump().hasRoom(member) ? null : this.#pump().take(member);
    if (flight === null) {
      whenDone(true);
      return;
    }
    const help = ++this.#last;
    this.#helps.set(help, { member, flight, whenDone });
    this.#store.write(1, this.#written, member, help);
  }

  /** Nobody waits for room. */
  roomMade(): void {}

  memberStopped(member: number): void {
    for (const [number, help] of [...this.#helps]) if (help.member === member) this.#helps.delete(number);
  }

  #onWritten(member: number, number: number, startedAt: number): void {
    const help = this.#helps.get(number);
    if (help === undefined) return;
    if (help.flight !== null) this.#pump().landed(member, help.flight, this.#store.failedSince(startedAt));
    help.flight = null;
    if (!this.#members.isRunning(member)) {
      this.#members.deferMessage(member, this.#written, member, number, startedAt);
      return;
    }
    this.#helps.delete(number);
    help.whenDone(true);
  }
}
