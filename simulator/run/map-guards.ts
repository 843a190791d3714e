/**
 * What a member refuses although it is responsible: a map whose protection wants to see more members, a write that could not reach enough
 * copies, or whose primary counts too few good replicas (Redis: NOREPLICAS). All are answered `unavailable`, and count as an outage of the owner as long as they last.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { WriteGuarantee } from '../grid/write-guarantees.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap } from '../model/scenario.ts';

/** What the product refuses: too few good replicas (Redis), any write while something is lost (Ignite). Null: primaries take every write. */
export interface ProductGuard {
  admits(primary: Copy): boolean;
}

export class MapGuards {
  readonly #grid: DataGrid;
  /** Members that must be seen, by map; 0: no matter how many. A majority is one of the cluster as it is, which may grow and shrink. */
  readonly #wanted: readonly (number | 'majority')[];
  /** Maps in partitions, by number. */
  readonly #partitioned: readonly number[];

  readonly #product: ProductGuard | null;

  constructor(grid: DataGrid, maps: readonly GridMap[], product: ProductGuard | null) {
    this.#grid = grid;
    this.#product = product;
    this.#wanted = maps.map(({ protection }) => protection?.members ?? 0);
    this.#partitioned = maps.flatMap((map, index) => (isPartitioned(map) ? [index] : []));
  }

  /** Whether `copy` may answer for the map at all. */
  admits(copy: Copy, map: number): boolean {
    const wanted = this.#wanted[map]!;
    if (wanted === 0) return true;
    const seen = this.#grid.membersSeen(copy.member);
    return wanted === 'majority' ? 2 * seen > this.#grid.clusterSize(copy.member) : seen >= wanted;
  }

  /** Whether a write of the map can reach the copies it must reach. */
  admitsWrite(primary: Copy, map: number): boolean {
    return this.#grid.replication.admits(primary, map) && (this.#product?.admits(primary) ?? true);
  }

  /** Whether every map can be read through `copy`. */
  isReadable(copy: Copy): boolean {
    return this.#partitioned.every((map) => this.admits(copy, map));
  }

  /** Whether every map can be written through `primary`. */
  isWritable(primary: Copy): boolean {
    return this.#partitioned.every((map) => this.admits(primary, map) && this.admitsWrite(primary, map));
  }
}

/** The guards of these maps; null when none of them asks for anything. */
export function mapGuards(
  grid: DataGrid,
  maps: readonly GridMap[],
  product: ProductGuard | null = null,
): MapGuards | null {
  const guarded =
    product !== null || maps.some(({ minCopies, protection }) => minCopies !== undefined || protection !== undefined);
  return guarded ? new MapGuards(grid, maps, product) : null;
}

/** What each map asks of a write; null when no map asks for anything. */
export function writeGuarantees(maps: readonly GridMap[]): readonly (WriteGuarantee | null)[] | null {
  if (maps.every(({ minCopies }) => minCopies === undefined)) return null;
  return maps.map(({ minCopies, replication }) =>
    minCopies === undefined ? null : { copies: minCopies, waitsForAll: replication === 'sync' },
  );
}
