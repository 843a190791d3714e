/**
 * The way of one attempt: over the network to a member, through its queue, to the data, and back.
 *
 * A member that is not responsible redirects; one that may not serve says so; a dead process on a living host refuses the connection;
 * a silent host says nothing. A write's answer waits for what its map asks for: nothing, its backups, or the store.
 */
import type { Copy } from '../grid/copy.ts';
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { MILLISECOND } from '../kernel/time.ts';
import { MESSAGE_BYTES, type Network } from '../network/network.ts';
import { COMPUTE, GET, IF_UNCHANGED, PUT, READS_ITSELF } from '../traffic/attempts.ts';
import type { Whereabouts } from '../traffic/beliefs.ts';
import type { CallPort, Calls } from '../traffic/calls.ts';
import type { Failure } from '../traffic/source.ts';
import type { Station } from '../units/station.ts';
import { type AdmissionParts, admissionOf } from './admission.ts';
import type { Layout } from './layout.ts';
import type { MapService } from './map-service.ts';
import type { MonotonicReads } from './monotonic-reads.ts';
import type { NearReads } from './near-reads.ts';
import type { ReplicaWaits } from './replica-waits.ts';
import type { Asker, RoutedPath } from './routed-path.ts';
import type { ServiceNetwork } from './service-network.ts';
import { StepsBefore, type StepsBeforeParts } from './steps-before.ts';
import type { UnitLife } from './unit-life.ts';

/** Answers on their way back, as a small number. */
const OUTCOMES = ['ok', 'refused', 'unavailable', 'rejected', 'redirect', 'conflict'] as const;
type Outcome = (typeof OUTCOMES)[number];

export interface RequestPathObserver {
  /** A read is answered by `copy` with a value that misses a write acknowledged `staleness` ns ago (0: fresh). */
  read(attempt: number, copy: Copy, staleness: number): void;
  /** A put was applied at its primary: it may have to reach the store later. */
  applied(copy: Copy, row: number): void;
}

export interface RequestPathParts extends AdmissionParts, StepsBeforeParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  readonly units: Station;
  readonly layout: Layout;
  /** Bytes of one entry of each map. */
  readonly entryBytes: readonly number[];
  readonly addresses: Whereabouts;
  /** Services that call one another; null: there are none. */
  readonly serviceNetwork: ServiceNetwork | null;
  /** Null when no map has a near cache. */
  readonly near: NearReads | null;
  /** What readers have seen; null when no map is watched for it. */
  readonly sessions: MonotonicReads | null;
  /** Null when no client waits for replicas. */
  readonly replicaWaits: ReplicaWaits | null;
  /** Null where every unit is ready as soon as its process runs. */
  readonly life: UnitLife | null;
  /** The way of requests with a map that the balancer sends to any unit; null when there are none. */
  readonly routed: RoutedPath | null;
  readonly observer: RequestPathObserver;
}

export class RequestPath implements CallPort {
  readonly #parts: RequestPathParts;
  readonly #arrive: HandlerId;
  readonly #stored: HandlerId;
  readonly #answer: HandlerId;
  readonly #steps: StepsBefore;
  #calls: Calls | null = null;

