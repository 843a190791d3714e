/**
 * A replicated map of a scenario: clients ask a unit near them, which answers from what it holds itself.
 *
 * Its cache is grid/replicated/; here it gets its clocks, its streams and its meters. With field-merge each field of an entry is a cell of
 * the cache by itself, and a read looks at all of them.
 */
import type { Members } from '../grid/members.ts';
import { Majority } from '../grid/replicated/majority.ts';
import { ReplicatedCache } from '../grid/replicated/replicated-cache.ts';
import { counter, observedRemoveSet, registerUnder, type ValueKind } from '../grid/replicated/value-kind.ts';
import { sampler } from '../kernel/distribution.ts';
import { counterDraw, type RandomStream } from '../kernel/random-stream.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { GridMap } from '../model/scenario.ts';
import { type Attempts, GET } from '../traffic/attempts.ts';
import { checkReplicasConverge } from './checkers/replicas-converge.ts';
import type { MapService, ServiceAnswer } from './map-service.ts';
import type { MapServiceParts } from './map-services.ts';
import { NearbyUnits } from './nearby-units.ts';
import { answersAt } from './reachability.ts';

type Settings = Extract<NonNullable<GridMap['kind']>, { kind: 'replicated' }>;

/** Fields of an entry when the scenario does not say. */
const FIELDS = 4;

/** Places of writes are kept in attempts as numbers from here down, so that none is taken for a row of the partitioned grid. */
const BELOW_ROWS = -2;

export class ReplicatedMap implements MapService {
  readonly #parts: MapServiceParts;
  readonly #simulation: Simulation;
  readonly #attempts: Attempts;
  readonly #members: Members;
  readonly #settings: Settings;
  readonly #cache: ReplicatedCache;
  readonly #majority: Majority | null;
  readonly #units: NearbyUnits;
  readonly #offsets: readonly number[];
  readonly #fields: number;
  readonly #fieldDraws: number;
  readonly #operations: RandomStream;
  readonly #counts = { lostUpdates: 0, mergeConflicts: 0 };

