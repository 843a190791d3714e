/**
 * Who leaves a full cache. One object holds the order of the entries of one cache; the rows belong to the caller.
 *
 * lru          least recently used, exactly
 * lfu          least often used since it came in (in-cache LFU), of equals the least recently used
 * perfect-lfu  the same with counts that outlive an eviction (L. Breslau et al., Web Caching and Zipf-like Distributions, INFOCOM 1999)
 * sampled-lru, sampled-lfu   the worst of some entries drawn at random, as Redis (5) and Hazelcast (15) do
 * random       any entry
 * Left out: Redis' pool of candidates and its clock of limited resolution, counts that age (Redis' LFU), size of single entries.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { CacheRows } from './cache-rows.ts';
import { LeastFrequentlyUsed } from './lfu.ts';
import { LeastRecentlyUsed } from './lru.ts';
import { Sampled } from './sampled.ts';

export interface EvictionPolicy {
  readonly size: number;
  /** The row has come in; that is its first use. */
  added(row: number): void;
  used(row: number): void;
  removed(row: number): void;
  /** The row that leaves next; there must be one. */
  victim(): number;
}

export type PolicyName = 'lru' | 'lfu' | 'perfect-lfu' | 'sampled-lru' | 'sampled-lfu' | 'random' | 'none';

export interface PolicySpec {
  readonly policy: PolicyName;
  /** Entries that a sampling policy looks at. */
  readonly sample: number;
}

/** Makes the policy of one cache. `stream` is drawn from by sampling policies only. */
export function evictionPolicy({ policy, sample }: PolicySpec, rows: CacheRows, stream: RandomStream): EvictionPolicy {
  switch (policy) {
    case 'none':
    case 'lru':
      return new LeastRecentlyUsed(rows);
    case 'lfu':
      return new LeastFrequentlyUsed(rows, null);
    case 'perfect-lfu':
      return new LeastFrequentlyUsed(rows, new Map());
    case 'sampled-lru':
      return new Sampled(rows, stream, sample, (a, b) => rows.lastUse[a]! < rows.lastUse[b]!);
    case 'sampled-lfu':
      return new Sampled(rows, stream, sample, (a, b) => rows.uses[a]! < rows.uses[b]!);
    case 'random':
      return new Sampled(rows, stream, 1, () => false);
  }
}
