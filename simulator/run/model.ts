/**
 * One model from one scenario and one seed: every part made and connected, nothing run yet.
 *
 * sources → clients → network → units → grid (→ backups, → pump → store) → answer; faults act on members, network and store; the
 * membership protocol watches members and tells the grid.
 */
import type { FaultGround } from '../faults/ground.ts';
import { regionOf, type TargetView, zoneOf } from '../faults/targets.ts';
import type { Residencies } from '../grid/cache/residencies.ts';
import { Clocks } from '../grid/clocks.ts';
import type { Copy } from '../grid/copy.ts';
import { DataGrid, type GridSettings } from '../grid/data-grid.ts';
import { Members } from '../grid/members.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { hasPartitions, isPartitioned } from '../model/map-kind.ts';
import { hasResidency } from '../model/residency.ts';
import type { Fault, GridMap, Scenario } from '../model/scenario.ts';
import { Links } from '../network/links.ts';
import { Network } from '../network/network.ts';
import { Store } from '../persistence/store.ts';
import { Attempts } from '../traffic/attempts.ts';
import { Clients } from '../traffic/clients.ts';
import { HotKeys } from '../traffic/hot-keys.ts';
import { Requests } from '../traffic/requests.ts';
import { processingUnits } from '../units/processing-unit.ts';
import type { Station } from '../units/station.ts';
import { Availability } from './availability.ts';
import { LittlesLaw } from './checkers/littles-law.ts';
import { Durability } from './durability.ts';
import { FaultSchedule } from './fault-schedule.ts';
import type { Layout } from './layout.ts';
import { LostUpdates } from './lost-updates.ts';
import { mapGuards, writeGuarantees } from './map-guards.ts';
import type { MapService } from './map-service.ts';
import { mapServices } from './map-services.ts';
import { memberActions, type UnitActions } from './member-actions.ts';
import { membershipOf } from './membership-wiring.ts';
import { Memory } from './memory.ts';
import type { Meters } from './meters.ts';
import { type Front, frontOf } from './middleware-wiring.ts';
import { monotonicReads } from './monotonic-reads.ts';
import { NearReads } from './near-reads.ts';
import { Outcomes } from './outcomes.ts';
import { ProbeWatch } from './probe-watch.ts';
import { Readers } from './readers.ts';
import { Regions } from './regions.ts';
import { RequestPath } from './request-path.ts';
import { residenciesOf } from './residency-wiring.ts';
import { ServiceNetwork } from './service-network.ts';
import { splitMergeOf } from './split-merge.ts';
import { trafficSources } from './traffic-sources.ts';
import { type UnitWiring, unitWiring } from './unit-wiring.ts';
import { WanReplication } from './wan-replication.ts';
import { clientWatcher, gridWatcher, type LaterParts, unheard } from './watchers.ts';

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
  readonly memory: Memory;
  /** Null when every entry of every map stays. */
  readonly residencies: Residencies | null;
  readonly littlesLaw: LittlesLaw;
  /** Maps that are not partitioned. */
  readonly services: readonly MapService[];
  /** Null where all regions are one grid. */
  readonly wan: WanReplication | null;
  readonly serviceNetwork: ServiceNetwork | null;
  /** What units do by themselves; `life.isReady` and `life.readyUnits` say whom a balancer may choose. */
  readonly units: UnitWiring;
}

