/**
 * Sagas: steps one after the other, and when one fails, what was done taken back in reverse order. The client orchestrates.
 *
 * A step that says no changed nothing. One that failed otherwise may have been done all the same (its answer was lost), so it is taken
 * back too. A compensation that fails is tried again after a pause that doubles; when that was in vain, or when the client dies between
 * two steps, the saga stays half done: stuck. All that a saga needs is drawn when it begins, from streams of its source.
 * Leaves out: an orchestrator with a log, from which another process could go on, and a step that arrives after its own compensation.
 */
import { grownBytes, grownDoubles, grownIntegers } from '../kernel/columns.ts';
import { invariant } from '../kernel/invariant.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { type Attempts, COMPUTE, GET } from './attempts.ts';
import { retryPause } from './backoff.ts';
import type { Requests } from './requests.ts';
import type { SagaPlan } from './saga-plan.ts';
import type { Failure, Source } from './source.ts';

export interface SagaPort {
  partitionOf(map: number, key: number, place: number | undefined): number;
  keyAt(map: number, key: number, place: number | undefined): number;
  /** Sends an attempt that is complete but for its member. */
  send(attempt: number): void;
  /** The saga is over; `attempt` was its last one. `failure`: why it was taken back or given up, null when it was done. */
  ended(attempt: number, failure: Failure | null): void;
  /** It was done or wholly taken back this many ns after it began. */
  settled(time: number): void;
}

export interface SagaParts {
  readonly simulation: Simulation;
  readonly attempts: Attempts;
  readonly requests: Requests;
  readonly sources: readonly Source[];
}

const NEVER = -1;

export class Sagas {
  /** Over the whole run; the metrics of these names say what they are. */
  readonly counts = { sagasStarted: 0, sagasCompleted: 0, sagasCompensated: 0, sagasStuck: 0 };
  readonly #parts: SagaParts;
  readonly #port: SagaPort;
  readonly #again: HandlerId;
  readonly #width: number;
  // One row a request: whether it is a saga under way, which step it is at, how often that was tried to be taken back, what is in store.
  #isOpen = new Uint8Array(64);
  #step = new Int32Array(64);
  #rounds = new Int32Array(64);
  #saysNo = new Int32Array(64);
  #diesBefore = new Int32Array(64);
  /** Why it is being taken back; null while it goes forward. */
  readonly #failure: (Failure | null)[] = [];
  // One row a request and step: key, thread time of the step and of its compensation.
  #key = new Float64Array(64);
  #demand = new Float64Array(64);
  #demandBack = new Float64Array(64);

  constructor(parts: SagaParts, port: SagaPort) {
    this.#parts = parts;
    this.#port = port;
    this.#width = parts.sources.reduce((most, { saga }) => Math.max(most, saga?.steps.length ?? 0), 0);
    this.#again = parts.simulation.handler('saga/compensate-again', (attempt) => port.send(attempt));
  }

  /** Sagas that have neither ended nor been given up. */
  get underWay(): number {
    return this.#isOpen.reduce((sum, open) => sum + open, 0);
  }

  /** A client of `source` at `place` begins one, offered in stretch `window` of the run. */
  begin(source: number, place: number, window: number): void {
    const request = this.#parts.requests.add(1, false);
    this.#grow(request);
    this.counts.sagasStarted++;
    this.#isOpen[request] = 1;
    this.#failure[request] = null;
    this.#draw(request, this.#planOf(source));
    const attempt = this.#parts.attempts.add();
    const a = this.#parts.attempts;
    a.source[attempt] = source;
    a.request[attempt] = request;
    a.place[attempt] = place;
    a.startedAt[attempt] = this.#parts.simulation.now;
    a.window[attempt] = window;
    this.#forward(attempt, 0);
  }

