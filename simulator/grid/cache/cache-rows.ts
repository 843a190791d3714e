/**
 * The rows of a cache: one for each entry that is in it, with what eviction policies and expiry note of it. Rows are used again.
 *
 * A row is in at most one eviction policy, so all policies over these rows share its marks.
 */
import { grownBytes, grownDoubles, grownIntegers } from '../../kernel/columns.ts';
import { invariant } from '../../kernel/invariant.ts';
import { Links } from './row-list.ts';

const FREE = 0;

export class CacheRows {
  key = new Float64Array(256);
  /** Number of the write whose value a load or fill brought; 0: the value from before the run. */
  value = new Float64Array(256);
  /** Uses since it came in, that one included. */
  uses = new Float64Array(256);
  /** Order of the last use among all rows: grows by one a use. */
  lastUse = new Float64Array(256);
  /** The use before the last; 0: it was used once. */
  useBefore = new Float64Array(256);
  /** Place in the array of a sampling policy. */
  slot = new Int32Array(256);
  /** Links of the eviction order. */
  readonly links = new Links();
  #state = new Uint8Array(256);
  readonly #free: number[] = [];
  #made = 0;
  #clock = 0;

  /** Rows in use. */
  get size(): number {
    return this.#made - this.#free.length;
  }

  take(key: number): number {
    const row = this.#free.pop() ?? this.#made++;
    if (row >= this.key.length) this.#grow();
    this.#state[row] = 1;
    this.key[row] = key;
    this.value[row] = 0;
    this.uses[row] = 0;
    this.lastUse[row] = 0;
    return row;
  }

  give(row: number): void {
    invariant(this.#state[row] !== FREE, 'a cache entry left twice');
    this.#state[row] = FREE;
    this.#free.push(row);
  }

  /** Notes a use; policies order by what is noted here. */
  use(row: number): void {
    this.uses[row]!++;
    this.useBefore[row] = this.lastUse[row]!;
    this.lastUse[row] = ++this.#clock;
  }

  #grow(): void {
    const rows = this.key.length * 2;
    this.key = grownDoubles(this.key, rows);
    this.value = grownDoubles(this.value, rows);
    this.uses = grownDoubles(this.uses, rows);
    this.lastUse = grownDoubles(this.lastUse, rows);
    this.useBefore = grownDoubles(this.useBefore, rows);
    this.slot = grownIntegers(this.slot, rows);
    this.#state = grownBytes(this.#state, rows);
  }
}
