/**
 * The data of a model: the grid with its partitions, what is durable of it, how entries come in and leave, what memory they take.
 */

import type { Residencies } from '../grid/cache/residencies.ts';
import type { Copy } from '../grid/copy.ts';
import { DataGrid, type GridObserver, type GridSettings } from '../grid/data-grid.ts';
import type { TableChange } from '../grid/rebalance.ts';
import { hasResidency, isPartitioned } from '../model/map-kind.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { GridMap, Scenario, TableProduct } from '../model/scenario.ts';
import { HazelcastTable } from '../products/hazelcast-placement.ts';
import { hazelcastTableRules, migrationRules, tellsExpiry } from '../products/hazelcast-rules.ts';
import { majorityOf } from '../products/ignite3-rules.ts';
import { replicaSetRules, resynchronisationRules } from '../products/replica-set-rules.ts';
import { tableRules } from '../products/table-rules.ts';
import { Durability } from './durability.ts';
import type { Layout } from './layout.ts';
import { writeGuarantees } from './map-guards.ts';
import { storedMaps } from './map-store.ts';
import { Memory } from './memory.ts';
import type { Ground } from './model-ground.ts';
import { Readers } from './readers.ts';
import { residenciesOf } from './residency-wiring.ts';

export interface GridData {
  readonly grid: DataGrid;
  readonly durability: Durability;
  readonly memory: Memory;
  /** Null when every entry of every map stays. */
  readonly residencies: Residencies | null;
  readonly readers: Readers;
}

/** An entry of a map expired at a member (−1: at none). */
type ExpiryEar = (map: number, key: number, member: number) => void;

/** `expired` is told where the product tells its near caches. */
export function gridDataOf(ground: Ground, watcher: GridObserver, expired: ExpiryEar): GridData {
  const { scenario, layout, simulation, network, members, store, meters } = ground;
  const maps = storedMaps(scenario.design);
  const cachedBytes = (primary: Copy) => memory.cachedAt(primary);
  const settings = gridSettings(scenario, layout, cachedBytes);
  const grid = new DataGrid(simulation, network, members, settings, watcher);
  const durability = new Durability({ simulation, grid, members, store, maps, streams: ground.streams, meters });
  const memory: Memory = new Memory({
    simulation,
    grid,
    members,
    level: meters.memory,
    partitionBytes: settings.replication.partitionBytes,
    entrySizes: maps.map(({ entrySize }) => entrySize),
    replicatedBytes: replicatedBytes(maps),
  });
  const residencies = leavingEntries(ground, grid, memory, expired);
  const partitionOf = (map: number, key: number) => layout.partitionOf(map, key, 0);
  const { partitions } = layout;
  const readers = new Readers({ simulation, store, maps, grid, residencies, meters, partitionOf, partitions });
  readers.start(ground.origin);
  return { grid, durability, memory, residencies, readers };
}

/** Which keys the grid holds, where entries can leave it. */
function leavingEntries(ground: Ground, grid: DataGrid, memory: Memory, heard: ExpiryEar): Residencies | null {
  const { product, maps } = ground.scenario.design;
  const tells = product.kind === 'hazelcast' && tellsExpiry(product);
  const { counts, observations } = ground.meters;
  const sweeps = maps.some(({ eviction }) => eviction?.sweep !== undefined);
  const over = sweeps ? observations.level('expiredEntries') : null;
  const residencies = residenciesOf(ground, grid.history, {
    evicted: () => {
      counts.evictions++;
    },
    expired: (map, key, keeper) => {
      counts.expirations++;
      if (tells) heard(map, key, keeper);
    },
    overChanged: (entries) => over?.add(ground.simulation.now, entries),
    heldChanged: (map, entries) => memory.heldChanged(map, entries),
    linesChanged: () => memory.linesChanged(),
  });
  if (residencies === null) return null;
  grid.keeps(residencies);
  memory.follows(residencies);
  return residencies;
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
    replacesCopies: !hasReplicaSets(product),
    ...(hasReplicaSets(product) ? {} : affinityRules(product, layout.backups)),
    requeueOnPromotion: maps.map(({ persistence }) => 'queueOnBackups' in persistence && persistence.queueOnBackups),
    partitionEntries: maps.reduce((sum, map) => sum + (isPartitioned(map) ? map.entries / layout.partitions : 0), 0),
    tableChange: tableChangeOf(design, layout),
    replication: {
      bandwidth: hasReplicaSets(product)
        ? replicaSetRules(product).syncBandwidth
        : tableRules(product).migrationBandwidth,
      partitionBytes: maps
        .filter((map) => isPartitioned(map) && !hasResidency(map))
        .reduce((sum, map) => sum + (map.entries * map.entrySize * layout.grids) / layout.partitions, 0),
      cachedBytes,
      entryBytes: maps.map(({ entrySize }) => entrySize),
      writeBytes: maps.reduce((largest, map) => Math.max(largest, map.entrySize), 0),
      reportsEachSecond: hasReplicaSets(product),
      transferLoad: (hasReplicaSets(product) ? undefined : tableRules(product).migrationLoad) ?? 0,
      guarantees: writeGuarantees(maps),
      backupTimeout: hasReplicaSets(product) ? undefined : tableRules(product).hazelcast?.backupTimeout,
      failsWithoutBackups: product.kind === 'hazelcast' && product.failOnIndeterminateState === true,
      migrations: product.kind === 'hazelcast' ? { ...migrationRules(product), grids: layout.grids } : undefined,
      ...(hasReplicaSets(product) ? { resynchronisation: resynchronisationRules(product) } : {}),
    },
  };
}

/** What a product with a partition table does its own way. */
function affinityRules(
  product: TableProduct,
  backups: number,
): Pick<
  GridSettings,
  'affinity' | 'refusesLost' | 'losesBySide' | 'loss' | 'leastCopies' | 'restoresAfter' | 'promotesLate'
> {
  const { affinity, refusesLost, losesBySide, loss, agrees, restoresAfter } = tableRules(product);
  const leastCopies = agrees === true ? majorityOf(backups + 1) : undefined;
  const promotesLate = product.kind === 'hazelcast';
  return { affinity, refusesLost, losesBySide, loss, leastCopies, restoresAfter, promotesLate };
}

/** How a product of one grid draws its table anew; undefined: by the common rules. */
function tableChangeOf({ product }: Scenario['design'], layout: Layout): TableChange | undefined {
  if (product.kind !== 'hazelcast' || layout.grids > 1) return undefined;
  const { partitions, members, backups, startsWith } = layout;
  const spec = { partitions, members, backups, zones: layout.zones.length, ...hazelcastTableRules(product) };
  const table = new HazelcastTable(
    spec,
    Uint8Array.from({ length: members }, (_, member) => +(member < startsWith)),
  );
  return (held, present) => table.change(held, present);
}

/** Bytes of the maps of which every member holds all entries. */
function replicatedBytes(maps: readonly GridMap[]): number {
  return maps.reduce((sum, map) => sum + (map.kind?.kind === 'replicated' ? map.entries * map.entrySize : 0), 0);
}
