/**
 * What answers requests besides the grid and its units, each part only where the scenario has it: maps of other kinds, regions, services,
 * near caches, guards; and the way of a request through all of them.
 *
 * Parts name what they get one by one, without `...ground`: an object made by a spread has another hidden class in each replication, and the
 * engine compiles anew whatever reads it (a sixth of the time of 64 replications).
 */

import type { Copy } from '../grid/copy.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import { NativePersistence } from '../grid/native-persistence.ts';
import { GoodReplicas } from '../grid/redis-cluster/good-replicas.ts';
import { type DiskRule, PrimaryDisks } from '../grid/redis-cluster/primary-disks.ts';
import type { SplitMerge } from '../grid/split-merge.ts';
import { SECOND } from '../kernel/time.ts';
import { hasReplicaSets, type Product } from '../model/product.ts';
import { replicaSetRules } from '../products/replica-set-rules.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Availability } from './availability.ts';
import { ClientAddresses } from './client-addresses.ts';
import type { GridData } from './data-wiring.ts';
import { roomBefore } from './full-caches.ts';
import { LostUpdates } from './lost-updates.ts';
import { mapGuards } from './map-guards.ts';
import type { MapService } from './map-service.ts';
import { mapServices } from './map-services.ts';
import type { MemberDisks } from './member-actions.ts';
import type { Front } from './middleware-wiring.ts';
import type { Ground } from './model-ground.ts';
import { monotonicReads } from './monotonic-reads.ts';
import { NearReads } from './near-reads.ts';
import type { Outcomes } from './outcomes.ts';
import { Regions } from './regions.ts';
import { type ReplicaWaits, replicaWaitsOf } from './replica-waits.ts';
import { RequestPath } from './request-path.ts';
import { ServiceNetwork } from './service-network.ts';
import { mergedMaps, splitMergeOf } from './split-merge.ts';
import type { UnitLife } from './unit-life.ts';
import { WanReplication } from './wan-replication.ts';

export interface AnswerParts {
  readonly ground: Ground;
  readonly data: GridData;
  readonly front: Front;
  readonly protocol: MembershipProtocol;
  readonly life: UnitLife | null;
  readonly availability: Availability;
  readonly outcomes: Outcomes;
}

export interface Answers {
  readonly path: RequestPath;
  readonly addresses: ClientAddresses;
  /** For each map: its service, or null when it is partitioned. */
  readonly services: readonly (MapService | null)[];
  /** Null where all regions are one grid. */
  readonly regions: Regions | null;
  readonly wan: WanReplication | null;
  /** Null when no map is merged after a split. */
  readonly splitMerge: SplitMerge | null;
  readonly serviceNetwork: ServiceNetwork | null;
  readonly near: NearReads | null;
  readonly lostUpdates: LostUpdates | null;
  /** Null where primaries take writes whatever their replicas do. */
  readonly goodReplicas: GoodReplicas | null;
  /** Null where a process that comes back is empty. */
  readonly disks: MemberDisks | null;
  /** Null when no client waits for replicas. */
  readonly replicaWaits: ReplicaWaits | null;
}

/** Whether clients ask for the primary instead of trying the members. */
function asksSentinels(product: Product): boolean {
  return product.kind === 'redis-sentinel' && product.clients === 'ask-sentinels';
}

export function answersOf(parts: AnswerParts): Answers {
  const { ground, data, front, life, availability } = parts;
  const { scenario, layout, streams, meters, attempts, clocks } = ground;
  const { grid, durability, readers } = data;
  const { maps } = scenario.design;
  const splitMerge = splitMergeOf(mergedMaps(ground.scenario), {
    grid,
    clocks,
    streams,
    attempts,
    durability,
    counts: meters.counts,
  });
  const services = servicesOf(parts);
  const regions = layout.grids > 1 ? new Regions(ground.simulation, ground.members, layout, scenario) : null;
  const readsAnyCopy = maps.map((map) => map.readFrom === 'any-copy');
  const addresses = new ClientAddresses({
    attempts,
    layout,
    grid,
    readsAnyCopy,
    services,
    regions,
    life,
    middleware: front.middleware,
    announcedPrimary: asksSentinels(scenario.design.product) ? parts.protocol.announcedPrimary : undefined,
  });
  const wan = wanOf(ground, data, regions);
  const lostUpdates = lostUpdatesOf(ground, data);
  const serviceNetwork = serviceNetworkOf(ground);
  const near = nearReadsOf(ground, data);
  const goodReplicas = goodReplicasOf(parts);
  const guards = mapGuards(grid, maps, goodReplicas ?? refusesWhenLost(grid));
  availability.guards = guards;
  const sessions = monotonicReads(grid, attempts, maps, () => {
    meters.counts.monotonicViolations++;
  });
  const replicaWaits = replicaWaitsOf(scenario, {
    simulation: ground.simulation,
    members: ground.members,
    attempts,
    grid,
    unmet: () => {
      meters.counts.waitsUnmet++;
    },
  });
  const beforeWrites = roomBefore(grid, data.residencies, attempts, durability.beforeWrites(attempts));
  const path = new RequestPath({
    simulation: ground.simulation,
    members: ground.members,
    network: ground.network,
    layout,
    attempts,
    grid,
    addresses,
    units: front.units,
    entryBytes: maps.map(({ entrySize }) => entrySize),
    readsAnyCopy,
    beforeWrites: wan?.before(beforeWrites, attempts) ?? beforeWrites,
    beforeReads: readers.beforeReads(attempts),
    services,
    serviceNetwork,
    near,
    guards,
    sessions,
    replicaWaits,
    life,
    routed: front.routed,
    observer: {
      read: (attempt, copy, staleness) => {
        front.read(attempt, copy);
        ground.noteRead(attempts.source[attempt]!, staleness);
        splitMerge?.read(copy, attempts.map[attempt]!, attempts.key[attempt]!);
        lostUpdates?.read(attempt, copy);
      },
      applied: (copy, row) => {
        splitMerge?.written(copy, row, ground.simulation.now);
        lostUpdates?.applied(copy, row);
        const attempt = grid.history.writes.request[row]!;
        readers.applied(attempts.map[attempt]!, attempts.key[attempt]!);
        durability.applied(copy.member, row);
        wan?.published(copy, row, attempts);
        near?.written(copy.member, row);
      },
    },
  });
  return {
    path,
    addresses,
    services,
    regions,
    wan,
    splitMerge,
    serviceNetwork,
    near,
    lostUpdates,
    goodReplicas,
    disks: disksOf(parts),
    replicaWaits,
  };
}

