/**
 * The data: maps of the grid, how each is copied, read and made durable.
 */
import { z } from 'zod';
import { keyed } from './keyed.ts';
import { byteSize, count, duration, kebabName } from './quantity.ts';

const writeBehind = z.strictObject({
  delay: duration()
    .prefault('5s')
    .describe(
      'The pump writes at the latest this long after the first waiting entry. Longer coalesces more and leaves more acknowledged entries at risk (rate × delay).',
    ),
  batch: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe('The pump writes as soon as this many entries wait, and never more than this in one batch.'),
  coalesce: z
    .boolean()
    .default(true)
    .describe('A newer write of a key that still waits replaces it: fewer rows reach the store.'),
  retryDelay: duration({ min: '1ms' })
    .prefault('1s')
    .describe('Pause before a failed batch is tried again, in the same order.'),
  queueOnBackups: z
    .boolean()
    .default(true)
    .describe(
      'Backups know which entries are not yet durable, so a promoted backup writes them. False: the queue lives on the primary alone and dies with it (the rows stay stale in the store).',
    ),
});

const writeThrough = z.strictObject({}).describe('The store is written before the write is acknowledged.');

export const gridMap = z.strictObject({
  name: kebabName().describe('Name of the map.'),
  entries: count({ min: 1, max: 1e12 }).describe(
    'Distinct keys. All exist when the run starts; only touched ones cost simulation memory.',
  ),
  entrySize: byteSize({ min: '1B' })
    .prefault('1KiB')
    .describe('Bytes of one entry as stored (key + value + overhead of the product are added by sizing).'),
  startsEmpty: z
    .boolean()
    .default(false)
    .describe(
      'True: no entry exists when the run begins; the first write of a key inserts its row. False: all entries are in the grid and in the store.',
    ),
  replication: z
    .enum(['sync', 'async'])
    .optional()
    .describe(
      'Whether a write is acknowledged after every reachable backup applied it, or at once. Default: async for redis-cluster, sync otherwise. Sync adds a round trip; async loses what had not arrived at the backup.',
    ),
  readFrom: z
    .enum(['primary', 'any-copy'])
    .default('primary')
    .describe('Reads go to the primary, or to a random copy (which may be stale by the replication lag).'),
  persistence: keyed({
    none: z
      .literal(true)
      .transform(() => ({ kind: 'none' as const }))
      .describe('Memory is all there is.'),
    writeBehind: writeBehind
      .transform((options) => ({ kind: 'writeBehind' as const, ...options }))
      .describe('A data pump writes the entries later, in batches: fast writes, and entries at risk until then.'),
    writeThrough: writeThrough.transform(() => ({ kind: 'writeThrough' as const })),
  })
    .prefault({ none: true })
    .describe('How the map reaches the durable store. Absent: it does not, memory is all there is.'),
});
