/**
 * Versions of the entries of maps that are merged after a split: who wrote what when by which clock, and how often an entry was used on
 * each line of history. Versions of writes that every copy holds are forgotten but for the newest.
 */
import { invariant } from '../kernel/invariant.ts';
import type { Copy } from './copy.ts';
import type { History } from './history.ts';
import type { Version } from './merge/version.ts';

interface Noted {
  readonly row: number;
  readonly number: number;
  readonly version: Version;
}

export class EntryVersions {
  readonly #history: History;
  /** By cell: an entry, or one of its fields; oldest first. */
  readonly #noted = new Map<number, Noted[]>();
  /** Cell by number of the write. */
  readonly #cells = new Map<number, number>();
  /** Reads and writes by row of the key, then by branch. */
  readonly #hits = new Map<number, Map<number, number>>();

  constructor(history: History) {
    this.#history = history;
  }

  /** The write in `row` of `cell` was applied at `primary`; `timestamp`: what the clock showed where it was written. */
  written(primary: Copy, row: number, cell: number, timestamp: number): void {
    const { writes } = this.#history;
    const number = writes.number[row]!;
    const before = this.newestOf(primary, cell, number);
    this.used(primary, writes.key[row]!);
    const version = {
      member: primary.member,
      timestamp,
      sequence: number,
      version: (before?.version ?? 0) + 1,
      hits: this.hits(primary, writes.key[row]!),
    };
    this.keep(cell, row, version);
  }

  /** A write that was merged keeps its version. */
  keep(cell: number, row: number, version: Version): void {
    const { writes } = this.#history;
    const noted = this.#noted.get(cell) ?? [];
    this.#noted.set(cell, noted);
    // Of those that every copy holds the newest says it all.
    while (noted.length > 1 && !writes.holds(noted[1]!.row, noted[1]!.number))
      this.#cells.delete(noted.shift()!.number);
    this.#cells.set(writes.number[row]!, cell);
    noted.push({ row, number: writes.number[row]!, version });
  }

  /** The primary has served a read or write of the key. */
  used(primary: Copy, key: number): void {
    const hits = this.#hits.get(key) ?? new Map<number, number>();
    this.#hits.set(key, hits);
    hits.set(primary.branch.id, (hits.get(primary.branch.id) ?? 0) + 1);
  }

  /** How often the entry was used on the line of `copy`. */
  hits({ branch }: Copy, key: number): number {
    return this.#hits.get(key)?.get(branch.id) ?? 0;
  }

  /** A new branch begins with the uses of the one it leaves. */
  promoted({ branch, partition }: Copy): void {
    const { parent } = branch;
    if (parent === null) return;
    for (const [key, hits] of this.#hits) {
      if (this.#history.keys.partition[key] === partition) hits.set(branch.id, hits.get(parent.id) ?? 0);
    }
  }

  /** Version of the newest write of `cell` that `copy` holds, before the write with this number; undefined: none of this run. */
  newestOf(copy: Copy, cell: number, before = Number.POSITIVE_INFINITY): Version | undefined {
    const { writes } = this.#history;
    const noted = this.#noted.get(cell) ?? [];
    for (let at = noted.length - 1; at >= 0; at--) {
      const { row, number, version } = noted[at]!;
      if (number >= before) continue;
      // A freed write was in every copy.
      if (!writes.holds(row, number)) return version;
      if (!writes.isOrphaned(row) && this.#history.holds(copy, row)) return version;
    }
    return undefined;
  }

  /** Cell of a write that was noted. */
  cellOf(number: number): number {
    const cell = this.#cells.get(number);
    invariant(cell !== undefined, 'a write is merged that was never noted');
    return cell;
  }

  /** Version of one write that was noted. */
  of(cell: number, number: number): Version {
    const noted = this.#noted.get(cell)?.find((one) => one.number === number);
    invariant(noted !== undefined, 'a write is merged whose version was forgotten');
    return noted.version;
  }

  /** Rows of `cell` that `copy` holds and `other` does not. */
  heldOnlyBy(copy: Copy, other: Copy, cell: number): readonly number[] {
    const { writes } = this.#history;
    return (this.#noted.get(cell) ?? []).flatMap(({ row, number }) => {
      if (!writes.holds(row, number) || writes.isOrphaned(row)) return [];
      return this.#history.holds(copy, row) && !this.#history.holds(other, row) ? [row] : [];
    });
  }
}
