/**
 * One model from one scenario and one seed: every part made and connected, nothing run yet.
 *
 * sources → clients → network → units → grid (→ backups, → pump → store) → answer; faults act on members, network and store; the
 * membership protocol watches members and tells the grid.
 */
import type { FaultGround } from '../faults/ground.ts';
import { type TargetView, zoneOf } from '../faults/targets.ts';
import { Clocks } from '../grid/clocks.ts';
import { DataGrid, type GridSettings } from '../grid/data-grid.ts';
import { Members } from '../grid/members.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import { Network } from '../network/network.ts';
import { Store } from '../persistence/store.ts';
import { Attempts } from '../traffic/attempts.ts';
import { Clients } from '../traffic/clients.ts';
import { Requests } from '../traffic/requests.ts';
import { processingUnits } from '../units/processing-unit.ts';
import type { Station } from '../units/station.ts';
import { Availability } from './availability.ts';
import { Durability } from './durability.ts';
import { FaultSchedule } from './fault-schedule.ts';
import type { Layout } from './layout.ts';
import { LostUpdates } from './lost-updates.ts';
import type { MapService } from './map-service.ts';
import { mapServices } from './map-services.ts';
import { memberActions } from './member-actions.ts';
import { membershipOf } from './membership-wiring.ts';
import type { Meters } from './meters.ts';
import { Outcomes } from './outcomes.ts';
import { ProbeWatch } from './probe-watch.ts';
import { Readers } from './readers.ts';
import { RequestPath } from './request-path.ts';
import { trafficSources } from './traffic-sources.ts';
import { clientWatcher, gridWatcher, type LaterParts } from './watchers.ts';

export interface ModelSpec {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly meters: Meters;
  /** Kernel time of the scenario's time zero, and how long requests arrive. */
  readonly origin: number;
  readonly duration: number;
}

export interface Model {
  readonly grid: DataGrid;
  readonly attempts: Attempts;
  readonly clients: Clients;
  readonly durability: Durability;
  readonly protocol: MembershipProtocol;
  readonly outcomes: Outcomes;
  readonly faults: FaultSchedule;
  readonly probes: ProbeWatch;
  /** Maps that are not partitioned. */
  readonly services: readonly MapService[];
}

export function buildModel(spec: ModelSpec): Model {
  const { scenario, layout, simulation, streams, meters } = spec;
  const { design } = scenario;
  const members = new Members(simulation, layout.members);
  const network = new Network(layout.places, layout.delays, streams);
  const store = design.store === undefined ? null : new Store(simulation, design.store, streams);
  const attempts = new Attempts();
  const settings = gridSettings(scenario, layout);
  const measureMemory = () => {
    meters.memory.set(simulation.now, memoryPerMember(grid, members, settings.replication.partitionBytes));
  };
  const later: () => LaterParts = () => ({ grid, path, availability, durability, outcomes, measureMemory });
  const grid: DataGrid = new DataGrid(simulation, network, members, settings, gridWatcher(simulation, meters, later));
  const durability = new Durability({ simulation, grid, members, store, maps: design.maps, meters });
  const readers = new Readers(simulation, store, design.maps, meters);
  readers.start(spec.origin);
  const availability = new Availability(simulation, grid, members, network, layout);
  const outcomes = new Outcomes(simulation, availability, layout.ownerOf, scenario.faults);
  const probes = new ProbeWatch((length, censored) => outcomes.clientOutage(length, censored));
  const ground = { simulation, streams, members, network };
  const protocol = membershipOf(scenario, layout, ground, grid, {
    availability,
    outcomes,
    falseSuspicion: () => {
      meters.counts.falseSuspicions++;
    },
  });
  grid.watchedBy(protocol);
  const { threads, queueLimit, discipline } = layout;
  const unitSettings = { count: layout.members, threads, queueLimit, discipline };
  const units: Station = processingUnits(simulation, unitSettings, {
    served: (unit, request) => path.served(unit, request),
    waited: (ns) => meters.queueWait.record(ns),
    busyChanged: (delta) => meters.busy.add(simulation.now, delta),
    isPaused: (unit) => members.isPaused(unit),
    deferWork: (unit, handler, a, b, x) => members.deferWork(unit, handler, a, b, x),
  });
  const clocks = new Clocks(layout.members);
  const services = mapServices({
    ...spec,
    attempts,
    members,
    network,
    store,
    clocks,
    suspects: (observer, member) => protocol.suspects?.(observer, member) ?? false,
    noteRead: (source, staleness) => noteRead(meters, source, staleness),
    lost: (cause, count) => {
      meters.lost(cause, count);
      outcomes.lost();
    },
  });
  const running = services.filter((service) => service !== null);
  const requests = new Requests();
  const lostUpdates = scenario.workload.some(({ mix }) => (mix?.update ?? 0) > 0)
    ? new LostUpdates(grid, attempts, requests, design.maps.length, (lost) => {
        meters.counts.lostUpdates += lost;
      })
    : null;
  const path: RequestPath = new RequestPath({
    simulation,
    network,
    members,
    grid,
    units,
    attempts,
    layout,
    readsAnyCopy: design.maps.map((map) => map.readFrom === 'any-copy'),
    beforeWrites: durability.beforeWrites(attempts),
    beforeReads: readers.beforeReads(attempts, grid.history.keys),
    services,
    observer: {
      read: (attempt, copy, staleness) => {
        noteRead(meters, attempts.source[attempt]!, staleness);
        lostUpdates?.read(attempt, copy);
      },
      applied: (copy, row) => {
        lostUpdates?.applied(copy, row);
        durability.applied(copy.member, row);
      },
    },
  });
  const observer = clientWatcher({ ...spec, attempts, grid, probes, lostUpdates, services });
  const sources = trafficSources(scenario, layout, streams);
  const { partitions } = layout;
  const clients = new Clients({ simulation, attempts, requests, sources, partitions, port: path, observer });
  path.answersTo(clients.calls);
  const faultGround: FaultGround = {
    simulation,
    members: memberActions({ members, units, grid, durability, protocol, path, availability, services: running }),
    memberCount: layout.members,
    network,
    store,
    stream: streams.named('faults/draws'),
    ended: (fault) => faults.ended(fault),
    placesOf: (fault, hit) => placesOf(layout, fault, hit),
  };
  const view = targetView(layout, members, grid);
  const faults: FaultSchedule = new FaultSchedule(
    scenario.faults,
    faultGround,
    view,
    streams,
    outcomes,
    meters.observations,
  );
  availability.onLook = (allWritable) => faults.looked(allWritable);
  measureMemory();
  return { grid, attempts, clients, durability, protocol, outcomes, faults, probes, services: running };
}

