/**
 * One leaderless map on the members: replicas, coordinators, and what brings replicas that fell behind up to date again (read repair,
 * hinted handoff, anti-entropy). The parts are in files of their own; here they are put together.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Network } from '../../network/network.ts';
import type { Members } from '../members.ts';
import { AntiEntropy } from './anti-entropy.ts';
import { Coordinator } from './coordinator.ts';
import { Deliveries, type MendingParts } from './deliveries.ts';
import { Handoff } from './handoff.ts';
import { Hints } from './hints.ts';
import type { Done } from './operations.ts';
import { Replicas } from './replicas.ts';
import { StandIns } from './stand-ins.ts';
import { type Leg, type LegName, Wires } from './wires.ts';

export interface QuorumGround {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  /** Random draws of one purpose. */
  stream(purpose: string): RandomStream;
  /** Whether a coordinator (a member, or clients at a place) believes that `member` is down. */
  suspects(observer: number, member: number): boolean;
}

export interface QuorumSettings {
  readonly name: string;
  /** Member i of the replicas of partition p at [p × replicas + i]. */
  readonly sets: Int32Array;
  readonly replicas: number;
  readonly read: number;
  readonly write: number;
  readonly expanding: boolean;
  readonly startsEmpty: boolean;
  readonly legs: Readonly<Record<LegName, Leg>> | null;
  readonly readRepair: boolean;
  /** ns that hints are kept, and after which a silent replica gets one. */
  readonly hintedHandoff: { readonly keep: number; readonly after: number } | null;
  readonly sloppy: boolean;
  /** ns between two exchanges that one member begins; null: none. */
  readonly antiEntropy: number | null;
}

export class QuorumGrid {
  readonly replicas: Replicas;
  readonly counts = { readRepairs: 0, hintsStored: 0, hintsDelivered: 0, antiEntropyRepairs: 0 };
  processesEnded = 0;
  readonly #wires: Wires;
  readonly #deliveries: Deliveries;
  readonly #hints: Hints | null;
  readonly #coordinator: Coordinator;
  readonly #antiEntropy: AntiEntropy | null;
  #newest = 0;

  constructor(ground: QuorumGround, settings: QuorumSettings) {
    const { simulation, members, network } = ground;
    const { name, read, write, expanding, readRepair, hintedHandoff } = settings;
    const wires = new Wires(simulation, network, members, settings.legs);
    const replicas = new Replicas(settings.sets, settings.replicas, settings.startsEmpty);
    const deliveries = new Deliveries(simulation, wires, replicas, name);
    const shared = { simulation, members, wires, replicas, deliveries, name };
    this.#wires = wires;
    this.replicas = replicas;
    this.#deliveries = deliveries;
    this.#hints = hintedHandoff === null ? null : new Hints(shared, hintedHandoff.keep);
    const handoff = this.#handoff(ground, settings);
    const suspects = (observer: number, member: number) => ground.suspects(observer, member);
    const stream = ground.stream('quorum');
    this.#coordinator = new Coordinator({
      simulation,
      wires,
      replicas,
      deliveries,
      name,
      read,
      write,
      expanding,
      readRepair,
      handoff,
      stream,
      suspects,
    });
    this.#antiEntropy = this.#backgroundOf(ground, settings, shared);
    deliveries.ended = (errand, arrived, newer) => {
      if (errand === 'repair') this.counts.readRepairs += newer ? 1 : 0;
      else if (errand === 'exchange') this.counts.antiEntropyRepairs += newer ? 1 : 0;
      else {
        this.#hints!.ended(errand, arrived);
        this.counts.hintsDelivered += arrived ? 1 : 0;
      }
    };
  }

  #handoff({ members, suspects }: QuorumGround, { hintedHandoff, sloppy }: QuorumSettings): Handoff | null {
    if (hintedHandoff === null) return null;
    return new Handoff({
      replicas: this.replicas,
      hints: this.#hints!,
      standIns: new StandIns(members.count, this.replicas, suspects),
      after: hintedHandoff.after,
      sloppy,
      stored: () => {
        this.counts.hintsStored++;
      },
    });
  }

  #backgroundOf(
    ground: QuorumGround,
    { antiEntropy, sets, replicas }: QuorumSettings,
    shared: MendingParts,
  ): AntiEntropy | null {
    if (antiEntropy === null) return null;
    const peers = peersOf(sets, replicas, ground.members.count);
    const { simulation, members, wires, deliveries, name } = shared;
    return new AntiEntropy({
      simulation,
      members,
      wires,
      replicas: shared.replicas,
      deliveries,
      name,
      stream: ground.stream('anti-entropy'),
      every: antiEntropy,
      peers,
    });
  }

  /** Writes the key in `row` from `place`; its version is the number of the write. */
  write(row: number, place: number, done: Done): void {
    this.#coordinator.write(row, place, ++this.#newest, done);
  }

  read(row: number, place: number, done: Done): void {
    this.#coordinator.read(row, place, done);
  }

  memberStopped(member: number): void {
    this.processesEnded++;
    this.replicas.memberStopped(member);
    this.#hints?.memberStopped(member);
    this.#wires.release(member);
  }

  memberResumed(member: number): void {
    this.#wires.release(member);
  }

  /** Nothing is under way, and nothing could be given to a replica that lacks it. */
  get isSettled(): boolean {
    if (this.#coordinator.operations.size > 0 || this.#deliveries.size > 0) return false;
    return (this.#hints?.isIdle ?? true) && (this.#antiEntropy?.isIdle ?? true);
  }

  get hintsExpired(): number {
    return this.#hints?.expired ?? 0;
  }

  /** For every row, the newest version that some replica or hint has. */
  surviving(): Float64Array {
    const newest = Float64Array.from({ length: this.replicas.count }, (_, row) => this.replicas.newest(row));
    this.#hints?.raise(newest);
    return newest;
  }
}

/** For each member, those with which it shares replicas of a partition. */
function peersOf(sets: Int32Array, each: number, members: number): number[][] {
  const peers = Array.from({ length: members }, () => new Set<number>());
  for (let from = 0; from < sets.length; from += each) {
    const set = sets.subarray(from, from + each);
    for (const member of set) for (const other of set) if (other !== member) peers[member]!.add(other);
  }
  return peers.map((others) => [...others].sort((a, b) => a - b));
}