  constructor(parts: RequestPathParts) {
    this.#parts = parts;
    this.#steps = new StepsBefore(parts);
    const { simulation } = parts;
    this.#arrive = simulation.handler('request/arrive', (attempt, generation, member) =>
      this.#onArrive(attempt, generation, member),
    );
    this.#stored = simulation.handler('request/stored', (attempt, generation, answer) =>
      this.#onStored(attempt, generation, answer),
    );
    this.#answer = simulation.handler('request/answer', (attempt, outcome, from) =>
      this.#onAnswer(attempt, outcome, from),
    );
    parts.replicaWaits?.answersBy((attempt, outcome, member) => this.#reply(attempt, outcome, member));
    parts.routed?.goesBy({
      send: (attempt) => this.send(attempt),
      reply: (attempt, outcome, member) => this.#reply(attempt, outcome, member),
      drop: (attempt) => this.#drop(attempt),
      firstPrimary: (partition) => parts.addresses.firstPrimary(partition),
      holders: (partition) => parts.addresses.holders(partition),
    });
  }

  /** The clients' calls and the path know one another; the calls are made second. */
  answersTo(calls: Calls): void {
    this.#calls = calls;
  }

  /** The map of an attempt as a service; null for computation and for partitioned maps. */
  #serviceOf(attempt: number): MapService | null {
    const map = this.#parts.attempts.map[attempt]!;
    return map < 0 ? null : this.#parts.services[map]!;
  }

  answersNear(attempt: number): boolean {
    return this.#parts.near?.answers(attempt) ?? false;
  }

  send(attempt: number): void {
    const { attempts, network, serviceNetwork } = this.#parts;
    if (serviceNetwork?.takes(attempt)) return;
    const place = attempts.place[attempt]!;
    const service = this.#serviceOf(attempt);
    if (service?.worksAtClient === true) {
      this.#workAt(service, attempt, place);
      return;
    }
    const member = attempts.member[attempt]!;
    if (network.doubles(place, member)) this.#carry(this.#duplicateOf(attempt));
    this.#carry(attempt);
  }

  #carry(attempt: number): void {
    const { attempts, network, simulation, sessions } = this.#parts;
    const place = attempts.place[attempt]!;
    const member = attempts.member[attempt]!;
    sessions?.sent(attempt);
    if (!network.passes(place, member) || network.loses(place, member)) {
      this.#drop(attempt);
      return;
    }
    const bytes = this.#bytesOf(attempt, PUT);
    simulation.schedule(
      network.delay(place, member, bytes),
      this.#arrive,
      attempt,
      attempts.generation[attempt]!,
      member,
    );
  }

  /** Nobody waits for the answer of a second delivery; what it does, it does as a request of its own. */
  #duplicateOf(attempt: number): number {
    const { attempts } = this.#parts;
    const duplicate = attempts.copyOf(attempt);
    attempts.member[duplicate] = attempts.member[attempt]!;
    attempts.sentAt[duplicate] = attempts.sentAt[attempt]!;
    attempts.request[duplicate] = -1;
    attempts.caller[duplicate] = attempts.caller[attempt]!;
    // What the original was to be compared with, its duplicate is, too.
    if (attempts.condition[duplicate] !== IF_UNCHANGED) attempts.seen[duplicate] = -1;
    attempts.clientDone(duplicate);
    return duplicate;
  }

  /** The process that had these attempts inside is gone: with its host alive, the connections are reset. */
  memberStopped(member: number, hostUp: boolean): void {
    const { attempts } = this.#parts;
    for (const attempt of [...attempts.inside(member)]) {
      if (hostUp) this.#reply(attempt, 'refused', member);
      else this.#drop(attempt);
    }
    this.#parts.routed?.memberStopped(member);
  }

  /** The primary has what the answer of the write in `row` waited for. */
  completed(row: number): void {
    this.#answerWrite(row, 'ok');
  }

  /** The primary was replaced before it had what the answer waited for. */
  refused(row: number): void {
    this.#answerWrite(row, 'unavailable');
  }

  #answerWrite(row: number, outcome: Outcome): void {
    const { grid, attempts } = this.#parts;
    const attempt = grid.history.writes.request[row]!;
    if (attempt < 0 || attempts.row[attempt] !== row || !attempts.isUnderWay(attempt)) return;
    if (outcome === 'ok' && this.#parts.replicaWaits?.comesWith(attempt) === true) return;
    this.#reply(attempt, outcome, attempts.member[attempt]!);
  }

  /** Called by the units when the thread time is over. */
  served(member: number, attempt: number): void {
    const { attempts, routed, replicaWaits } = this.#parts;
    if (replicaWaits?.isSent(attempt) === true) {
      this.#release(member, attempt);
      replicaWaits.serve(attempt, member);
      return;
    }
    if (routed?.isRouted(attempt) === true) {
      this.#release(member, attempt);
      routed.work(attempt, member);
      return;
    }
    const first = this.#steps.of(attempt);
    if (first === null) {
      this.#release(member, attempt);
      this.#work(member, attempt);
      return;
    }
    const generation = attempts.generation[attempt]!;
    first(attempt, (mayGoOn) => this.#onStored(attempt, generation, 2 * member + (mayGoOn ? 1 : 0)));
  }

  /** The store has answered the unit, which may have died or stand still meanwhile. `answer`: twice the member, one more for success. */
  #onStored(attempt: number, generation: number, answer: number): void {
    const { attempts, members } = this.#parts;
    const member = answer >> 1;
    if (attempts.generation[attempt] !== generation || !attempts.isUnderWay(attempt)) return;
    if (attempts.member[attempt] !== member) return;
    if (members.isPaused(member)) {
      members.deferMessage(member, this.#stored, attempt, generation, answer);
      return;
    }
    this.#release(member, attempt);
    if ((answer & 1) === 1) this.#work(member, attempt);
    else this.#reply(attempt, 'unavailable', member);
  }

  #release(member: number, attempt: number): void {
    if (this.#takesThread(attempt)) this.#parts.units.release(member);
  }

  /** A unit that asks another one for data need not take a thread there. */
  #takesThread(attempt: number): boolean {
    const { routed } = this.#parts;
    return routed === null || routed.callsTakeThreads || !routed.isCall(attempt);
  }

  #onArrive(attempt: number, generation: number, member: number): void {
    const { attempts, members, network } = this.#parts;
    if (attempts.generation[attempt] !== generation || !attempts.isUnderWay(attempt)) return;
    if (!network.passes(attempts.place[attempt]!, member) || !members.isHostUp(member)) {
      this.#drop(attempt);
      return;
    }
    if (!members.isUp(member)) {
      this.#reply(attempt, 'refused', member);
      return;
    }
    attempts.enter(attempt);
    if (members.isPaused(member)) members.deferMessage(member, this.#arrive, attempt, generation, member);
    else this.#admit(attempt, member);
  }

  #admit(attempt: number, member: number): void {
    const { attempts, units, life, routed, replicaWaits } = this.#parts;
    if (life !== null && !life.lets(member, attempts.operation[attempt] === COMPUTE, attempts.sentAt[attempt]!)) {
      this.#reply(attempt, 'unavailable', member);
      return;
    }
    const holdsNone = routed?.isRouted(attempt) === true || replicaWaits?.isSent(attempt) === true;
    const mustHold = attempts.partition[attempt]! >= 0 && !holdsNone;
    if (mustHold && !this.#mayServe(attempt, member)) return;
    if (!this.#takesThread(attempt)) this.served(member, attempt);
    else if (!units.offer(member, attempt, attempts.demand[attempt]!)) this.#reply(attempt, 'rejected', member);
  }

  /** True when the member may answer this attempt; otherwise the client is told so, or the write waits for a hand-over. */
  #mayServe(attempt: number, member: number): boolean {
    const admission = admissionOf(this.#parts, attempt, member);
    if (admission === 'ok') return true;
    if (admission !== 'waits') this.#reply(attempt, admission, member);
    else this.#askAgain(attempt, member);
    return false;
  }

  /** A write that meets a hand-over comes back as long as its client waits. */
  #askAgain(attempt: number, member: number): void {
    const { attempts, simulation } = this.#parts;
    if (!attempts.clientWaits(attempt)) this.#drop(attempt);
    else simulation.schedule(MILLISECOND, this.#arrive, attempt, attempts.generation[attempt]!, member);
  }

  #work(member: number, attempt: number): void {
    const { attempts, grid, layout, observer } = this.#parts;
    if (attempts.operation[attempt] === COMPUTE) {
      this.#reply(attempt, 'ok', member);
      return;
    }
    const service = this.#serviceOf(attempt);
    if (service !== null) {
      this.#workAt(service, attempt, member);
      return;
    }
    if (!this.#mayServe(attempt, member)) return;
    const copy = grid.copyAt(member, attempts.partition[attempt]!)!;
    const map = attempts.map[attempt]!;
    if (attempts.operation[attempt] === GET) {
      if (this.#parts.sessions?.isBehind(attempt, copy) === true) {
        this.#reply(attempt, 'redirect', member);
        return;
      }
      const staleness = grid.staleness(copy, map, attempts.key[attempt]!, attempts.sentAt[attempt]!);
      observer.read(attempt, copy, staleness);
      this.#parts.near?.served(attempt, copy);
      this.#reply(attempt, 'ok', member);
      return;
    }
    if (!this.#compare(attempt, copy)) {
      this.#reply(attempt, 'conflict', member);
      return;
    }
    // The row must be known to the attempt before a write that waits for nobody completes within put.
    const row = grid.append(copy, map, attempts.key[attempt]!, attempt);
    attempts.row[attempt] = row;
    attempts.rowNumber[attempt] = grid.history.writes.number[row]!;
    observer.applied(copy, row);
    grid.replicate(copy, row, layout.waits[map]!);
  }

  /** An update that runs here reads what it is about to change; false for one whose key has changed since its client read it. */
  #compare(attempt: number, copy: Copy): boolean {
    const { attempts, grid } = this.#parts;
    const condition = attempts.condition[attempt]!;
    if (condition !== READS_ITSELF && condition !== IF_UNCHANGED) return true;
    const newest = grid.newestNumber(copy, attempts.map[attempt]!, attempts.key[attempt]!);
    if (condition === IF_UNCHANGED) return newest === attempts.seen[attempt];
    attempts.seen[attempt] = newest;
    return true;
  }

  /** A map without partitions does its work at a member, or at the place of the client. */
  #workAt(service: MapService, attempt: number, at: number): void {
    const { attempts } = this.#parts;
    const generation = attempts.generation[attempt]!;
    service.work(attempt, at, (answer) => {
      if (attempts.generation[attempt] !== generation || !attempts.isUnderWay(attempt)) return;
      if (answer === 'none') this.#drop(attempt);
      else this.#reply(attempt, answer, at);
    });
  }

  #reply(attempt: number, outcome: Outcome, member: number): void {
    const { attempts, network, simulation } = this.#parts;
    const place = attempts.place[attempt]!;
    if (!network.passes(member, place) || network.loses(member, place)) {
      this.#drop(attempt);
      return;
    }
    attempts.reply(attempt);
    const bytes = outcome === 'ok' ? this.#bytesOf(attempt, GET) : MESSAGE_BYTES;
    simulation.schedule(network.delay(member, place, bytes), this.#answer, attempt, OUTCOMES.indexOf(outcome), member);
  }

  /** Size of a message on its way: the entry is in the request of a put and in the answer of a get. */
  #bytesOf(attempt: number, carrier: number): number {
    const { attempts, entryBytes } = this.#parts;
    if (attempts.operation[attempt] !== carrier) return MESSAGE_BYTES;
    return MESSAGE_BYTES + entryBytes[attempts.map[attempt]!]!;
  }

  #onAnswer(attempt: number, outcomeIndex: number, from: number): void {
    const { attempts, network, routed, replicaWaits } = this.#parts;
    const outcome = OUTCOMES[outcomeIndex]!;
    if (!network.passes(from, attempts.place[attempt]!)) {
      this.#drop(attempt);
      return;
    }
    const isCall = routed?.isCall(attempt) === true;
    if (isCall && routed.standsStill(attempt, this.#answer, outcomeIndex, from)) return;
    const asker: Asker = isCall ? routed : this.#calls!;
    if (outcome === 'redirect') {
      this.#redirect(attempt, from, asker);
      return;
    }
    if (outcome === 'ok' && replicaWaits?.follows(attempt) === true) {
      attempts.resend(attempt);
      this.#carry(attempt);
      return;
    }
    if (outcome === 'ok') {
      // A late answer is none: its client gave up, so the write counts as not acknowledged.
      if (!attempts.clientWaits(attempt)) this.#abandonWrite(attempt);
      else {
        this.#parts.near?.answered(attempt);
        this.#parts.sessions?.answered(attempt);
      }
      asker.succeed(attempt);
    } else {
      this.#abandonWrite(attempt);
      asker.fail(attempt, outcome satisfies Failure);
    }
    attempts.systemDone(attempt);
  }

  #redirect(attempt: number, from: number, asker: Asker): void {
    const { attempts, grid } = this.#parts;
    const owner = grid.primarySeenFrom(from, attempts.partition[attempt]!);
    if (!attempts.clientWaits(attempt) || owner < 0 || owner === from || !asker.redirect(attempt, owner)) {
      asker.fail(attempt, 'no-owner');
      attempts.systemDone(attempt);
      return;
    }
    attempts.resend(attempt);
    this.send(attempt);
  }

  /** Nothing carries the attempt any more; its client finds out by its timeout. */
  #drop(attempt: number): void {
    this.#abandonWrite(attempt);
    this.#parts.attempts.systemDone(attempt);
  }

  #abandonWrite(attempt: number): void {
    const { attempts, grid } = this.#parts;
    const row = attempts.row[attempt]!;
    if (row >= 0 && grid.history.writes.holds(row, attempts.rowNumber[attempt]!)) {
      grid.history.writes.request[row] = -1;
      grid.history.abandon(row);
    }
  }
}
