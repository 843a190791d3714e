/**
 * A map that is a table of the store (model/database-kind.ts): a unit serves the operation, takes a connection, asks the store and answers.
 *
 * The store takes effect when its answer lands: a write is a row from then on, a read has seen all rows of before. A unit that died
 * meanwhile answers nobody, and what it had sent happens in the store all the same; one that stands still answers, and frees the
 * connection, when it goes on. Every write that was acknowledged must be in the store (held at each acknowledgement and at the end).
 * Left out: transactions of several rows, locks between writers of one row, splits between units and store (the store is reached from everywhere).
 */
import { invariant } from '../kernel/invariant.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId } from '../kernel/simulation.ts';
import { ConnectionPool } from '../persistence/connection-pool.ts';
import type { Store } from '../persistence/store.ts';
import { PUT } from '../traffic/attempts.ts';
import type { StepBefore } from './durability.ts';
import type { MapService, ServiceAnswer } from './map-service.ts';
import type { MapServiceParts } from './map-services.ts';
import type { Distribution } from './observations.ts';
import { answersAt } from './reachability.ts';

/** One call of the store, from when it wants a connection until its unit has the answer. */
interface Operation {
  readonly attempt: number;
  readonly generation: number;
  readonly isWrite: boolean;
  readonly key: number;
  readonly source: number;
  readonly member: number;
  /** Start of the member's process that asks. */
  readonly incarnation: number;
  readonly since: number;
  readonly answer: (succeeded: boolean) => void;
  /** The store has it and has not answered. */
  isInStore: boolean;
  succeeded: boolean;
}

export class DatabaseMap implements MapService {
  readonly beforeRelease: StepBefore | undefined;
  readonly #parts: MapServiceParts;
  readonly #store: Store;
  readonly #pool: ConnectionPool | null;
  readonly #choices: RandomStream;
  readonly #connectionWait: Distribution;
  readonly #operations: (Operation | null)[] = [];
  readonly #free: number[] = [];
  /** Numbers of writes in the order the store took them: the newest of each key in the store, and the newest acknowledged. */
  readonly #stored = new Map<number, number>();
  readonly #acknowledged = new Map<number, number>();
  #writes = 0;
  readonly #landed: HandlerId;
  readonly #answered: HandlerId;

