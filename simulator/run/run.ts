/**
 * One run: one scenario, one seed, one replication. Wires the parts, runs them in slices, reckons at the end.
 *
 * Data flow: sources → clients → network → units → grid (→ backups, → pump → store) → answer → observations → summary.
 * Time zero of the scenario may lie later than the kernel's, because a cluster is older than what is measured (see membership-wiring).
 */
import { DataGrid } from '../grid/data-grid.ts';
import { Members } from '../grid/members.ts';
import { Simulation } from '../kernel/simulation.ts';
import { Streams } from '../kernel/stream-seed.ts';
import { MILLISECOND, SECOND } from '../kernel/time.ts';
import { TimeSeries } from '../kernel/time-series.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import { Network } from '../network/network.ts';
import { Store } from '../persistence/store.ts';
import { Attempts } from '../traffic/attempts.ts';
import { Clients } from '../traffic/clients.ts';
import { ProcessingUnits } from '../units/processing-unit.ts';
import { reckon } from './accounts.ts';
import { Availability } from './availability.ts';
import { checkAcknowledgedWrites } from './checkers/acknowledged-writes.ts';
import { checkConservation } from './checkers/conservation.ts';
import { checkCopiesAgree } from './checkers/copies-agree.ts';
import { checkOnePrimary } from './checkers/one-primary.ts';
import { Durability } from './durability.ts';
import { FaultSchedule } from './fault-schedule.ts';
import type { Layout } from './layout.ts';
import { memberActions } from './member-actions.ts';
import { membershipOf, prehistory } from './membership-wiring.ts';
import { Observations } from './observations.ts';
import { Outcomes } from './outcomes.ts';
import { ProbeWatch } from './probe-watch.ts';
import { type ReplicationSummary, SETTLING } from './replication-summary.ts';
import { RequestPath } from './request-path.ts';
import { trafficSources } from './traffic-sources.ts';

export interface RunOptions {
  readonly seed: number;
  readonly replication: number;
  /** ns of scenario time that are not measured. */
  readonly warmup: number;
  /** Ends the load this early (a pilot that only looks at the calm stretch); default: the scenario's duration. */
  readonly until?: number;
}

/** Bins of the timeline, over the duration of the load. */
export const TIMELINE_BINS = 120;
/** How often a settling run looks whether everything has come to rest. */
const SETTLE_LOOK = 100 * MILLISECOND;

export class Run {
  readonly simulation: Simulation;
  readonly #scenario: Scenario;
  readonly #options: RunOptions;
  readonly #origin: number;
  readonly #duration: number;
  readonly #observations = new Observations();
  readonly #attempts = new Attempts();
  readonly #grid: DataGrid;
  readonly #durability: Durability;
  readonly #availability: Availability;
  readonly #outcomes: Outcomes;
  readonly #faults: FaultSchedule;
  readonly #probes: ProbeWatch;
  readonly #meters;
  readonly #slice: number;
  readonly #counts = { acknowledgedWritesLost: 0, failovers: 0, falseSuspicions: 0, partitionsMoved: 0, partitionsLost: 0 };
  readonly #lossCauses = new Map<string, number>();
  #phase: 'load' | 'settle' | 'done' = 'load';

