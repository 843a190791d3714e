/**
 * Hazelcast's ping failure detector in parallel mode (PingFailureDetector): every member pings every other each `interval` from a phase of
 * its own; `maxAttempts` pings in a row without an echo within `timeout` make it suspect the other.
 *
 * A host echoes while it is up and packets pass both ways, whatever its processes do. Pings that would be answered are no events: a pair is
 * looked at only while its echo is away. Left out: pings lost one by one.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { MembershipGround } from '../membership.ts';

export interface EchoSettings {
  /** ns. */
  readonly timeout: number;
  readonly interval: number;
  readonly maxAttempts: number;
}

export class EchoMonitor {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #network: MembershipGround['network'];
  readonly #settings: EchoSettings;
  readonly #suspects: (observer: number, subject: number) => void;
  readonly #phase: Float64Array;
  readonly #ping: HandlerId;
  readonly #unanswered: HandlerId;
  /** By pair: pings in a row without an echo; only pairs that are looked at. */
  readonly #failed = new Map<number, number>();

  constructor(ground: MembershipGround, settings: EchoSettings, suspects: (observer: number, subject: number) => void) {
    this.#simulation = ground.simulation;
    this.#members = ground.members;
    this.#network = ground.network;
    this.#settings = settings;
    this.#suspects = suspects;
    const stream = ground.streams.named('membership/ping-phase');
    this.#phase = Float64Array.from({ length: ground.members.count }, () =>
      Math.floor(stream.uniform() * settings.interval),
    );
    this.#ping = ground.simulation.handler('membership/ping', (observer, subject) => this.#onPing(observer, subject));
    this.#unanswered = ground.simulation.handler('membership/ping-unanswered', (observer, subject) =>
      this.#onUnanswered(observer, subject),
    );
  }

  /** Hosts or packets may be gone: pairs without an echo are looked at. */
  disturbed(belongs: Uint8Array): void {
    const { interval } = this.#settings;
    for (let observer = 0; observer < this.#members.count; observer++) {
      for (let subject = 0; subject < this.#members.count; subject++) {
        const key = this.#keyOf(observer, subject);
        const both = belongs[observer] === 1 && belongs[subject] === 1 && observer !== subject;
        if (!both || this.#failed.has(key) || this.#echoes(observer, subject)) continue;
        this.#failed.set(key, 0);
        const phase = this.#phase[observer]!;
        const next = Math.ceil((this.#simulation.now - phase) / interval) * interval + phase;
        this.#simulation.scheduleAt(Math.max(next, this.#simulation.now), this.#ping, observer, subject);
      }
    }
  }

  #onPing(observer: number, subject: number): void {
    const isAway = this.#members.isUp(observer) && !this.#echoes(observer, subject);
    if (!isAway) {
      this.#failed.delete(this.#keyOf(observer, subject));
      return;
    }
    if (this.#members.isRunning(observer))
      this.#simulation.schedule(this.#settings.timeout, this.#unanswered, observer, subject);
    this.#simulation.schedule(this.#settings.interval, this.#ping, observer, subject);
  }

  #onUnanswered(observer: number, subject: number): void {
    const key = this.#keyOf(observer, subject);
    const before = this.#failed.get(key);
    if (before === undefined || !this.#members.isRunning(observer)) return;
    this.#failed.set(key, before + 1);
    if (before + 1 >= this.#settings.maxAttempts) this.#suspects(observer, subject);
  }

  #echoes(observer: number, subject: number): boolean {
    const passes = this.#network.passes(observer, subject) && this.#network.passes(subject, observer);
    return passes && this.#members.isHostUp(subject);
  }

  #keyOf(observer: number, subject: number): number {
    return observer * this.#members.count + subject;
  }
}
