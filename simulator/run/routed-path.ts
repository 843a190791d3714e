/**
 * The way of a request with a map that a load balancer sent to some unit: the unit serves it (a thread for its service time) and then
 * works on the data where that lives, at itself or over the network at the member it believes to be primary.
 *
 * That work is an attempt of its own, a call, whose client is the unit: it is redirected, refused, waits for backups and answers like any
 * other, but holds no thread while it is away, and at the member no thread either, unless `dataTime` says so. A call that fails makes the
 * unit answer `unavailable` and look elsewhere next time; it tries nothing by itself. A call without an answer is given up after the
 * time limit of the client, who is gone by then. When the unit dies, its calls go on without it: what they write is not acknowledged.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { Sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, LaneId, Simulation } from '../kernel/simulation.ts';
import { type Attempts, GET } from '../traffic/attempts.ts';
import { Beliefs, type Whereabouts } from '../traffic/beliefs.ts';
import type { Requests } from '../traffic/requests.ts';
import type { Failure } from '../traffic/source.ts';
import type { SessionCaches } from './session-caches.ts';

/** The client of an attempt: a client of a source, or a unit that asks for data. */
export interface Asker {
  /** `owner` is said to be responsible; false: too many hops. */
  redirect(attempt: number, owner: number): boolean;
  succeed(attempt: number): void;
  fail(attempt: number, failure: Failure): void;
}

/** What carries attempts. */
export interface Carrier extends Whereabouts {
  send(attempt: number): void;
  reply(attempt: number, outcome: 'ok' | 'unavailable' | 'rejected', member: number): void;
  drop(attempt: number): void;
}

export interface RoutedPathParts {
  readonly simulation: Simulation;
  readonly members: Members;
  readonly grid: DataGrid;
  readonly attempts: Attempts;
  readonly requests: Requests;
  readonly partitions: number;
  /** For each source its time limit, ns. */
  readonly timeouts: readonly number[];
  /** For each source whether its requests go through the balancer to a map. */
  readonly isRouted: readonly boolean[];
  readonly readsAnyCopy: readonly boolean[];
  /** Thread time at the member with the data; null: none. */
  readonly dataTime: Sampler | null;
  readonly dataTimes: RandomStream;
  readonly caches: SessionCaches | null;
  readonly observer: {
    /** A read of `source` asked the unit's own values; a hit answered it with one that is so stale (ns). */
    looked(source: number, isHit: boolean, staleness: number): void;
    /** A unit has written. */
    written(unit: number, map: number, key: number, number: number): void;
  };
}

/** Redirections of one call. */
const MOST_HOPS = 4;

export class RoutedPath implements Asker {
  readonly #parts: RoutedPathParts;
  readonly #timeout: HandlerId;
  readonly #lanes: readonly LaneId[];
  /** Calls that a unit waits for. */
  readonly #waiting = new Set<number>();
  /** Calls whose answer waits for a unit that stands still. */
  readonly #deferred = new Set<number>();
  #carrier: Carrier | null = null;
  #beliefs: Beliefs | null = null;

  constructor(parts: RoutedPathParts) {
    this.#parts = parts;
    const { simulation } = parts;
    this.#timeout = simulation.handler('routed/timeout', (call) => this.#onTimeout(call));
    this.#lanes = parts.timeouts.map((timeout) => simulation.lane(timeout));
  }

  /** The way of requests is made second. What units believe of members is theirs, as clients' beliefs are the clients'. */
  goesBy(carrier: Carrier): void {
    this.#carrier = carrier;
    this.#beliefs = new Beliefs(carrier, this.#parts.partitions);
  }

  /** True for a request that any unit may serve, whoever has its data. */
  isRouted(attempt: number): boolean {
    const { attempts, isRouted } = this.#parts;
    return isRouted[attempts.source[attempt]!]! && !this.isCall(attempt);
  }

  isCall(attempt: number): boolean {
    return this.#parts.attempts.caller[attempt]! >= 0;
  }

  /** Whether the call needs a thread of the member that has the data. */
  get callsTakeThreads(): boolean {
    return this.#parts.dataTime !== null;
  }