function goodReplicasOf({ ground, data, availability }: AnswerParts): GoodReplicas | null {
  const { product } = ground.scenario.design;
  if (!hasReplicaSets(product)) return null;
  const { minReplicasToWrite: wanted, minReplicasMaxLag: maxLag = 10 * SECOND } = replicaSetRules(product);
  if (wanted === undefined) return null;
  const { history } = data.grid;
  const { simulation, network, members, streams } = ground;
  const changed = () => availability.changed();
  return new GoodReplicas({ simulation, network, members, streams, history, wanted, maxLag, changed });
}

/** Where a lost partition makes all others read-only. */
function refusesWhenLost({ loss }: GridData['grid']): { admits(primary: Copy): boolean } | null {
  return loss?.isReadOnly === true ? { admits: ({ member }) => !loss.refusesWrites(member) } : null;
}

function disksOf({ ground, data }: AnswerParts): MemberDisks | null {
  const { product } = ground.scenario.design;
  const { history } = data.grid;
  const { simulation, streams, members } = ground;
  if (!hasReplicaSets(product)) {
    const rule = tableRules(product).log;
    return rule === undefined ? null : new NativePersistence({ simulation, streams, members, history, rule });
  }
  const { appendfsync, save } = replicaSetRules(product);
  const make = (rule: DiskRule) => new PrimaryDisks({ simulation, streams, members, history, rule });
  if (appendfsync !== undefined) return make({ kind: 'append-only', fsync: appendfsync });
  return save === undefined ? null : make({ kind: 'snapshots', points: save });
}

function servicesOf({ ground, protocol, availability, outcomes }: AnswerParts): readonly (MapService | null)[] {
  const { scenario, layout, simulation, streams, meters, attempts, members, network, store, clocks, origin } = ground;
  return mapServices({
    scenario,
    layout,
    simulation,
    streams,
    meters,
    attempts,
    members,
    network,
    store,
    clocks,
    origin,
    noteRead: ground.noteRead,
    suspects: (observer, member) => protocol.suspects?.(observer, member) ?? false,
    availabilityChanged: () => availability.changed(),
    lost: (cause, count) => {
      meters.lost(cause, count);
      outcomes.lost();
    },
  });
}

function wanOf(ground: Ground, { grid, durability }: GridData, regions: Regions | null): WanReplication | null {
  const { wan, regions: named } = ground.scenario.design;
  if (regions === null || wan === undefined) return null;
  const applied = (copy: Copy, row: number) => durability.applied(copy.member, row);
  const { simulation, network, members, clocks, meters } = ground;
  const names = named.map(({ name }) => name);
  return new WanReplication({
    simulation,
    network,
    members,
    clocks,
    meters,
    grid,
    regions,
    applied,
    settings: wan,
    names,
  });
}

function lostUpdatesOf(ground: Ground, { grid }: GridData): LostUpdates | null {
  const { scenario, attempts, requests, meters } = ground;
  if (scenario.workload.every(({ mix }) => (mix?.update ?? 0) === 0)) return null;
  return new LostUpdates(grid, attempts, requests, scenario.design.maps.length, (lost) => {
    meters.counts.lostUpdates += lost;
  });
}

function serviceNetworkOf(ground: Ground): ServiceNetwork | null {
  const { scenario, simulation, streams, attempts, meters } = ground;
  const { services } = scenario.design;
  if (services === undefined) return null;
  return new ServiceNetwork({
    simulation,
    streams,
    attempts,
    services,
    workload: scenario.workload,
    meters: meters.services,
  });
}

function nearReadsOf(ground: Ground, { grid }: GridData): NearReads | null {
  const { layout, simulation, streams, members, network, attempts, requests, meters } = ground;
  const { maps } = ground.scenario.design;
  if (maps.every(({ nearCache }) => nearCache === undefined)) return null;
  return new NearReads({
    simulation,
    streams,
    members,
    network,
    attempts,
    requests,
    meters,
    grid,
    maps,
    partitionOf: (map, key) => layout.partitionOf(map, key, 0),
    read: (attempt, staleness) => ground.noteRead(attempts.source[attempt]!, staleness),
  });
}
