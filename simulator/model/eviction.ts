/**
 * What a map or a near cache does when it is full, and when its entries expire.
 */
import * as z from 'zod';
import { expirySweep } from './expiry-sweep.ts';
import { byteSize, count, duration } from './quantity.ts';

export const commonPolicies = ['lru', 'lfu', 'perfect-lfu', 'sampled-lru', 'sampled-lfu', 'random', 'none'] as const;
export const hazelcastPolicies = ['LRU', 'LFU', 'RANDOM', 'NONE'] as const;
export const ignitePolicies = ['RANDOM_LRU', 'RANDOM_2_LRU'] as const;
export const redisPolicies = [
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'noeviction',
] as const;

/** Fields that maps and near caches share. */
export const cacheFields = {
  policy: z
    .enum([...commonPolicies, ...hazelcastPolicies, ...ignitePolicies, ...redisPolicies])
    .optional()
    .describe(
      'Who leaves when it is full. lru: whom nobody used for longest. lfu: who was used least often since it came in (of equals the least recently used), good while popularity stands still, and stuck with what was popular first. perfect-lfu: the same with counts that survive an eviction, the best a cache can do against independent requests. sampled-lru, sampled-lfu: the worst of some entries drawn at random, as products do. random: any. none: nobody, entries leave by time alone. Products have theirs under their own names: Hazelcast LRU, LFU, RANDOM (15 entries drawn, in each partition), NONE; Ignite RANDOM_LRU, RANDOM_2_LRU (5 drawn, from 90 % of the limit; the second by the last use but one, so that a scan does not push out what is used again); Redis and Valkey allkeys-lru, allkeys-lfu, allkeys-random, volatile-lru, volatile-lfu, volatile-random, volatile-ttl (5 drawn into a pool of 16), noeviction (a full primary refuses writes). Absent: lru where there is a limit.',
    ),
  maxEntries: count({ min: 1, max: 1e9 }).optional(),
  sample: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'Entries that sampled-lru and sampled-lfu draw for one eviction, and LRU and LFU of Hazelcast (15) and Redis (maxmemory-samples, 5). More comes nearer to the exact policy and costs more time in a real product. Absent: 15; with the policies of Redis 5.',
    ),
  timeToLive: duration({ min: '1us' })
    .optional()
    .describe(
      'An entry expires so long after it was stored (written or loaded); reading does not prolong it. With reads at rate λ the hit ratio is at most λT / (1 + λT). Longer: more hits, older values. Absent: it does not.',
    ),
  maxIdle: duration({ min: '1us' })
    .optional()
    .describe(
      'An entry expires so long after it was last used; reads at rate λ hit with 1 − e^(−λT). A popular entry may live for ever. Absent: it does not.',
    ),
};

export const eviction = z.strictObject({
  ...cacheFields,
  maxEntries: cacheFields.maxEntries.describe(
    'Entries that one member holds at most as primary (its copies of the partitions of others follow their primaries and come on top). More: more hits, more memory. Instead of maxSize.',
  ),
  maxSize: byteSize({ min: '1B' })
    .optional()
    .describe('The same in bytes: maxSize / entrySize entries, rounded down. Instead of maxEntries.'),
  scope: z
    .enum(['member', 'partition'])
    .optional()
    .describe(
      'Where the limit is held: one order for all that a member is primary of (Redis), or one for each partition with limit × members / partitions entries, rounded down and at least 1 (Hazelcast PER_NODE), which evicts sooner where keys fall unevenly. Absent: member.',
    ),
  lfuLogFactor: count({ min: 0, max: 1_000_000 })
    .optional()
    .describe(
      'lfu-log-factor: a use counts with probability 1 / ((count − 5) × factor + 1). Higher: popular entries are told apart further up, and rare ones less. Absent: 10.',
    ),
  lfuDecayTime: duration()
    .optional()
    .describe(
      'lfu-decay-time, whole minutes: a count loses one for each of them without a use; 0s: never. Longer: what was popular stays longer. Absent: 1min.',
    ),
  sweep: expirySweep
    .optional()
    .describe(
      'When entries whose time is over really leave, to see the memory they take until then: product (as the product does it), {task: …} or {cycle: …}. A read or write that meets one removes it. Absent: each leaves at its very end.',
    ),
});