  /** A call of a saga has ended with all its tries. */
  callEnded(attempt: number, failure: Failure | null): void {
    const a = this.#parts.attempts;
    const request = a.request[attempt]!;
    invariant(this.#isOpen[request] === 1, 'a call of a saga that was over');
    const step = this.#step[request]!;
    if (this.#failure[request] !== null) this.#compensationEnded(attempt, failure);
    else if (failure !== null) this.#takeBack(attempt, failure, step);
    else if (this.#saysNo[request] === step) this.#takeBack(attempt, 'declined', step - 1);
    else this.#stepDone(attempt, step + 1);
  }

  #stepDone(attempt: number, next: number): void {
    const { source, request } = this.#parts.attempts;
    if (next === this.#planOf(source[attempt]!).steps.length) this.#end(attempt, 'sagasCompleted', null);
    else if (this.#diesBefore[request[attempt]!] === next) this.#end(attempt, 'sagasStuck', 'abandoned');
    else this.#forward(this.#next(attempt), next);
  }

  #forward(attempt: number, step: number): void {
    const a = this.#parts.attempts;
    const request = a.request[attempt]!;
    const { operation, map } = this.#planOf(a.source[attempt]!).steps[step]!;
    // Who says no has looked at its entry and written nothing.
    a.operation[attempt] = this.#saysNo[request] === step && operation !== COMPUTE ? GET : operation;
    this.#address(attempt, step, map);
    a.demand[attempt] = this.#demand[this.#cell(request, step)]!;
    this.#port.send(attempt);
  }

  /** Takes back `from` and the steps before it, as far as there is something to take back. */
  #takeBack(attempt: number, failure: Failure, from: number): void {
    this.#failure[this.#parts.attempts.request[attempt]!] = failure;
    this.#takeBackNext(attempt, from);
  }

  #takeBackNext(attempt: number, from: number): void {
    const a = this.#parts.attempts;
    const request = a.request[attempt]!;
    const { steps } = this.#planOf(a.source[attempt]!);
    let step = from;
    while (step >= 0 && steps[step]!.compensation === null) step--;
    if (step < 0) {
      this.#end(attempt, 'sagasCompensated', this.#failure[request]!);
      return;
    }
    this.#rounds[request] = 0;
    const back = this.#next(attempt);
    a.operation[back] = steps[step]!.compensation!.operation;
    this.#address(back, step, steps[step]!.map);
    a.demand[back] = this.#demandBack[this.#cell(request, step)]!;
    this.#port.send(back);
  }

  #compensationEnded(attempt: number, failure: Failure | null): void {
    const a = this.#parts.attempts;
    const request = a.request[attempt]!;
    const { jitter, jitters, saga } = this.#parts.sources[a.source[attempt]!]!;
    if (failure === null) {
      this.#takeBackNext(attempt, this.#step[request]! - 1);
      return;
    }
    if (this.#rounds[request]! >= saga!.retries) {
      this.#end(attempt, 'sagasStuck', this.#failure[request]!);
      return;
    }
    const again = this.#next(attempt);
    const pause = retryPause(saga!.backoff, this.#rounds[request]!++, jitter, jitters);
    this.#parts.simulation.schedule(pause, this.#again, again);
  }

  #end(attempt: number, how: 'sagasCompleted' | 'sagasCompensated' | 'sagasStuck', failure: Failure | null): void {
    const a = this.#parts.attempts;
    const request = a.request[attempt]!;
    this.counts[how]++;
    this.#isOpen[request] = 0;
    if (how !== 'sagasStuck') this.#port.settled(this.#parts.simulation.now - a.startedAt[attempt]!);
    this.#port.ended(attempt, failure);
    this.#parts.requests.remove(request);
  }

  /** The next call of the same saga. */
  #next(attempt: number): number {
    const a = this.#parts.attempts;
    const next = a.copyOf(attempt);
    a.tries[next] = 0;
    return next;
  }

  #address(attempt: number, step: number, map: number): void {
    const a = this.#parts.attempts;
    const request = a.request[attempt]!;
    const key = this.#key[this.#cell(request, step)]!;
    const place = a.place[attempt]!;
    this.#step[request] = step;
    a.map[attempt] = map;
    a.key[attempt] = map < 0 ? key : this.#port.keyAt(map, key, place);
    a.partition[attempt] = map < 0 ? -1 : this.#port.partitionOf(map, key, place);
  }

  /** All draws of a saga, whatever becomes of it, so that nothing that happens changes what later ones are. */
  #draw(request: number, { steps, sharedKey, abandoned, fates }: SagaPlan): void {
    const shared = sharedKey();
    this.#saysNo[request] = NEVER;
    for (let step = steps.length - 1; step >= 0; step--) {
      const { keyOf, service, services, compensation, failureRatio, failures } = steps[step]!;
      const cell = this.#cell(request, step);
      this.#key[cell] = keyOf(shared);
      this.#demand[cell] = service.sample(services);
      if (compensation !== null) this.#demandBack[cell] = compensation.service.sample(compensation.services);
      if (failureRatio > 0 && failures.uniform() < failureRatio) this.#saysNo[request] = step;
    }
    const dies = abandoned > 0 && fates.uniform() < abandoned;
    this.#diesBefore[request] = dies ? 1 + fates.below(steps.length - 1) : NEVER;
  }

  #planOf(source: number): SagaPlan {
    return this.#parts.sources[source]!.saga!;
  }

  #cell(request: number, step: number): number {
    return request * this.#width + step;
  }

  #grow(request: number): void {
    const rows = request + 1;
    this.#isOpen = grownBytes(this.#isOpen, rows);
    this.#step = grownIntegers(this.#step, rows);
    this.#rounds = grownIntegers(this.#rounds, rows);
    this.#saysNo = grownIntegers(this.#saysNo, rows);
    this.#diesBefore = grownIntegers(this.#diesBefore, rows);
    this.#key = grownDoubles(this.#key, rows * this.#width);
    this.#demand = grownDoubles(this.#demand, rows * this.#width);
    this.#demandBack = grownDoubles(this.#demandBack, rows * this.#width);
  }
}
