/**
 * Entries that leave by time: a time to live since they were stored, a longest idle time since their last use.
 *
 * Both times are constant, so the entries stand in order of their ends: a list by storing and one by use, and one pending event for the
 * earliest end. An entry leaves at its very end; products look now and then (Hazelcast every 5 s, Redis 10 times a second) and never answer
 * with an expired one, so only the memory that expired entries still take in between is left out.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import { Links, RowList } from './row-list.ts';

export interface Lifetimes {
  /** ns since it was stored; absent: for ever. */
  readonly timeToLive?: number | undefined;
  /** ns since it was used; absent: for ever. */
  readonly maxIdle?: number | undefined;
}

/** Rows in order of a time; each ends `life` after it. */
class Line {
  readonly life: number;
  readonly rows = new RowList(new Links());
  since = new Float64Array(256);

  constructor(life: number) {
    this.life = life;
  }

  /** Makes room for `row`. */
  reach(row: number): void {
    if (row < this.since.length) return;
    const larger = new Float64Array(Math.max(row + 1, this.since.length * 2));
    larger.set(this.since);
    this.since = larger;
  }
}

export class Expiry {
  readonly #simulation: Simulation;
  readonly #byStoring: Line | null;
  readonly #byUse: Line | null;
  readonly #expired: (row: number) => void;
  /** −1 when nothing ever expires: then no handler is registered. */
  readonly #look: HandlerId;
  #pending = false;

  /** `expired` must remove the row, which calls `removed`. */
  constructor(
    simulation: Simulation,
    name: string,
    { timeToLive, maxIdle }: Lifetimes,
    expired: (row: number) => void,
  ) {
    this.#simulation = simulation;
    this.#byStoring = lineOf(timeToLive);
    this.#byUse = lineOf(maxIdle);
    this.#expired = expired;
    const never = this.#byStoring === null && this.#byUse === null;
    this.#look = never ? -1 : simulation.handler(name, () => this.#onLook());
  }

  added(row: number): void {
    this.#enter(this.#byStoring, row);
    this.#enter(this.#byUse, row);
    if (this.#look >= 0) this.#wait();
  }

  /** It has the times of `other`, which is in the cache. */
  copied(row: number, other: number): void {
    for (const line of [this.#byStoring, this.#byUse]) {
      if (line === null) continue;
      line.reach(row);
      line.since[row] = line.since[other]!;
      line.rows.insertAfter(other, row);
    }
  }

  /** It was stored anew: its time to live begins again. */
  stored(row: number): void {
    this.#byStoring?.rows.remove(row);
    this.#enter(this.#byStoring, row);
  }

  used(row: number): void {
    this.#byUse?.rows.remove(row);
    this.#enter(this.#byUse, row);
  }

  removed(row: number): void {
    this.#byStoring?.rows.remove(row);
    this.#byUse?.rows.remove(row);
  }

  /** When the row's time to live ends, ns; it has one. */
  endOf(row: number): number {
    return this.#byStoring!.since[row]! + this.#byStoring!.life;
  }

  #enter(line: Line | null, row: number): void {
    if (line === null) return;
    line.reach(row);
    line.since[row] = this.#simulation.now;
    line.rows.append(row);
  }

  #wait(): void {
    if (this.#pending) return;
    const end = Math.min(endOf(this.#byStoring), endOf(this.#byUse));
    if (end === Number.POSITIVE_INFINITY) return;
    this.#pending = true;
    this.#simulation.scheduleAt(end, this.#look);
  }

  #onLook(): void {
    this.#pending = false;
    for (const line of [this.#byStoring, this.#byUse])
      while (line !== null && endOf(line) <= this.#simulation.now) this.#expired(line.rows.first);
    this.#wait();
  }
}

function lineOf(life: number | undefined): Line | null {
  return life === undefined ? null : new Line(life);
}

/** When the first row of the line ends. */
function endOf(line: Line | null): number {
  return line === null || line.rows.size === 0 ? Number.POSITIVE_INFINITY : line.since[line.rows.first]! + line.life;
}