function gridSettings({ design }: Scenario, layout: Layout): GridSettings {
  const { product, maps } = design;
  return {
    partitions: layout.partitions,
    backups: layout.backups,
    placement: layout.placement,
    persisted: maps.map((map) => map.persistence.kind !== 'none' && design.store !== undefined),
    replacesCopies: product.kind === 'generic',
    requeueOnPromotion: maps.map(({ persistence }) => 'queueOnBackups' in persistence && persistence.queueOnBackups),
    replication: {
      bandwidth: product.kind === 'generic' ? product.migrationBandwidth : product.syncBandwidth,
      partitionBytes: maps
        .filter(isPartitioned)
        .reduce((sum, map) => sum + (map.entries * map.entrySize) / layout.partitions, 0),
      writeBytes: maps.reduce((largest, map) => Math.max(largest, map.entrySize), 0),
      reportsEachSecond: product.kind === 'redis-cluster',
    },
  };
}

/** What target selection sees of the grid when a fault strikes. */
function targetView(layout: Layout, members: Members, grid: DataGrid): TargetView {
  const copiesOf = (partition: number, role: string) =>
    (grid.history.partitions[partition]?.copies ?? []).filter((copy) => copy.role === role).map(({ member }) => member);
  return {
    memberCount: layout.members,
    partitions: layout.partitions,
    isUp: (member) => members.isUp(member),
    primaryOf: (partition) => copiesOf(partition, 'primary')[0] ?? -1,
    backupsOf: (partition) => copiesOf(partition, 'backup'),
    membersOfZone: (zone) =>
      layout.places.flatMap((place, at) => (at < layout.members && layout.zones[place.zone] === zone ? [at] : [])),
  };
}

function noteRead(meters: Meters, source: number, staleness: number): void {
  meters.reads[source]!.add();
  if (staleness === 0) return;
  meters.staleReads[source]!.add();
  meters.staleness.record(staleness);
}

/** Bytes of complete copies, per member that is up. */
function memoryPerMember(grid: DataGrid, members: Members, partitionBytes: number): number {
  let copies = 0;
  for (const partition of grid.history.partitions)
    for (const copy of partition.copies) if (copy.role !== 'syncing') copies++;
  let up = 0;
  for (let member = 0; member < members.count; member++) if (members.isUp(member)) up++;
  return up === 0 ? 0 : Math.round((copies * partitionBytes) / up);
}

/** The hosts that were hit, and with a zone its clients. */
function placesOf(layout: Layout, fault: Fault, hit: readonly number[]): Uint8Array {
  const inside = new Uint8Array(layout.places.length);
  for (const member of hit) inside[member] = 1;
  const zone = zoneOf(fault);
  if (zone !== undefined) inside[layout.members + layout.zones.indexOf(zone)] = 1;
  return inside;
}
