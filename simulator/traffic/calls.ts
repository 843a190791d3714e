/**
 * Calls: one operation on one key, tried until it is answered or given up. A try (attempt) goes to the member believed responsible.
 *
 * After a failure the call is tried again as its source allows: after a pause, within a budget. What a circuit breaker refuses at the
 * client has failed like anything else. A hedged attempt has a twin that ends with the same time limit; the first answer of the two
 * counts, and only when both failed has the attempt. Leaves out: connections and their limits, several client processes a source.
 */
import type { HandlerId, LaneId, Simulation } from '../kernel/simulation.ts';
import type { Addresses } from './addresses.ts';
import { type Attempts, COMPUTE, GET, PUT } from './attempts.ts';
import { retryPause } from './backoff.ts';
import { Beliefs } from './beliefs.ts';
import type { Failure, Source } from './source.ts';

/** What carries attempts from here. */
export interface CallPort {
  /** Sends an attempt to `attempts.member`; the system carries it from here. */
  send(attempt: number): void;
  /** True when the read is answered where its client stands; then it is not sent. */
  answersNear(attempt: number): boolean;
}

export interface CallObserver {
  /** A put was answered in time. */
  acknowledged(attempt: number): void;
  /** The call is over; `attempt` was its last one. `failure`: why that failed, null when it was answered. */
  ended(attempt: number, failure: Failure | null): void;
}

export interface CallParts {
  readonly simulation: Simulation;
  readonly attempts: Attempts;
  readonly sources: readonly Source[];
  readonly partitions: number;
  readonly addresses: Addresses;
  readonly port: CallPort;
}

export class Calls {
  /** What clients did over the whole run, probes left out; the metrics of these names say what they are. */
  readonly counts = { attempts: 0, hedges: 0, breakerRejections: 0, retriesRefused: 0, updateConflicts: 0 };
  readonly #simulation: Simulation;
  readonly #attempts: Attempts;
  readonly #sources: readonly Source[];
  readonly #addresses: Addresses;
  readonly #port: CallPort;
  readonly #observer: CallObserver;
  readonly #beliefs: Beliefs;
  readonly #timeout: HandlerId;
  readonly #retry: HandlerId;
  readonly #lanes: readonly LaneId[];
  readonly #hedge: HandlerId;
  readonly #hedgeLanes: readonly LaneId[];
  /** What is left of the time limit when the second copy is sent. */
  readonly #twinLanes: readonly LaneId[];

