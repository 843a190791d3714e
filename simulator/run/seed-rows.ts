/**
 * What the guide's pump does to the rows of the store: it may replace a value by an older one, so a write is durable only when no older
 * entry of its key can follow it.
 *
 * While entries of a key are in the pump, the store's value is noted and nothing of the key counts as durable; when the last one is
 * through, what the store holds then counts, and newer writes stay not durable for ever.
 */
import type { History } from '../grid/history.ts';

interface Pending {
  entries: number;
  /** Row of the write whose value the store holds; −1 while none of these entries got there. */
  row: number;
}

export interface SeedRowsMeters {
  rowsSetBack: number;
  rowsWrittenTwice: number;
  updatesWithoutRow: number;
}

export class SeedRows {
  readonly #history: History;
  readonly #counts: SeedRowsMeters;
  readonly #pending = new Map<number, Pending>();

  constructor(history: History, counts: SeedRowsMeters) {
    this.#history = history;
    this.#counts = counts;
  }

  queued(key: number): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) this.#pending.set(key, { entries: 1, row: -1 });
    else pending.entries++;
  }

  /** The store executed the insert or update with the write in `row`; `needsRow`: it is an update in a map that began empty. */
  executed(row: number, number: number, needsRow: boolean, again: boolean): void {
    const { keys, writes } = this.#history;
    const key = writes.key[row]!;
    if (again) this.#counts.rowsWrittenTwice++;
    const held = keys.storedNumber[key]!;
    if (needsRow && held === 0) {
      this.#counts.updatesWithoutRow++;
      return;
    }
    if (number < held) this.#counts.rowsSetBack++;
    keys.storedNumber[key] = number;
    this.#pending.get(key)!.row = row;
  }

  /** One entry of the key is no longer in any pump. */
  finished(key: number): void {
    const pending = this.#pending.get(key)!;
    pending.entries--;
    if (pending.entries > 0) return;
    this.#pending.delete(key);
    if (pending.row >= 0) this.#history.storeHolds(key, pending.row, this.#history.keys.storedNumber[key]!);
  }
}
