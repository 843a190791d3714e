/** What a Redis process promises about a write, whoever watches it: good replicas, append-only file, snapshots. */
import * as z from 'zod';
import { redisResynchronisation } from './product-redis-resynchronisation.ts';
import { duration } from './quantity.ts';

export const redisWriteSettings = {
  ...redisResynchronisation,
  minReplicasToWrite: z
    .int()
    .min(1)
    .max(7)
    .optional()
    .describe(
      'min-replicas-to-write. A primary refuses writes (NOREPLICAS) unless so many replicas have acknowledged within minReplicasMaxLag. More: what a primary that is cut off or left alone acknowledges and loses is bounded; but after a failover to the last copy nothing can be written until another replica is back. Absent: no such limit (0).',
    ),
  minReplicasMaxLag: duration({ min: '1s', max: '1h' })
    .optional()
    .describe(
      'min-replicas-max-lag, whole seconds: how old the last acknowledgement of a good replica may be. Replicas acknowledge once a second and the primary counts once a second in whole seconds, so a silent one is noticed after −1 … +2 s around this; one whose connection closes, at once. Longer: stalls are forgiven, more is written unreplicated. Absent: 10s.',
    ),
  appendfsync: z
    .enum(['always', 'everysec', 'no'])
    .optional()
    .describe(
      'Append-only file, flushed to disk before each answer, once a second, or when the kernel does (30 s). A primary that comes back before it is replaced has what it answered if only its process died; after the loss of its host what was flushed: all, all but up to 1 s, all but up to 30 s. A replica that takes over makes no use of it. Absent: no such file.',
    ),
  save: z
    .array(
      z.strictObject({
        after: duration({ min: '1s' }).describe('More time than this since the last snapshot …'),
        changes: z.int().min(1).max(1_000_000_000).describe('… and at least so many writes of the primary: a new one.'),
      }),
    )
    .min(1)
    .max(16)
    .optional()
    .describe(
      'Save points (RDB), any of which makes a snapshot; the defaults of redis.conf are 3600 s and 1, 300 s and 100, 60 s and 10000. A primary that comes back before it is replaced has the last snapshot. More often: less is lost. Absent: no snapshots; without appendfsync, too, it comes back empty.',
    ),
};
