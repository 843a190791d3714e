/**
 * Clients: requests come, each of one call or of several, and end.
 *
 * What a request needs is drawn at its arrival from streams of its source, one a purpose, so another source, unit or metric changes none
 * of it. Open loop: an arrival never waits for an earlier answer. Closed loop: a client thinks, asks and waits, one request at a time. A
 * fan-out asks for several keys at once and is done when all are answered; a saga takes its steps one after the other (sagas.ts). An update reads a key and then writes it (once more after a
 * conflict, if its source compares versions), or is one call that does both at the data.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Addresses } from './addresses.ts';
import { type Attempts, COMPUTE, GET, IF_UNCHANGED, PUT, READS_ITSELF } from './attempts.ts';
import { retryPause } from './backoff.ts';
import { type CallParts, Calls } from './calls.ts';
import { Followers } from './followers.ts';
import type { Requests } from './requests.ts';
import { type SagaPort, Sagas } from './sagas.ts';
import type { Failure, Source } from './source.ts';

export interface ClientObserver {
  /** Returns the stretch of the run in which that was. */
  offered(source: number): number;
  answered(source: number, responseTime: number, attempt: number): void;
  failed(source: number, failure: Failure, attempt: number): void;
  /** A put was answered in time. */
  acknowledged(attempt: number): void;
  /** A saga was done or wholly taken back this many ns after it began. */
  sagaSettled(time: number): void;
}

export interface ClientParts extends CallParts {
  readonly requests: Requests;
  readonly observer: ClientObserver;
}

export class Clients {
  readonly calls: Calls;
  /** Null when no source is one. */
  readonly sagas: Sagas | null;
  readonly #simulation: Simulation;
  readonly #attempts: Attempts;
  readonly #requests: Requests;
  readonly #sources: readonly Source[];
  readonly #addresses: Addresses;
  readonly #observer: ClientObserver;
  readonly #arrive: HandlerId;
  readonly #readAgain: HandlerId;
  readonly #followers: Followers;
  #origin = 0;
  #until = 0;
  /** Stretch of the run in which the request being made is offered. */
  #window = 0;

