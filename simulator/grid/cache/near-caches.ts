/**
 * Near caches of one map: at every location (a small integer: where clients stand, or a unit) a cache of what was read there.
 *
 * An entry is the number of the write whose value it has; 0 is the value from before the run. With the version check an invalidation
 * (a key and the number of its write) drops only what is older, and an answer older than an invalidation that came first is not kept.
 * Without it every invalidation drops, and such an answer stays until the next one. Left out: what products do to find out about lost
 * invalidations (Hazelcast's reconciliation every 60 s), memory of near caches.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import { CacheRows } from './cache-rows.ts';
import { type EvictionPolicy, evictionPolicy, type PolicySpec } from './eviction-policy.ts';
import { Expiry, type Lifetimes } from './expiry.ts';

export interface NearCacheSpec extends PolicySpec, Lifetimes {
  readonly name: string;
  /** Entries of one location at most. */
  readonly limit: number;
  readonly versionCheck: boolean;
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

  constructor(simulation: Simulation, stream: RandomStream, spec: NearCacheSpec) {
    this.#spec = spec;
    this.#stream = stream;
    this.#expiry = new Expiry(simulation, `near-cache/${spec.name}/expire`, spec, (row) => this.#remove(row));
  }

  /** Number of the write whose value is kept of the key at this location, or MISS. */
  read(location: number, key: number): number {
    const { rows, policy } = this.#at(location);
    const row = rows.get(key);
    if (row === undefined) return MISS;
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
      if (this.#spec.versionCheck && number < this.#rows.value[held]!) return;
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
      policy: evictionPolicy(this.#spec, this.#rows, this.#stream),
      told: new Map<number, number>(),
    };
    this.#caches[location] = made;
    this.locations.push(location);
    return made;
  }

  #remove(row: number): void {
    const cache = this.#cacheOf[row]!;
    cache.policy.removed(row);
    this.#expiry.removed(row);
    cache.rows.delete(this.#rows.key[row]!);
    this.#rows.give(row);
  }
}
