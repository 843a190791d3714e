/**
 * Redis with Sentinel without data on a bench: the sentinels on a real kernel and network, and a notebook of what they log and do.
 * Member 0 is the primary; every sentinel has a host of its own unless said otherwise. Times are noted in ms after the sentinels settled.
 */
import { Members } from '../../simulator/grid/members.ts';
import type { SentinelEvent } from '../../simulator/grid/sentinel/sentinel-ground.ts';
import { SETTLE_TIME, type SentinelOptions } from '../../simulator/grid/sentinel/sentinel-options.ts';
import { SentinelWatch } from '../../simulator/grid/sentinel/sentinel-watch.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { type Cut, Network } from '../../simulator/network/network.ts';

const MILLISECOND = 1e6;

export interface BenchOptions extends Partial<Pick<SentinelOptions, 'quorum' | 'parallelSyncs' | 'priorities'>> {
  readonly replicas?: number;
  readonly sentinels?: number;
  /** ms */
  readonly downAfter?: number;
  readonly failoverTimeout?: number;
  /** One-way delay in ms; 0.025 as on the loopback of the measurements. */
  readonly delay?: number;
  /** Replication offsets by member; all equal if left out. */
  readonly offsets?: readonly number[];
}

interface Note {
  readonly what: SentinelEvent | 'tookOver' | 'demoted' | 'declaredFailed' | 'cleared';
  readonly time: number;
  /** The sentinel that logged it; −1 for what happened to a server. */
  readonly sentinel: number;
  readonly about: number;
  readonly other: number;
}

export class SentinelBench {
  readonly simulation = new Simulation();
  readonly members: Members;
  readonly network: Network;
  readonly watch: SentinelWatch;
  readonly notes: Note[] = [];
  /** Place of the first sentinel. */
  readonly sentinelPlace: number;
  readonly #places: number;

  constructor(options: BenchOptions, seed: number) {
    const { replicas = 2, sentinels = 3, downAfter = 2000, failoverTimeout = 180_000, delay = 0.025 } = options;
    const count = 1 + replicas;
    const streams = new Streams(seed, 0);
    const hop = { kind: 'constant', value: delay * MILLISECOND } as const;
    const note = (what: Note['what'], sentinel: number, about: number, other = -1): void => {
      const time = (this.simulation.now - SETTLE_TIME) / MILLISECOND;
      this.notes.push({ what, time, sentinel, about, other });
    };
    this.sentinelPlace = count;
    this.#places = count + sentinels;
    const places = Array.from({ length: this.#places }, () => ({ zone: 0, region: 0 }));
    this.members = new Members(this.simulation, count);
    this.network = new Network(places, { sameZone: hop, crossZone: hop, crossRegion: hop }, streams);
    this.watch = new SentinelWatch(
      { simulation: this.simulation, streams, members: this.members, network: this.network },
      {
        suspected: () => {},
        declaredFailed: (subject) => note('declaredFailed', -1, subject),
        cleared: (subject) => note('cleared', -1, subject),
        tookOver: (successor, predecessor) => note('tookOver', -1, successor, predecessor),
        demoted: (member, primary) => note('demoted', -1, member, primary),
        servingChanged: () => {},
        logged: (sentinel, event, about) => note(event, sentinel, about),
      },
      {
        primaryOf: (member) => this.watch.believedPrimaryOf(member),
        offsetOf: (member) => options.offsets?.[member] ?? 0,
        isLinkUp: (member) => {
          const primary = this.watch.believedPrimaryOf(member);
          return primary >= 0 && this.members.isUp(primary) && this.network.passes(primary, member);
        },
      },
      {
        downAfter: downAfter * MILLISECOND,
        failoverTimeout: failoverTimeout * MILLISECOND,
        quorum: options.quorum ?? Math.floor(sentinels / 2) + 1,
        parallelSyncs: options.parallelSyncs ?? 1,
        priorities: options.priorities ?? Array.from({ length: count }, () => 100),
        places: Array.from({ length: sentinels }, (_, sentinel) => count + sentinel),
        initialPrimaryOf: Int32Array.from({ length: count }, (_, member) => (member === 0 ? -1 : 0)),
      },
    );
    this.watch.start();
  }

  /** Runs to `time` ms after settling. */
  runTo(time: number): void {
    this.simulation.run(SETTLE_TIME + time * MILLISECOND);
  }

  kill(member: number): void {
    this.members.stop(member, false);
    this.watch.memberStopped(member);
  }

  loseHost(member: number): void {
    this.members.stop(member, true);
    this.watch.memberStopped(member);
  }

  restart(member: number): void {
    this.members.start(member);
    this.watch.memberStarted(member);
  }

  pause(member: number): void {
    this.members.pause(member);
    this.watch.memberPaused(member);
  }

  resume(member: number): void {
    if (this.members.resume(member)) this.watch.memberResumed(member);
  }

  /** Cuts places off from all others. */
  cutOff(inside: readonly number[]): Cut {
    const cut = { inside: new Uint8Array(this.#places), inbound: true, outbound: true };
    for (const place of inside) cut.inside[place] = 1;
    this.network.cut(cut);
    this.watch.networkChanged();
    return cut;
  }

  mend(cut: Cut): void {
    this.network.mend(cut);
    this.watch.networkChanged();
  }

  all(what: Note['what'], about?: number): readonly Note[] {
    return this.notes.filter((note) => note.what === what && (about === undefined || note.about === about));
  }

  /** Times of a log line in order, ms. */
  times(what: Note['what'], about?: number): readonly number[] {
    return this.all(what, about).map(({ time }) => time);
  }
}
