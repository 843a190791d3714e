/**
 * Services that call one another (model/services.ts): the way of a request through a network of queues, and back to its client.
 *
 * A visit is one request at one service. It waits for a thread, is served, makes its calls (visits below it, which answer it), and then goes
 * on or leaves. A client that gave up stops nothing: what it asked for is worked on to the end. A visit that a full queue refuses fails the
 * visit that called it, once its other parallel calls have ended. Service times are drawn when a request arrives, from a stream a service.
 * Left out: places and cuts between services, time limits and retries of calls, faults of services.
 */
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { Service, Source } from '../model/scenario.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { Calls } from '../traffic/calls.ts';
import { checkConservation } from './checkers/conservation.ts';
import type { ServiceMeters } from './service-meters.ts';
import { type CallTarget, type NextTarget, type RunningService, runningServices } from './service-stations.ts';

/** One request at one service, or on its way there. */
interface Visit {
  service: RunningService;
  unit: number;
  /** The client's attempt that all of this is for. */
  attempt: number;
  /** The visit that called, or −1: the client did. */
  caller: number;
  /** The call that it answers; undefined when the client asked. */
  call: CallTarget | undefined;
  arrivedAt: number;
  /** Calls sent and not answered, and how many were sent. */
  waitsFor: number;
  called: number;
  hasFailed: boolean;
}

export interface ServiceNetworkParts {
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly attempts: Attempts;
  readonly services: readonly Service[];
  readonly workload: readonly Source[];
  readonly meters: readonly ServiceMeters[];
}

export class ServiceNetwork {
  readonly #simulation: Simulation;
  readonly #attempts: Attempts;
  readonly #services: readonly RunningService[];
  /** For each source: the service at which it enters, or −1. */
  readonly #entries: readonly number[];
  readonly #delays: RandomStream;
  readonly #visits: Visit[] = [];
  readonly #free: number[] = [];
  readonly #arrive: HandlerId;
  readonly #answer: HandlerId;
  #calls: Calls | null = null;

  constructor(parts: ServiceNetworkParts) {
    const { simulation, streams, services, workload } = parts;
    this.#simulation = simulation;
    this.#attempts = parts.attempts;
    this.#services = runningServices(parts, (visit) => this.#served(visit));
    this.#entries = workload.map(({ to }) => services.findIndex(({ name }) => name === to));
    this.#delays = streams.named('services/delay');
    this.#arrive = simulation.handler('service/arrive', (visit) => this.#onArrive(visit));
    this.#answer = simulation.handler('service/answer', (visit, failed) => this.#onAnswer(visit, failed === 1));
  }

  /** The clients' calls and the network know one another; the calls are made second. */
  answersTo(calls: Calls): void {
    this.#calls = calls;
  }

  /** Takes an attempt that enters at a service; false: it goes elsewhere. */
  takes(attempt: number): boolean {
    const entry = this.#entries[this.#attempts.source[attempt]!]!;
    if (entry < 0) return false;
    this.#onArrive(this.#add(this.#services[entry]!, attempt, -1, undefined));
    return true;
  }

  /** Every request that came to a service was answered, failed or is there. Between events only. */
  check(): void {
    for (const { meters, present } of this.#services)
      checkConservation(meters.offered.total, meters.answered.total, meters.failed.total, present);
  }

  #add(service: RunningService, attempt: number, caller: number, call: CallTarget | undefined): number {
    const slot = this.#free.pop() ?? this.#visits.length;
    this.#visits[slot] = {
      service,
      attempt,
      caller,
      call,
      unit: -1,
      arrivedAt: 0,
      waitsFor: 0,
      called: 0,
      hasFailed: false,
    };
    return slot;
  }

  #onArrive(slot: number): void {
    const visit = this.#visits[slot]!;
    const { service } = visit;
    visit.arrivedAt = this.#simulation.now;
    visit.unit = service.chooseUnit();
    service.present++;
    service.meters.offered.add();
    if (!service.offer(visit.unit, slot, service.demand.sample(service.demands))) this.#fail(slot);
  }

  #served(slot: number): void {
    const visit = this.#visits[slot]!;
    const { calls, holdsThread, isParallel, station } = visit.service;
    if (!holdsThread) station.release(visit.unit);
    if (calls.length === 0) {
      this.#goOn(slot);
      return;
    }
    const first = isParallel ? calls.length : 1;
    visit.waitsFor = first;
    visit.called = first;
    for (let index = 0; index < first; index++) this.#call(slot, calls[index]!);
  }

  #call(slot: number, call: CallTarget): void {
    const { attempt } = this.#visits[slot]!;
    const below = this.#add(this.#services[call.to]!, attempt, slot, call);
    this.#after(call, this.#arrive, below, 0);
  }

  /** Runs a handler a delay later, in an event of its own so that no chain of calls is deeper than the stack. */
  #after({ delay }: CallTarget | NextTarget, handler: HandlerId, slot: number, failed: number): void {
    this.#simulation.schedule(delay === null ? 0 : delay.sample(this.#delays), handler, slot, failed);
  }

  /** A call of this visit was answered. */
  #onAnswer(slot: number, failed: boolean): void {
    const visit = this.#visits[slot]!;
    const { calls, holdsThread, station } = visit.service;
    visit.waitsFor--;
    visit.hasFailed ||= failed;
    if (visit.waitsFor > 0) return;
    if (!visit.hasFailed && visit.called < calls.length) {
      visit.waitsFor = 1;
      this.#call(slot, calls[visit.called++]!);
      return;
    }
    if (holdsThread) station.release(visit.unit);
    if (visit.hasFailed) this.#fail(slot);
    else this.#goOn(slot);
  }

  /** All is done here: to the next service, or away. */
  #goOn(slot: number): void {
    const visit = this.#visits[slot]!;
    const { service, attempt, caller, call } = visit;
    service.present--;
    service.meters.answered.add();
    service.meters.responseTime.record(this.#simulation.now - visit.arrivedAt);
    this.#free.push(slot);
    const next = service.chooseNext();
    if (next === undefined) this.#leave(attempt, caller, call, false);
    else this.#after(next, this.#arrive, this.#add(this.#services[next.to]!, attempt, caller, call), 0);
  }

  #fail(slot: number): void {
    const { service, attempt, caller, call } = this.#visits[slot]!;
    service.present--;
    service.meters.failed.add();
    this.#free.push(slot);
    this.#leave(attempt, caller, call, true);
  }

  /** Back to who called. */
  #leave(attempt: number, caller: number, call: CallTarget | undefined, failed: boolean): void {
    if (call !== undefined) {
      this.#after(call, this.#answer, caller, failed ? 1 : 0);
      return;
    }
    if (failed) this.#calls!.fail(attempt, 'rejected');
    else this.#calls!.succeed(attempt);
    this.#attempts.systemDone(attempt);
  }
}