  constructor(parts: ClientParts) {
    const { simulation, observer } = parts;
    this.#simulation = simulation;
    this.#attempts = parts.attempts;
    this.#requests = parts.requests;
    this.#sources = parts.sources;
    this.#addresses = parts.addresses;
    this.#observer = observer;
    this.#arrive = simulation.handler('client/arrival', (source) => this.#onArrival(source));
    // Numbers of handlers enter the digest, so where no versions are compared there is none.
    const compares = parts.sources.some(({ updates }) => updates.kind === 'versioned');
    this.#readAgain = compares ? simulation.handler('client/read-again', (attempt) => this.calls.send(attempt)) : -1;
    this.calls = new Calls(parts, {
      acknowledged: (attempt) => {
        observer.acknowledged(attempt);
        const { source, key } = parts.attempts;
        this.#followers.wrote(source[attempt]!, key[attempt]!, this.#until);
      },
      ended: (attempt, failure) => this.#callEnded(attempt, failure),
    });
    this.sagas = parts.sources.some(({ saga }) => saga !== null) ? new Sagas(parts, this.#sagaPort()) : null;
    this.#followers = new Followers(simulation, parts.sources, (source, key) => this.#follow(source, key));
  }

  /** Requests arrive from `origin` (the scenario's time zero) until `origin + duration`. */
  start(origin: number, duration: number): void {
    this.#until = origin + duration;
    this.#origin = origin;
    this.#sources.forEach(({ loop, follows }, source) => {
      if (follows !== null) return;
      if (loop === null) this.#scheduleNext(source);
      // The first think time is cut at random, so that clients do not walk in step.
      else for (let client = 0; client < loop.clients; client++) this.#think(source, loop.thinks.uniform());
    });
  }

  /** Requests that have been offered and neither answered nor failed. */
  waiting(): number {
    return this.#attempts.waiting() + this.#requests.size;
  }

  #scheduleNext(source: number): void {
    const time = this.#origin + this.#sources[source]!.arrivals!.next();
    if (time < this.#until)
      this.#simulation.scheduleAt(Math.max(this.#simulation.now, Math.round(time)), this.#arrive, source);
  }

  /** A client of a closed loop sends its next request after a share of a think time. */
  #think(source: number, share: number): void {
    const { think, thinks } = this.#sources[source]!.loop!;
    const time = Math.max(this.#simulation.now, this.#origin) + Math.floor(share * think.sample(thinks));
    if (time < this.#until) this.#simulation.scheduleAt(time, this.#arrive, source);
  }

  #onArrival(index: number): void {
    const source = this.#sources[index]!;
    if (source.loop === null) this.#scheduleNext(index);
    if (source.probeKeys !== null) {
      this.#probe(index, source.probeKeys);
      return;
    }
    source.budget?.request(this.#simulation.now);
    this.#window = this.#observer.offered(index);
    if (source.saga !== null) this.sagas!.begin(index, choosePlace(source)!, this.#window);
    else if (source.fanOut > 1 || source.updateShare > 0) this.#beginCalls(index);
    else this.calls.send(this.#make(index, operationOf(source)));
  }

  /** A write of another source is followed by a request of this one. */
  #follow(index: number, key: number): void {
    const source = this.#sources[index]!;
    source.budget?.request(this.#simulation.now);
    this.#observer.offered(index);
    this.calls.send(this.#make(index, operationOf(source), key));
  }

  #probe(index: number, keys: readonly number[]): void {
    const operation = this.#sources[index]!.putShare > 0 ? PUT : GET;
    for (let owner = 0; owner < keys.length; owner++) {
      if (keys[owner]! < 0) continue;
      this.#window = this.#observer.offered(index);
      const attempt = this.#make(index, operation, keys[owner]!);
      this.#attempts.group[attempt] = owner;
      const isBesideUnit = this.#sources[index]!.places === null && this.#attempts.partition[attempt]! < 0;
      if (isBesideUnit) this.#attempts.place[attempt] = owner;
      this.calls.send(attempt);
    }
  }

  #beginCalls(index: number): void {
    const source = this.#sources[index]!;
    const a = this.#attempts;
    const update = source.updateShare > 0 && source.operations.uniform() < source.updateShare;
    if (update && source.updates.kind === 'entryProcessor') {
      const attempt = this.#make(index, PUT);
      a.condition[attempt] = READS_ITSELF;
      this.calls.send(attempt);
      return;
    }
    const operation = update ? GET : operationOf(source);
    const request = this.#requests.add(source.fanOut, update);
    const calls = Array.from({ length: source.fanOut }, () => this.#make(index, operation));
    for (const attempt of calls) {
      a.request[attempt] = request;
      if (update) a.secondDemand[attempt] = source.service.sample(source.secondServices);
      if (update && source.updates.kind === 'versioned') a.condition[attempt] = IF_UNCHANGED;
      // One client asks for all of them, so it stands at one place.
      if (source.places !== null) a.place[attempt] = a.place[calls[0]!]!;
    }
    for (const attempt of calls) this.calls.send(attempt);
  }

  #make(index: number, operation: number, probed = -1): number {
    const source = this.#sources[index]!;
    const a = this.#attempts;
    const attempt = a.add();
    const isKeyed = operation !== COMPUTE || source.hasSessions;
    const key = probed >= 0 ? probed : isKeyed ? source.chooseKey() : 0;
    a.source[attempt] = index;
    a.operation[attempt] = operation;
    a.map[attempt] = source.map;
    const place = choosePlace(source);
    a.key[attempt] = operation === COMPUTE ? key : this.#addresses.keyAt(source.map, key, place);
    a.partition[attempt] = operation === COMPUTE ? -1 : this.#addresses.partitionOf(source.map, key, place);
    a.demand[attempt] = source.service.sample(source.services);
    if (source.hedgeAfter !== null) a.secondDemand[attempt] = source.service.sample(source.secondServices);
    a.place[attempt] = place ?? this.#placeBeside(source, a.partition[attempt]!);
    a.startedAt[attempt] = this.#simulation.now;
    a.window[attempt] = this.#window;
    return attempt;
  }

  #placeBeside(source: Source, partition: number): number {
    return partition < 0 ? this.#addresses.anyUnit(source.placeStream, -1) : this.#addresses.firstPrimary(partition);
  }

  /** The last try of a call has ended. */
  #callEnded(attempt: number, failure: Failure | null): void {
    const request = this.#attempts.request[attempt]!;
    if (request < 0) {
      this.#requestEnded(attempt, failure);
      return;
    }
    if (this.#sources[this.#attempts.source[attempt]!]!.saga !== null) {
      this.sagas!.callEnded(attempt, failure);
      return;
    }
    const requests = this.#requests;
    if (failure === null && requests.isUpdate(request) && this.#attempts.operation[attempt] === GET) {
      this.#writeBack(attempt);
      return;
    }
    if (failure === 'conflict' && this.#triesAgain(attempt)) return;
    if (!requests.callEnded(request, failure)) return;
    this.#requestEnded(attempt, requests.failureOf(request));
    requests.remove(request);
  }

  #sagaPort(): SagaPort {
    return {
      partitionOf: (map, key, place) => this.#addresses.partitionOf(map, key, place),
      keyAt: (map, key, place) => this.#addresses.keyAt(map, key, place),
      send: (attempt) => this.calls.send(attempt),
      ended: (attempt, failure) => this.#requestEnded(attempt, failure),
      settled: (time) => this.#observer.sagaSettled(time),
    };
  }

  #requestEnded(attempt: number, failure: Failure | null): void {
    const a = this.#attempts;
    const index = a.source[attempt]!;
    if (failure === null) this.#observer.answered(index, this.#simulation.now - a.startedAt[attempt]!, attempt);
    else this.#observer.failed(index, failure, attempt);
    if (this.#sources[index]!.loop !== null) this.#think(index, 1);
  }

  /** The client of an update has read the key and writes it. */
  #writeBack(read: number): void {
    const a = this.#attempts;
    const write = a.copyOf(read);
    a.operation[write] = PUT;
    a.tries[write] = 0;
    a.demand[write] = a.secondDemand[read]!;
    a.secondDemand[write] = a.demand[read]!;
    this.calls.send(write);
  }

  /** The key had changed since the client read it: it reads again after a pause, with the same needs. False: it has tried often enough. */
  #triesAgain(write: number): boolean {
    const a = this.#attempts;
    const { updates, jitter, jitters } = this.#sources[a.source[write]!]!;
    const conflicts = this.#requests.conflict(a.request[write]!);
    if (updates.kind !== 'versioned' || conflicts >= updates.retries) return false;
    const read = a.copyOf(write);
    a.operation[read] = GET;
    a.tries[read] = 0;
    a.seen[read] = -1;
    a.demand[read] = a.secondDemand[write]!;
    a.secondDemand[read] = a.demand[write]!;
    const pause = retryPause(updates.backoff, conflicts, jitter, jitters);
    this.#simulation.schedule(pause, this.#readAgain, read);
    return true;
  }
}

/** Where the client of a request stands; undefined: beside the owner of its key. */
function choosePlace({ places, placeStream }: Source): number | undefined {
  if (places === null) return undefined;
  return places.length === 1 ? places[0]! : places[placeStream.below(places.length)]!;
}

function operationOf({ map, putShare, updateShare, operations }: Source): number {
  if (map < 0) return COMPUTE;
  const writes = updateShare === 0 ? putShare : putShare / (1 - updateShare);
  return writes >= 1 || (writes > 0 && operations.uniform() < writes) ? PUT : GET;
}
