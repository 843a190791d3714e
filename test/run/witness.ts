/**
 * Remembers every acknowledged write and every value that reached the store, and reckons at the end which writes are gone.
 *
 * It knows the lines of history (a write is at an offset of a branch; a copy holds a line up to an offset) and nothing of how the grid
 * accounts for losses: no orphans, no freed rows, no counters. It listens by wrapping three methods, which run unchanged.
 */
import type { Branch } from '../../simulator/grid/branch.ts';
import { History } from '../../simulator/grid/history.ts';

interface Position {
  readonly partition: number;
  readonly branch: number;
  readonly offset: number;
}

export interface AcknowledgedWrite extends Position {
  readonly key: number;
  readonly number: number;
  /** When its client got the answer, ns. */
  readonly at: number;
}

interface StoredValue {
  readonly line: Branch;
  readonly offset: number;
}

export class Witness {
  readonly acknowledged: AcknowledgedWrite[] = [];
  readonly #stored = new Map<number, StoredValue[]>();
  readonly #lines = new Map<number, Branch>();
  #history: History | null = null;
  readonly #originals = {
    acknowledge: History.prototype.acknowledge,
    storeHolds: History.prototype.storeHolds,
    append: History.prototype.append,
  };

  constructor() {
    const witness = this;
    const { acknowledge, storeHolds, append } = this.#originals;
    History.prototype.append = function (this: History, primary, ...rest) {
      witness.#history = this;
      witness.#lines.set(primary.branch.id, primary.branch);
      return append.call(this, primary, ...rest);
    };
    History.prototype.acknowledge = function (this: History, row, now) {
      const { key, number } = this.writes;
      witness.acknowledged.push({ ...positionOf(this, row), key: key[row]!, number: number[row]!, at: now });
      acknowledge.call(this, row, now);
    };
    History.prototype.storeHolds = function (this: History, key, row, number) {
      if (this.writes.holds(row, number)) witness.#store(key, positionOf(this, row));
      storeHolds.call(this, key, row, number);
    };
  }

  /** Stops listening. */
  leave(): void {
    Object.assign(History.prototype, this.#originals);
  }

  #store(key: number, { branch, offset }: Position): void {
    const values = this.#stored.get(key) ?? [];
    values.push({ line: this.#lines.get(branch)!, offset });
    this.#stored.set(key, values);
  }

  /** The history of the run, as it is now. */
  get history(): History {
    return this.#history!;
  }

  /** Acknowledged writes that no copy holds now and no value that reached the store contains. */
  lost(): readonly AcknowledgedWrite[] {
    return this.acknowledged.filter((write) => !this.#isHeld(write) && !this.#isStored(write));
  }

  #isHeld(write: AcknowledgedWrite): boolean {
    const { copies } = this.#history!.partitions[write.partition]!;
    return copies.some(
      (copy) => copy.role !== 'syncing' && contains(copy.branch, Math.max(copy.applied, copy.received), write),
    );
  }

  #isStored(write: AcknowledgedWrite): boolean {
    return (this.#stored.get(write.key) ?? []).some(({ line, offset }) => contains(line, offset, write));
  }
}

function positionOf({ writes }: History, row: number): Position {
  return { partition: writes.partition[row]!, branch: writes.branch[row]!, offset: writes.offset[row]! };
}

/** Whether a line of history, followed up to `applied`, contains the write. */
function contains(line: Branch, applied: number, { branch, offset }: Position): boolean {
  if (offset > applied) return false;
  if (line.id === branch) return true;
  return line.parent !== null && contains(line.parent, Math.min(applied, line.fork), { partition: 0, branch, offset });
}
