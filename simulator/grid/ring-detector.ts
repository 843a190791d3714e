/**
 * A discovery ring (Apache Ignite 2): every member sends to its next one, in the order of their numbers, and notices when that is gone.
 *
 * A closed connection is noticed with the next message, a silent neighbour after `failureDetectionTimeout`; each further silent one costs a
 * `slice`. Who is passed over is announced once a member behind answers, and the news goes round from member to member. A member that
 * finds nobody within `connectionRecoveryTimeout`, or comes back to a ring that has gone on without it, halts. Two members have no third to
 * ask: each goes on alone. Rings do not merge; after a heal the members of one side are taken in as if they had been restarted then.
 * While all is well no message is an event. Source: ignite ServerImpl, facts/grid-products.md 3.2. Left out: messages that carry data,
 * client nodes, the join handshake, a neighbour that falls silent while it is being checked.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { RingRules } from '../products/ignite2-rules.ts';
import type { DetectorListener, FailureDetector, Suspicion } from './failure-detector.ts';
import type { MembershipGround } from './membership.ts';

export interface RingSettings extends RingRules {
  /** `member` takes itself for cut off, or learns that it is: its process ends. */
  halts(member: number): void;
}

/** A member's search for somebody to join hands with. */
interface Search {
  readonly number: number;
  target: number;
  /** Those that did not answer, in the order of the ring. */
  readonly passedOver: number[];
  /** Since when its neighbour is given up, ns; −1: it is not. */
  recoveringSince: number;
  /** One of them was silent, not closed. */
  metSilence: boolean;
}

export class RingDetector implements FailureDetector {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #network: MembershipGround['network'];
  readonly #listener: DetectorListener;
  readonly #settings: RingSettings;
  readonly #phase: Float64Array;
  readonly belongs: Uint8Array;
  /** By observer × members + subject: whom the observer's ring does not contain any more. */
  readonly #failed = new Map<number, Suspicion>();
  readonly #searches: (Search | null)[];
  readonly #message: HandlerId;
  readonly #givenUp: HandlerId;
  readonly #news: HandlerId;
  readonly #heard: HandlerId;
  readonly #rejected: HandlerId;
  #lastSearch = 0;

