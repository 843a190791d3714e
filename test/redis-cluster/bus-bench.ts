/**
 * A Redis cluster without data on a bench: the bus protocol on a real kernel and network, and a notebook of what it tells the grid.
 * Members 0..P-1 are primaries, then come their replicas, round robin. Times are noted in ns.
 */
import { Members } from '../../simulator/grid/members.ts';
import { RedisClusterBus, settleTime } from '../../simulator/grid/redis-cluster/redis-cluster-bus.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { type Cut, Network } from '../../simulator/network/network.ts';
import { type ElectionRules, redisElection } from '../../simulator/products/election-rules.ts';

const MILLISECOND = 1e6;

interface BenchOptions {
  readonly primaries: number;
  readonly replicas: number;
  /** ms */
  readonly nodeTimeout: number;
  readonly fullCoverage?: boolean;
  /** One-way delay in ms; 0.025 as on the loopback of the measurements. */
  readonly delay?: number;
  /** Replication offsets by member; all equal if left out. */
  readonly offsets?: readonly number[];
  /** How replicas stand for election; as in Redis if left out. */
  readonly election?: ElectionRules;
}

interface Note {
  readonly kind: 'suspected' | 'declaredFailed' | 'cleared' | 'tookOver' | 'demoted' | 'serving' | 'notServing';
  readonly time: number;
  readonly member: number;
  readonly other: number;
  readonly epoch: number;
}

export class BusBench {
  readonly simulation = new Simulation();
  readonly members: Members;
  readonly network: Network;
  readonly bus: RedisClusterBus;
  readonly notes: Note[] = [];
  readonly count: number;
  readonly primaries: number;
  /** Time at which phases are settled; faults come after it. */
  readonly settled: number;

  constructor(options: BenchOptions, seed: number) {
    const { primaries, replicas, nodeTimeout, delay = 0.025, fullCoverage = true } = options;
    const count = primaries * (1 + replicas);
    const streams = new Streams(seed, 0);
    const places = Array.from({ length: count }, () => ({ zone: 0, region: 0 }));
    const hop = { kind: 'constant', value: delay * MILLISECOND } as const;
    const note = (kind: Note['kind'], member: number, other = -1, epoch = -1): void => {
      this.notes.push({ kind, time: this.simulation.now, member, other, epoch });
    };
    const initialPrimaryOf = Int32Array.from({ length: count }, (_, i) => (i < primaries ? -1 : i % primaries));
    this.count = count;
    this.primaries = primaries;
    this.members = new Members(this.simulation, count);
    this.network = new Network(places, { sameZone: hop, crossZone: hop, crossRegion: hop }, streams);
    this.bus = new RedisClusterBus(
      { simulation: this.simulation, streams, members: this.members, network: this.network },
      {
        suspected: (observer, subject) => note('suspected', observer, subject),
        declaredFailed: (subject) => note('declaredFailed', subject),
        cleared: (subject) => note('cleared', subject),
        tookOver: (successor, predecessor, epoch) => note('tookOver', successor, predecessor, epoch),
        demoted: (member, newPrimary) => note('demoted', member, newPrimary),
        servingChanged: (member, serving) => note(serving ? 'serving' : 'notServing', member),
      },
      {
        primaryOf: (member) => this.bus.believedPrimaryOf(member),
        offsetOf: (member) => options.offsets?.[member] ?? 0,
        isLinkUp: () => true,
      },
      {
        nodeTimeout: nodeTimeout * MILLISECOND,
        fullCoverage,
        replicaValidityFactor: 10,
        initialPrimaryOf,
        election: options.election ?? redisElection,
      },
    );
    this.settled = settleTime({ nodeTimeout: nodeTimeout * MILLISECOND });
    this.bus.start();
  }

  /** Runs to `time` ms after the phases have settled. */
  runTo(time: number): void {
    this.simulation.run(this.settled + time * MILLISECOND);
  }

  /** Runs on in steps of `step` ms until `done`, at most to `limit` ms after settling. */
  runUntil(done: () => boolean, limit: number, step = 50): boolean {
    while (!done()) {
      const next = this.simulation.now + step * MILLISECOND;
      if (next > this.settled + limit * MILLISECOND) return false;
      this.simulation.run(next);
    }
    return true;
  }

  kill(member: number): void {
    this.members.stop(member, false);
    this.bus.memberStopped(member);
  }

  restart(member: number): void {
    this.members.start(member);
    this.bus.memberStarted(member);
  }

  pause(member: number): void {
    this.members.pause(member);
    this.bus.memberPaused(member);
  }

  resume(member: number): void {
    if (this.members.resume(member)) this.bus.memberResumed(member);
  }

  /** Cuts members off from all others; direction is seen from them. */
  cutOff(inside: readonly number[], inbound = true, outbound = true): Cut {
    const cut = { inside: new Uint8Array(this.count), inbound, outbound };
    for (const member of inside) cut.inside[member] = 1;
    this.network.cut(cut);
    this.bus.networkChanged();
    return cut;
  }

  mend(cut: Cut): void {
    this.network.mend(cut);
    this.bus.networkChanged();
  }

  all(kind: Note['kind']): Note[] {
    return this.notes.filter((entry) => entry.kind === kind);
  }

  /** The first note of a kind, in ms after settling; NaN without one. */
  first(kind: Note['kind'], which: (note: Note) => boolean = () => true): number {
    const found = this.notes.find((entry) => entry.kind === kind && which(entry));
    return found === undefined ? Number.NaN : this.since(found);
  }

  since(note: Note): number {
    return (note.time - this.settled) / MILLISECOND;
  }
}
