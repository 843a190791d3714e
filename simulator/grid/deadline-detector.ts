/**
 * The generic grid's membership: heartbeats with a deadline, the oldest member decides, a majority (or any side) promotes.
 *
 * Every member sends a heartbeat to every other each `interval` from its own random phase; an observer suspects a member when nothing
 * arrived for `timeout`, so a crash is detected between timeout + delay − interval and timeout + delay, uniformly (oracle F01).
 * The coordinator of a side is the lowest-numbered member that suspects everyone below it. It removes those it suspects, and takes removed
 * ones back when it hears from them again. Under `majority` a removal counts when more than half of all members have confirmed it, so the
 * small side of a split cannot remove anybody while it has not yet noticed how small it is.
 * Heartbeats of undisturbed pairs are not events: the last arrival before a disturbance follows from the phase. From a disturbance on,
 * a pair is watched explicitly until heartbeats pass again.
 * Left out: processing time of heartbeats, clock drift, members joining beyond the configured ones.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Network } from '../network/network.ts';
import type { Members } from './members.ts';
import type { MembershipGround, MembershipListener, MembershipProtocol } from './membership.ts';

export interface DeadlineListener extends MembershipListener {
  /** The side whose members are 1 in `side` removed `subject`. */
  removed(subject: number, side: Uint8Array): void;
  /** `member` belongs to that side again. */
  joined(member: number, side: Uint8Array): void;
}

export interface DeadlineSettings {
  readonly interval: number;
  readonly timeout: number;
  /** majority: only a side that sees more than half of the members promotes and serves. */
  readonly promotion: 'majority' | 'any-side';
}

/** Heartbeats from `subject` to `observer` while something is wrong between them. */
interface Watch {
  readonly observer: number;
  readonly subject: number;
  /** Start of the subject's process that the observer knows. */
  readonly incarnation: number;
  lastArrival: number;
  suspected: boolean;
  removed: boolean;
}

export class DeadlineDetector implements MembershipProtocol {
  readonly #simulation: Simulation;
  readonly #members: Members;
  readonly #network: Network;
  readonly #listener: DeadlineListener;
  readonly #settings: DeadlineSettings;
  readonly #phase: Float64Array;
  readonly #watches = new Map<number, Watch>();
  readonly #deadline: HandlerId;
  readonly #beat: HandlerId;
  readonly #arrive: HandlerId;
  readonly #commit: HandlerId;
  /** A beat event of the member is scheduled. */
  readonly #beating: Uint8Array;
  readonly #serving: Uint8Array;
  /**
   * Line of the cluster each member belongs to. All start in line 0. Under `majority` a removed member leaves it (a negative number of its
   * own); under `any-side` a side that removes others becomes a line named after its coordinator. After a heal the largest line stays.
   */
  readonly #line: Int32Array;