  constructor(scenario: Scenario, layout: Layout, options: RunOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#duration = Math.min(options.until ?? scenario.run.duration, scenario.run.duration);
    this.#origin = prehistory(scenario);
    this.simulation = new Simulation({ eventLimit: scenario.run.eventLimit });
    this.#slice = sliceOf(scenario, layout);
    const { simulation } = this;
    const streams = new Streams(options.seed, options.replication);
    const members = new Members(simulation, layout.members);
    const network = new Network(layout.places, layout.delays, streams);
    const { design } = scenario;
    const store = design.store === undefined ? null : new Store(simulation, design.store, streams);
    this.#meters = this.#makeMeters(layout);
    const persisted = design.maps.map((map) => map.persistence.kind !== 'none' && store !== null);
    const { product } = design;
    const partitionBytes = design.maps.reduce((sum, map) => sum + (map.entries * map.entrySize) / layout.partitions, 0);
    const writeBytes = design.maps.reduce((largest, map) => Math.max(largest, map.entrySize), 0);
    const grid: DataGrid = new DataGrid(
      simulation,
      network,
      members,
      {
        partitions: layout.partitions,
        backups: layout.backups,
        placement: layout.placement,
        persisted,
        replacesCopies: product.kind === 'generic',
        requeueOnPromotion: design.maps.map((map) => map.persistence.kind === 'writeBehind' && map.persistence.queueOnBackups),
        replication: {
          bandwidth: product.kind === 'generic' ? product.migrationBandwidth : product.syncBandwidth,
          partitionBytes,
          writeBytes,
          reportsEachSecond: product.kind === 'redis-cluster',
        },
      },
      this.#gridObserver(() => ({ path, availability: this.#availability, durability: this.#durability })),
    );
    this.#grid = grid;
    const { backlog, pumpDelay, storeWrites, queued, coalesced } = this.#meters;
    this.#durability = new Durability(simulation, grid, members, store, design.maps, { backlog, pumpDelay, storeWrites, queued, coalesced });
    this.#availability = new Availability(simulation, grid, members, network, layout.clientPlaces, layout.ownerOf, layout.owners);
    this.#outcomes = new Outcomes(simulation, this.#availability, layout.ownerOf, scenario.faults);
    this.#probes = new ProbeWatch((length, censored) => this.#outcomes.clientOutage(length, censored));
    const protocol = membershipOf(scenario, layout, { simulation, streams, members, network }, grid, {
      availability: this.#availability,
      outcomes: this.#outcomes,
      falseSuspicion: () => this.#counts.falseSuspicions++,
    });
    grid.watchedBy(protocol);
    const units: ProcessingUnits = new ProcessingUnits(
      simulation,
      { count: layout.members, threads: layout.threads, queueLimit: layout.queueLimit },
      {
        served: (unit, request) => path.served(unit, request),
        waited: (ns) => this.#meters.queueWait.record(ns),
        busyChanged: (delta) => this.#meters.busy.add(simulation.now, delta),
        isPaused: (unit) => members.isPaused(unit),
        deferWork: (unit, handler, a, b, x) => members.deferWork(unit, handler, a, b, x),
      },
    );
    const path: RequestPath = new RequestPath({
      simulation,
      network,
      members,
      grid,
      units,
      attempts: this.#attempts,
      layout,
      readsAnyCopy: design.maps.map((map) => map.readFrom === 'any-copy'),
      storeFirst: this.#durability.storeFirst(this.#attempts),
      observer: {
        read: (source, staleness) => this.#noteRead(source, staleness),
        applied: (member, row) => this.#durability.applied(member, row),
      },
    });
    const clients = new Clients(simulation, this.#attempts, trafficSources(scenario, layout, streams), layout.partitions, path, this.#clientObserver());
    path.answersTo(clients);
    const actions = memberActions({ members, units, grid, durability: this.#durability, protocol, path, availability: this.#availability });
    const ground = {
      simulation,
      members: actions,
      memberCount: layout.members,
      network,
      store,
      stream: streams.named('faults/draws'),
      ended: (fault: Fault) => this.#faults.ended(fault),
      placesOf: (fault: Fault, hit: readonly number[]) => placesOf(layout, fault, hit),
    };
    const view = {
      memberCount: layout.members,
      partitions: layout.partitions,
      isUp: (member: number) => members.isUp(member),
      primaryOf: (partition: number) => grid.history.partitions[partition]?.copies.find((copy) => copy.role === 'primary')?.member ?? -1,
      backupsOf: (partition: number) => grid.history.partitions[partition]?.copies.filter((copy) => copy.role === 'backup').map((copy) => copy.member) ?? [],
      membersOfZone: (zone: string) => Array.from({ length: layout.members }, (_, member) => member).filter((member) => layout.zones[layout.places[member]!.zone] === zone),
    };
    this.#faults = new FaultSchedule(scenario.faults, ground, view, streams, this.#outcomes, this.#observations);
    this.#availability.onLook = (allWritable) => this.#faults.looked(allWritable);
    const endWarmUp = simulation.handler('run/end-warm-up', () => this.#observations.endWarmUp(simulation.now));
    const measureMemory = () => this.#meters.memory.set(simulation.now, memoryPerMember(grid, members, partitionBytes));
    measureMemory();
    this.#measureMemory = measureMemory;
    protocol.start();
    clients.start(this.#origin, this.#duration);
    if (options.until === undefined) this.#faults.start(this.#origin);
    simulation.scheduleAt(this.#origin + options.warmup, endWarmUp);
  }

  readonly #measureMemory: () => void;

  /** Runs one slice. Returns false when the run is over; `event-limit` when it took more events than the scenario allows. */
  step(): boolean | 'event-limit' {
    const { simulation } = this;
    if (this.#phase === 'done') return false;
    if (this.#phase === 'load') {
      const end = this.#origin + this.#duration;
      if (simulation.run(Math.min(end, simulation.now + this.#slice)) === 'event-limit') return 'event-limit';
      if (simulation.now < end) return true;
      this.#observations.endWarmUp(simulation.now);
      this.#observations.enter(SETTLING, simulation.now);
      this.#phase = this.#options.until === undefined ? 'settle' : 'done';
      return this.#phase === 'settle';
    }
    if (simulation.run(simulation.now + SETTLE_LOOK) === 'event-limit') return 'event-limit';
    const limit = this.#origin + this.#duration + this.#scenario.run.settle;
    if (!this.#isSettled() && simulation.now < limit) return true;
    this.#phase = 'done';
    return false;
  }

  #isSettled(): boolean {
    return this.#attempts.size === 0 && this.#durability.isDrained && this.#faults.isQuiet && !this.#grid.isCatchingUp();
  }

  /** The reckoning; call once, after `step` returned false. */
  summary(): ReplicationSummary {
    const { simulation } = this;
    const { history } = this.#grid;
    const { offered, answered, failed } = this.#meters;
    const total = (tallies: readonly { total: number }[]) => tallies.reduce((sum, tally) => sum + tally.total, 0);
    checkConservation(total(offered), total(answered), total(failed), this.#attempts.waiting());
    checkAcknowledgedWrites(history);
    checkCopiesAgree(history);
    this.#probes.close(simulation.now);
    this.#observations.close(simulation.now);
    const accounts = reckon(history, this.#scenario.design.maps);
    const names = this.#scenario.workload.map(({ name }) => name);
    const ratios: Record<string, ReplicationSummary['ratios'][string]> = {};
    const occurrences: Record<string, ReplicationSummary['occurrences'][string]> = {};
    names.forEach((name, source) => {
      ratios[`errorRatio{workload:${name}}`] = paired(failed[source]!, offered[source]!);
      ratios[`staleReadRatio{workload:${name}}`] = paired(this.#meters.staleReads[source]!, this.#meters.reads[source]!);
      occurrences[`throughput{workload:${name}}`] = answered[source]!.byWindow;
    });
    ratios.coalescedRatio = paired(this.#meters.coalesced, this.#meters.queued);
    occurrences.storeWrites = this.#meters.storeWrites.byWindow;
    return {
      replication: this.#options.replication,
      events: simulation.executed,
      digest: simulation.digest(),
      seconds: this.#observations.seconds,
      distributions: Object.fromEntries(this.#observations.distributions()),
      ratios,
      occurrences,
      levels: Object.fromEntries(this.#observations.levels()),
      counts: { ...this.#counts, ...accounts },
      perFault: this.#outcomes.samples(),
      faults: this.#outcomes.faults(this.#origin),
      timeline: Object.fromEntries(Object.entries(this.#meters.series).map(([name, series]) => [name, series.points().map(({ sum }) => sum)])),
      lossCauses: Object.fromEntries([...this.#lossCauses].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  /** Mean response time of each bin of the calm stretch (NaN where nothing was answered), for the warm-up decision. */
  calmSeries(): readonly { readonly time: number; readonly count: number; readonly sum: number }[] {
    return this.#meters.series.responseTime!.points();
  }

  #makeMeters(layout: Layout) {
    const o = this.#observations;
    const { workload } = this.#scenario;
    const each = <T>(make: (name: string) => T) => workload.map(({ name }) => make(name));
    const series = (): TimeSeries => new TimeSeries(this.#duration, TIMELINE_BINS);
    return {
      responseTime: each((name) => o.distribution(`responseTime{workload:${name}}`)),
      offered: each((name) => o.tally(`offered{workload:${name}}`)),
      answered: each((name) => o.tally(`answered{workload:${name}}`)),
      failed: each((name) => o.tally(`failed{workload:${name}}`)),
      reads: each((name) => o.tally(`reads{workload:${name}}`)),
      staleReads: each((name) => o.tally(`staleReads{workload:${name}}`)),
      isProbe: workload.map(({ target }) => target === 'each-owner'),
      queueWait: o.distribution('queueWait'),
      replicationLag: o.distribution('replicationLag'),
      reportedLag: o.distribution('reportedLag'),
      staleness: o.distribution('staleness'),
      pumpDelay: o.distribution('pumpDelay'),
      migrationTime: o.distribution('migrationTime'),
      busy: o.level(`busy/${layout.members * layout.threads}`),
      backlog: o.level('pumpBacklog'),
      atRisk: o.level('entriesAtRisk'),
      memory: o.level('memoryUsed'),
      storeWrites: o.tally('storeWrites'),
      queued: o.tally('queued'),
      coalesced: o.tally('coalesced'),
      series: { responseTime: series(), answered: series(), failed: series() } as Record<string, TimeSeries>,
    };
  }

  #gridObserver(parts: () => { path: RequestPath; availability: Availability; durability: Durability }) {
    const meters = this.#meters;
    return {
      completed: (row: number) => parts().path.completed(row),
      lagged: (lag: number) => meters.replicationLag.record(lag),
      reportedLag: (bytes: number) => meters.reportedLag.record(bytes),
      transferred: (duration: number) => {
        meters.migrationTime.record(duration);
        this.#counts.partitionsMoved++;
      },
      redundancyChanged: () => {
        this.#measureMemory();
        parts().availability.changed();
      },
      ownershipChanged: () => parts().availability.changed(),
      promoted: (copy: Parameters<typeof checkOnePrimary>[1], planned: boolean) => {
        checkOnePrimary(this.#grid.history, copy);
        if (planned) return;
        this.#counts.failovers++;
        this.#outcomes.failedOver(copy.partition);
      },
      mustPersist: (member: number, key: number, row: number) => parts().durability.queue(member, key, row),
      partitionLost: () => this.#counts.partitionsLost++,
      settled: (partition: number) => this.#grid.settlePlacement(partition),
      acknowledgedWriteLost: (_key: number, cause: string, count: number) => {
        this.#counts.acknowledgedWritesLost += count;
        this.#lossCauses.set(cause, (this.#lossCauses.get(cause) ?? 0) + count);
        this.#outcomes.lost();
      },
      atRiskChanged: (delta: number) => meters.atRisk.add(this.simulation.now, delta),
    };
  }

  #clientObserver() {
    const meters = this.#meters;
    const { simulation } = this;
    const { history } = this.#grid;
    const attempts = this.#attempts;
    const probed = (attempt: number) => attempts.group[attempt]! >= 0;
    return {
      offered: (source: number) => meters.offered[source]!.add(),
      answered: (source: number, responseTime: number, attempt: number) => {
        const { now } = simulation;
        meters.answered[source]!.add();
        meters.responseTime[source]!.record(responseTime);
        if (probed(attempt)) this.#probes.good(source, attempts.group[attempt]!, attempts.sentAt[attempt]!, now);
        if (now - this.#origin > this.#duration || meters.isProbe[source]) return;
        meters.series.responseTime!.add(now - this.#origin, responseTime);
        meters.series.answered!.add(now - this.#origin, 1);
      },
      failed: (source: number, _failure: string, attempt: number) => {
        const { now } = simulation;
        meters.failed[source]!.add();
        if (probed(attempt)) this.#probes.bad(source, attempts.group[attempt]!, attempts.sentAt[attempt]!);
        if (now - this.#origin <= this.#duration && !meters.isProbe[source]) meters.series.failed!.add(now - this.#origin, 1);
      },
      acknowledged: (attempt: number) => {
        const row = attempts.row[attempt]!;
        if (history.writes.holds(row, attempts.rowNumber[attempt]!)) history.acknowledge(row, simulation.now);
      },
    };
  }

  #noteRead(source: number, staleness: number): void {
    this.#meters.reads[source]!.add();
    if (staleness === 0) return;
    this.#meters.staleReads[source]!.add();
    this.#meters.staleness.record(staleness);
  }
}

function paired(numerator: { byWindow: readonly [number, number, number] }, denominator: { byWindow: readonly [number, number, number] }): ReplicationSummary['ratios'][string] {
  const n = numerator.byWindow;
  const d = denominator.byWindow;
  return [
    [n[0], d[0]],
    [n[1], d[1]],
    [n[2], d[2]],
  ];
}

/** Bytes of complete copies, per member that is up. */
function memoryPerMember(grid: DataGrid, members: Members, partitionBytes: number): number {
  let copies = 0;
  for (const partition of grid.history.partitions) for (const copy of partition.copies) if (copy.role !== 'syncing') copies++;
  let up = 0;
  for (let member = 0; member < members.count; member++) if (members.isUp(member)) up++;
  return up === 0 ? 0 : Math.round((copies * partitionBytes) / up);
}

/** A slice of simulated time that takes some ten thousand events, so that the caller gets a word in often enough. */
function sliceOf(scenario: Scenario, layout: Layout): number {
  let perSecond = layout.members * 10;
  for (const source of scenario.workload) {
    const rate = source.every === undefined ? Math.max(...source.rate!.map((step) => step.rate)) : (SECOND / source.every) * layout.owners;
    perSecond += rate * 8;
  }
  return Math.max(1, Math.min(scenario.run.duration, Math.round((50_000 / perSecond) * SECOND)));
}

function placesOf(layout: Layout, fault: Fault, hit: readonly number[]): Uint8Array {
  const inside = new Uint8Array(layout.places.length);
  for (const member of hit) inside[member] = 1;
  if ('target' in fault && fault.target.kind === 'zone') inside[layout.members + layout.zones.indexOf(fault.target.zone)] = 1;
  return inside;
}
