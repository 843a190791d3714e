/**
 * Clients: they send requests to the member they believe responsible, wait, give up, try again, follow redirections.
 *
 * Open loop: an arrival never waits for an earlier answer. What a request needs is drawn at its arrival from streams of its source, one
 * a purpose, so another source, unit or metric changes none of it. After a failure the next attempt (of any request) at that partition
 * goes to the next member that has a copy of it; a redirection corrects the belief.
 */
import type { Sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, LaneId, Simulation } from '../kernel/simulation.ts';
import type { Arrivals } from './arrivals.ts';
import { type Attempts, COMPUTE, GET, PUT } from './attempts.ts';

/** One source of requests, ready to run. */
export interface Source {
  readonly name: string;
  /** Index of its map, or −1 for pure computation. */
  readonly map: number;
  readonly arrivals: Arrivals;
  /** Share of puts; the rest are gets. */
  readonly putShare: number;
  readonly operations: RandomStream;
  readonly chooseKey: () => number;
  readonly service: Sampler;
  readonly services: RandomStream;
  /** Places its clients stand at; `null`: beside the owner of the key. */
  readonly places: readonly number[] | null;
  readonly placeStream: RandomStream;
  readonly timeout: number;
  readonly retries: number;
  readonly backoff: number;
  /** For a probe: a key of every owner (−1: none), each asked for at every tick. */
  readonly probeKeys: readonly number[] | null;
}

/** Why an attempt failed, as its client sees it. */
export type Failure = 'timeout' | 'refused' | 'unavailable' | 'rejected' | 'no-owner';

export interface ClientPort {
  /** Sends an attempt to `attempts.member`; the system carries it from here. */
  send(attempt: number): void;
  partitionOf(map: number, key: number): number;
  /** Member that clients first believe to be primary of `partition`. */
  firstPrimary(partition: number): number;
  /** Members with a copy of `partition`, for a client that looks for a working one. */
  holders(partition: number): readonly number[];
  /** Unit for a request without data. */
  anyUnit(stream: RandomStream): number;
  readsAnyCopy(map: number): boolean;
}

export interface ClientObserver {
  offered(source: number): void;
  answered(source: number, responseTime: number, attempt: number): void;
  failed(source: number, failure: Failure, attempt: number): void;
  /** A put was answered in time. */
  acknowledged(attempt: number): void;
}

export class Clients {
  readonly #simulation: Simulation;
  readonly #attempts: Attempts;
  readonly #sources: readonly Source[];
  readonly #port: ClientPort;
  readonly #observer: ClientObserver;
  readonly #arrive: HandlerId;
  readonly #timeout: HandlerId;
  readonly #retry: HandlerId;
  readonly #lanes: readonly LaneId[];
  /** Beliefs that differ from the first placement: place and partition to member. */
  readonly #believed = new Map<number, number>();
  readonly #partitions: number;
  #origin = 0;
  #until = 0;

  constructor(
    simulation: Simulation,
    attempts: Attempts,
    sources: readonly Source[],
    partitions: number,
    port: ClientPort,
    observer: ClientObserver,
  ) {
    this.#simulation = simulation;
    this.#attempts = attempts;
    this.#sources = sources;
    this.#port = port;
    this.#observer = observer;
    this.#partitions = partitions;
    this.#arrive = simulation.handler('client/arrival', (source) => this.#onArrival(source));
    this.#timeout = simulation.handler('client/timeout', (attempt, generation) => this.#onTimeout(attempt, generation));
    this.#retry = simulation.handler('client/retry', (attempt, generation) => this.#onRetry(attempt, generation));
    this.#lanes = sources.map((source) => simulation.lane(source.timeout));
  }

  /** Requests arrive from `origin` (the scenario's time zero) until `origin + duration`. */
  start(origin: number, duration: number): void {
    this.#until = origin + duration;
    this.#origin = origin;
    for (let source = 0; source < this.#sources.length; source++) this.#scheduleNext(source);
  }

  #scheduleNext(source: number): void {
    const time = this.#origin + this.#sources[source]!.arrivals.next();
    if (time < this.#until)
      this.#simulation.scheduleAt(Math.max(this.#simulation.now, Math.round(time)), this.#arrive, source);
  }

  #onArrival(index: number): void {
    const source = this.#sources[index]!;
    this.#scheduleNext(index);
    if (source.probeKeys === null) {
      const put =
        source.map < 0
          ? COMPUTE
          : source.putShare === 1 || (source.putShare > 0 && source.operations.uniform() < source.putShare)
            ? PUT
            : GET;
      this.#begin(index, put, source.map < 0 ? 0 : source.chooseKey(), -1);
      return;
    }
    for (let owner = 0; owner < source.probeKeys.length; owner++) {
      const key = source.probeKeys[owner]!;
      if (key >= 0) this.#begin(index, source.putShare > 0 ? PUT : GET, key, owner);
    }
  }

