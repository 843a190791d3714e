/**
 * A map without a leader as a service of the run: grid/quorum on the members of the scenario. Its reads are held against what was
 * acknowledged when they were sent, and every acknowledged write is looked for in the end.
 *
 * Versions are numbers in the order in which coordinators begin writes. Left out: clocks that disagree about that order, values merged by
 * clients (vector clocks), replicas that move when a member leaves for good, thread time of replicas.
 */
import { AcknowledgedVersions } from '../grid/quorum/acknowledged-versions.ts';
import { QuorumGrid } from '../grid/quorum/quorum-grid.ts';
import { NOTHING } from '../grid/quorum/replicas.ts';
import type { LegName } from '../grid/quorum/wires.ts';
import { grownDoubles, grownIntegers } from '../kernel/columns.ts';
import { sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { QuorumMap as QuorumOptions } from '../model/quorum-map.ts';
import { placePartitions } from '../products/placement.ts';
import { GET } from '../traffic/attempts.ts';
import { checkQuorumWrites } from './checkers/quorum-writes.ts';
import type { MapService, ServiceAnswer } from './map-service.ts';
import type { MapServiceParts } from './map-services.ts';
import { ReachableQuorums } from './reachable-quorums.ts';
import { type Suspects, suspicionsOf } from './suspicions.ts';

export class QuorumMap implements MapService {
  readonly worksAtClient: boolean;
  readonly #parts: MapServiceParts;
  readonly #map: number;
  readonly #options: QuorumOptions;
  readonly #grid: QuorumGrid;
  readonly #versions: AcknowledgedVersions;
  readonly #suspects: Suspects;
  readonly #choices: RandomStream;
  readonly #reachable: ReachableQuorums;
  #acknowledged = 0;
  #staleReads = 0;
  #keysLost = 0;
  /** By attempt: row of its key, version of its write, how many versions of the key were acknowledged when it was sent. */
  #row = new Int32Array(1024);
  #version = new Float64Array(1024);
  #known = new Int32Array(1024);

  constructor(parts: MapServiceParts, map: number, options: QuorumOptions) {
    const { scenario, layout, members, network } = parts;
    const { name, startsEmpty } = scenario.design.maps[map]!;
    const { replicas, hintedHandoff = null, antiEntropy } = options;
    const stream = (purpose: string) => parts.streams.named(`map/${name}/${purpose}`);
    const zones = layout.zones.length;
    const spec = { partitions: layout.partitions, members: layout.members, backups: replicas - 1, zones };
    this.worksAtClient = options.coordinator === 'client';
    this.#parts = parts;
    this.#map = map;
    this.#options = options;
    this.#suspects = suspicionsOf(members, network, parts.suspects);
    this.#choices = stream('coordinator');
    this.#versions = new AcknowledgedVersions(parts.origin);
    const sets = placePartitions(spec);
    this.#reachable = new ReachableQuorums({ members, network, suspects: this.#suspects }, options, sets);
    this.#grid = new QuorumGrid(
      { simulation: parts.simulation, network, members, stream, suspects: this.#suspects },
      {
        ...options,
        name,
        startsEmpty,
        hintedHandoff,
        sets,
        legs: legsOf(options, stream),
        antiEntropy: antiEntropy?.every ?? null,
      },
    );
  }

  /** Called when an attempt is sent, so what is acknowledged now is what its read should not miss. */
  choose(attempt: number, except: number): number {
    const { attempts, layout } = this.#parts;
    const row = this.#touch(attempt);
    this.#known[attempt] = this.#versions.count(row);
    const { replicas } = this.#grid;
    if (this.worksAtClient) return replicas.member(row, 0);
    const place = attempts.place[attempt]!;
    const ofReplicas = this.#options.coordinator === 'replica';
    const size = ofReplicas ? replicas.each : layout.members;
    const first = this.#choices.below(size);
    for (let step = 0; step < size; step++) {
      const at = (first + step) % size;
      const member = ofReplicas ? replicas.member(row, at) : at;
      if (member !== except && !this.#suspects(place, member)) return member;
    }
    return ofReplicas ? replicas.member(row, first) : first;
  }

  work(attempt: number, at: number, reply: (answer: ServiceAnswer) => void): void {
    const row = this.#touch(attempt);
    if (this.#parts.attempts.operation[attempt] === GET) {
      this.#read(attempt, row, at, reply);
      return;
    }
    const { attempts } = this.#parts;
    const generation = attempts.generation[attempt]!;
    this.#grid.write(row, at, (answer, version) => {
      if (attempts.generation[attempt] === generation) this.#version[attempt] = version;
      reply(answer);
    });
  }

  #read(attempt: number, row: number, at: number, reply: (answer: ServiceAnswer) => void): void {
    const { attempts } = this.#parts;
    const generation = attempts.generation[attempt]!;
    const known = this.#known[attempt]!;
    this.#versions.readBegins(row);
    this.#grid.read(row, at, (answer, version) => {
      this.#versions.readEnds(row);
      const waits = attempts.generation[attempt] === generation && attempts.clientWaits(attempt);
      if (answer === 'ok' && waits) this.#note(attempts.source[attempt]!, row, version, known);
      reply(answer);
    });
  }

  /** A read is answered with `version`; its client knew of so many versions when it asked. */
  #note(source: number, row: number, version: number, known: number): void {
    const { simulation, meters } = this.#parts;
    const versions = this.#versions;
    versions.look(row, version, known);
    const { behind, missedAt } = versions;
    if (behind > 0) this.#staleReads++;
    this.#parts.noteRead(source, behind === 0 ? 0 : Math.max(1, simulation.now - missedAt));
    meters.versionStaleness[source]!.record(behind);
  }

  acknowledged(attempt: number): void {
    const row = this.#row[attempt]!;
    this.#acknowledged++;
    this.#versions.add(row, this.#version[attempt]!, this.#parts.simulation.now);
    this.#versions.forget(row, this.#grid.replicas.oldest(row));
  }

  #touch(attempt: number): number {
    const { attempts, layout } = this.#parts;
    const key = attempts.key[attempt]!;
    const row = this.#grid.replicas.touch(key, layout.partitionOf(this.#map, key, 0));
    this.#row = grownIntegers(this.#row, attempt + 1);
    this.#version = grownDoubles(this.#version, attempt + 1);
    this.#known = grownIntegers(this.#known, attempt + 1);
    this.#row[attempt] = row;
    return row;
  }

  memberStopped(member: number): void {
    this.#grid.memberStopped(member);
  }

  memberStarted(): void {}

  memberResumed(member: number): void {
    this.#grid.memberResumed(member);
  }

  networkChanged(): void {}

  get isSettled(): boolean {
    return this.#grid.isSettled;
  }

  isWritable(place: number): boolean {
    return this.#reachable.has(place, this.#options.write, this.#options.sloppy);
  }

  isReadable(place: number): boolean {
    return this.#reachable.has(place, this.#options.read, false);
  }

  counts(): Readonly<Record<string, number>> {
    return { ...this.#grid.counts, hintsExpired: this.#grid.hintsExpired, keysLost: this.#keysLost };
  }

  /** Looks for every acknowledged write: it is lost when no replica and no hint has it or a newer one of its key. */
  check(): void {
    const surviving = this.#grid.surviving();
    let lost = 0;
    let survived = 0;
    surviving.forEach((version, row) => {
      const all = this.#versions.count(row);
      this.#versions.look(row, version, all);
      const gone = this.#versions.behind - (version === NOTHING ? 1 : 0);
      if (gone > 0) this.#keysLost++;
      lost += gone;
      survived += all - gone;
    });
    const { processesEnded, hintsExpired } = this.#grid;
    const { read, write, replicas, sloppy } = this.#options;
    checkQuorumWrites({
      map: this.#parts.scenario.design.maps[this.#map]!.name,
      acknowledged: this.#acknowledged,
      survived,
      lost,
      processesEnded,
      hintsExpired,
      staleReads: this.#staleReads,
      isStrict: read + write > replicas && !sloppy,
    });
    const cause = processesEnded > 0 ? 'every replica that had it lost its memory' : 'its hint grew too old';
    if (lost > 0) this.#parts.lost(cause, lost);
  }
}

function legsOf({ legs }: QuorumOptions, stream: (purpose: string) => RandomStream) {
  if (legs === undefined) return null;
  const leg = (name: LegName) => ({ time: sampler(legs[name]), stream: stream(`leg/${name}`) });
  return {
    write: leg('write'),
    acknowledge: leg('acknowledge'),
    request: leg('request'),
    response: leg('response'),
  };
}
