/**
 * SWIM (Das, Gupta, Motivala 2002) with the suspicion time of Lifeguard: each period every member pings one other; without an answer it asks
 * others to ping; without theirs by the end of the period it suspects, tells the others by gossip, and who does not object fails.
 *
 * While everyone runs, nothing is cut, late or lost and everyone is believed alive, pings change nothing and are not events; from a
 * disturbance on they are sent until all that is believed is right again. A failed member is pinged by one member or other each period, so
 * that it can object when it is back (Serf's reconnect, which is slower). Every packet tells the incarnation of its sender and what it
 * believes of its receiver. Left out: pings that were on their way when a disturbance began, limits of packet size, probes over TCP.
 */
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { DetectorListener, FailureDetector, Suspicion } from './failure-detector.ts';
import type { MembershipGround } from './membership.ts';
import { SwimGossip } from './swim-gossip.ts';
import { SwimTargets } from './swim-targets.ts';
import { type News, SwimViews } from './swim-views.ts';

export interface SwimSettings {
  /** ns. */
  readonly period: number;
  readonly probeTimeout: number;
  readonly indirectProbes: number;
  readonly targets: 'round-robin' | 'random';
  readonly phases: 'random' | 'aligned';
  readonly suspicion: { readonly minimum: number; readonly maximum: number; readonly confirmations: number };
  readonly gossip: { readonly interval: number; readonly fanOut: number; readonly repeats: number };
}

/** A probe of one member in its present period. */
interface Probe {
  readonly number: number;
  readonly target: number;
  answered: boolean;
}

interface Packet {
  readonly kind: 'ping' | 'answer' | 'ask' | 'gossip';
  readonly from: number;
  readonly to: number;
  readonly news: readonly News[];
  /** Whose probe this serves and its number; nobody's: −1. */
  readonly prober: number;
  readonly probe: number;
  readonly target: number;
}

type Purpose = Pick<Packet, 'prober' | 'probe' | 'target'>;
const NO_PROBE: Purpose = { prober: -1, probe: -1, target: -1 };

export class SwimDetector implements FailureDetector {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #network: MembershipGround['network'];
  readonly #settings: SwimSettings;
  readonly #stream: RandomStream;
  readonly #phase: Float64Array;
  readonly #views: SwimViews;
  readonly #gossip: SwimGossip;
  readonly #targets: SwimTargets;
  readonly #probes: (Probe | null)[];
  readonly #packets: (Packet | null)[] = [];
  readonly #freePackets: number[] = [];
  /** Members whose next period, or next round of gossip, is scheduled. */
  readonly #ticking: Uint8Array;
  readonly #gossiping: Uint8Array;
  readonly #tick: HandlerId;
  readonly #timeout: HandlerId;
  readonly #arrive: HandlerId;
  readonly #tell: HandlerId;
  #lastProbe = 0;
  #networkIsWell = true;
  #asleep = true;

  constructor(ground: MembershipGround, listener: DetectorListener, settings: SwimSettings) {
    const { simulation, members, network, streams } = ground;
    this.#simulation = simulation;
    this.#members = members;
    this.#network = network;
    this.#settings = settings;
    this.#stream = streams.named('membership/swim');
    const { count } = members;
    const { suspicion, gossip, phases, period } = settings;
    this.#phase = new Float64Array(count);
    if (phases === 'random')
      for (let member = 0; member < count; member++) this.#phase[member] = Math.floor(this.#stream.uniform() * period);
    const limits = { min: suspicion.minimum, max: suspicion.maximum, expected: suspicion.confirmations };
    this.#views = new SwimViews(simulation, members, listener, limits, (member, news) => this.#learned(member, news));
    this.#gossip = new SwimGossip(count, gossip.repeats * digitsOf(count));
    this.#targets = new SwimTargets(count, settings.targets === 'round-robin', this.#stream);
    this.#probes = new Array<Probe | null>(count).fill(null);
    this.#ticking = new Uint8Array(count);
    this.#gossiping = new Uint8Array(count);
    this.#tick = simulation.handler('swim/period', (member) => this.#onTick(member));
    this.#timeout = simulation.handler('swim/probe-timeout', (member, probe) => this.#onTimeout(member, probe));
    this.#arrive = simulation.handler('swim/packet', (slot) => this.#onArrival(slot));
    this.#tell = simulation.handler('swim/gossip', (member) => this.#onGossip(member));
  }

  start(): void {}

  openSuspicions(observer: number): readonly Suspicion[] {
    return this.#views.failures(observer).filter(({ removed }) => !removed);
  }

