/**
 * Merging after a split: when a member gives up its line of history for that of a primary on the larger side, the policy of the map decides
 * for each entry written on that line (split-brain merge policies of Hazelcast).
 *
 * If the value that comes is kept, its writes are applied again at the primary, in their order, as new writes that carry the
 * acknowledgements of the old ones, and are replicated and persisted. If not, they are lost for this cause. An entry that both sides wrote
 * since the split is a conflict. A merge loss is an acknowledged write, of either side, that the merge overwrote: on the line that is given
 * up it is lost, too; on the other it stays in the history, below a write that had not seen it.
 * Left out: the time that merging takes; that only values travel, so that older writes of an entry would not be replicated again.
 */
import { counterDraw } from '../kernel/random-stream.ts';
import type { Clocks } from './clocks.ts';
import type { Copy, Partition } from './copy.ts';
import { EntryVersions } from './entry-versions.ts';
import type { History } from './history.ts';
import { type MergePolicyName, mergePolicies } from './merge/merge-policy.ts';
import type { Version } from './merge/version.ts';
import type { Replication } from './replication.ts';

export interface MapMerge {
  readonly policy: MergePolicyName;
  /** Cells of an entry that are merged each by itself. */
  readonly fields: number;
  /** False: an entry that nobody has written exists. */
  readonly startsEmpty: boolean;
}

export interface SplitMergeParts {
  readonly history: History;
  readonly replication: Replication;
  readonly clocks: Clocks;
  /** By map; null where what is given up is thrown away. */
  readonly maps: readonly (MapMerge | null)[];
  /** Key of the draws of fields. */
  readonly fieldDraws: number;
  readonly observer: MergeObserver;
}

export interface MergeObserver {
  /** An entry was merged: whether both sides had written it, and how many acknowledged writes were overwritten. */
  merged(conflict: boolean, losses: number): void;
  /** The write in `from` goes on as the one in `to`, applied at `primary`. */
  movedTo(primary: Copy, from: number, to: number): void;
}

/** An entry from before the run: anything written is newer. */
const INITIAL: Version = { member: -1, timestamp: Number.NEGATIVE_INFINITY, sequence: 0, version: 0, hits: 0 };

export class SplitMerge {
  readonly #parts: SplitMergeParts;
  readonly #versions: EntryVersions;
  readonly #maxFields: number;

  constructor(parts: SplitMergeParts) {
    this.#parts = parts;
    this.#versions = new EntryVersions(parts.history);
    this.#maxFields = parts.maps.reduce((most, map) => Math.max(most, map?.fields ?? 1), 1);
  }

  /** A client's write was applied at `primary`. */
  written(primary: Copy, row: number, now: number): void {
    const map = this.#mapOf(row);
    if (map === null) return;
    const { clocks, history } = this.#parts;
    const { writes } = history;
    const timestamp = clocks.read(primary.member, now);
    const field = Math.floor(counterDraw(this.#parts.fieldDraws, writes.number[row]!, 0) * map.fields);
    this.#versions.written(primary, row, writes.key[row]! * this.#maxFields + field, timestamp);
  }

  /** `copy` answered a read; only what a primary answers is a use of the entry. */
  read(copy: Copy, map: number, key: number): void {
    const keyRow = this.#parts.history.keys.find(map, key);
    if (copy.role === 'primary' && keyRow >= 0 && this.#parts.maps[map] !== null) this.#versions.used(copy, keyRow);
  }

  promoted(copy: Copy): void {
    this.#versions.promoted(copy);
  }

  /** `stale` is about to give up its line for that of `primary`; copies that follow it will, too. */
  merge(partition: Partition, primary: Copy, stale: Copy): void {
    const byCell = new Map<number, number[]>();
    for (const row of this.#givenUp(partition, primary, stale)) {
      if (this.#mapOf(row) === null) continue;
      const cell = this.#versions.cellOf(this.#parts.history.writes.number[row]!);
      const rows = byCell.get(cell);
      if (rows === undefined) byCell.set(cell, [row]);
      else rows.push(row);
    }
    for (const [cell, rows] of byCell) this.#decide(primary, stale, cell, rows);
  }

  #decide(primary: Copy, stale: Copy, cell: number, rows: readonly number[]): void {
    const { history, observer } = this.#parts;
    const { writes } = history;
    const last = rows.at(-1)!;
    const { policy, startsEmpty } = this.#mapOf(last)!;
    const keyRow = writes.key[last]!;
    const rivals = this.#versions.heldOnlyBy(primary, stale, cell);
    const there = this.#versions.newestOf(primary, cell) ?? (startsEmpty ? undefined : INITIAL);
    const existing = there === undefined ? undefined : { ...there, hits: this.#versions.hits(primary, keyRow) };
    const merging = { ...this.#versions.of(cell, writes.number[last]!), hits: this.#versions.hits(stale, keyRow) };
    const stays = mergePolicies[policy]<Version>(existing, merging) === merging;
    const overwritten = stays ? rivals : rows;
    const losses = overwritten.filter((row) => writes.isAcknowledged(row)).length;
    if (stays) for (const row of rows) this.#move(primary, row, cell);
    else for (const row of rows) history.lose(row, 'overwritten by the merge after a split');
    observer.merged(rivals.length > 0, losses);
  }

  #move(primary: Copy, row: number, cell: number): void {
    const { history, replication, observer } = this.#parts;
    const version = this.#versions.of(cell, history.writes.number[row]!);
    const moved = history.carryOver(row, primary);
    this.#versions.keep(cell, moved, version);
    observer.movedTo(primary, row, moved);
    replication.replicate(primary, moved, false);
  }

  /** Writes of the line of `stale` that `primary` lacks and no copy keeps that goes on as it is, oldest first. */
  #givenUp(partition: Partition, primary: Copy, stale: Copy): readonly number[] {
    const { history } = this.#parts;
    const others = partition.copies.filter((copy) => copy !== stale && copy.source !== stale);
    const rows: number[] = [];
    for (const branch of partition.branches) {
      const held = stale.branch.contained(branch, stale.applied);
      const shared = Math.max(branch.base, primary.branch.contained(branch, primary.applied));
      for (let offset = shared + 1; offset <= held; offset++) {
        const row = branch.at(offset);
        const isKept = history.writes.isOrphaned(row) || others.some((copy) => history.holds(copy, row));
        if (!isKept) rows.push(row);
      }
    }
    return rows;
  }

  #mapOf(row: number): MapMerge | null {
    const { history, maps } = this.#parts;
    return maps[history.keys.map[history.writes.key[row]!]!]!;
  }
}
