/**
 * The scenario's design as numbers: where places stand, who first holds what, where a key belongs. Made once a scenario; it draws nothing.
 */
import { hasReplicaSets } from '../model/product.ts';
import type { Design, Product, Scenario } from '../model/scenario.ts';
import { zoneNames } from '../model/zones.ts';
import type { NetworkDelays, Place } from '../network/network.ts';
import { HazelcastTable } from '../products/hazelcast-placement.ts';
import { hazelcastTableRules } from '../products/hazelcast-rules.ts';
import { placePartitions } from '../products/placement.ts';
import { profileOf } from '../products/profile-of.ts';
import { redisLayout } from '../products/redis-layout.ts';
import { shardOfSlot } from '../products/redis-slot.ts';
import { rendezvousTable } from '../products/rendezvous.ts';
import { type TableRules, tableRules } from '../products/table-rules.ts';
import { withProductDefaults } from './product-defaults.ts';

export interface Layout {
  /** All that can ever be there; with an autoscaler those from `startsWith` on are away at the beginning. */
  readonly members: number;
  readonly startsWith: number;
  readonly backups: number;
  /** Units of placement and replication: partitions of the generic grid, shards of Redis (all slots of a shard move together). */
  readonly partitions: number;
  /** Places 0 … members − 1 are the members' hosts; one client place a zone follows. */
  readonly places: readonly Place[];
  readonly clientPlaces: readonly number[];
  /** Where sentinels stand, by their numbers: on members' hosts, or on places of their own after those of the clients. Empty without. */
  readonly sentinelPlaces: readonly number[];
  readonly zones: readonly string[];
  /** Regions that are grids of their own; 1: one grid over all regions. Grid g has members and partitions number g × (all / grids) on. */
  readonly grids: number;
  /** Members of partition p at [p × (backups + 1) …], the primary first. */
  readonly placement: Int32Array;
  /** Redis: whom each member copies, −1 for primaries. */
  readonly primaryOfMember: Int32Array;
  readonly ownerOf: Int32Array;
  readonly owners: number;
  readonly threads: number;
  readonly queueLimit: number;
  readonly discipline: Design['units']['discipline'];
  readonly delays: NetworkDelays;
  /** Whether writes of each map wait for the backups. */
  readonly waits: readonly boolean[];
  /** Partition of a key in one of the grids. */
  partitionOf(map: number, key: number, grid: number): number;
}

export function layoutOf(scenario: Scenario): Layout {
  const { design } = withProductDefaults(scenario);
  const zones = zoneNames(design);
  const grids = design.wan === undefined ? 1 : design.regions.length;
  const members = Math.max(design.members, design.autoscaler?.maximum ?? 0);
  const hosts = grids === 1 ? placesOf(design, members, zones.length) : placesByRegion(design);
  const { product } = design;
  const sentinelPlaces = sentinelPlacesOf(product, members, hosts.length);
  // Those beyond the hosts there are: one after the other on the zones, as the places of the clients are.
  const ownHosts = sentinelPlaces.filter((place) => place >= hosts.length);
  const places = [...hosts, ...ownHosts.map((_, sentinel) => hosts[members + (sentinel % zones.length)]!)];
  const profile = profileOf(product);
  const table = hasReplicaSets(product)
    ? redisTable(design, zones.length)
    : genericTable(design, zones.length, tableRules(product), grids);
  const hashes = design.maps.map((map) => profile.keyHash(map.name));
  const { shardOf } = table;
  return {
    ...table,
    members,
    startsWith: design.members,
    backups: design.backups,
    places,
    clientPlaces: zones.map((_, zone) => members + zone),
    sentinelPlaces,
    zones,
    grids,
    threads: design.units.threads ?? profile.threads,
    queueLimit: design.units.queueLimit ?? Number.POSITIVE_INFINITY,
    discipline: design.units.discipline,
    delays: design.network,
    waits: design.maps.map(({ minCopies, replication }) =>
      replication === undefined && minCopies !== undefined
        ? minCopies > 1
        : (replication ?? profile.replication) === 'sync',
    ),
    partitionOf:
      shardOf === null
        ? (map, key, grid) => grid * (table.partitions / grids) + hashes[map]!.partitionOf(key)
        : (map, key) => shardOf[hashes[map]!.partitionOf(key)]!,
  };
}

