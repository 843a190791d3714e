/**
 * What a read meets before the grid can answer it: is its key there, and if not, the store.
 *
 * A map with a data reader begins cold. A map whose entries can leave is looked at for every read, reader or not; there a row that is loaded
 * has the value that the store had when it was asked, which may be older than a write that still waits in a pump.
 */
import type { Residencies } from '../grid/cache/residencies.ts';
import type { Residency } from '../grid/cache/residency.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap } from '../model/scenario.ts';
import { DataReader, type KeyPlaces } from '../persistence/data-reader.ts';
import type { Store } from '../persistence/store.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { StepBefore } from './durability.ts';
import type { Tally } from './observations.ts';
import { newestOf, PreloadedRows } from './preloaded-rows.ts';

export interface ReaderMeters {
  /** Reads that found their key in the grid, and all reads of maps whose keys may not be there. */
  readonly hits: Tally;
  readonly lookups: Tally;
  readonly storeReads: Tally;
}

export interface ReaderGround {
  readonly simulation: Simulation;
  readonly store: Store | null;
  readonly maps: readonly GridMap[];
  readonly grid: DataGrid;
  /** Null when every entry stays. */
  readonly residencies: Residencies | null;
  readonly meters: ReaderMeters;
  readonly partitions: number;
  partitionOf(map: number, key: number): number;
}

export class Readers {
  readonly #ground: ReaderGround;
  readonly #readers: readonly (DataReader | null)[];

  constructor(ground: ReaderGround) {
    this.#ground = ground;
    const { simulation, store, maps } = ground;
    this.#readers = maps.map((map, index) => {
      const { name, entries, reader } = map;
      if (reader === undefined || store === null) return null;
      const { singleFlight } = reader;
      const places = this.#placesOf(map, index);
      if (reader.kind === 'readThrough') return new DataReader(simulation, store, name, { singleFlight, places });
      const preload = { rows: Math.round(entries * reader.share), batch: reader.batch };
      const sink = this.#preloaded(map, index);
      return new DataReader(simulation, store, name, { singleFlight, places, preload, sink });
    });
  }

  start(at: number): void {
    for (const reader of this.#readers) reader?.start(at);
  }

  /** A partition lost its last copy and begins with nothing: its keys are cold again. */
  beganEmpty(partition: number): void {
    for (const reader of this.#readers) reader?.beganEmpty(partition);
  }

  /** A write of the key was applied: the grid has it, loaded or not. */
  applied(map: number, key: number): void {
    this.#readers[map]?.holds(key);
  }

  /** For each map: what happens before a read, or null where all is in the grid. */
  beforeReads(attempts: Attempts): (StepBefore | null)[] {
    const { residencies } = this.#ground;
    return this.#readers.map((reader, map) => {
      const residency = residencies?.byMap[map] ?? null;
      if (residency !== null) return this.#ofCached(attempts, residency, reader);
      if (reader === null) return null;
      const { hits, lookups, storeReads } = this.#ground.meters;
      return (attempt, whenDone) => {
        const key = attempts.key[attempt]!;
        lookups.add();
        if (reader.has(key)) {
          hits.add();
          whenDone(true);
        } else if (reader.load(key, 0, whenDone)) storeReads.add();
      };
    });
  }

  /** A map without partitions is one, which the grid never begins anew. */
  #placesOf(map: GridMap, index: number): KeyPlaces {
    const { partitions, partitionOf } = this.#ground;
    return {
      partitions: partitions + 1,
      partitionOf: isPartitioned(map) ? (key) => partitionOf(index, key) : () => partitions,
    };
  }

  #preloaded(map: GridMap, index: number): PreloadedRows | undefined {
    const residency = this.#ground.residencies?.byMap[index];
    if (residency === undefined || residency === null) return undefined;
    return new PreloadedRows(this.#ground, residency, map, index);
  }

  #ofCached(attempts: Attempts, residency: Residency, reader: DataReader | null): StepBefore {
    const { grid, meters } = this.#ground;
    const { keys } = grid.history;
    return (attempt, whenDone) => {
      const [map, key] = [attempts.map[attempt]!, attempts.key[attempt]!];
      const [member, partition] = [attempts.member[attempt]!, attempts.partition[attempt]!];
      const copy = grid.copyAt(member, partition);
      if (copy === null) {
        whenDone(true);
        return;
      }
      meters.lookups.add();
      residency.looked(copy, key);
      if (residency.has(copy, key)) {
        meters.hits.add();
        residency.read(copy, key);
        whenDone(true);
        return;
      }
      if (reader === null) {
        whenDone(true);
        return;
      }
      const row = keys.find(map, key);
      const stored = row < 0 ? 0 : keys.storedNumber[row]!;
      const asked = reader.load(key, stored, (found, value) => {
        const holder = grid.copyAt(member, partition);
        if (found && holder !== null) residency.load(holder, key, { value, after: newestOf(grid, map, key) });
        whenDone(found);
      });
      if (asked) meters.storeReads.add();
    };
  }
}