  constructor(ground: MembershipGround, listener: DeadlineListener, settings: DeadlineSettings) {
    this.#simulation = ground.simulation;
    this.#members = ground.members;
    this.#network = ground.network;
    this.#listener = listener;
    this.#settings = settings;
    const { count } = ground.members;
    const stream = ground.streams.named('membership/heartbeat-phase');
    this.#phase = Float64Array.from({ length: count }, () => stream.below(Math.min(settings.interval, 2 ** 31 - 1)));
    this.#beating = new Uint8Array(count);
    this.#serving = new Uint8Array(count).fill(1);
    this.#line = new Int32Array(count);
    this.#deadline = this.#simulation.handler('membership/deadline', (observer, subject) =>
      this.#onDeadline(observer, subject),
    );
    this.#beat = this.#simulation.handler('membership/heartbeat-sent', (subject) => this.#onBeat(subject));
    this.#commit = this.#simulation.handler('membership/view-confirmed', (observer) => this.#onCommit(observer));
    this.#arrive = this.#simulation.handler('membership/heartbeat-arrived', (observer, subject) =>
      this.#onArrival(observer, subject),
    );
  }

  start(): void {
    // Undisturbed heartbeats are law, not events: there is nothing to begin.
  }

  isServing(member: number): boolean {
    return this.#serving[member] === 1;
  }

  memberStopped(member: number): void {
    this.#disturb(member);
  }

  memberPaused(member: number): void {
    this.#disturb(member);
  }

  memberStarted(member: number): void {
    this.#disturb(member);
    this.#startBeating(member);
  }

  memberResumed(member: number): void {
    this.#startBeating(member);
  }

  networkChanged(): void {
    for (let observer = 0; observer < this.#members.count; observer++) {
      for (let subject = 0; subject < this.#members.count; subject++) {
        if (observer === subject) continue;
        if (this.#network.passes(subject, observer) && !this.#network.isSlowed(subject, observer)) continue;
        this.#watch(observer, subject);
      }
    }
    for (const watch of this.#watches.values()) this.#startBeating(watch.subject);
  }

  /** Everyone begins to wait for `member`, and `member` (should it come back) for everyone. */
  #disturb(member: number): void {
    for (let observer = 0; observer < this.#members.count; observer++) {
      if (observer !== member) this.#watch(observer, member);
    }
  }

  #watch(observer: number, subject: number): void {
    const key = observer * this.#members.count + subject;
    if (this.#watches.has(key)) return;
    const lastArrival = this.#lastUndisturbedArrival(observer, subject);
    this.#watches.set(key, {
      observer,
      subject,
      incarnation: this.#members.incarnation[subject]!,
      lastArrival,
      suspected: false,
      removed: false,
    });
    this.#simulation.scheduleAt(
      Math.max(this.#simulation.now, lastArrival + this.#settings.timeout),
      this.#deadline,
      observer,
      subject,
    );
    this.#startBeating(subject);
  }

  /** Heartbeats leave at phase + k × interval; those sent before now arrive even if the sender has died since. */
  #lastUndisturbedArrival(observer: number, subject: number): number {
    const { interval } = this.#settings;
    const sent =
      Math.floor((this.#simulation.now - this.#phase[subject]!) / interval) * interval + this.#phase[subject]!;
    return sent + Math.round(this.#network.meanDelay(subject, observer));
  }

  #startBeating(subject: number): void {
    if (this.#beating[subject] === 1 || !this.#members.isRunning(subject)) return;
    this.#beating[subject] = 1;
    const { interval } = this.#settings;
    const { now } = this.#simulation;
    const beats = Math.floor((now - this.#phase[subject]!) / interval) + 1;
    this.#simulation.scheduleAt(this.#phase[subject]! + beats * interval, this.#beat, subject);
  }

  #onBeat(subject: number): void {
    this.#beating[subject] = 0;
    if (!this.#members.isRunning(subject)) return;
    let watched = false;
    for (const watch of this.#watches.values()) {
      if (watch.subject !== subject) continue;
      watched = true;
      if (!this.#network.passes(subject, watch.observer)) continue;
      this.#simulation.schedule(this.#network.delay(subject, watch.observer), this.#arrive, watch.observer, subject);
    }
    if (watched) this.#startBeating(subject);
  }

  #onArrival(observer: number, subject: number): void {
    const watch = this.#watches.get(observer * this.#members.count + subject);
    if (watch === undefined || !this.#members.isUp(observer) || !this.#network.passes(subject, observer)) return;
    if (this.#members.isPaused(observer)) {
      this.#members.deferMessage(observer, this.#arrive, observer, subject, 0);
      return;
    }
    watch.lastArrival = this.#simulation.now;
    const mustReconsider = watch.suspected || this.#line[subject] !== this.#line[observer];
    watch.suspected = false;
    watch.removed = false;
    if (!this.#network.isSlowed(subject, observer)) this.#watches.delete(observer * this.#members.count + subject);
    if (watch.incarnation !== this.#members.incarnation[subject] && this.#line[subject] === this.#line[observer]) {
      this.#noticeRestart(observer, watch);
    } else if (mustReconsider) this.#reconsider(observer);
  }

  /** A process that came back before it was suspected is a new member all the same: its former self is removed first. */
  #noticeRestart(observer: number, watch: Watch): void {
    const side = this.#sideOf(observer);
    if (
      !this.#isCoordinator(observer, side) &&
      !(watch.subject < observer && this.#isCoordinator(observer, without(side, watch.subject)))
    )
      return;
    this.#remove(watch, without(side, watch.subject), observer);
    this.#reconsider(observer);
    if (this.#line[watch.subject] !== this.#line[observer]) this.#takeBack(watch.subject, this.#line[observer]!);
  }

  #onDeadline(observer: number, subject: number): void {
    const watch = this.#watches.get(observer * this.#members.count + subject);
    if (watch === undefined || watch.suspected || !this.#members.isUp(observer)) return;
    if (this.#members.isPaused(observer)) {
      this.#members.deferMessage(observer, this.#deadline, observer, subject, 0);
      return;
    }
    const due = watch.lastArrival + this.#settings.timeout;
    if (due > this.#simulation.now) {
      this.#simulation.scheduleAt(due, this.#deadline, observer, subject);
      return;
    }
    watch.suspected = true;
    this.#listener.suspected(observer, subject);
    this.#reconsider(observer);
  }

  /** What `observer` concludes from whom it suspects: whether it may serve, and, if it coordinates its side, whom to remove or take back. */
  #reconsider(observer: number): void {
    const side = this.#sideOf(observer);
    let seen = 0;
    for (const member of side) seen += member;
    const majority = 2 * seen > this.#members.count;
    const decides = this.#settings.promotion === 'any-side' || majority;
    this.#setServing(observer, this.#settings.promotion === 'any-side' || (majority && this.#line[observer]! >= 0));
    if (!decides || !this.#isCoordinator(observer, side)) return;
    if (this.#settings.promotion === 'any-side') this.#changeView(observer);
    else this.#propose(observer, side);
  }

  /** A new membership counts once a majority has confirmed it: one round trip to the farthest member of the side. */
  #propose(observer: number, side: Uint8Array): void {
    let farthest = 0;
    for (let member = 0; member < side.length; member++) {
      if (side[member] === 1) farthest = Math.max(farthest, this.#network.meanDelay(observer, member));
    }
    this.#simulation.schedule(Math.round(2 * farthest), this.#commit, observer);
  }

  #onCommit(observer: number): void {
    if (!this.#members.isRunning(observer) || !this.#isCoordinator(observer, this.#sideOf(observer))) return;
    const confirmed = this.#answering(observer).reduce((sum, answers) => sum + answers, 0);
    if (2 * confirmed > this.#members.count) this.#changeView(observer);
  }

  /** The coordinator removes whom it suspects and takes back whom it hears again, as far as its word reaches. */
  #changeView(observer: number): void {
    const side = this.#answering(observer);
    for (const watch of [...this.#watches.values()]) {
      if (watch.observer === observer && watch.suspected && !watch.removed) this.#remove(watch, side, observer);
    }
    const line = this.#largestLine(side);
    let tookBack = false;
    for (let member = 0; member < this.#members.count; member++) {
      if (side[member] !== 1 || this.#line[member] === line) continue;
      this.#takeBack(member, line);
      tookBack = true;
    }
    // Who was taken back may be the one who decides from now on, and it may see more.
    const first = this.#sideOf(observer).indexOf(1);
    if (tookBack && first >= 0 && first !== observer && this.#members.isRunning(first)) this.#reconsider(first);
  }

  /** Members of the observer's side that its messages reach and whose answers reach it. */
  #answering(observer: number): Uint8Array {
    return this.#sideOf(observer).map((on, member) =>
      on === 1 &&
      this.#members.isRunning(member) &&
      this.#network.passes(observer, member) &&
      this.#network.passes(member, observer)
        ? 1
        : 0,
    );
  }

  #remove(watch: Watch, side: Uint8Array, coordinator: number): void {
    watch.removed = true;
    const first = this.#settings.promotion === 'any-side' || this.#line[watch.subject]! >= 0;
    if (this.#settings.promotion === 'majority') this.#line[watch.subject] = -1 - watch.subject;
    else
      for (let member = 0; member < side.length; member++) if (side[member] === 1) this.#line[member] = 1 + coordinator;
    if (first) this.#listener.declaredFailed(watch.subject);
    this.#listener.removed(watch.subject, side);
  }

  /** `member` joins `line`, from whose members it copies. */
  #takeBack(member: number, line: number): void {
    this.#line[member] = line;
    this.#forgetSuspicions(member, line);
    const hosts = Uint8Array.from(this.#line, (other, host) => (other === line && this.#members.isUp(host) ? 1 : 0));
    this.#listener.cleared(member);
    this.#listener.joined(member, hosts);
    this.#setServing(member, true);
  }

  /** Who joins a line takes over its view: it waits anew for every member of it. */
  #forgetSuspicions(observer: number, line: number): void {
    for (const watch of this.#watches.values()) {
      if (watch.observer !== observer || this.#line[watch.subject] !== line || !watch.suspected) continue;
      watch.suspected = false;
      watch.removed = false;
      watch.lastArrival = this.#simulation.now;
      this.#simulation.schedule(this.#settings.timeout, this.#deadline, observer, watch.subject);
    }
  }

  /** Of the lines that meet on a side, the one with the most living members; what members know of their line they bring along. */
  #largestLine(side: Uint8Array): number {
    let best = 0;
    let most = -1;
    for (let member = 0; member < side.length; member++) {
      const line = this.#line[member]!;
      if (side[member] !== 1 || line < 0) continue;
      const size = this.#line.reduce(
        (sum, other, host) => sum + (other === line && this.#members.isUp(host) ? 1 : 0),
        0,
      );
      if (size <= most) continue;
      best = line;
      most = size;
    }
    return best;
  }

  #setServing(member: number, serving: boolean): void {
    if ((this.#serving[member] === 1) === serving) return;
    this.#serving[member] = serving ? 1 : 0;
    this.#listener.servingChanged(member, serving);
  }

  /** Members that `observer` does not suspect, itself included. */
  #sideOf(observer: number): Uint8Array {
    const side = new Uint8Array(this.#members.count).fill(1);
    for (const watch of this.#watches.values())
      if (watch.observer === observer && watch.suspected) side[watch.subject] = 0;
    return side;
  }

  /** The lowest member of the side that has not been removed; a removed one decides nothing until it is taken back. */
  #isCoordinator(observer: number, side: Uint8Array): boolean {
    if (this.#line[observer]! < 0) return false;
    for (let member = 0; member < observer; member++) if (side[member] === 1 && this.#line[member]! >= 0) return false;
    return true;
  }
}

function without(side: Uint8Array, member: number): Uint8Array {
  const rest = side.slice();
  rest[member] = 0;
  return rest;
}
