/**
 * What every unit keeps of the sessions it serves (seed 002, `StatefulProcessingUnit`): the value of a key that it read from the grid or
 * wrote there, until its process ends, a time has passed, or another unit tells of a newer write.
 *
 * A value is known by the number of its write. How stale a kept one is, is told from the acknowledgements: the newest write of the
 * key that was acknowledged before the read was sent, and is not in the value. Acknowledgements are kept for as long as a read can be
 * under way. Leaves out: room (nothing is evicted), a split in which both sides write.
 */
import type { History } from '../grid/history.ts';
import type { Simulation } from '../kernel/simulation.ts';

interface Kept {
  /** Number of the write whose value it is; 0: the value from before the run. */
  number: number;
  /** When the unit got it, ns. */
  since: number;
}

interface Acknowledgement {
  readonly row: number;
  readonly number: number;
  readonly at: number;
}

/** Keys of one map. */
const KEYS = 2 ** 40;

export class SessionCaches {
  readonly #simulation: Simulation;
  readonly #history: History;
  /** ns that a value is kept; Infinity: for as long as the process lives. */
  readonly #lifetime: number;
  /** ns that a read can take. */
  readonly #longestRead: number;
  readonly #kept: readonly Map<number, Kept>[];
  readonly #acknowledged = new Map<number, Acknowledgement[]>();

  constructor(simulation: Simulation, history: History, units: number, lifetime: number, longestRead: number) {
    this.#simulation = simulation;
    this.#history = history;
    this.#lifetime = lifetime;
    this.#longestRead = longestRead;
    this.#kept = Array.from({ length: units }, () => new Map());
  }

  /** Number of the write whose value the unit keeps; −1 when it keeps none. */
  find(unit: number, map: number, key: number): number {
    const kept = this.#kept[unit]!.get(map * KEYS + key);
    if (kept === undefined || this.#simulation.now - kept.since >= this.#lifetime) return -1;
    return kept.number;
  }

  /** The unit read or wrote the value of write `number`; it goes on keeping a newer one. */
  keep(unit: number, map: number, key: number, number: number): void {
    const kept = this.#kept[unit]!.get(map * KEYS + key);
    if (kept !== undefined && kept.number > number) return;
    this.#kept[unit]!.set(map * KEYS + key, { number, since: this.#simulation.now });
  }

  /** The unit hears of a write: an older value is dropped. */
  invalidate(unit: number, map: number, key: number, number: number): void {
    const kept = this.#kept[unit]!.get(map * KEYS + key);
    if (kept !== undefined && kept.number < number) this.#kept[unit]!.delete(map * KEYS + key);
  }

  memberStopped(unit: number): void {
    this.#kept[unit]!.clear();
  }

  /** The client of a write knows that it was done. */
  acknowledged(map: number, key: number, row: number, number: number): void {
    const { now } = this.#simulation;
    const list = this.#acknowledged.get(map * KEYS + key) ?? [];
    list.push({ row, number, at: now });
    while (list.length > 1 && list[1]!.at < now - this.#longestRead) list.shift();
    this.#acknowledged.set(map * KEYS + key, list);
  }

  /** How old the value of write `number` is for a read sent at `since`: 0 when it is fresh, else ns since the newest write it misses was acknowledged. */
  staleness(map: number, key: number, number: number, since: number): number {
    const list = this.#acknowledged.get(map * KEYS + key) ?? [];
    for (let index = list.length - 1; index >= 0; index--) {
      const acknowledgement = list[index]!;
      const isMissed = acknowledgement.number > number && acknowledgement.at <= since;
      if (isMissed && !this.#isLost(acknowledgement)) return Math.max(1, this.#simulation.now - acknowledgement.at);
    }
    return 0;
  }

  /** A write that is lost counts as that, not as missed. */
  #isLost({ row, number }: Acknowledgement): boolean {
    const { writes } = this.#history;
    return writes.holds(row, number) && writes.isOrphaned(row) && !writes.isDurable(row);
  }
}
