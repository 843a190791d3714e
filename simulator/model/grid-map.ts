/**
 * The data: maps of the grid, how each is copied, read and made durable.
 */
import * as z from 'zod';
import { eviction } from './eviction.ts';
import { mapKind } from './map-kind.ts';
import { nearCache } from './near-cache.ts';
import { persistence } from './persistence.ts';
import { byteSize, count, kebabName } from './quantity.ts';
import { reader } from './reader.ts';
import { splitMerge } from './split-merge.ts';
import { minCopies, protection } from './write-guarantee.ts';

export const gridMap = z.strictObject({
  name: kebabName().describe('Name of the map.'),
  entries: count({ min: 1, max: 1e12 }).describe(
    'Distinct keys. All exist when the run starts; only touched ones cost simulation memory.',
  ),
  entrySize: byteSize({ min: '1B' })
    .prefault('1KiB')
    .describe('Bytes of one entry as stored (key + value + overhead of the product are added by sizing).'),
  kind: mapKind
    .optional()
    .describe(
      'How the map is kept. Absent: partitioned, every partition with a primary and its backups on members of the grid.',
    ),
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
      'Whether a write is acknowledged after every reachable backup applied it, or at once. Default: async for redis-cluster and for ignite without FULL_SYNC, sync otherwise. Sync adds a round trip; async loses what had not arrived at the backup.',
    ),
  minCopies: minCopies.optional(),
  protection: protection
    .optional()
    .describe(
      'Split-brain protection: how much of the cluster a member must see to answer for this map. Absent: none.',
    ),
  readFrom: z
    .enum(['primary', 'any-copy'])
    .default('primary')
    .describe('Reads go to the primary, or to a random copy (which may be stale by the replication lag).'),
  monotonicReads: z
    .boolean()
    .optional()
    .describe(
      'True: a client that has read a value is never given an older one by another copy; a copy that has less sends it to the primary, which costs a redirection. A session is the clients of one source in one zone. False: older values are given, and counted (monotonicViolations). Absent: they are given and not counted.',
    ),
  merge: splitMerge
    .optional()
    .describe(
      'After a split, how the writes of the side that gives way are merged into the other. Absent: they are thrown away, and acknowledged ones are lost.',
    ),
  persistence: persistence
    .prefault({ none: true })
    .describe('How the map reaches the durable store. Absent: it does not, memory is all there is.'),
  reader: reader
    .optional()
    .describe(
      'The grid begins cold and the store has all entries: how they come in. A read that misses keeps its thread until the store has answered. Absent: the grid begins full.',
    ),
  eviction: eviction
    .optional()
    .describe(
      'The grid holds a part of the entries: who has to leave when it is full, and when entries expire. Such a map begins with what is preloaded, else empty; a read that misses loads the row of the store where the map has a reader, and is answered "absent" where it has none. Absent: entries stay.',
    ),
  nearCache: nearCache
    .optional()
    .describe(
      'Clients keep what they have read, one cache for all clients that stand at one place: a read that hits is answered there at once, and can be stale. Absent: every read goes to the grid.',
    ),
});