export function buildModel(spec: ModelSpec): Model {
  const { scenario, layout, simulation, streams, meters } = spec;
  const { design } = scenario;
  const members = new Members(simulation, layout.members, layout.startsWith);
  const network = new Network(layout.places, layout.delays, streams, linksOf(scenario, layout, simulation));
  const store = design.store === undefined ? null : new Store(simulation, design.store, streams);
  const attempts = new Attempts();
  const cachedBytes = (primary: Copy) => memory.cachedAt(primary);
  const settings = gridSettings(scenario, layout, cachedBytes);
  const measureMemory = () => memory.measure();
  const later: () => LaterParts = () => ({
    grid,
    path,
    availability,
    durability,
    outcomes,
    splitMerge,
    measureMemory,
    readers,
    wan,
    slow: (member, factor) => units.slow(member, factor),
  });
  const speaks = hasPartitions(design);
  const heard = gridWatcher(simulation, meters, later);
  const watcher = speaks ? heard : unheard(heard);
  const grid: DataGrid = new DataGrid(simulation, network, members, settings, watcher);
  const durability = new Durability({ simulation, grid, members, store, maps: design.maps, meters });
  const { partitionBytes } = settings.replication;
  const entrySizes = design.maps.map(({ entrySize }) => entrySize);
  const memory: Memory = new Memory({
    simulation,
    grid,
    members,
    level: meters.memory,
    partitionBytes,
    entrySizes,
    replicatedBytes: replicatedBytes(design.maps),
  });
  const residencies = residenciesOf(spec, grid.history, {
    evicted: () => {
      meters.counts.evictions++;
    },
    expired: () => {
      meters.counts.expirations++;
    },
    heldChanged: (map, entries) => memory.heldChanged(map, entries),
    linesChanged: () => memory.linesChanged(),
  });
  if (residencies !== null) {
    grid.keeps(residencies);
    memory.follows(residencies);
  }
  const partitionOf = (map: number, key: number) => layout.partitionOf(map, key, 0);
  const readers: Readers = new Readers({
    simulation,
    store,
    maps: design.maps,
    grid,
    residencies,
    meters,
    partitionOf,
    partitions: layout.partitions,
  });
  readers.start(spec.origin);
  const availability = new Availability({ simulation, grid, members, network, layout, speaks });
  const outcomes = new Outcomes(simulation, availability, layout.ownerOf, scenario.faults);
  const probes = new ProbeWatch((length, censored) => outcomes.clientOutage(length, censored));
  const ground = { simulation, streams, members, network };
  const own = unitWiring({
    ...spec,
    members,
    grid,
    attempts,
    durability,
    actions: () => actions,
    protocol: () => protocol,
    middleware: () => front.middleware,
  });
  const { life } = own;
  const protocol: MembershipProtocol = membershipOf(scenario, layout, ground, grid, {
    availability,
    outcomes,
    falseSuspicion: () => {
      meters.counts.falseSuspicions++;
    },
    suspected: (member, isSuspected) => life?.suspected(member, isSuspected),
    joined: (member) => own.autoscaler?.joined(member),
  });
  grid.watchedBy(protocol);
  const { threads, queueLimit, discipline } = layout;
  const unitSettings = { count: layout.members, threads, queueLimit, discipline };
  const station: Station = processingUnits(simulation, unitSettings, {
    served: (unit, request) => path.served(unit, request),
    waited: (ns) => meters.queueWait.record(ns),
    busyChanged: own.busyChanged,
    isPaused: (unit) => members.isPaused(unit),
    deferWork: (unit, handler, a, b, x) => members.deferWork(unit, handler, a, b, x),
  });
  const requests = new Requests();
  const note = (source: number, staleness: number) => noteRead(meters, source, staleness);
  const frontParts = { ...spec, members, network, grid, attempts, requests, outcomes, station, noteRead: note };
  const front: Front = frontOf(frontParts);
  const { units } = front;
  for (let away = layout.startsWith; away < layout.members; away++) front.middleware?.memberLeaves(away);
  const clocks = new Clocks(layout.members);
  const splitMerge = splitMergeOf(design.maps, { grid, clocks, streams, attempts, durability, counts: meters.counts });
  const services = mapServices({
    ...spec,
    attempts,
    members,
    network,
    store,
    clocks,
    suspects: (observer, member) => protocol.suspects?.(observer, member) ?? false,
    availabilityChanged: () => availability.changed(),
    noteRead: (source, staleness) => noteRead(meters, source, staleness),
    lost: (cause, count) => {
      meters.lost(cause, count);
      outcomes.lost();
    },
  });
  const regions = layout.grids > 1 ? new Regions(simulation, members, layout, scenario) : null;
  const applied = (copy: Copy, row: number) => durability.applied(copy.member, row);
  const wan =
    regions === null || design.wan === undefined
      ? null
      : new WanReplication({
          ...spec,
          network,
          members,
          grid,
          clocks,
          regions,
          applied,
          settings: design.wan,
          names: design.regions.map(({ name }) => name),
        });
  const running = services.filter((service) => service !== null);
  availability.services = running;
  const lostUpdates = scenario.workload.some(({ mix }) => (mix?.update ?? 0) > 0)
    ? new LostUpdates(grid, attempts, requests, design.maps.length, (lost) => {
        meters.counts.lostUpdates += lost;
      })
    : null;
  const beforeWrites = durability.beforeWrites(attempts);
  const serviceNetwork =
    design.services === undefined
      ? null
      : new ServiceNetwork({
          simulation,
          streams,
          attempts,
          services: design.services,
          workload: scenario.workload,
          meters: meters.services,
        });
  const near = design.maps.some(({ nearCache }) => nearCache !== undefined)
    ? new NearReads({
        ...{ simulation, streams, members, network, grid, attempts, requests, maps: design.maps, meters },
        read: (attempt, staleness) => noteRead(meters, attempts.source[attempt]!, staleness),
      })
    : null;
  const guards = mapGuards(grid, design.maps, layout.members);
  availability.guards = guards;
  const sessions = monotonicReads(grid, attempts, design.maps, () => {
    meters.counts.monotonicViolations++;
  });
  const path: RequestPath = new RequestPath({
    simulation,
    network,
    members,
    grid,
    units,
    attempts,
    layout,
    entryBytes: design.maps.map(({ entrySize }) => entrySize),
    readsAnyCopy: design.maps.map((map) => map.readFrom === 'any-copy'),
    beforeWrites: wan?.before(beforeWrites, attempts) ?? beforeWrites,
    beforeReads: readers.beforeReads(attempts),
    services,
    regions,
    serviceNetwork,
    near,
    guards,
    sessions,
    life,
    middleware: front.middleware,
    routed: front.routed,
    observer: {
      read: (attempt, copy, staleness) => {
        front.read(attempt, copy);
        noteRead(meters, attempts.source[attempt]!, staleness);
        splitMerge?.read(copy, attempts.map[attempt]!, attempts.key[attempt]!);
        lostUpdates?.read(attempt, copy);
      },
      applied: (copy, row) => {
        splitMerge?.written(copy, row, simulation.now);
        lostUpdates?.applied(copy, row);
        const attempt = grid.history.writes.request[row]!;
        readers.applied(attempts.map[attempt]!, attempts.key[attempt]!);
        durability.applied(copy.member, row);
        wan?.published(copy, row, attempts);
        near?.written(copy.member, row);
      },
    },
  });
  const { caches, middleware } = front;
  const littlesLaw = new LittlesLaw();
  const observer = clientWatcher({ ...spec, littlesLaw, attempts, grid, probes, lostUpdates, services, caches });
  const hotKeys = new HotKeys();
  const sources = trafficSources(scenario, layout, streams, hotKeys);
  const { partitions } = layout;
  const clients = new Clients({ simulation, attempts, requests, sources, partitions, port: path, observer });
  path.answersTo(clients.calls);
  serviceNetwork?.answersTo(clients.calls);
  const { startsWith } = layout;
  const actors = { members, units, grid, durability, protocol, path, availability, services: running };
  const actions: UnitActions = memberActions({ ...actors, wan, regions, near, life, startsWith, middleware });
  const faultGround: FaultGround = {
    simulation,
    members: actions,
    memberCount: layout.members,
    network,
    store,
    clocks,
    hotKeys,
    entriesOf: (map) => design.maps.find(({ name }) => name === map)!.entries,
    draws: ({ id }) => streams.named(`fault/${id}/draws`),
    ended: (fault) => faults.ended(fault),
    placesOf: (fault, hit) => placesOf(scenario, layout, fault, hit),
  };
  const view = targetView(scenario, layout, members, grid);
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
  return {
    grid,
    attempts,
    clients,
    durability,
    protocol,
    outcomes,
    faults,
    probes,
    littlesLaw,
    memory,
    residencies,
    services: running,
    wan,
    serviceNetwork,
    units: own,
  };
}

