/**
 * How many copies must hold a write before its client is told, for maps that ask for a number of them (minCopies).
 *
 * A write is taken while the primary counts on enough copies: itself and the backups that its membership has not removed. It is complete
 * when enough of these have confirmed it, the fastest ones (an order statistic of the ways there and back, oracle S05), or, for a map that
 * waits for all of them, when the slowest has. A write whose copies are taken away meanwhile stays open until others hold it: its client is
 * not told. Writes of other maps in the same partition complete by the rule of their own map.
 */
import type { Copy } from './copy.ts';
import type { History } from './history.ts';

export interface WriteGuarantee {
  /** Copies that must hold a write, the primary included. */
  readonly copies: number;
  /** The answer waits for every backup that the primary counts on, not for the fastest only. */
  readonly waitsForAll: boolean;
}

export class WriteGuarantees {
  readonly #history: History;
  readonly #ofMap: readonly (WriteGuarantee | null)[];
  /** By number of a branch: for each map, the offset up to which its writes have been completed. */
  readonly #completed = new Map<number, Float64Array>();

  constructor(history: History, ofMap: readonly (WriteGuarantee | null)[]) {
    this.#history = history;
    this.#ofMap = ofMap;
  }

  /** Whether `primary` counts on enough copies to take a write of the map. */
  admits(primary: Copy, map: number): boolean {
    const guarantee = this.#ofMap[map]!;
    if (guarantee === null) return true;
    let copies = 1;
    for (const { role } of primary.backups) if (role === 'backup') copies++;
    return copies >= guarantee.copies;
  }

  /** Completes the writes of the primary's own branch that enough copies have confirmed by now; `byAll`: every copy has, up to this offset. */
  advance(primary: Copy, byAll: number, complete: (row: number) => void): void {
    const { branch, backups } = primary;
    const { writes, keys } = this.#history;
    const confirmed = backups.filter(({ role }) => role === 'backup').map((backup) => backup.confirmed);
    confirmed.sort((a, b) => b - a);
    const done = this.#doneOn(branch.id);
    for (let map = 0; map < this.#ofMap.length; map++) {
      const limit = Math.min(primary.applied, limitOf(this.#ofMap[map]!, confirmed, byAll));
      for (let offset = Math.max(done[map]!, branch.base, branch.fork) + 1; offset <= limit; offset++) {
        // Completing a write may let go of older ones.
        if (offset <= branch.base) continue;
        const row = branch.at(offset);
        if (keys.map[writes.key[row]!] === map && writes.completedAt[row]! < 0) complete(row);
      }
      done[map] = Math.max(done[map]!, limit);
    }
  }

  #doneOn(branch: number): Float64Array {
    const known = this.#completed.get(branch);
    if (known !== undefined) return known;
    const fresh = new Float64Array(this.#ofMap.length);
    this.#completed.set(branch, fresh);
    return fresh;
  }
}

/** Offset up to which the writes of a map are complete. `confirmed`: what the backups have confirmed, the furthest first. */
function limitOf(guarantee: WriteGuarantee | null, confirmed: readonly number[], byAll: number): number {
  if (guarantee === null) return byAll;
  const others = guarantee.copies - 1;
  if (confirmed.length < others) return -1;
  return guarantee.waitsForAll || others === 0 ? byAll : confirmed[others - 1]!;
}