function sentinelPlacesOf(product: Product, members: number, hosts: number): readonly number[] {
  if (product.kind !== 'redis-sentinel') return [];
  const at = (sentinel: number) => (product.sentinelHosts === 'members' ? sentinel % members : hosts + sentinel);
  return Array.from({ length: product.sentinels }, (_, sentinel) => at(sentinel));
}

type Table = Pick<Layout, 'partitions' | 'placement' | 'primaryOfMember' | 'ownerOf' | 'owners'> & {
  readonly shardOf: Int32Array | null;
};

function redisTable(design: Design, zones: number): Table {
  const layout = redisLayout({ members: design.members, backups: design.backups, zones });
  const stride = design.backups + 1;
  const placement = new Int32Array(layout.primaries * stride);
  const primaryOfMember = new Int32Array(design.members).fill(-1);
  for (let shard = 0; shard < layout.primaries; shard++) {
    for (let position = 0; position < stride; position++) {
      const member = layout.shards[shard]![position]!;
      placement[shard * stride + position] = member;
      if (position > 0) primaryOfMember[member] = layout.shards[shard]![0]!;
    }
  }
  const ownerOf = Int32Array.from({ length: layout.primaries }, (_, shard) => shard);
  return {
    partitions: layout.primaries,
    placement,
    primaryOfMember,
    ownerOf,
    owners: layout.primaries,
    shardOf: shardOfSlot(layout.primaries),
  };
}

function genericTable(design: Design, zones: number, { partitions, affinity }: TableRules, grids: number): Table {
  const placement =
    affinity !== undefined
      ? rendezvousTable({ partitions, members: design.members, backups: design.backups, zones, ...affinity })
      : grids === 1
        ? tableOf(design, partitions, design.members, zones)
        : tables(design, partitions);
  const stride = design.backups + 1;
  const all = partitions * grids;
  const ownerOf = Int32Array.from({ length: all }, (_, partition) => placement[partition * stride]!);
  return {
    partitions: all,
    placement,
    primaryOfMember: new Int32Array(design.members).fill(-1),
    ownerOf,
    owners: design.members,
    shardOf: null,
  };
}

function tableOf({ backups, product }: Design, partitions: number, members: number, zones: number): Int32Array {
  if (product.kind === 'hazelcast')
    return new HazelcastTable({ ...hazelcastTableRules(product), partitions, members, backups, zones }).owners;
  return placePartitions({ partitions, members, backups, zones });
}

/** One table a region, with its members only. */
function tables(design: Design, partitions: number): Int32Array {
  const members = design.members / design.regions.length;
  return Int32Array.from(
    design.regions.flatMap(({ zones }, region) =>
      [...tableOf(design, partitions, members, zones)].map((member) =>
        member < 0 ? member : region * members + member,
      ),
    ),
  );
}

/** Members of one region after those of another, round robin on its zones; after them, one place for the clients of each zone. */
function placesByRegion({ regions, members }: Design): readonly Place[] {
  const each = members / regions.length;
  const firstZone = (region: number) => regions.slice(0, region).reduce((sum, { zones }) => sum + zones, 0);
  const at = (zone: number, region: number): Place => ({ zone: firstZone(region) + zone, region });
  return [
    ...regions.flatMap(({ zones }, region) => Array.from({ length: each }, (_, member) => at(member % zones, region))),
    ...regions.flatMap(({ zones }, region) => Array.from({ length: zones }, (_, zone) => at(zone, region))),
  ];
}

/** Members stand on the zones round robin; after them, one place for the clients of each zone. */
function placesOf(design: Design, members: number, zones: number): readonly Place[] {
  const regionOfZone = design.regions.flatMap((region, index) => Array.from({ length: region.zones }, () => index));
  const at = (zone: number): Place => ({ zone, region: regionOfZone[zone]! });
  return [
    ...Array.from({ length: members }, (_, member) => at(member % zones)),
    ...Array.from({ length: zones }, (_, zone) => at(zone)),
  ];
}