function gridSettings({ design }: Scenario, layout: Layout, cachedBytes: (primary: Copy) => number): GridSettings {
  const { product, maps } = design;
  return {
    partitions: layout.partitions,
    backups: layout.backups,
    zones: layout.zones.length,
    placement: layout.placement,
    grids: layout.grids,
    persisted: maps.map((map) => map.persistence.kind !== 'none' && design.store !== undefined),
    replacesCopies: product.kind === 'generic',
    requeueOnPromotion: maps.map(({ persistence }) => 'queueOnBackups' in persistence && persistence.queueOnBackups),
    replication: {
      bandwidth: product.kind === 'generic' ? product.migrationBandwidth : product.syncBandwidth,
      partitionBytes: maps
        .filter((map) => isPartitioned(map) && !hasResidency(map))
        .reduce((sum, map) => sum + (map.entries * map.entrySize * layout.grids) / layout.partitions, 0),
      cachedBytes,
      entryBytes: maps.map(({ entrySize }) => entrySize),
      writeBytes: maps.reduce((largest, map) => Math.max(largest, map.entrySize), 0),
      reportsEachSecond: product.kind === 'redis-cluster',
      transferLoad: (product.kind === 'generic' ? product.migrationLoad : undefined) ?? 0,
      guarantees: writeGuarantees(maps),
    },
  };
}

