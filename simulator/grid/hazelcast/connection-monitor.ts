/**
 * How members of Hazelcast notice that a process died on a living host: its connections are refused (TcpServerConnectionErrorHandler).
 *
 * The broken connection is tried again at once, and `interval` after every refusal. A refusal counts when, by the clock in whole
 * milliseconds, more than `interval` has passed since the last that counted; the one after `maxFaults` removes the member.
 * Attempts are interval + round trip r apart. From r = 1 ms on every one counts, and the member is removed at the low end, after
 * maxFaults intervals. Below, the next counts when the observer's clock ticks once more than interval between the two, else the one after
 * that: maxFaults to twice as many intervals.
 * So every member's clock ticks at a phase of its own. A silent host refuses nothing and is left to the heartbeats.
 * Left out: attempts that time out (hazelcast.socket.connect.timeout.seconds), which come too late to matter beside heartbeats.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { MembershipGround } from '../membership.ts';

export interface ConnectionMonitorSettings {
  /** ns. */
  readonly interval: number;
  readonly maxFaults: number;
}

interface Broken {
  faults: number;
  /** ms. */
  lastFault: number;
  /** Of the process at the other end when it died. */
  readonly incarnation: number;
}

const MILLISECOND = 1e6;

export class ConnectionMonitor {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #network: MembershipGround['network'];
  readonly #settings: ConnectionMonitorSettings;
  readonly #removes: (observer: number, subject: number) => void;
  readonly #attempt: HandlerId;
  /** ns, by member. */
  readonly #tick: Float64Array;
  readonly #broken = new Map<number, Broken>();

  constructor(
    ground: MembershipGround,
    settings: ConnectionMonitorSettings,
    removes: (observer: number, subject: number) => void,
  ) {
    this.#simulation = ground.simulation;
    this.#members = ground.members;
    this.#network = ground.network;
    this.#settings = settings;
    this.#removes = removes;
    const stream = ground.streams.named('membership/clock-tick');
    this.#tick = Float64Array.from({ length: ground.members.count }, () => Math.floor(stream.uniform() * MILLISECOND));
    this.#attempt = ground.simulation.handler('membership/connection-refused', (observer, subject, incarnation) =>
      this.#onRefused(observer, subject, incarnation),
    );
  }

  /** The process of `subject` may have died: where it has, every other member's connection to it breaks. */
  disturbed(subject: number): void {
    if (!this.#isRefusing(subject)) return;
    for (let observer = 0; observer < this.#members.count; observer++) {
      if (observer === subject || !this.#members.isUp(observer) || !this.#network.passes(subject, observer)) continue;
      const incarnation = this.#members.incarnation[subject]!;
      this.#broken.set(this.#keyOf(observer, subject), { faults: 0, lastFault: Number.NEGATIVE_INFINITY, incarnation });
      const noticed = this.#network.delay(subject, observer);
      this.#simulation.schedule(
        noticed + this.#roundTrip(observer, subject),
        this.#attempt,
        observer,
        subject,
        incarnation,
      );
    }
  }

  #onRefused(observer: number, subject: number, incarnation: number): void {
    const broken = this.#broken.get(this.#keyOf(observer, subject));
    if (broken?.incarnation !== incarnation || !this.#members.isUp(observer)) return;
    if (this.#members.isPaused(observer)) {
      this.#members.deferMessage(observer, this.#attempt, observer, subject, incarnation);
      return;
    }
    const passes = this.#network.passes(observer, subject) && this.#network.passes(subject, observer);
    if (!this.#isRefusing(subject) || !passes || this.#members.incarnation[subject] !== incarnation) {
      this.#broken.delete(this.#keyOf(observer, subject));
      return;
    }
    const { interval, maxFaults } = this.#settings;
    const now = Math.floor((this.#simulation.now + this.#tick[observer]!) / MILLISECOND);
    if (now - broken.lastFault > interval / MILLISECOND) {
      broken.lastFault = now;
      if (broken.faults++ >= maxFaults) {
        this.#broken.delete(this.#keyOf(observer, subject));
        this.#removes(observer, subject);
        return;
      }
    }
    const next = interval + this.#roundTrip(observer, subject);
    this.#simulation.schedule(next, this.#attempt, observer, subject, incarnation);
  }

  #isRefusing(subject: number): boolean {
    return !this.#members.isUp(subject) && this.#members.isHostUp(subject);
  }

  #roundTrip(observer: number, subject: number): number {
    return this.#network.delay(observer, subject) + this.#network.delay(subject, observer);
  }

  #keyOf(observer: number, subject: number): number {
    return observer * this.#members.count + subject;
  }
}
