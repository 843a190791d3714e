/** The generic grid: product-neutral settings, close to what Hazelcast, Ignite and Coherence have in common. */
import * as z from 'zod';
import { detector } from './detector.ts';
import { migrationBandwidth, migrationLoad, partitionCount } from './product-tables.ts';
import { duration } from './quantity.ts';

export const genericProduct = z.strictObject({
  kind: z
    .literal('generic')
    .describe('A product-neutral partitioned grid whose members watch one another by heartbeats (or see detector).'),
  partitions: partitionCount(
    'Number of partitions. More partitions balance better and move in smaller pieces; each costs bookkeeping. 271 is a prime, so key patterns do not fold onto few members.',
  ),
  placement: z
    .enum(['even', 'random'])
    .optional()
    .describe(
      'Where copies begin: even, in different zones, balanced over the members; or each partition on members at random, drawn anew in every replication. At random fewer pairs of members hold a partition together, so that two losses at once hit one less often, and members carry uneven shares. Absent: even.',
    ),
  heartbeatInterval: duration({ min: '1ms' })
    .prefault('1s')
    .describe(
      'Every member sends a heartbeat to every other this often. Shorter detects sooner (mean detection = heartbeatTimeout + delay − interval/2) and costs members² / interval messages.',
    ),
  heartbeatTimeout: duration({ min: '1ms' })
    .prefault('5s')
    .describe(
      'A member is suspected when no heartbeat arrived for this long. Shorter detects sooner and suspects paused members wrongly.',
    ),
  detector: detector
    .optional()
    .describe(
      'What notices that a member is gone: deadline, phiAccrual or swim, or one of them with its settings. Absent: deadline.',
    ),
  promotion: z
    .enum(['majority', 'any-side'])
    .default('majority')
    .describe(
      'Who may promote backups after members are suspected: only a side that still sees a majority of the members (and a minority side stops accepting writes), or any side (available on both sides of a split, two histories).',
    ),
  migrationBandwidth: migrationBandwidth(
    '50MiB',
    ' when redundancy is restored. Higher restores sooner and loads members more.',
  ),
  migrationLoad,
});
