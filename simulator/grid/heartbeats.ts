/**
 * Heartbeats: who hears from whom, and who suspects whom (oracle F01).
 *
 * Every member sends a heartbeat to every other each `interval` from its own random phase; an observer suspects a member when nothing
 * arrived for as long as the law allows. Heartbeats of undisturbed pairs are not events (unless the law has to see every one): the last
 * arrival before a disturbance follows from the phase.
 * From a disturbance on, a pair is watched explicitly until heartbeats pass again. What follows from a suspicion is not known here.
 * Left out: processing time of heartbeats, clock drift.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { DetectorListener, FailureDetector, Suspicion } from './failure-detector.ts';
import type { MembershipGround } from './membership.ts';
import type { SilenceLaw } from './silence-law.ts';

export interface HeartbeatSettings {
  /** ns between two heartbeats of a member. */
  readonly interval: number;
  /** How long a member may be silent. */
  readonly law: SilenceLaw;
  /** A member looks for silent ones only when it sends its own heartbeats (Hazelcast). Absent: at the moment a limit is reached. */
  readonly looksWhenBeating?: boolean;
}

/** Heartbeats from `subject` to `observer` while something is wrong between them, or while each of them counts. */
interface Watch extends Suspicion {
  lastArrival: number;
  /** Something is wrong between them, or was until the next heartbeat. */
  troubled: boolean;
  /** When the deadline that counts is looked at; one that was set before the law became stricter is void. */
  alarmAt: number;
}

export class Heartbeats implements FailureDetector {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #network: MembershipGround['network'];
  readonly #listener: DetectorListener;
  readonly #settings: HeartbeatSettings;
  readonly #phase: Float64Array;
  /** Members of the cluster, as a 1 for each: the others are away in good order, and nobody waits for them. */
  readonly belongs: Uint8Array;
  readonly #watches = new Map<number, Watch>();
  /** By pair: last arrival when its watch ended. */
  readonly #unwatchedSince = new Map<number, number>();
  /** A heartbeat of the member is scheduled. */
  readonly #beating: Uint8Array;
  readonly #deadline: HandlerId;
  readonly #beat: HandlerId;
  readonly #arrive: HandlerId;

