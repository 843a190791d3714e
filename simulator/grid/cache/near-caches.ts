/**
 * Near caches of one map: at every location (a small integer: where clients stand, or a unit) a cache of what was read there.
 *
 * An entry is the number of the write whose value it has; 0 is the value from before the run. With the version check an invalidation
 * (a key and the number of its write) drops only what is older, and an answer older than an invalidation that came first is not kept.
 * Without it every invalidation drops, and such an answer stays until the next one. A watch may take an entry for stale although nobody
 * told of it (run/near-reconciliation.ts); such an entry takes room until it is asked for. Left out: what a client process keeps that is
 * one of many at a location.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import { CacheRows } from './cache-rows.ts';
import { type EvictionPolicy, evictionPolicy, type PolicySpec, type PolicyTimes } from './eviction-policy.ts';
import { Expiry, type Lifetimes } from './expiry.ts';

export interface NearCacheSpec extends PolicySpec, Lifetimes {
  readonly name: string;
  /** Entries of one location at most. */
  readonly limit: number;
  readonly versionCheck: boolean;
}

/** Who follows what near caches keep; `row` is a small number that is used again. */
export interface NearCacheWatch {
  /** A location has a cache from now on. */
  began(location: number): void;
  kept(location: number, key: number, row: number): void;
  dropped(): void;
  /** Whether the entry must not be read any more. */
  isStale(location: number, key: number, row: number): boolean;
}

interface NearCache {
  /** Key → row. */
  readonly rows: Map<number, number>;
  readonly policy: EvictionPolicy;
  /** Key → number of the newest write that an invalidation told of; only for the version check. */
  readonly told: Map<number, number>;
}

/** As the number of a write: the entry itself is over, whatever its value. */
export const EXPIRED = Number.POSITIVE_INFINITY;

/** Nothing is kept of the key. */
export const MISS = -1;

export class NearCaches {
  /** Locations that have a cache, in the order in which they first asked. */
  readonly locations: number[] = [];
  readonly #spec: NearCacheSpec;
  readonly #stream: RandomStream;
  readonly #rows = new CacheRows();
  readonly #expiry: Expiry;
  readonly #caches: (NearCache | undefined)[] = [];
  readonly #cacheOf: NearCache[] = [];
  readonly #watch: NearCacheWatch | undefined;
  readonly #times: PolicyTimes;

  constructor(simulation: Simulation, stream: RandomStream, spec: NearCacheSpec, watch?: NearCacheWatch) {
    this.#spec = spec;
    this.#stream = stream;
    this.#watch = watch;
    this.#times = { now: () => simulation.now, endOf: (row) => this.#expiry.endOf(row) };
    this.#expiry = new Expiry(simulation, `near-cache/${spec.name}/expire`, spec, (row) => this.#remove(row));
  }

  /** Number of the write whose value is kept of the key at this location, or MISS. */
  read(location: number, key: number): number {
    const { rows, policy } = this.#at(location);
    const row = rows.get(key);
    if (row === undefined) return MISS;
    if (this.#watch?.isStale(location, key, row) === true) {
      this.#remove(row);
      return MISS;
    }
    this.#rows.use(row);
    policy.used(row);
    this.#expiry.used(row);
    return this.#rows.value[row]!;
  }

  /** The grid answered a read of the key from this location with the value of write `number`. */
  fill(location: number, key: number, number: number): void {
    const cache = this.#at(location);
    if (this.#spec.versionCheck && number < (cache.told.get(key) ?? 0)) return;
    const held = cache.rows.get(key);
    if (held !== undefined) {
      const isFresh = this.#watch?.isStale(location, key, held) !== true;
      if (this.#spec.versionCheck && isFresh && number < this.#rows.value[held]!) return;
      this.#remove(held);
    }
    while (cache.policy.size >= this.#spec.limit) this.#remove(cache.policy.victim());
    const row = this.#rows.take(key);
    this.#rows.value[row] = number;
    this.#rows.use(row);
    this.#cacheOf[row] = cache;
    cache.rows.set(key, row);
    cache.policy.added(row);
    this.#expiry.added(row);
    this.#watch?.kept(location, key, row);
  }

  /** A client there has written the key itself: nothing is kept of it. */
  drop(location: number, key: number): void {
    const row = this.#caches[location]?.rows.get(key);
    if (row !== undefined) this.#remove(row);
  }

  /** A message says that the key was written by write `number`, or EXPIRED. Returns whether an entry was dropped. */
  invalidate(location: number, key: number, number: number): boolean {
    const { rows, told } = this.#at(location);
    // What is read after an expiry is as good as what comes after it, so an expiry leaves no mark.
    if (this.#spec.versionCheck && number !== EXPIRED && number > (told.get(key) ?? 0)) told.set(key, number);
    const row = rows.get(key);
    if (row === undefined || (this.#spec.versionCheck && this.#rows.value[row]! >= number)) return false;
    this.#remove(row);
    return true;
  }

  #at(location: number): NearCache {
    const known = this.#caches[location];
    if (known !== undefined) return known;
    const made = {
      rows: new Map<number, number>(),
      policy: evictionPolicy(this.#spec, this.#rows, this.#stream, this.#times),
      told: new Map<number, number>(),
    };
    this.#caches[location] = made;
    this.locations.push(location);
    this.#watch?.began(location);
    return made;
  }

  #remove(row: number): void {
    const cache = this.#cacheOf[row]!;
    cache.policy.removed(row);
    this.#expiry.removed(row);
    cache.rows.delete(this.#rows.key[row]!);
    this.#rows.give(row);
    this.#watch?.dropped();
  }
}
