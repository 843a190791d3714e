/**
 * What the eviction policies of the products mean here.
 *
 * Hazelcast 5: EvictorImpl, EvictionChecker (15 sampled, PER_NODE × members / partitions a partition). Ignite 2: DataRegionConfiguration
 * (evictionThreshold 0.9), RandomLruPageEvictionTracker (5 sampled); Ignite evicts pages, here entries. Redis and Valkey: evict.c. Of a map
 * with timeToLive all entries are volatile, so there volatile-lru is allkeys-lru.
 */
import type { PolicyName } from '../grid/cache/eviction-policy.ts';
import type { GridMap } from '../model/scenario.ts';

interface EvictionRule {
  readonly policy: PolicyName;
  /** Entries drawn where nothing else is said. */
  readonly sample: number;
  /** Where the limit is held where nothing else is said. */
  readonly scope: 'member' | 'partition';
  /** Share of the limit from which entries leave. */
  readonly filled: number;
  /** A full cache refuses writes. */
  readonly refuses: boolean;
}

type Policy = NonNullable<NonNullable<GridMap['eviction']>['policy']>;

const common = { sample: 15, scope: 'member', filled: 1, refuses: false } as const;
const hazelcast = { ...common, scope: 'partition' } as const;
const ignite = { ...common, sample: 5, filled: 0.9 } as const;
const redis = { ...common, sample: 5 } as const;

export function evictionRule(policy: Policy): EvictionRule {
  switch (policy) {
    case 'LRU':
      return { ...hazelcast, policy: 'sampled-lru' };
    case 'LFU':
      return { ...hazelcast, policy: 'sampled-lfu' };
    case 'RANDOM':
      return { ...hazelcast, policy: 'random' };
    case 'NONE':
      return { ...hazelcast, policy: 'none' };
    case 'RANDOM_LRU':
      return { ...ignite, policy: 'sampled-lru' };
    case 'RANDOM_2_LRU':
      return { ...ignite, policy: 'second-lru' };
    case 'allkeys-lru':
    case 'volatile-lru':
      return { ...redis, policy: 'pooled-lru' };
    case 'allkeys-lfu':
    case 'volatile-lfu':
      return { ...redis, policy: 'pooled-lfu' };
    case 'allkeys-random':
    case 'volatile-random':
      return { ...redis, policy: 'random' };
    case 'volatile-ttl':
      return { ...redis, policy: 'pooled-ttl' };
    case 'noeviction':
      return { ...redis, policy: 'none', refuses: true };
    default:
      return { ...common, policy };
  }
}
