/**
 * How a map reaches the durable store: not at all, by a data pump (write-behind, timed, or the pump of the guide as it was written), or
 * before a write is acknowledged.
 *
 * The guide's pump is a kind of its own and not an option of writeBehind, because the same words would mean other things there: its
 * timeout restarts with every item, its pause does not grow, it never merges and its queue has no end.
 */
import * as z from 'zod';
import { keyed } from './keyed.ts';
import { count, duration } from './quantity.ts';

export const queueLimit = z.strictObject({
  entries: count({ min: 1, max: 1e9 }).describe(
    'Entries that may wait or be on their way in the pump of one member. Fewer bound memory and what a crash can lose; more ride out a longer outage of the store (limit / rate of writes).',
  ),
  whenFull: z
    .enum(['reject', 'drop-oldest', 'block'])
    .default('reject')
    .describe(
      'What a write meets when the queue is full. reject: it fails at once. block: it keeps its thread until there is room. drop-oldest: it is accepted and the entry that waited longest never reaches the store. Entries queued again after a failover are never refused.',
    ),
});

/** Of a pump: beside what any queue can do, a writer can help to empty it. */
const pumpQueueLimit = queueLimit.extend({
  whenFull: z
    .enum(['reject', 'drop-oldest', 'block', 'caller-writes'])
    .default('reject')
    .describe(
      'What a write meets when the queue is full. reject: it fails at once. block: it keeps its thread until there is room. caller-writes: its thread first writes the entry that waited longest to the store, alone (Ignite above 1.5 × flushSize); if the store refuses that while the queue is full, the entry is lost. drop-oldest: it is accepted and the entry that waited longest never reaches the store. Entries queued again after a failover are never refused.',
    ),
});

const coalesce = z
  .boolean()
  .default(true)
  .describe('A newer write of a key that still waits replaces it: fewer rows reach the store.');

const queueOnBackups = z
  .boolean()
  .default(true)
  .describe(
    'Backups know which entries are not yet durable, so a promoted backup writes them. False: the queue lives on the primary alone and dies with it (the rows stay stale in the store).',
  );

const retries = {
  retryDelay: duration({ min: '1ms' })
    .prefault('1s')
    .describe('Pause before a failed batch is tried again, in the same order.'),
  retryFactor: z
    .number()
    .min(1)
    .max(10)
    .optional()
    .describe(
      'Every further failure of the same batch makes the pause this many times as long. Absent: 1, always the same pause. 2 spares a store that is down and takes longer to notice that it is back.',
    ),
  retryDelayLimit: duration({ min: '1ms' })
    .optional()
    .describe('The pause never grows beyond this. Absent: 1min. Only matters with a retryFactor above 1.'),
  retryLimit: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe(
      'A batch that has failed this often after its first try is dropped: its rows never reach the store (rowsDropped). Absent: it is tried for ever, and nothing behind it moves until the store takes it.',
    ),
  queueLimit: pumpQueueLimit.optional().describe('Bound of the queue. Absent: none.'),
};

const writeBehind = z.strictObject({
  delay: duration()
    .prefault('5s')
    .describe(
      'The pump writes at the latest this long after the first waiting entry. Longer coalesces more and leaves more acknowledged entries at risk (rate × delay).',
    ),
  batch: count({ min: 1, max: 1_000_000 })
    .default(1000)
    .describe('The pump writes as soon as this many entries wait, and never more than this in one batch.'),
  flushSize: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe(
      'The pump begins when so many entries wait (or `delay` after the first), and then empties what waits, batch by batch (Ignite: writeBehindFlushSize). More: coalesces more, and leaves more at risk. Absent: it begins with a full batch and writes one at a time; with product ignite, version 2: 10240, and above 1.5 times that writers write to the store themselves (queueLimit: caller-writes) unless there is a queueLimit.',
    ),
  worker: duration({ min: '1ms' })
    .optional()
    .describe(
      'A worker looks this often, from a moment of its own at each member, for entries that have waited for delay; these alone leave then, batch at a time, and a full batch does not leave sooner. Longer: entries wait up to this much longer, and a crash can lose them. Absent: with hazelcast 1s, else entries leave the moment they are due or a batch is full.',
    ),
  keptOnBackups: duration()
    .optional()
    .describe(
      'Backups keep an entry in their copies of the queue this long after it was stored, and one that is promoted stores it again (rowsWrittenTwice). Longer: more is written twice after a failover. Absent: with hazelcast 10s, else nothing is written again.',
    ),
  requeueAfter: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'With a worker: after so many failed tries a batch goes back to the head of the queue, where the next look of the worker finds it, and those behind it get their turn. Fewer: one batch that the store refuses holds up the others for less long. Absent: with hazelcast 3, else the batch keeps its place and nothing behind it moves.',
    ),
  coalesce,
  ...retries,
  queueOnBackups,
});

const timed = z.strictObject({
  every: duration({ min: '1ms' })
    .prefault('5s')
    .describe(
      'All members flush everything that waits at the same moments, this far apart. Longer coalesces more (oracle W02) and leaves more entries at risk; the store meets all rows of a period at once.',
    ),
  coalesce,
  ...retries,
  queueOnBackups,
});

const seedPump = z.strictObject({
  batch: count({ min: 1, max: 1_000_000 })
    .default(1000)
    .describe('Items of one batch at most. With a steady trickle of writes this alone ends a batch.'),
  timeout: duration({ min: '1ms' })
    .prefault('5s')
    .describe(
      'How long the pump waits for each item. A batch ends at the first gap longer than this, so writes 1 s apart hold it open for about 147 s (oracle W05: (e^(rate × timeout) − 1) / rate).',
    ),
  backoff: duration({ min: '1ms' })
    .prefault('5s')
    .describe('Pause after a failed batch, whose items have gone to the tail of the queue, behind newer ones.'),
});

export const persistence = keyed({
  none: z
    .literal(true)
    .transform(() => ({ kind: 'none' as const }))
    .describe('Memory is all there is.'),
  writeBehind: writeBehind
    .transform((options) => ({ kind: 'writeBehind' as const, ...options }))
    .describe('A data pump writes the entries later, in batches: fast writes, and entries at risk until then.'),
  timed: timed
    .transform((options) => ({ kind: 'timed' as const, ...options }))
    .describe('A data pump writes everything that waits at fixed moments.'),
  seedPump: seedPump
    .transform((options) => ({ kind: 'seedPump' as const, ...options }))
    .describe(
      'The data pump of the Spanish guide exactly as written, to see what it does to the store: a timeout for each item, failed items behind newer ones, rows grouped by operation, finished groups written twice, no limit.',
    ),
  writeThrough: z
    .strictObject({})
    .transform(() => ({ kind: 'writeThrough' as const }))
    .describe('The store is written before the write is acknowledged.'),
});