  sideOf(observer: number): Uint8Array {
    const side = new Uint8Array(this.#members.count).fill(1);
    for (const { subject } of this.#views.failures(observer)) side[subject] = 0;
    return side;
  }

  disturbed(member: number): void {
    if (!this.#members.isUp(member)) this.#forget(member);
    this.#wake();
  }

  started(member: number): void {
    this.#forget(member);
    this.#views.started(member);
    this.#wake();
  }

  resumed(member: number): void {
    this.#wake();
    this.#startGossip(member);
  }

  networkChanged(): void {
    this.#networkIsWell = true;
    for (let from = 0; from < this.#members.count; from++) {
      for (let to = 0; to < this.#members.count; to++)
        if (!this.#network.passes(from, to) || this.#network.isDisturbed(from, to)) this.#networkIsWell = false;
    }
    this.#wake();
  }

  forgive(observer: number, isForgiven: (subject: number) => boolean): void {
    for (const { subject } of this.#views.failures(observer)) {
      if (!isForgiven(subject)) continue;
      // It is told what was said of it, so that everyone hears its objection.
      this.#send('ping', observer, subject, NO_PROBE, [this.#views.forgive(observer, subject)]);
    }
  }

  #forget(member: number): void {
    this.#probes[member] = null;
    this.#gossip.forget(member);
  }

  #wake(): void {
    if (this.#asleep) this.#targets.forget();
    this.#asleep = false;
    for (let member = 0; member < this.#members.count; member++) this.#startTicking(member);
  }

  #startTicking(member: number): void {
    if (this.#ticking[member] === 1 || !this.#members.isRunning(member)) return;
    this.#ticking[member] = 1;
    const { period } = this.#settings;
    const phase = this.#phase[member]!;
    const periods = Math.floor((this.#simulation.now - phase) / period) + 1;
    this.#simulation.scheduleAt(phase + periods * period, this.#tick, member);
  }

  #onTick(member: number): void {
    this.#ticking[member] = 0;
    if (!this.#members.isRunning(member)) return;
    const probe = this.#probes[member]!;
    this.#probes[member] = null;
    if (probe !== null && !probe.answered) this.#views.suspect(member, probe.target);
    if (this.#isAllWell()) {
      this.#asleep = true;
      return;
    }
    this.#wake();
    this.#begin(member);
    const [failed] = this.#targets.some(member, 1, (other) => this.#views.believes(member, other) === 'failed');
    if (failed !== undefined) this.#send('ping', member, failed, NO_PROBE);
  }

  /** Everything is as everyone believes: further pings would change nothing. */
  #isAllWell(): boolean {
    if (!this.#networkIsWell) return false;
    for (let member = 0; member < this.#members.count; member++) {
      if (!this.#members.isUp(member)) continue;
      if (this.#members.isPaused(member) || this.#gossip.hasNews(member)) return false;
      if (!(this.#probes[member]?.answered ?? true) || !this.#views.isRight(member)) return false;
    }
    return true;
  }

  #begin(member: number): void {
    const target = this.#targets.next(member, (other) => this.#views.believes(member, other) !== 'failed');
    if (target < 0) return;
    const number = ++this.#lastProbe;
    this.#probes[member] = { number, target, answered: false };
    this.#send('ping', member, target, { prober: member, probe: number, target });
    const { probeTimeout, indirectProbes } = this.#settings;
    if (indirectProbes > 0) this.#simulation.schedule(probeTimeout, this.#timeout, member, number);
  }

  #onTimeout(member: number, number: number): void {
    const probe = this.#probes[member];
    if (probe === null || probe === undefined || probe.number !== number || probe.answered) return;
    if (this.#members.isPaused(member)) {
      this.#members.deferMessage(member, this.#timeout, member, number, 0);
      return;
    }
    const { target } = probe;
    const may = (other: number) => other !== target && this.#views.believes(member, other) !== 'failed';
    for (const relay of this.#targets.some(member, this.#settings.indirectProbes, may))
      this.#send('ask', member, relay, { prober: member, probe: number, target });
  }

  #send(kind: Packet['kind'], from: number, to: number, purpose: Purpose, more: readonly News[] = []): void {
    const accusation = this.#views.accusation(from, to);
    const news = [this.#views.ownWord(from), ...(accusation === null ? [] : [accusation]), ...more];
    news.push(...this.#gossip.take(from));
    if (!this.#network.passes(from, to) || this.#network.loses(from, to)) return;
    const slot = this.#freePackets.pop() ?? this.#packets.length;
    this.#packets[slot] = { kind, from, to, news, ...purpose };
    this.#simulation.schedule(this.#network.delay(from, to), this.#arrive, slot);
  }

  #onArrival(slot: number): void {
    const packet = this.#packets[slot]!;
    const { from, to } = packet;
    if (this.#members.isPaused(to) && this.#network.passes(from, to)) {
      this.#members.deferMessage(to, this.#arrive, slot, 0, 0);
      return;
    }
    this.#packets[slot] = null;
    this.#freePackets.push(slot);
    if (!this.#members.isUp(to) || !this.#network.passes(from, to)) return;
    for (const news of packet.news) this.#views.hear(to, news);
    this.#respond(packet);
  }

  #respond({ kind, from, to, prober, probe, target }: Packet): void {
    const purpose = { prober, probe, target };
    switch (kind) {
      case 'ping':
        this.#send('answer', to, from, purpose);
        return;
      case 'ask':
        this.#send('ping', to, target, purpose);
        return;
      case 'answer': {
        const current = this.#probes[to];
        if (prober === to && current?.number === probe) current.answered = true;
        // A relay passes the answer on to who asked.
        else if (prober >= 0 && prober !== to) this.#send('answer', to, prober, purpose);
        return;
      }
      case 'gossip':
        return;
    }
  }

  #learned(member: number, news: News): void {
    this.#gossip.add(member, news);
    this.#startGossip(member);
  }

  #startGossip(member: number): void {
    if (this.#gossiping[member] === 1 || !this.#gossip.hasNews(member)) return;
    this.#gossiping[member] = 1;
    this.#simulation.schedule(this.#settings.gossip.interval, this.#tell, member);
  }

  #onGossip(member: number): void {
    this.#gossiping[member] = 0;
    if (!this.#members.isRunning(member) || !this.#gossip.hasNews(member)) return;
    const may = (other: number) => this.#views.believes(member, other) !== 'failed';
    const told = this.#targets.some(member, this.#settings.gossip.fanOut, may);
    for (const other of told) this.#send('gossip', member, other, NO_PROBE);
    // With nobody left to tell, what there is to say waits for the next ping.
    if (told.length > 0) this.#startGossip(member);
  }
}

/** ⌈log10(members + 1)⌉. */
function digitsOf(members: number): number {
  return String(members).length;
}