  constructor(parts: MapServiceParts, map: GridMap, settings: Settings) {
    const { simulation, network, members, layout, streams } = parts;
    const { name } = map;
    this.#parts = parts;
    this.#simulation = simulation;
    this.#attempts = parts.attempts;
    this.#members = members;
    this.#settings = settings;
    this.#units = new NearbyUnits(layout, streams.named(`replicated/${name}/unit`));
    this.#operations = streams.named(`replicated/${name}/operation`);
    this.#fields = settings.resolve === 'field-merge' ? (settings.fields ?? FIELDS) : 1;
    this.#fieldDraws = streams.key(`replicated/${name}/field`);
    // One clock a unit, so two maps see the same draws.
    const clocks = streams.key('replicated/clocks');
    const spread = settings.clocks?.spread ?? 0;
    this.#offsets = Array.from({ length: layout.members }, (_, unit) =>
      Math.round((counterDraw(clocks, unit, 0) - 0.5) * spread),
    );
    const { busDelay, reconcile, bandwidth } = settings;
    this.#cache = new ReplicatedCache({
      simulation,
      network,
      members,
      name,
      kind: kindOf(settings.resolve),
      bus:
        busDelay === undefined ? null : { delay: sampler(busDelay), stream: streams.named(`replicated/${name}/bus`) },
      reconcile,
      copying: { bytes: map.entries * map.entrySize, bandwidth },
      observer: this.#observer(),
    });
    this.#majority =
      settings.protection === 'majority'
        ? new Majority(simulation, network, members, name, settings.detection ?? 0)
        : null;
    if (this.#majority !== null) this.#majority.onNotice = () => parts.availabilityChanged();
  }

  choose(attempt: number, except: number): number {
    const { place, tries, group } = this.#attempts;
    // A probe asks each unit by number.
    if (group[attempt]! >= 0) return group[attempt]!;
    const mayAsk = (unit: number) => this.#cache.isReady(unit) || !this.#members.isUp(unit);
    return this.#units.choose(place[attempt]!, tries[attempt]!, except, mayAsk);
  }

  work(attempt: number, member: number, reply: (answer: ServiceAnswer) => void): void {
    if (!this.#cache.isReady(member) || this.#majority?.answers(member) === false) {
      reply('unavailable');
      return;
    }
    if (this.#attempts.operation[attempt] === GET) this.#read(attempt, member);
    else this.#write(attempt, member);
    reply('ok');
  }

  acknowledged(attempt: number): void {
    const { key, row, rowNumber } = this.#attempts;
    const number = rowNumber[attempt]!;
    this.#cache.acknowledged(this.#cellOf(key[attempt]!, number), BELOW_ROWS - row[attempt]!, number);
  }

  memberStopped(member: number): void {
    this.#cache.memberStopped(member);
    this.#majority?.changed();
  }

  memberStarted(member: number): void {
    this.#cache.memberStarted(member);
    this.#majority?.changed();
  }

  networkChanged(): void {
    this.#cache.networkChanged();
    this.#majority?.changed();
  }

  get isSettled(): boolean {
    return this.#cache.isSettled;
  }

  /** Every unit has all entries, so one that holds them, may answer and is reached is enough. */
  isWritable(place: number): boolean {
    const { network } = this.#parts;
    for (let unit = 0; unit < this.#members.count; unit++) {
      const mayAnswer = this.#cache.isReady(unit) && this.#majority?.answers(unit) !== false;
      if (mayAnswer && answersAt(this.#members, network, place, unit)) return true;
    }
    return false;
  }

  isReadable(place: number): boolean {
    return this.isWritable(place);
  }

  counts(): Readonly<Record<string, number>> {
    const replicasDiverged = this.#cache.diverged();
    this.#cache.reckon();
    return { ...this.#counts, replicasDiverged, keysLost: this.#cache.lostCells() };
  }

  check(): void {
    checkReplicasConverge(this.#cache);
  }

  #read(attempt: number, member: number): void {
    const { key, sentAt, source } = this.#attempts;
    let staleness = 0;
    for (let field = 0; field < this.#fields; field++) {
      const cell = key[attempt]! * this.#fields + field;
      staleness = Math.max(staleness, this.#cache.staleness(member, cell, sentAt[attempt]!));
    }
    this.#parts.noteRead(source[attempt]!, staleness);
  }

  #write(attempt: number, member: number): void {
    const a = this.#attempts;
    const { removes = 0 } = this.#settings;
    const number = this.#cache.nextNumber;
    const cell = this.#cellOf(a.key[attempt]!, number);
    const source = a.source[attempt]!;
    this.#parts.meters.replicatedWrites[source]!.add();
    const takesAway = removes > 0 && this.#operations.uniform() < removes;
    const place = this.#cache.write(member, cell, { timestamp: this.#timestamp(member), takesAway, source });
    a.row[attempt] = BELOW_ROWS - place;
    a.rowNumber[attempt] = number;
  }

  /** The cell that the write with this number changes: the entry, or one of its fields. */
  #cellOf(key: number, number: number): number {
    if (this.#fields === 1) return key;
    return key * this.#fields + Math.floor(counterDraw(this.#fieldDraws, number, 0) * this.#fields);
  }

  #timestamp(member: number): number {
    const shown = this.#parts.clocks.read(member, this.#simulation.now) + this.#offsets[member]!;
    const { tick = 1 } = this.#settings.clocks ?? {};
    return Math.floor(shown / tick) * tick;
  }

  #observer() {
    const { meters, lost, availabilityChanged } = this.#parts;
    return {
      lagged: (ns: number) => meters.replicationLag.record(ns),
      collided: (pairs: number) => {
        this.#counts.mergeConflicts += pairs;
      },
      concurrent: (source: number) => meters.concurrentWrites[source]!.add(),
      filled: (ns: number) => {
        meters.fillTime.record(ns);
        availabilityChanged();
      },
      lost: (fate: 'overwritten' | 'gone', count: number) => {
        if (fate === 'overwritten') this.#counts.lostUpdates += count;
        else lost('the unit failed before its write had arrived at another', count);
      },
    };
  }
}

function kindOf(resolve: Settings['resolve']): ValueKind {
  switch (resolve) {
    case 'counter':
      return counter;
    case 'set':
      return observedRemoveSet;
    case 'field-merge':
      return registerUnder('last-write-wins');
    // All fields of its records are text, so the one that comes replaces the one that is there.
    case 'seed-field-merge':
      return registerUnder('pass-through');
    default:
      return registerUnder(resolve);
  }
}
