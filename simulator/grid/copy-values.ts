/**
 * What a reader of a copy is given: which write's value, how old that is, whether there is an entry at all.
 *
 * Found by walking the writes of the key from the newest back to the first that the copy holds; a chain ends at a freed write, which every
 * copy held.
 */
import type { Simulation } from '../kernel/simulation.ts';
import type { Residencies } from './cache/residencies.ts';
import type { Copy } from './copy.ts';
import type { History } from './history.ts';

export class CopyValues {
  readonly #simulation: Simulation;
  readonly #history: History;
  /** Entries of some maps can leave: these say which keys the copies hold. Null when every entry of every map stays. */
  residencies: Residencies | null = null;

  constructor(simulation: Simulation, history: History) {
    this.#simulation = simulation;
    this.#history = history;
  }

  /**
   * How old the value is that `copy` returns for a key: 0 when no write acknowledged before `since` is missing, else ns since the
   * newest missing one was acknowledged.
   */
  staleness(copy: Copy, map: number, key: number, since: number): number {
    const history = this.#history;
    if (this.residencies !== null && this.residencies.byMap[map] !== null) {
      const row = history.keys.find(map, key);
      if (row < 0 || this.isAbsent(copy, map, key)) return 0;
      return history.missed(row, this.newestNumber(copy, map, key), since, this.#simulation.now);
    }
    const partition = history.partitions[copy.partition]!;
    if (copy.role === 'primary' && partition.branches.length === 1) return 0;
    const keyRow = history.keys.find(map, key);
    if (keyRow < 0) return 0;
    const { writes } = history;
    let row = history.keys.newest[keyRow]!;
    let number = history.keys.newestNumber[keyRow]!;
    while (writes.holds(row, number)) {
      if (!writes.isOrphaned(row)) {
        if (history.holds(copy, row)) return 0;
        const acknowledged = writes.acknowledgedAt[row]!;
        if (acknowledged >= 0 && acknowledged <= since) return Math.max(1, this.#simulation.now - acknowledged);
      }
      number = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
    return 0;
  }

  /** True when the entry of the key has left the grid, or never came in. */
  isAbsent(copy: Copy, map: number, key: number): boolean {
    return this.residencies?.byMap[map]?.has(copy, key) === false;
  }

  /** Number of the write whose value `copy` returns for a key; 0: the value from before the run. */
  newestNumber(copy: Copy, map: number, key: number): number {
    const { writes, keys } = this.#history;
    const keyRow = keys.find(map, key);
    if (keyRow < 0) return 0;
    let row = keys.newest[keyRow]!;
    let number = keys.newestNumber[keyRow]!;
    while (writes.holds(row, number) && (writes.isOrphaned(row) || !this.#history.holds(copy, row))) {
      number = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
    return this.residencies?.byMap[map]?.loadedValue(copy, key, number) ?? number;
  }

  /** Row of the newest write of a key that `copy` holds, or −1 when that is one that every copy holds or none. */
  newestHeld(copy: Copy, keyRow: number): number {
    const { writes, keys } = this.#history;
    let row = keys.newest[keyRow]!;
    let number = keys.newestNumber[keyRow]!;
    while (writes.holds(row, number)) {
      if (!writes.isOrphaned(row) && this.#history.holds(copy, row)) return row;
      number = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
    return -1;
  }
}