  /** The unit has served the request; now the data. */
  work(attempt: number, unit: number): void {
    if (this.#isKept(attempt, unit)) this.#carrier!.reply(attempt, 'ok', unit);
    else this.#call(attempt, unit);
  }

  /** The member of a call is about to answer a read with what `copy` has. */
  read(call: number, copy: Copy): void {
    const { attempts: a, caches, grid } = this.#parts;
    if (caches !== null && this.isCall(call)) a.rowNumber[call] = grid.newestNumber(copy, a.map[call]!, a.key[call]!);
  }

  redirect(call: number, owner: number): boolean {
    const a = this.#parts.attempts;
    this.#beliefs!.learn(a.place[call]!, a.partition[call]!, owner);
    if (++a.hops[call]! > MOST_HOPS) return false;
    a.member[call] = owner;
    return true;
  }

  succeed(call: number): void {
    const { attempts: a, observer, caches } = this.#parts;
    if (!a.clientWaits(call)) return;
    this.#end(call);
    const [attempt, unit, map, key] = [a.caller[call]!, a.place[call]!, a.map[call]!, a.key[call]!];
    const number = a.rowNumber[call]!;
    caches?.keep(unit, map, key, number);
    a.seen[attempt] = a.seen[call]!;
    if (a.row[call]! >= 0) {
      // From here on the write is acknowledged or given up with the request.
      a.row[attempt] = a.row[call]!;
      a.rowNumber[attempt] = number;
      a.row[call] = -1;
      observer.written(unit, map, key, number);
    }
    this.#carrier!.reply(attempt, 'ok', unit);
    a.clientDone(call);
  }

  fail(call: number, failure: Failure): void {
    const a = this.#parts.attempts;
    if (!a.clientWaits(call)) return;
    this.#end(call);
    if (failure !== 'rejected') this.#lookElsewhere(call);
    this.#carrier!.reply(a.caller[call]!, failure === 'rejected' ? 'rejected' : 'unavailable', a.place[call]!);
    a.clientDone(call);
  }

  /** True when the unit that asks stands still: it takes the answer when it goes on. */
  standsStill(call: number, answer: HandlerId, outcome: number, from: number): boolean {
    const { attempts, members } = this.#parts;
    const unit = attempts.place[call]!;
    if (!members.isPaused(unit)) {
      this.#deferred.delete(call);
      return false;
    }
    this.#deferred.add(call);
    members.deferMessage(unit, answer, call, outcome, from);
    return true;
  }

  /** Nobody waits for the calls of a unit whose process is gone; its requests have been let go already. */
  memberStopped(unit: number): void {
    const a = this.#parts.attempts;
    for (const call of [...this.#waiting]) {
      if (a.place[call] !== unit) continue;
      this.#end(call);
      a.clientDone(call);
    }
    for (const call of [...this.#deferred]) {
      if (a.place[call] !== unit) continue;
      this.#deferred.delete(call);
      this.#carrier!.drop(call);
    }
    this.#parts.caches?.memberStopped(unit);
  }

  /** True when the unit answers the read with a value it keeps. The read of an update asks the grid. */
  #isKept(attempt: number, unit: number): boolean {
    const { attempts: a, requests, caches, observer } = this.#parts;
    const request = a.request[attempt]!;
    if (caches === null || a.operation[attempt] !== GET || (request >= 0 && requests.isUpdate(request))) return false;
    const [source, map, key] = [a.source[attempt]!, a.map[attempt]!, a.key[attempt]!];
    const number = caches.find(unit, map, key);
    const isHit = number >= 0;
    observer.looked(source, isHit, isHit ? caches.staleness(map, key, number, a.sentAt[attempt]!) : 0);
    return isHit;
  }

  #call(attempt: number, unit: number): void {
    const { attempts: a, simulation, dataTime, dataTimes } = this.#parts;
    const call = a.copyOf(attempt);
    a.caller[call] = attempt;
    a.place[call] = unit;
    a.demand[call] = dataTime === null ? 0 : dataTime.sample(dataTimes);
    // A read misses what was acknowledged before its client sent it.
    a.sentAt[call] = a.sentAt[attempt]!;
    a.member[call] = this.#holderSeenFrom(unit, call);
    a.timer[call] = simulation.arm(this.#lanes[a.source[call]!]!, this.#timeout, call);
    this.#waiting.add(call);
    this.#carrier!.send(call);
  }

  /** Where the unit takes the data to be: it knows its own copy, and of the others what it has learned. */
  #holderSeenFrom(unit: number, call: number): number {
    const { attempts: a, grid, readsAnyCopy } = this.#parts;
    const partition = a.partition[call]!;
    const own = grid.copyAt(unit, partition)?.role;
    if (own === 'primary') return unit;
    if (own === 'backup' && a.operation[call] === GET && readsAnyCopy[a.map[call]!]) return unit;
    if (this.#beliefs!.primary(unit, partition) === unit) this.#beliefs!.lookElsewhere(unit, partition, unit);
    return this.#beliefs!.primary(unit, partition);
  }

  #onTimeout(call: number): void {
    const a = this.#parts.attempts;
    this.#waiting.delete(call);
    this.#lookElsewhere(call);
    this.#carrier!.drop(a.caller[call]!);
    a.clientDone(call);
  }

  #lookElsewhere(call: number): void {
    const a = this.#parts.attempts;
    this.#beliefs!.lookElsewhere(a.place[call]!, a.partition[call]!, a.member[call]!);
  }

  #end(call: number): void {
    const { attempts, simulation } = this.#parts;
    simulation.cancel(attempts.timer[call]!);
    this.#waiting.delete(call);
  }
}