  constructor(ground: MembershipGround, listener: DetectorListener, settings: HeartbeatSettings) {
    this.#simulation = ground.simulation;
    this.#members = ground.members;
    this.#network = ground.network;
    this.#listener = listener;
    this.#settings = settings;
    const { simulation } = ground;
    const stream = ground.streams.named('membership/heartbeat-phase');
    this.#phase = Float64Array.from({ length: ground.members.count }, () =>
      Math.floor(stream.uniform() * settings.interval),
    );
    this.#beating = new Uint8Array(ground.members.count);
    this.belongs = Uint8Array.from({ length: ground.members.count }, (_, member) => +ground.members.isUp(member));
    this.#deadline = simulation.handler('membership/deadline', (observer, subject) =>
      this.#onDeadline(observer, subject),
    );
    this.#beat = simulation.handler('membership/heartbeat-sent', (subject) => this.#onBeat(subject));
    this.#arrive = simulation.handler('membership/heartbeat-arrived', (observer, subject) =>
      this.#onArrival(observer, subject),
    );
  }

  start(): void {
    if (!this.#settings.law.needsEveryHeartbeat) return;
    for (let member = 0; member < this.#members.count; member++) this.disturbed(member);
    for (const watch of this.#watches.values()) watch.troubled = false;
  }

  openSuspicions(observer: number): readonly Suspicion[] {
    return [...this.#watches.values()].filter(
      (watch) => watch.observer === observer && watch.suspected && !watch.removed,
    );
  }

  sideOf(observer: number): Uint8Array {
    const side = this.belongs.slice();
    for (const watch of this.#watches.values())
      if (watch.observer === observer && watch.suspected) side[watch.subject] = 0;
    return side;
  }

  /** `member` may fall silent: everyone begins to wait for it. */
  disturbed(member: number): void {
    for (let observer = 0; observer < this.#members.count; observer++)
      if (observer !== member && this.belongs[observer] === 1) this.#watch(observer, member);
  }

  /** `member` said goodbye: nobody waits for it any more, and it for nobody. */
  departed(member: number): void {
    this.belongs[member] = 0;
    for (const [key, { observer, subject }] of this.#watches)
      if (observer === member || subject === member) this.#watches.delete(key);
  }

  /** The process of `member` began anew: it knows nobody's past and waits for everyone from now on. */
  started(member: number): void {
    this.belongs[member] = 1;
    this.disturbed(member);
    this.#settings.law.restarted(member);
    for (const [key, watch] of this.#watches) if (watch.observer === member) this.#watches.delete(key);
    for (let subject = 0; subject < this.#members.count; subject++) {
      if (subject !== member && this.belongs[subject] === 1) this.#watchFrom(member, subject, this.#simulation.now);
    }
    this.#startBeating(member);
  }

  resumed(member: number): void {
    if (!this.#settings.law.learns || this.#beating[member] === 1 || !this.#missedBeat(member)) {
      this.#startBeating(member);
      return;
    }
    // To a law that looks closely, the heartbeat that was due in a pause comes late; a deadline can wait for the next.
    this.#beating[member] = 1;
    this.#simulation.schedule(0, this.#beat, member);
  }

  networkChanged(): void {
    for (let observer = 0; observer < this.#members.count; observer++) {
      for (let subject = 0; subject < this.#members.count; subject++) {
        const untouched = this.#network.passes(subject, observer) && !this.#network.isDisturbed(subject, observer);
        const both = this.belongs[observer] === 1 && this.belongs[subject] === 1;
        if (observer !== subject && both && !untouched) this.#watch(observer, subject);
      }
    }
    for (const watch of this.#watches.values()) this.#startBeating(watch.subject);
  }

  /** `observer` takes over another's view: it gives those it suspected a new deadline. */
  forgive(observer: number, isForgiven: (subject: number) => boolean): void {
    for (const watch of this.#watches.values()) {
      if (watch.observer !== observer || !watch.suspected || !isForgiven(watch.subject)) continue;
      watch.suspected = false;
      watch.removed = false;
      watch.lastArrival = this.#simulation.now;
      this.#await(watch);
    }
  }

  /** Something else than silence told `observer` that `subject` is gone. */
  suspect(observer: number, subject: number): void {
    const watch = this.#watches.get(this.#keyOf(observer, subject));
    if (watch === undefined || watch.suspected) return;
    watch.suspected = true;
    this.#listener.suspected(observer, subject);
  }

  /** When `observer` looks next at or after `time`. */
  #lookAt(observer: number, time: number): number {
    if (this.#settings.looksWhenBeating !== true) return time;
    const { interval } = this.#settings;
    const phase = this.#phase[observer]!;
    return Math.ceil((time - phase) / interval) * interval + phase;
  }

  #keyOf(observer: number, subject: number): number {
    return observer * this.#members.count + subject;
  }

  #watch(observer: number, subject: number): void {
    const known = this.#watches.get(this.#keyOf(observer, subject));
    if (known !== undefined) {
      known.troubled = true;
      return;
    }
    const lastArrival = this.#lastUndisturbedArrival(observer, subject);
    this.#settings.law.regular(observer, subject, this.#beatsSinceWatched(observer, subject, lastArrival));
    this.#watchFrom(observer, subject, lastArrival);
  }

  /** Heartbeats that came regularly since the pair was watched last. */
  #beatsSinceWatched(observer: number, subject: number, lastArrival: number): number {
    const before = this.#unwatchedSince.get(this.#keyOf(observer, subject));
    return before === undefined ? 0 : Math.max(0, Math.round((lastArrival - before) / this.#settings.interval));
  }

  #watchFrom(observer: number, subject: number, lastArrival: number): void {
    const limit = lastArrival + this.#settings.law.limit(observer, subject);
    const alarmAt = this.#lookAt(observer, Math.max(this.#simulation.now, limit));
    const watch = { observer, subject, lastArrival, suspected: false, removed: false, troubled: true, alarmAt };
    this.#watches.set(this.#keyOf(observer, subject), watch);
    this.#simulation.scheduleAt(alarmAt, this.#deadline, observer, subject);
    this.#startBeating(subject);
  }

  /** Heartbeats leave at phase + k × interval; those sent before now arrive even if the sender has died since. */
  #lastUndisturbedArrival(observer: number, subject: number): number {
    const { interval } = this.#settings;
    const phase = this.#phase[subject]!;
    const sent = Math.floor((this.#simulation.now - phase) / interval) * interval + phase;
    return sent + Math.round(this.#network.meanDelay(subject, observer));
  }

  /** Whether a heartbeat was due in the pause that has just ended. */
  #missedBeat(member: number): boolean {
    const { interval } = this.#settings;
    const beatsUntil = (time: number) => Math.floor((time - this.#phase[member]!) / interval);
    return beatsUntil(this.#simulation.now) > beatsUntil(this.#members.pausedSince(member));
  }

  #startBeating(subject: number): void {
    if (this.#beating[subject] === 1 || !this.#members.isRunning(subject)) return;
    this.#beating[subject] = 1;
    const { interval } = this.#settings;
    const phase = this.#phase[subject]!;
    const beats = Math.floor((this.#simulation.now - phase) / interval) + 1;
    this.#simulation.scheduleAt(phase + beats * interval, this.#beat, subject);
  }

  #onBeat(subject: number): void {
    this.#beating[subject] = 0;
    if (!this.#members.isRunning(subject)) return;
    let watched = false;
    for (const watch of this.#watches.values()) {
      if (watch.subject !== subject) continue;
      watched = true;
      if (!this.#network.passes(subject, watch.observer) || this.#network.loses(subject, watch.observer)) continue;
      this.#simulation.schedule(this.#network.delay(subject, watch.observer), this.#arrive, watch.observer, subject);
    }
    if (watched) this.#startBeating(subject);
  }

  #onArrival(observer: number, subject: number): void {
    const watch = this.#watches.get(this.#keyOf(observer, subject));
    if (watch === undefined || !this.#members.isUp(observer) || !this.#network.passes(subject, observer)) return;
    if (this.#members.isPaused(observer)) {
      this.#members.deferMessage(observer, this.#arrive, observer, subject, 0);
      return;
    }
    const before = { ...watch };
    this.#settings.law.arrived(observer, subject, this.#simulation.now - watch.lastArrival);
    watch.lastArrival = this.#simulation.now;
    watch.suspected = false;
    watch.removed = false;
    watch.troubled = this.#network.isDisturbed(subject, observer);
    if (!watch.troubled && !this.#settings.law.needsEveryHeartbeat) {
      this.#watches.delete(this.#keyOf(observer, subject));
      this.#unwatchedSince.set(this.#keyOf(observer, subject), watch.lastArrival);
    } else if (before.suspected || this.#isLate(watch)) this.#await(watch);
    if (before.troubled || before.suspected) this.#listener.heard(before);
  }

  #await(watch: Watch): void {
    const { observer, subject } = watch;
    watch.alarmAt = this.#lookAt(observer, this.#simulation.now + this.#settings.law.limit(observer, subject));
    this.#simulation.scheduleAt(watch.alarmAt, this.#deadline, observer, subject);
  }

  /** A law that learns may ask for an earlier look than the one that was planned. */
  #isLate({ observer, subject, alarmAt }: Watch): boolean {
    const { law } = this.#settings;
    return law.learns && alarmAt > this.#lookAt(observer, this.#simulation.now + law.limit(observer, subject));
  }

  #onDeadline(observer: number, subject: number): void {
    const watch = this.#watches.get(this.#keyOf(observer, subject));
    if (watch === undefined || watch.suspected || !this.#members.isUp(observer)) return;
    if (this.#members.isPaused(observer)) {
      this.#members.deferMessage(observer, this.#deadline, observer, subject, 0);
      return;
    }
    const { law } = this.#settings;
    if (law.learns && this.#simulation.now < watch.alarmAt) return;
    const due = this.#lookAt(observer, watch.lastArrival + law.limit(observer, subject));
    if (due > this.#simulation.now) {
      watch.alarmAt = due;
      this.#simulation.scheduleAt(due, this.#deadline, observer, subject);
      return;
    }
    watch.suspected = true;
    this.#listener.suspected(observer, subject);
  }
}
