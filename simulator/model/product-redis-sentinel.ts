/** Redis with Sentinel: one primary with its replicas, watched by sentinels; settings under names close to those of sentinel.conf. */
import * as z from 'zod';
import { redisWriteSettings } from './product-redis-writes.ts';
import { byteSize, duration } from './quantity.ts';

export const redisSentinelProduct = z.strictObject({
  kind: z
    .literal('redis-sentinel')
    .describe(
      'Redis with Sentinel: all keys on one primary, backups replicas of it (members is 1 + backups), and sentinels that promote one of them when the primary is down.',
    ),
  version: z
    .enum(['7.0', '7.2', '7.4'])
    .default('7.0')
    .describe('Redis version whose rules apply. Timings are measured on 7.0.15; the others change memory alone.'),
  sentinels: z
    .int()
    .min(1)
    .max(15)
    .default(3)
    .describe(
      'Sentinel processes. A majority of all of them, the lost ones included, must elect the one that promotes: 3 survive the loss of one, 5 of two.',
    ),
  quorum: z
    .int()
    .min(1)
    .max(15)
    .optional()
    .describe(
      'quorum of sentinel monitor: how many sentinels must find the primary down before one tries a failover. Lower: tried sooner, and on the word of fewer; the majority that elects is needed all the same. Absent: a majority of the sentinels.',
    ),
  downAfter: duration({ min: '100ms' })
    .prefault('30s')
    .describe(
      'down-after-milliseconds. A sentinel finds a process down (SDOWN) when a ping has had no answer for this long. A killed primary is replaced this long and about 0.4 s after; a silent one up to 1 s later. Lower detects sooner, and a pause longer than this fails over.',
    ),
  failoverTimeout: duration({ min: '1s' })
    .prefault('3min')
    .describe(
      'failover-timeout. After a failover that came to nothing the next is tried after twice this time; a promotion that is not seen within it is given up. Longer: fewer tries.',
    ),
  parallelSyncs: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      'parallel-syncs. How many replicas are told of the new primary at once; the next one when one of them is in step again. More: redundancy returns sooner, and more replicas copy at the same time.',
    ),
  sentinelHosts: z
    .enum(['own', 'members'])
    .optional()
    .describe(
      'Where sentinels stand. own: on hosts of their own, round robin on the zones; a lost or separated zone takes those in it along. members: sentinel i on the host of member i (modulo members), and lost or separated with it. Absent: own.',
    ),
  clients: z
    .enum(['try-members', 'ask-sentinels'])
    .optional()
    .describe(
      'How a client whose request failed finds the primary. try-members: it goes to the next member with a copy. ask-sentinels: it goes to the primary that the sentinels tell, who name the new one at +switch-master, up to a second after it was promoted. Absent: try-members.',
    ),
  replicaPriorities: z
    .array(z.int().min(0).max(1000))
    .min(1)
    .max(100)
    .optional()
    .describe(
      'replica-priority of every member, in order of their numbers. The lowest is promoted first; 0 never is. Absent: 100 for all, so that the offset decides, then the run id.',
    ),
  ...redisWriteSettings,
  syncBandwidth: byteSize({ min: '1KiB' })
    .prefault('100MiB')
    .describe('Bytes per second of a full synchronisation of one replica. Higher: redundancy returns sooner.'),
});
