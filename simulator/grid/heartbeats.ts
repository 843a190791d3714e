/**
 * Heartbeats with a deadline: who hears from whom, and who suspects whom (oracle F01).
 *
 * Every member sends a heartbeat to every other each `interval` from its own random phase; an observer suspects a member when nothing
 * arrived for `timeout`. Heartbeats of undisturbed pairs are not events: the last arrival before a disturbance follows from the phase.
 * From a disturbance on, a pair is watched explicitly until heartbeats pass again. What follows from a suspicion is not known here.
 * Left out: processing time of heartbeats, clock drift.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Network } from '../network/network.ts';
import type { Members } from './members.ts';
import type { MembershipGround } from './membership.ts';

export interface HeartbeatSettings {
  /** ns between two heartbeats of a member. */
  readonly interval: number;
  /** ns of silence after which a member is suspected. */
  readonly timeout: number;
}

/** Heartbeats from `subject` to `observer` while something is wrong between them. */
export interface Watch {
  readonly observer: number;
  readonly subject: number;
  lastArrival: number;
  suspected: boolean;
  /** The observer has acted on its suspicion. */
  removed: boolean;
}

export interface HeartbeatListener {
  suspected(observer: number, subject: number): void;
  /** A heartbeat arrived of a member that was watched; `watch` is as it was before. */
  heard(watch: Readonly<Watch>): void;
}

export class Heartbeats {
  readonly #simulation: Simulation;
  readonly #members: Members;
  readonly #network: Network;
  readonly #listener: HeartbeatListener;
  readonly #settings: HeartbeatSettings;
  readonly #phase: Float64Array;
  /** Members of the cluster, as a 1 for each: the others are away in good order, and nobody waits for them. */
  readonly belongs: Uint8Array;
  readonly #watches = new Map<number, Watch>();
  /** A heartbeat of the member is scheduled. */
  readonly #beating: Uint8Array;
  readonly #deadline: HandlerId;
  readonly #beat: HandlerId;
  readonly #arrive: HandlerId;

  constructor(ground: MembershipGround, listener: HeartbeatListener, settings: HeartbeatSettings) {
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

  suspects(observer: number, subject: number): boolean {
    return this.#watches.get(this.#keyOf(observer, subject))?.suspected === true;
  }

  /** Suspicions of an observer that it has not acted on. */
  openSuspicions(observer: number): readonly Watch[] {
    return [...this.#watches.values()].filter(
      (watch) => watch.observer === observer && watch.suspected && !watch.removed,
    );
  }

  /** Members that `observer` does not suspect, itself included, as a 1 for each. */
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
    for (const [key, watch] of this.#watches) if (watch.observer === member) this.#watches.delete(key);
    for (let subject = 0; subject < this.#members.count; subject++) {
      if (subject !== member && this.belongs[subject] === 1) this.#watchFrom(member, subject, this.#simulation.now);
    }
    this.#startBeating(member);
  }

  resumed(member: number): void {
    this.#startBeating(member);
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
      this.#simulation.schedule(this.#settings.timeout, this.#deadline, observer, watch.subject);
    }
  }

  #keyOf(observer: number, subject: number): number {
    return observer * this.#members.count + subject;
  }

  #watch(observer: number, subject: number): void {
    if (!this.#watches.has(this.#keyOf(observer, subject))) {
      this.#watchFrom(observer, subject, this.#lastUndisturbedArrival(observer, subject));
    }
  }

  #watchFrom(observer: number, subject: number, lastArrival: number): void {
    const watch = { observer, subject, lastArrival, suspected: false, removed: false };
    this.#watches.set(this.#keyOf(observer, subject), watch);
    const due = Math.max(this.#simulation.now, lastArrival + this.#settings.timeout);
    this.#simulation.scheduleAt(due, this.#deadline, observer, subject);
    this.#startBeating(subject);
  }

  /** Heartbeats leave at phase + k × interval; those sent before now arrive even if the sender has died since. */
  #lastUndisturbedArrival(observer: number, subject: number): number {
    const { interval } = this.#settings;
    const phase = this.#phase[subject]!;
    const sent = Math.floor((this.#simulation.now - phase) / interval) * interval + phase;
    return sent + Math.round(this.#network.meanDelay(subject, observer));
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
    watch.lastArrival = this.#simulation.now;
    watch.suspected = false;
    watch.removed = false;
    if (!this.#network.isDisturbed(subject, observer)) this.#watches.delete(this.#keyOf(observer, subject));
    else if (before.suspected) this.#simulation.schedule(this.#settings.timeout, this.#deadline, observer, subject);
    this.#listener.heard(before);
  }

  #onDeadline(observer: number, subject: number): void {
    const watch = this.#watches.get(this.#keyOf(observer, subject));
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
  }
}
