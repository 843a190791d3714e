/**
 * What a member refuses although it is responsible: a map whose protection wants to see more members, a write that could not reach enough
 * copies. Both are answered `unavailable`, and count as an outage of the owner as long as they last.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { WriteGuarantee } from '../grid/write-guarantees.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap } from '../model/scenario.ts';

export class MapGuards {
  readonly #grid: DataGrid;
  /** Members that must be seen, by map; 0: no matter how many. */
  readonly #wanted: readonly number[];
  /** Maps in partitions, by number. */
  readonly #partitioned: readonly number[];

  /** `members`: of all grids together; a member sees those of its own. */
  constructor(grid: DataGrid, maps: readonly GridMap[], members: number) {
    this.#grid = grid;
    this.#wanted = maps.map(({ protection }) => {
      if (protection === undefined) return 0;
      return protection.members === 'majority' ? Math.floor(members / grid.grids / 2) + 1 : protection.members;
    });
    this.#partitioned = maps.flatMap((map, index) => (isPartitioned(map) ? [index] : []));
  }

  /** Whether `copy` may answer for the map at all. */
  admits(copy: Copy, map: number): boolean {
    return this.#wanted[map] === 0 || this.#grid.membersSeen(copy.member) >= this.#wanted[map]!;
  }

  /** Whether a write of the map can reach the copies it must reach. */
  admitsWrite(primary: Copy, map: number): boolean {
    return this.#grid.replication.admits(primary, map);
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
export function mapGuards(grid: DataGrid, maps: readonly GridMap[], members: number): MapGuards | null {
  const guarded = maps.some(({ minCopies, protection }) => minCopies !== undefined || protection !== undefined);
  return guarded ? new MapGuards(grid, maps, members) : null;
}

/** What each map asks of a write; null when no map asks for anything. */
export function writeGuarantees(maps: readonly GridMap[]): readonly (WriteGuarantee | null)[] | null {
  if (maps.every(({ minCopies }) => minCopies === undefined)) return null;
  return maps.map(({ minCopies, replication }) =>
    minCopies === undefined ? null : { copies: minCopies, waitsForAll: replication === 'sync' },
  );
}
