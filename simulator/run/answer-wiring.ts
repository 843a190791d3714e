/**
 * What answers requests besides the grid and its units, each part only where the scenario has it: maps of other kinds, regions, services,
 * near caches, guards; and the way of a request through all of them.
 */

import type { Copy } from '../grid/copy.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import { GoodReplicas } from '../grid/redis-cluster/good-replicas.ts';
import { type DiskRule, PrimaryDisks } from '../grid/redis-cluster/primary-disks.ts';
import type { SplitMerge } from '../grid/split-merge.ts';
import { SECOND } from '../kernel/time.ts';
import { hasReplicaSets, type Product } from '../model/product.ts';
import { replicaSetRules } from '../products/replica-set-rules.ts';
import type { Availability } from './availability.ts';
import type { GridData } from './data-wiring.ts';
import { roomBefore } from './full-caches.ts';
import { LostUpdates } from './lost-updates.ts';
import { mapGuards } from './map-guards.ts';
import type { MapService } from './map-service.ts';
import { mapServices } from './map-services.ts';
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
  readonly disks: PrimaryDisks | null;
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
  const wan = wanOf(ground, data, regions);
  const lostUpdates = lostUpdatesOf(ground, data);
  const serviceNetwork = serviceNetworkOf(ground);
  const near = nearReadsOf(ground, data);
  const goodReplicas = goodReplicasOf(parts);
  const guards = mapGuards(grid, maps, goodReplicas);
  availability.guards = guards;
  const sessions = monotonicReads(grid, attempts, maps, () => {
    meters.counts.monotonicViolations++;
  });
  const replicaWaits = replicaWaitsOf(scenario, {
    ...ground,
    grid,
    unmet: () => {
      meters.counts.waitsUnmet++;
    },
  });
  const beforeWrites = roomBefore(grid, data.residencies, attempts, durability.beforeWrites(attempts));
  const path = new RequestPath({
    ...ground,
    grid,
    units: front.units,
    entryBytes: maps.map(({ entrySize }) => entrySize),
    readsAnyCopy: maps.map((map) => map.readFrom === 'any-copy'),
    beforeWrites: wan?.before(beforeWrites, attempts) ?? beforeWrites,
    beforeReads: readers.beforeReads(attempts),
    services,
    regions,
    serviceNetwork,
    near,
    guards,
    sessions,
    replicaWaits,
    life,
    middleware: front.middleware,
    routed: front.routed,
    announcedPrimary: asksSentinels(scenario.design.product) ? parts.protocol.announcedPrimary : undefined,
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
  return new GoodReplicas({ ...ground, history, wanted, maxLag, changed: () => availability.changed() });
}

function disksOf({ ground, data }: AnswerParts): PrimaryDisks | null {
  const { product } = ground.scenario.design;
  if (!hasReplicaSets(product)) return null;
  const { appendfsync, save } = replicaSetRules(product);
  const { history } = data.grid;
  const make = (rule: DiskRule) => new PrimaryDisks({ ...ground, history, rule });
  if (appendfsync !== undefined) return make({ kind: 'append-only', fsync: appendfsync });
  return save === undefined ? null : make({ kind: 'snapshots', points: save });
}

function servicesOf({ ground, protocol, availability, outcomes }: AnswerParts): readonly (MapService | null)[] {
  return mapServices({
    ...ground,
    suspects: (observer, member) => protocol.suspects?.(observer, member) ?? false,
    availabilityChanged: () => availability.changed(),
    lost: (cause, count) => {
      ground.meters.lost(cause, count);
      outcomes.lost();
    },
  });
}

function wanOf(ground: Ground, { grid, durability }: GridData, regions: Regions | null): WanReplication | null {
  const { wan, regions: named } = ground.scenario.design;
  if (regions === null || wan === undefined) return null;
  const applied = (copy: Copy, row: number) => durability.applied(copy.member, row);
  return new WanReplication({ ...ground, grid, regions, applied, settings: wan, names: named.map(({ name }) => name) });
}

function lostUpdatesOf(ground: Ground, { grid }: GridData): LostUpdates | null {
  const { scenario, attempts, requests, meters } = ground;
  if (scenario.workload.every(({ mix }) => (mix?.update ?? 0) === 0)) return null;
  return new LostUpdates(grid, attempts, requests, scenario.design.maps.length, (lost) => {
    meters.counts.lostUpdates += lost;
  });
}

function serviceNetworkOf(ground: Ground): ServiceNetwork | null {
  const { services } = ground.scenario.design;
  if (services === undefined) return null;
  return new ServiceNetwork({
    ...ground,
    services,
    workload: ground.scenario.workload,
    meters: ground.meters.services,
  });
}

function nearReadsOf(ground: Ground, { grid }: GridData): NearReads | null {
  const { maps } = ground.scenario.design;
  if (maps.every(({ nearCache }) => nearCache === undefined)) return null;
  return new NearReads({
    ...ground,
    grid,
    maps,
    partitionOf: (map, key) => ground.layout.partitionOf(map, key, 0),
    read: (attempt, staleness) => ground.noteRead(ground.attempts.source[attempt]!, staleness),
  });
}
