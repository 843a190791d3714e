/** The data readers of a scenario, one a map that begins cold: what a read meets before the grid can answer it. */
import type { KeyTable } from '../grid/key-table.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { GridMap } from '../model/scenario.ts';
import { DataReader } from '../persistence/data-reader.ts';
import type { Store } from '../persistence/store.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { StepBefore } from './durability.ts';
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

  constructor(simulation: Simulation, store: Store | null, maps: readonly GridMap[], meters: ReaderMeters) {
    this.#meters = meters;
    this.#readers = maps.map(({ name, entries, reader }) => {
      if (reader === undefined || store === null) return null;
      const { singleFlight } = reader;
      if (reader.kind === 'readThrough') return new DataReader(simulation, store, name, { singleFlight });
      const preload = { rows: Math.round(entries * reader.share), batch: reader.batch };
      return new DataReader(simulation, store, name, { singleFlight, preload });
    });
  }

  start(at: number): void {
    for (const reader of this.#readers) reader?.start(at);
  }

  /** For each map: what happens before a read, or null where all is in the grid. */
  beforeReads(attempts: Attempts, keys: KeyTable): (StepBefore | null)[] {
    const { hits, lookups, storeReads } = this.#meters;
    return this.#readers.map((reader, map) => {
      if (reader === null) return null;
      return (attempt, whenDone) => {
        const key = attempts.key[attempt]!;
        lookups.add();
        // A key that was written in this run is in the grid whether it was loaded or not.
        if (reader.has(key) || keys.find(map, key) >= 0) {
          hits.add();
          whenDone(true);
        } else if (reader.load(key, whenDone)) storeReads.add();
      };
    });
  }
}