/** Null where no link is ever limited. */
function linksOf({ design, faults }: Scenario, layout: Layout, simulation: Simulation): Links | null {
  const rate = 'bandwidth' in design.network ? design.network.bandwidth : undefined;
  if (rate === undefined && faults.every(({ kind }) => kind !== 'bandwidth')) return null;
  const links = new Links(simulation, layout.members);
  if (rate !== undefined) links.limit({ touched: new Uint8Array(layout.members).fill(1), rate });
  return links;
}

/** What target selection sees of the grid when a fault strikes. */
function targetView({ design }: Scenario, layout: Layout, members: Members, grid: DataGrid): TargetView {
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
    membersOfRegion: (region) =>
      layout.places.flatMap((place, at) =>
        at < layout.members && design.regions[place.region]!.name === region ? [at] : [],
      ),
  };
}

function noteRead(meters: Meters, source: number, staleness: number): void {
  meters.reads[source]!.add();
  if (staleness === 0) return;
  meters.staleReads[source]!.add();
  meters.staleness.record(staleness);
}

/** Bytes of the maps of which every member holds all entries. */
function replicatedBytes(maps: readonly GridMap[]): number {
  return maps.reduce((sum, map) => sum + (map.kind?.kind === 'replicated' ? map.entries * map.entrySize : 0), 0);
}

/** The hosts that were hit, and with a zone or region its clients. */
function placesOf({ design }: Scenario, layout: Layout, fault: Fault, hit: readonly number[]): Uint8Array {
  const inside = new Uint8Array(layout.places.length);
  for (const member of hit) inside[member] = 1;
  const zone = zoneOf(fault);
  if (zone !== undefined) inside[layout.members + layout.zones.indexOf(zone)] = 1;
  const region = regionOf(fault);
  for (const place of layout.clientPlaces)
    if (design.regions[layout.places[place]!.region]!.name === region) inside[place] = 1;
  return inside;
}
