/** The data readers of a scenario, one a map that begins cold: what a read meets before the grid can answer it. */
import type { Simulation } from '../kernel/simulation.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap } from '../model/scenario.ts';
import { DataReader } from '../persistence/data-reader.ts';
import type { Store } from '../persistence/store.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { StepBefore } from './durability.ts';
import type { Layout } from './layout.ts';
import type { Tally } from './observations.ts';

export interface ReaderMeters {
  /** Reads that found their key in the grid, and all reads of maps with a reader. */
  readonly hits: Tally;
  readonly lookups: Tally;
  readonly storeReads: Tally;
}

export class Readers {
  readonly #readers: readonly (DataReader | null)[];
  readonly #meters: ReaderMeters;

  constructor(
    simulation: Simulation,
    store: Store | null,
    maps: readonly GridMap[],
    layout: Layout,
    meters: ReaderMeters,
  ) {
    this.#meters = meters;
    this.#readers = maps.map((map, index) => {
      const { name, entries, reader } = map;
      if (reader === undefined || store === null) return null;
      const { singleFlight } = reader;
      const preload =
        reader.kind === 'preload' ? { rows: Math.round(entries * reader.share), batch: reader.batch } : undefined;
      // A map without partitions is one, which the grid never begins anew.
      const partitionOf = isPartitioned(map)
        ? (key: number) => layout.partitionOf(index, key)
        : () => layout.partitions;
      return new DataReader(
        simulation,
        store,
        name,
        { singleFlight, preload },
        { partitions: layout.partitions + 1, partitionOf },
      );
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
    const { hits, lookups, storeReads } = this.#meters;
    return this.#readers.map((reader) => {
      if (reader === null) return null;
      return (attempt, whenDone) => {
        const key = attempts.key[attempt]!;
        lookups.add();
        if (reader.has(key)) {
          hits.add();
          whenDone(true);
        } else if (reader.load(key, whenDone)) storeReads.add();
      };
    });
  }
}