  constructor(
    parts: MapServiceParts,
    map: number,
    { connections, holdsThread }: { readonly connections?: number | undefined; readonly holdsThread: boolean },
  ) {
    const { scenario, layout, simulation, streams, meters, store } = parts;
    const { name } = scenario.design.maps[map]!;
    invariant(store !== null, 'a database map without a store');
    this.#parts = parts;
    this.#store = store;
    store.onOutage = () => parts.availabilityChanged();
    this.#pool = connections === undefined ? null : new ConnectionPool(layout.members, connections);
    this.#choices = streams.named(`database/${name}/unit`);
    this.#connectionWait = meters.observations.distribution('connectionWait');
    this.beforeRelease = holdsThread ? (attempt, whenDone) => this.#begin(attempt, whenDone) : undefined;
    this.#landed = simulation.handler(`database/${name}/landed`, (slot, _b, startedAt) =>
      this.#onLanded(slot, startedAt),
    );
    this.#answered = simulation.handler(`database/${name}/answered`, (slot) => this.#answer(slot));
  }

  choose(_attempt: number, except: number): number {
    const { members } = this.#parts.layout;
    if (members === 1) return 0;
    return except < 0 ? this.#choices.below(members) : (except + 1 + this.#choices.below(members - 1)) % members;
  }

  work(attempt: number, _member: number, reply: (answer: ServiceAnswer) => void): void {
    // Who kept the thread has asked the store already.
    if (this.beforeRelease !== undefined) reply('ok');
    else this.#begin(attempt, (succeeded) => reply(succeeded ? 'ok' : 'unavailable'));
  }

  acknowledged(attempt: number): void {
    const { key, rowNumber } = this.#parts.attempts;
    const number = rowNumber[attempt]!;
    const stored = this.#stored.get(key[attempt]!) ?? 0;
    invariant(number > 0 && number <= stored, () => `acknowledged write ${number} is not in the store (${stored})`);
    this.#acknowledged.set(key[attempt]!, Math.max(number, this.#acknowledged.get(key[attempt]!) ?? 0));
  }

  memberStopped(member: number): void {
    this.#pool?.reset(member);
    this.#operations.forEach((operation, slot) => {
      if (operation?.member === member && !operation.isInStore) this.#release(slot);
    });
  }

  memberStarted(): void {}

  networkChanged(): void {}

  get isSettled(): boolean {
    return this.#operations.length === this.#free.length;
  }

  /** Any unit will do, and the store is all that it needs. */
  isWritable(place: number): boolean {
    if (this.#store.isDown) return false;
    const { members, network } = this.#parts;
    for (let unit = 0; unit < members.count; unit++) if (answersAt(members, network, place, unit)) return true;
    return false;
  }

  isReadable(place: number): boolean {
    return this.isWritable(place);
  }

  counts(): Readonly<Record<string, number>> {
    return {};
  }

  check(): void {
    for (const [key, number] of this.#acknowledged)
      invariant(number <= (this.#stored.get(key) ?? 0), () => `acknowledged write ${number} of key ${key} is gone`);
  }

  #begin(attempt: number, answer: (succeeded: boolean) => void): void {
    const { attempts, members, simulation } = this.#parts;
    const member = attempts.member[attempt]!;
    attempts.rowNumber[attempt] = 0;
    const slot = this.#free.pop() ?? this.#operations.length;
    this.#operations[slot] = {
      attempt,
      generation: attempts.generation[attempt]!,
      isWrite: attempts.operation[attempt] === PUT,
      key: attempts.key[attempt]!,
      source: attempts.source[attempt]!,
      member,
      incarnation: members.incarnation[member]!,
      since: simulation.now,
      answer,
      isInStore: false,
      succeeded: false,
    };
    if (this.#pool === null || this.#pool.take(member, slot)) this.#send(slot);
  }

  #send(slot: number): void {
    const operation = this.#operations[slot]!;
    this.#connectionWait.record(this.#parts.simulation.now - operation.since);
    operation.isInStore = true;
    if (operation.isWrite) this.#store.write(1, this.#landed, slot, 0);
    else this.#store.read(1, this.#landed, slot);
  }

  /** The store has done it, or refused it, whatever became of the unit. */
  #onLanded(slot: number, startedAt: number): void {
    const operation = this.#operations[slot]!;
    operation.isInStore = false;
    operation.succeeded = !this.#store.failedSince(startedAt);
    if (operation.succeeded) this.#tookEffect(operation);
    this.#answer(slot);
  }

  #tookEffect({ attempt, generation, isWrite, key }: Operation): void {
    const { attempts, meters } = this.#parts;
    if (!isWrite) {
      meters.storeReads.add();
      const [seen, owed] = [this.#stored.get(key) ?? 0, this.#acknowledged.get(key) ?? 0];
      invariant(seen >= owed, () => `a read of key ${key} misses acknowledged write ${owed}`);
      return;
    }
    meters.storeWrites.add();
    this.#stored.set(key, ++this.#writes);
    if (attempts.generation[attempt] === generation) attempts.rowNumber[attempt] = this.#writes;
  }

  /** The answer reaches the unit that asked. */
  #answer(slot: number): void {
    const { members, meters } = this.#parts;
    const { member, incarnation, isWrite, source, succeeded, answer } = this.#operations[slot]!;
    if (!members.isUp(member) || members.incarnation[member] !== incarnation) {
      this.#release(slot);
      return;
    }
    if (members.isPaused(member)) {
      members.deferMessage(member, this.#answered, slot, 0, 0);
      return;
    }
    this.#release(slot);
    const next = this.#pool?.release(member) ?? -1;
    if (next >= 0) this.#send(next);
    if (succeeded && !isWrite) meters.reads[source]!.add();
    answer(succeeded);
  }

  #release(slot: number): void {
    this.#operations[slot] = null;
    this.#free.push(slot);
  }
}
