/**
 * What sizing may be told beyond the flat design, all optional: head-room for failures, indexes, heap or off-heap, disk, near caches, WAN,
 * journals. Absent: the feature is not used, and the answer is as without these fields.
 *
 * Only `size` answers with them; `init` takes the members that follow from them and leaves the rest out of the scenario.
 */
import * as z from 'zod';
import { checkCard, designCard } from './design-card.ts';
import { byteSize, count, duration, ratio } from './quantity.ts';

export const capacityFields = {
  failures: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Members that may be lost at once while the others still hold all data and carry the load. More ask for more members. Absent: one, for the load only.',
    ),
  indexes: ratio({ max: 10 })
    .optional()
    .describe('Memory of indexes as a share of the entries, in every copy; Ignite plans 30%. Absent: none.'),
  timeToLive: duration({ min: '1ms' })
    .optional()
    .describe('Entries expire after this long: adds what the product keeps for it. Absent: they do not expire.'),
  storage: z
    .enum(['heap', 'off-heap'])
    .optional()
    .describe(
      'Members on the JVM: where entries lie. heap: at most 14 GB of data in a heap of 16 GB; off-heap: at most 200 GB a member. Absent: no such limit.',
    ),
  persistence: z
    .enum(['snapshot', 'log'])
    .optional()
    .describe(
      'Members write to their own disk: snapshots, or a log of the writes. Adds disk, and for Redis the memory that a fork copies. Absent: memory only.',
    ),
  segmentArchive: byteSize({ min: '1B' })
    .optional()
    .describe('Largest archive of log segments a member keeps, with persistence; Ignite 1GiB. Larger asks for disk.'),
  nearCacheEntries: count({ min: 1, max: 1e12 })
    .optional()
    .describe('Entries in the near cache of one client or member; they cost memory there. Absent: no near cache.'),
  wanTargets: z
    .int()
    .min(1)
    .max(16)
    .optional()
    .describe('Other regions that every write is sent to. More need more bandwidth. Absent: one region.'),
  wanQueue: count({ min: 1, max: 1e12 })
    .optional()
    .describe('Writes that the queue of a member holds while a region is away. Absent: 10000, as Hazelcast has it.'),
  journal: count({ min: 1, max: 1e12 })
    .optional()
    .describe('Items that the event journal holds; more of them bridge a longer stop of a reader. Absent: no journal.'),
  restart: duration({ min: '1ms' })
    .optional()
    .describe('Longest stop of a reader of the journal. Longer replays more events. Absent: 3s.'),
  replicaOutage: duration({ min: '1ms' })
    .optional()
    .describe(
      'Redis: how long a replica may be away and still catch up from the backlog. Longer asks for a larger backlog. Absent: no backlog is sized.',
    ),
  cores: z.int().min(1).max(1024).optional().describe('Processor cores of a member. Absent: 8, as Hazelcast advises.'),
} as const;

export const sizingCard = z.strictObject({ ...designCard.shape, ...capacityFields }).superRefine(checkCard);

export type SizingCard = z.output<typeof sizingCard>;
