/**
 * Where the rows of a preload go in a map whose entries are followed key by key: into the grid as far as they fit, or over what is there.
 *
 * A row has the value that the store had when the batch was asked for. A preload that overwrites puts it over a newer write; that write is
 * lost when nothing but the grid had its value: there is no store, or a coalescing pump that takes the value when its batch leaves. A pump
 * that queued the value itself still brings it to the store.
 */
import type { Residency } from '../grid/cache/residency.ts';
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { GridMap } from '../model/scenario.ts';
import type { BatchSink } from '../persistence/data-reader.ts';

export interface PreloadGround {
  readonly grid: DataGrid;
  partitionOf(map: number, key: number): number;
}

export class PreloadedRows implements BatchSink {
  readonly #ground: PreloadGround;
  readonly #residency: Residency;
  readonly #map: number;
  readonly #overwrites: boolean;
  /** Only the grid has a value that is not in the store. */
  readonly #onlyCopy: boolean;
  /** Values of keys that were written before the batch under way was asked for. */
  readonly #values = new Map<number, number>();

  constructor(ground: PreloadGround, residency: Residency, { persistence, reader }: GridMap, map: number) {
    this.#ground = ground;
    this.#residency = residency;
    this.#map = map;
    this.#overwrites = reader?.kind === 'preload' && reader.overwrites === true;
    this.#onlyCopy = persistence.kind === 'none' || ('coalesce' in persistence && persistence.coalesce);
  }

  asked(first: number, rows: number): void {
    const { keys } = this.#ground.grid.history;
    this.#values.clear();
    for (let key = first; key < first + rows; key++) {
      const row = keys.find(this.#map, key);
      if (row >= 0) this.#values.set(key, keys.storedNumber[row]!);
    }
  }

  arrived(first: number, rows: number): void {
    for (let key = first; key < first + rows; key++) this.#arrived(key, this.#values.get(key) ?? 0);
  }

  #arrived(key: number, value: number): void {
    const { grid, partitionOf } = this.#ground;
    const copy = primaryOf(grid, partitionOf(this.#map, key));
    if (copy === undefined) return;
    const loaded = { value, after: newestOf(grid, this.#map, key) };
    const isThere = this.#residency.has(copy, key);
    if (!isThere && this.#residency.hasRoom(copy)) this.#residency.load(copy, key, loaded);
    if (!isThere || !this.#overwrites) return;
    this.#residency.put(copy, key, loaded);
    const row = grid.history.keys.find(this.#map, key);
    if (row >= 0 && this.#onlyCopy) grid.history.replaced(row, value, 'overwritten by the preload');
  }
}

/** Number of the newest write of a key; 0 when it was not written. */
export function newestOf({ history }: DataGrid, map: number, key: number): number {
  const row = history.keys.find(map, key);
  return row < 0 ? 0 : history.keys.newestNumber[row]!;
}

/** The copy through which the partition is written now, or undefined. */
function primaryOf({ history }: DataGrid, partition: number): Copy | undefined {
  return history.partitions[partition]!.copies.find(({ role }) => role === 'primary');
}
