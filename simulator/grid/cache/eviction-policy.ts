/**
 * Who leaves a full cache. One object holds the order of the entries of one cache; the rows belong to the caller.
 *
 * lru          least recently used, exactly
 * lfu          least often used since it came in (in-cache LFU), of equals the least recently used
 * perfect-lfu  the same with counts that outlive an eviction (L. Breslau et al., Web Caching and Zipf-like Distributions, INFOCOM 1999)
 * sampled-lru, sampled-lfu   the worst of some entries drawn at random, as Redis (5) and Hazelcast (15) do
 * second-lru   of some drawn at random the one whose last use but one is longest ago, one used once first (Ignite, RANDOM_2_LRU)
 * pooled-lru, pooled-lfu, pooled-ttl   Redis' way: candidates are kept in a pool (pooled.ts, redis-worth.ts)
 * random       any entry
 * Left out: size of single entries; Ignite evicts whole pages.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import { SECOND } from '../../kernel/time.ts';
import type { CacheRows } from './cache-rows.ts';
import { LeastFrequentlyUsed } from './lfu.ts';
import { LeastRecentlyUsed } from './lru.ts';
import { Pooled } from './pooled.ts';
import { agingCounts, idleSeconds, type LfuSettings, nearestEnd } from './redis-worth.ts';
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

export type PolicyName =
  | 'lru'
  | 'lfu'
  | 'perfect-lfu'
  | 'sampled-lru'
  | 'sampled-lfu'
  | 'second-lru'
  | 'pooled-lru'
  | 'pooled-lfu'
  | 'pooled-ttl'
  | 'random'
  | 'none';

export interface PolicySpec {
  readonly policy: PolicyName;
  /** Entries that a sampling policy looks at. */
  readonly sample: number;
  /** How the counts of pooled-lfu grow and age; absent: as in redis.conf. */
  readonly lfu?: LfuSettings | undefined;
}

/** What only some policies ask: the time, and when the life of a row ends. */
export interface PolicyTimes {
  now(): number;
  endOf(row: number): number;
}

/** lfu-log-factor 10, lfu-decay-time 1 (min). */
const LFU: LfuSettings = { logFactor: 10, decay: 60 * SECOND };

/** Makes the policy of one cache. `stream` is drawn from by sampling policies only. */
export function evictionPolicy(
  { policy, sample, lfu = LFU }: PolicySpec,
  rows: CacheRows,
  stream: RandomStream,
  times: PolicyTimes,
): EvictionPolicy {
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
    case 'second-lru':
      return new Sampled(rows, stream, sample, (a, b) => rows.useBefore[a]! < rows.useBefore[b]!);
    case 'pooled-lru':
      return new Pooled(rows, stream, sample, idleSeconds(times.now));
    case 'pooled-lfu':
      return new Pooled(rows, stream, sample, agingCounts(times.now, stream, lfu));
    case 'pooled-ttl':
      return new Pooled(rows, stream, sample, nearestEnd(times.endOf));
    case 'random':
      return new Sampled(rows, stream, 1, () => false);
  }
}
