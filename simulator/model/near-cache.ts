/**
 * A near cache: what clients keep of a map beside themselves, and how they learn that it has changed.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { cacheFields } from './eviction.ts';
import { keyed } from './keyed.ts';
import { count, duration } from './quantity.ts';

const onWrite = z.strictObject({
  delay: distribution()
    .prefault('0s')
    .describe(
      'Time from the write at the primary to the sending of the messages; the delay of the network comes on top. Longer: more stale reads.',
    ),
});

const batch = z.strictObject({
  size: count({ min: 1, max: 1_000_000 })
    .default(100)
    .describe('A member sends its invalidations when so many wait. More: fewer messages, staler near caches.'),
  interval: duration({ min: '1ms' })
    .prefault('10s')
    .describe('And at the latest this often. The longest time for which a near cache is stale, but for the network.'),
});

const invalidate = z.union([
  z.literal('none').transform(() => ({ kind: 'none' as const })),
  keyed({
    onWrite: onWrite
      .transform((options) => ({ kind: 'onWrite' as const, ...options }))
      .describe('Every write sends a message to every near cache of the map.'),
    batch: batch
      .transform((options) => ({ kind: 'batch' as const, ...options }))
      .describe('Each member collects the keys written at it and sends them together, as Hazelcast does (100, 10 s).'),
  }),
]);

const reconciliation = z.strictObject({
  interval: duration()
    .prefault('60s')
    .describe(
      'hazelcast.invalidation.reconciliation.interval.seconds: a near cache asks every member this often for the numbers of its invalidations. Hazelcast takes 30s and more, or 0s: members are never asked, and only a later message of the same partition shows a gap. Longer: values stay stale for longer after a lost message.',
    ),
  tolerated: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(10)
    .describe(
      'hazelcast.invalidation.max.tolerated.miss.count: missed invalidations, over all partitions, up to which nothing is done. More than that, and all entries of the partitions with missed ones are asked for again. Higher: fewer entries given up, and as many values that stay stale for ever.',
    ),
});

export const nearCache = z.strictObject({
  ...cacheFields,
  maxEntries: cacheFields.maxEntries.describe(
    'Entries that the near cache of one place holds at most. Absent: no limit.',
  ),
  invalidate: invalidate
    .prefault({ onWrite: {} })
    .describe(
      'How near caches learn of writes: none (entries leave by time alone), {onWrite: {delay}} or {batch: {size, interval}}. A message that meets a cut of the network never arrives, and what waits in a batch dies with its member: then entries stay stale until they leave by themselves.',
    ),
  versionCheck: z
    .boolean()
    .default(true)
    .describe(
      'True: an invalidation only drops values older than its write, and an answer older than an invalidation that overtook it is not kept. False: every invalidation drops, and such an answer is kept and stale until the next write.',
    ),
  reconciliation: reconciliation
    .optional()
    .describe(
      'Invalidations are numbered, and a near cache that finds that it has missed too many of them marks what it keeps of these partitions as stale, as Hazelcast does. Absent: a lost invalidation is never found; with product hazelcast: 60s and 10.',
    ),
  localUpdate: z
    .enum(['INVALIDATE'])
    .optional()
    .describe(
      'local-update-policy INVALIDATE: the answer of a write drops what is kept of its key where its client stands, so that nobody there reads the value from before. Absent: nothing happens until the invalidation comes; with product hazelcast: INVALIDATE.',
    ),
});