  constructor({ simulation, attempts, sources, partitions, addresses, port }: CallParts, observer: CallObserver) {
    this.#simulation = simulation;
    this.#attempts = attempts;
    this.#sources = sources;
    this.#addresses = addresses;
    this.#port = port;
    this.#observer = observer;
    this.#beliefs = new Beliefs(addresses, partitions);
    this.#timeout = simulation.handler('client/timeout', (attempt, generation) => this.#onTimeout(attempt, generation));
    this.#retry = simulation.handler('client/retry', (attempt, generation) => this.#onRetry(attempt, generation));
    this.#lanes = sources.map((source) => simulation.lane(source.timeout));
    // Numbers of handlers enter the digest, so who does not hedge has none.
    const hedges = sources.some(({ hedgeAfter }) => hedgeAfter !== null);
    this.#hedge = hedges ? simulation.handler('client/hedge', (attempt) => this.#onHedge(attempt)) : -1;
    this.#hedgeLanes = sources.map(({ hedgeAfter }) => (hedgeAfter === null ? -1 : simulation.lane(hedgeAfter)));
    this.#twinLanes = sources.map(({ hedgeAfter, timeout }) =>
      hedgeAfter === null ? -1 : simulation.lane(timeout - hedgeAfter),
    );
  }

  /** Sends an attempt that is complete but for its member. */
  send(attempt: number): void {
    const a = this.#attempts;
    const { now } = this.#simulation;
    const index = a.source[attempt]!;
    const { balanced, breakers, hedgeAfter } = this.#sources[index]!;
    a.sentAt[attempt] = now;
    if (this.#port.answersNear(attempt)) {
      a.systemDone(attempt);
      this.#observer.ended(attempt, null);
      a.clientDone(attempt);
      return;
    }
    const member = this.#chooseMember(attempt);
    a.member[attempt] = member;
    if (balanced && member < 0) {
      a.systemDone(attempt);
      this.#failed(attempt, 'unavailable');
      return;
    }
    if (breakers !== null && !breakers.admits(member, attempt, now)) {
      this.counts.breakerRejections++;
      a.systemDone(attempt);
      this.#failed(attempt, 'circuit-open');
      return;
    }
    if (a.group[attempt]! < 0) this.counts.attempts++;
    const lane = (a.twin[attempt]! < 0 ? this.#lanes : this.#twinLanes)[index]!;
    a.timer[attempt] = this.#simulation.arm(lane, this.#timeout, attempt, a.generation[attempt]!);
    if (hedgeAfter !== null)
      a.hedgeTimer[attempt] =
        a.twin[attempt]! < 0 ? this.#simulation.arm(this.#hedgeLanes[index]!, this.#hedge, attempt) : 0;
    this.#port.send(attempt);
  }

  #chooseMember(attempt: number): number {
    const a = this.#attempts;
    const source = this.#sources[a.source[attempt]!]!;
    const partition = a.partition[attempt]!;
    const twin = a.twin[attempt]!;
    const taken = twin < 0 ? -1 : a.member[twin]!;
    if (source.entersService) return 0;
    if (source.balanced) return this.#addresses.balanced(attempt, taken);
    if (a.operation[attempt] === COMPUTE) return this.#addresses.anyUnit(source.placeStream, taken);
    if (partition < 0) return this.#addresses.chosenBy(attempt, taken);
    if (a.operation[attempt] === GET && this.#addresses.readsAnyCopy(a.map[attempt]!)) {
      const all = this.#addresses.holders(partition);
      const holders = taken >= 0 && all.length > 1 ? all.filter((member) => member !== taken) : all;
      if (holders.length > 0) return holders[source.placeStream.below(holders.length)]!;
    }
    return this.#beliefs.primary(a.place[attempt]!, partition);
  }

  /** The member answered that `owner` is responsible: the client believes it and sends the attempt there. False: too many hops. */
  redirect(attempt: number, owner: number): boolean {
    const a = this.#attempts;
    this.#sources[a.source[attempt]!]!.breakers?.succeeded(a.member[attempt]!, attempt);
    this.#beliefs.learn(a.place[attempt]!, a.partition[attempt]!, owner);
    if (++a.hops[attempt]! > 4) return false;
    a.member[attempt] = owner;
    return true;
  }

  /** A good answer reached the client. */
  succeed(attempt: number): void {
    const a = this.#attempts;
    if (!a.clientWaits(attempt)) return;
    this.#disarm(attempt);
    this.#leftUnit(attempt);
    this.#sources[a.source[attempt]!]!.breakers?.succeeded(a.member[attempt]!, attempt);
    if (a.twin[attempt]! >= 0) this.#letGo(a.twin[attempt]!);
    if (a.operation[attempt] === PUT) this.#observer.acknowledged(attempt);
    this.#observer.ended(attempt, null);
    a.clientDone(attempt);
  }

  /** The client learned that the attempt failed. */
  fail(attempt: number, failure: Failure): void {
    const a = this.#attempts;
    if (!a.clientWaits(attempt)) return;
    this.#disarm(attempt);
    const { breakers } = this.#sources[a.source[attempt]!]!;
    if (failure === 'conflict') {
      // The member is well and the answer final: only reading anew can help.
      breakers?.succeeded(a.member[attempt]!, attempt);
      this.counts.updateConflicts++;
      this.#observer.ended(attempt, failure);
      a.clientDone(attempt);
      return;
    }
    // Who answers that it is not responsible is well.
    if (failure === 'no-owner') breakers?.succeeded(a.member[attempt]!, attempt);
    else breakers?.failed(a.member[attempt]!, attempt, this.#simulation.now);
    this.#failed(attempt, failure);
  }

  #disarm(attempt: number): void {
    const a = this.#attempts;
    this.#simulation.cancel(a.timer[attempt]!);
    if (this.#sources[a.source[attempt]!]!.hedgeAfter !== null) this.#simulation.cancel(a.hedgeTimer[attempt]!);
  }

  #failed(attempt: number, failure: Failure): void {
    const a = this.#attempts;
    const source = this.#sources[a.source[attempt]!]!;
    if (source.balanced) this.#leftUnit(attempt);
    else if (failure !== 'rejected')
      this.#beliefs.lookElsewhere(a.place[attempt]!, a.partition[attempt]!, a.member[attempt]!);
    if (a.twin[attempt]! >= 0) {
      a.part(attempt);
      a.clientDone(attempt);
      return;
    }
    if (a.tries[attempt]! >= source.retries || !this.#mayRetry(source)) {
      this.#observer.ended(attempt, failure);
      a.clientDone(attempt);
      return;
    }
    const pause = retryPause(source.backoff, a.tries[attempt]!, source.jitter, source.jitters);
    const again = a.copyOf(attempt);
    a.tries[again]!++;
    a.clientDone(attempt);
    this.#simulation.schedule(pause, this.#retry, again, a.generation[again]!);
  }

  /** The balancer counts who waits for which unit. */
  #leftUnit(attempt: number): void {
    const a = this.#attempts;
    if (this.#sources[a.source[attempt]!]!.balanced && a.member[attempt]! >= 0) this.#addresses.balancedEnded(attempt);
  }

  #mayRetry({ budget }: Source): boolean {
    if (budget === null || budget.spend(this.#simulation.now)) return true;
    this.counts.retriesRefused++;
    return false;
  }

  /** The twin has answered, so nobody waits for this attempt. */
  #letGo(attempt: number): void {
    const a = this.#attempts;
    this.#disarm(attempt);
    this.#leftUnit(attempt);
    this.#sources[a.source[attempt]!]!.breakers?.abandoned(a.member[attempt]!, attempt);
    a.part(attempt);
    a.clientDone(attempt);
  }

  #onHedge(attempt: number): void {
    const a = this.#attempts;
    const twin = a.copyOf(attempt);
    a.demand[twin] = a.secondDemand[attempt]!;
    a.pair(attempt, twin);
    this.counts.hedges++;
    this.send(twin);
  }

  #onRetry(attempt: number, generation: number): void {
    if (this.#attempts.generation[attempt] === generation) this.send(attempt);
  }

  #onTimeout(attempt: number, generation: number): void {
    if (this.#attempts.generation[attempt] === generation) this.fail(attempt, 'timeout');
  }
}