  #begin(index: number, operation: number, key: number, group: number): void {
    const source = this.#sources[index]!;
    const { now } = this.#simulation;
    const a = this.#attempts;
    const attempt = a.add();
    a.source[attempt] = index;
    a.operation[attempt] = operation;
    a.map[attempt] = source.map;
    a.key[attempt] = key;
    a.partition[attempt] = operation === COMPUTE ? -1 : this.#port.partitionOf(source.map, key);
    a.demand[attempt] = source.service.sample(source.services);
    a.place[attempt] = this.#choosePlace(source, a.partition[attempt]!);
    a.startedAt[attempt] = now;
    a.tries[attempt] = 0;
    a.group[attempt] = group;
    this.#observer.offered(index);
    this.#send(attempt);
  }

  #choosePlace(source: Source, partition: number): number {
    if (source.places === null) return partition < 0 ? 0 : this.#port.firstPrimary(partition);
    return source.places.length === 1
      ? source.places[0]!
      : source.places[source.placeStream.below(source.places.length)]!;
  }

  #send(attempt: number): void {
    const a = this.#attempts;
    const index = a.source[attempt]!;
    a.sentAt[attempt] = this.#simulation.now;
    a.member[attempt] = this.#chooseMember(attempt);
    a.timer[attempt] = this.#simulation.arm(this.#lanes[index]!, this.#timeout, attempt, a.generation[attempt]!);
    this.#port.send(attempt);
  }

  #chooseMember(attempt: number): number {
    const a = this.#attempts;
    const source = this.#sources[a.source[attempt]!]!;
    const partition = a.partition[attempt]!;
    if (a.operation[attempt] === COMPUTE) return this.#port.anyUnit(source.placeStream);
    if (a.operation[attempt] === GET && this.#port.readsAnyCopy(source.map)) {
      const holders = this.#port.holders(partition);
      if (holders.length > 0) return holders[source.placeStream.below(holders.length)]!;
    }
    return this.#belief(a.place[attempt]!, partition);
  }

  #belief(place: number, partition: number): number {
    if (this.#believed.size === 0) return this.#port.firstPrimary(partition);
    return this.#believed.get(place * this.#partitions + partition) ?? this.#port.firstPrimary(partition);
  }

  /** The member answered that `owner` is responsible: the client believes it and sends the attempt there. False: too many hops. */
  redirect(attempt: number, owner: number): boolean {
    const a = this.#attempts;
    this.#believed.set(a.place[attempt]! * this.#partitions + a.partition[attempt]!, owner);
    if (++a.hops[attempt]! > 4) return false;
    a.member[attempt] = owner;
    return true;
  }

  /** A good answer reached the client. */
  succeed(attempt: number): void {
    const a = this.#attempts;
    if (!a.clientWaits(attempt)) return;
    this.#simulation.cancel(a.timer[attempt]!);
    if (a.operation[attempt] === PUT) this.#observer.acknowledged(attempt);
    this.#observer.answered(a.source[attempt]!, this.#simulation.now - a.startedAt[attempt]!, attempt);
    a.clientDone(attempt);
  }

  /** The client learned that the attempt failed. */
  fail(attempt: number, failure: Failure): void {
    const a = this.#attempts;
    if (!a.clientWaits(attempt)) return;
    this.#simulation.cancel(a.timer[attempt]!);
    const source = this.#sources[a.source[attempt]!]!;
    if (failure !== 'rejected') this.#lookElsewhere(attempt);
    if (a.tries[attempt]! >= source.retries) {
      this.#observer.failed(a.source[attempt]!, failure, attempt);
      a.clientDone(attempt);
      return;
    }
    const pause = source.backoff * (1 << Math.min(a.tries[attempt]!, 20));
    const again = this.#copyOf(attempt);
    a.clientDone(attempt);
    this.#simulation.schedule(pause, this.#retry, again, a.generation[again]!);
  }

  #copyOf(attempt: number): number {
    const a = this.#attempts;
    const again = a.add();
    a.source[again] = a.source[attempt]!;
    a.operation[again] = a.operation[attempt]!;
    a.map[again] = a.map[attempt]!;
    a.key[again] = a.key[attempt]!;
    a.partition[again] = a.partition[attempt]!;
    a.demand[again] = a.demand[attempt]!;
    a.place[again] = a.place[attempt]!;
    a.startedAt[again] = a.startedAt[attempt]!;
    a.tries[again] = a.tries[attempt]! + 1;
    a.group[again] = a.group[attempt]!;
    a.member[again] = -1;
    return again;
  }

  #onRetry(attempt: number, generation: number): void {
    if (this.#attempts.generation[attempt] === generation) this.#send(attempt);
  }

  #onTimeout(attempt: number, generation: number): void {
    if (this.#attempts.generation[attempt] === generation) this.fail(attempt, 'timeout');
  }

  #lookElsewhere(attempt: number): void {
    const a = this.#attempts;
    const partition = a.partition[attempt]!;
    if (partition < 0) return;
    const holders = this.#port.holders(partition);
    if (holders.length === 0) return;
    const next = holders[(holders.indexOf(a.member[attempt]!) + 1) % holders.length]!;
    this.#believed.set(a.place[attempt]! * this.#partitions + partition, next);
  }
}