  constructor(ground: MembershipGround, listener: DetectorListener, settings: RingSettings) {
    const { simulation, members, network, streams } = ground;
    this.#simulation = simulation;
    this.#members = members;
    this.#network = network;
    this.#listener = listener;
    this.#settings = settings;
    const stream = streams.named('membership/ring-phase');
    this.#phase = Float64Array.from({ length: members.count }, () => Math.floor(stream.uniform() * settings.interval));
    this.belongs = Uint8Array.from({ length: members.count }, (_, member) => +members.isUp(member));
    this.#searches = new Array<Search | null>(members.count).fill(null);
    this.#message = simulation.handler('ring/message', (member, search) => this.#onMessage(member, search));
    this.#givenUp = simulation.handler('ring/given-up', (member, search) => this.#onGivenUp(member, search));
    this.#news = simulation.handler('ring/news', (to, from) => this.#onNews(to, from));
    this.#heard = simulation.handler('ring/heard', (observer, subject) => this.#onHeard(observer, subject));
    this.#rejected = simulation.handler('ring/rejected', (member, incarnation) => {
      if (this.#members.incarnation[member] === incarnation && this.#members.isUp(member)) settings.halts(member);
    });
  }

  start(): void {}

  openSuspicions(observer: number): readonly Suspicion[] {
    return [...this.#failed.values()].filter((failed) => failed.observer === observer && !failed.removed);
  }

  sideOf(observer: number): Uint8Array {
    const side = this.belongs.slice();
    for (const failed of this.#failed.values()) if (failed.observer === observer) side[failed.subject] = 0;
    return side;
  }

  departed(member: number): void {
    this.belongs[member] = 0;
    for (const [key, { observer, subject }] of this.#failed)
      if (observer === member || subject === member) this.#failed.delete(key);
    this.#look();
  }

  disturbed(member: number): void {
    if (!this.#members.isUp(member)) this.#searches[member] = null;
    this.#look();
  }

  /** A new process asks to be let in: whoever it reaches hears of it. */
  started(member: number): void {
    this.belongs[member] = 1;
    this.#searches[member] = null;
    for (const [key, { observer }] of this.#failed) if (observer === member) this.#failed.delete(key);
    for (let other = 0; other < this.#members.count; other++) if (other !== member) this.#meet(other, member);
    this.#look();
  }

  /** Who was away too long finds its neighbours in a ring without it. */
  resumed(member: number): void {
    for (let other = 0; other < this.#members.count; other++) {
      if (!this.#hasFailed(other, member) || !this.#isWell(member, other)) continue;
      const roundTrip = Math.round(2 * this.#network.meanDelay(member, other));
      this.#simulation.schedule(roundTrip, this.#rejected, member, this.#members.incarnation[member]!);
      return;
    }
    this.#forgetAnswered();
    this.#look();
  }

  networkChanged(): void {
    this.#forgetAnswered();
    for (const { observer, subject } of [...this.#failed.values()]) this.#meet(observer, subject);
    this.#look();
  }

  forgive(observer: number, isForgiven: (subject: number) => boolean): void {
    for (const [key, failed] of this.#failed)
      if (failed.observer === observer && isForgiven(failed.subject)) this.#failed.delete(key);
  }

  #keyOf(observer: number, subject: number): number {
    return observer * this.#members.count + subject;
  }

  #hasFailed(observer: number, subject: number): boolean {
    return this.#failed.has(this.#keyOf(observer, subject));
  }

  /** The next in the ring of `member`, those passed over left out; −1: nobody. */
  #nextOf(member: number, passedOver: readonly number[] = []): number {
    const { count } = this.#members;
    for (let step = 1; step < count; step++) {
      const next = (member + step) % count;
      if (this.belongs[next] === 1 && !this.#hasFailed(member, next) && !passedOver.includes(next)) return next;
    }
    return -1;
  }

  #isConnected(a: number, b: number): boolean {
    return this.#network.passes(a, b) && this.#network.passes(b, a);
  }

  /** Whether messages of `member` are answered by `other`. */
  #isWell(member: number, other: number): boolean {
    return this.#members.isRunning(other) && this.#isConnected(member, other);
  }

  #isRefused(member: number, other: number): boolean {
    return this.#isConnected(member, other) && this.#members.isHostUp(other) && !this.#members.isUp(other);
  }

  /** Everyone whose neighbour does not answer begins to miss it with its next message. */
  #look(): void {
    const { interval } = this.#settings;
    for (let member = 0; member < this.#members.count; member++) {
      if (this.#searches[member] !== null || !this.#members.isUp(member) || this.belongs[member] === 0) continue;
      const target = this.#nextOf(member);
      if (target < 0 || this.#isWell(member, target)) continue;
      const number = ++this.#lastSearch;
      this.#searches[member] = { number, target, passedOver: [], recoveringSince: -1, metSilence: false };
      const phase = this.#phase[member]!;
      const messages = Math.floor((this.#simulation.now - phase) / interval) + 1;
      this.#simulation.scheduleAt(phase + messages * interval, this.#message, member, number);
    }
  }

  #forgetAnswered(): void {
    this.#searches.forEach((search, member) => {
      if (search?.recoveringSince === -1 && this.#isWell(member, search.target)) this.#searches[member] = null;
    });
  }

  /** The search of that number if it is still on; undefined also when it has to wait until its process goes on. */
  #current(member: number, number: number, handler: HandlerId): Search | undefined {
    const search = this.#searches[member];
    if (search?.number !== number || !this.#members.isUp(member)) return undefined;
    if (!this.#members.isPaused(member)) return search;
    this.#members.deferMessage(member, handler, member, number, 0);
    return undefined;
  }

  #onMessage(member: number, number: number): void {
    const search = this.#current(member, number, this.#message);
    if (search === undefined) return;
    const { failureDetectionTimeout, backwardCheck } = this.#settings;
    this.#try(member, search, failureDetectionTimeout + backwardCheck);
  }

  /** What becomes of one attempt: an answer, a refusal after the way there and back, or nothing for as long as is waited. */
  #try(member: number, search: Search, patience: number, pause = 0): void {
    const { target } = search;
    if (this.#isWell(member, target)) {
      this.#joinHands(member, search);
      return;
    }
    const refused = this.#isRefused(member, target);
    if (!refused) search.metSilence = true;
    const roundTrip = Math.round(2 * this.#network.meanDelay(member, target));
    const wait = refused ? Math.max(roundTrip, pause) : patience;
    this.#simulation.schedule(wait, this.#givenUp, member, search.number);
  }

  #onGivenUp(member: number, number: number): void {
    const search = this.#current(member, number, this.#givenUp);
    if (search === undefined) return;
    if (this.#isWell(member, search.target)) {
      this.#joinHands(member, search);
      return;
    }
    const { now } = this.#simulation;
    const { connectionRecoveryTimeout, slice } = this.#settings;
    if (search.recoveringSince < 0) search.recoveringSince = now;
    if (!search.passedOver.includes(search.target)) search.passedOver.push(search.target);
    const left = search.recoveringSince + connectionRecoveryTimeout - now;
    const next = this.#nextOf(member, search.passedOver);
    if (left <= 0) this.#settings.halts(member);
    else if (next < 0 && (search.passedOver.length === 1 || !search.metSilence)) this.#joinHands(member, search);
    else {
      // With nobody left to try, it begins again with the first one, as long as it may, not before a slice is over.
      const patience = Math.min(slice, left);
      search.target = next < 0 ? search.passedOver[0]! : next;
      this.#try(member, search, patience, next < 0 ? patience : 0);
    }
  }

  /** Those that were passed over are out of its ring, unless whoever answered still hears from them. */
  #joinHands(member: number, search: Search): void {
    const { passedOver, target, recoveringSince } = search;
    const answers = this.#isWell(member, target);
    // Whoever stands behind one that answers again is for that one to find.
    const place = passedOver.indexOf(target);
    if (answers && place >= 0) passedOver.length = place;
    const alive = answers ? passedOver.find((other) => this.#isWell(target, other)) : undefined;
    if (alive !== undefined) {
      this.#search(member, search, alive, recoveringSince);
      return;
    }
    this.#searches[member] = null;
    for (const subject of passedOver) this.#fail(member, subject);
    this.#tell(member);
    this.#look();
  }

  /** Its neighbour is there for others: the fault is its own, and it goes on trying until it must halt. */
  #search(member: number, search: Search, alive: number, recoveringSince: number): void {
    const left = recoveringSince + this.#settings.connectionRecoveryTimeout - this.#simulation.now;
    search.target = alive;
    this.#simulation.schedule(Math.max(1, Math.min(this.#settings.slice, left)), this.#givenUp, member, search.number);
  }

  #fail(observer: number, subject: number): void {
    if (this.#hasFailed(observer, subject)) return;
    this.#failed.set(this.#keyOf(observer, subject), { observer, subject, suspected: true, removed: false });
    this.#listener.suspected(observer, subject);
  }

  /** What a member knows goes to its next one. */
  #tell(member: number): void {
    const next = this.#nextOf(member);
    if (next < 0 || !this.#isConnected(member, next)) return;
    this.#simulation.schedule(this.#network.delay(member, next), this.#news, next, member);
  }

  #onNews(to: number, from: number): void {
    if (!this.#members.isUp(to) || !this.#isConnected(from, to)) return;
    if (this.#members.isPaused(to)) {
      this.#members.deferMessage(to, this.#news, to, from, 0);
      return;
    }
    // Two rings do not listen to one another.
    if (this.#hasFailed(from, to) || this.#hasFailed(to, from)) return;
    const known = [...this.#failed.values()].filter(({ observer, subject }) => observer === from && subject !== to);
    const fresh = known.filter(({ subject }) => !this.#hasFailed(to, subject));
    for (const { subject } of fresh) this.#fail(to, subject);
    if (fresh.length > 0) this.#tell(to);
    this.#look();
  }

  /** `observer` and `subject` can speak: one message later it hears of it. */
  #meet(observer: number, subject: number): void {
    if (this.belongs[observer] === 0 || !this.#members.isUp(observer) || !this.#isWell(observer, subject)) return;
    this.#simulation.schedule(this.#network.delay(subject, observer), this.#heard, observer, subject);
  }

  #onHeard(observer: number, subject: number): void {
    if (!this.#members.isUp(observer) || !this.#isWell(observer, subject)) return;
    if (this.#members.isPaused(observer)) {
      this.#members.deferMessage(observer, this.#heard, observer, subject, 0);
      return;
    }
    const failed = this.#failed.get(this.#keyOf(observer, subject));
    this.#failed.delete(this.#keyOf(observer, subject));
    const before = failed ?? { observer, subject, suspected: false, removed: false };
    if (failed !== undefined) this.#inform(subject, observer);
    this.#listener.heard({ ...before });
    this.#look();
  }

  /** A new process learns from whoever lets it in who else is out. */
  #inform(member: number, observer: number): void {
    for (const { observer: teller, subject, removed } of [...this.#failed.values()]) {
      if (teller !== observer || subject === member || !removed || this.#members.isUp(subject)) continue;
      if (this.#hasFailed(member, subject)) continue;
      this.#failed.set(this.#keyOf(member, subject), { observer: member, subject, suspected: true, removed: true });
    }
  }
}
