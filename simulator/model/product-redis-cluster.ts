/** Redis Cluster: its own settings under names close to those of redis.conf. */
import { z } from 'zod';
import { byteSize, duration } from './quantity.ts';

export const redisClusterProduct = z.strictObject({
  kind: z
    .literal('redis-cluster')
    .describe(
      'Redis Cluster: 16384 hash slots on members/(backups+1) primaries, gossip failure detection, replica election.',
    ),
  version: z
    .enum(['7.0', '7.2', '7.4'])
    .default('7.0')
    .describe('Redis version whose rules apply. Timings are measured on 7.0.15.'),
  nodeTimeout: duration({ min: '100ms' })
    .prefault('15s')
    .describe(
      'cluster-node-timeout. A node is PFAIL after this long without a pong; failover takes about 1.4 × this + 0.9 s at 2 s. Lower detects sooner, and a pause longer than this fails over.',
    ),
  fullCoverage: z
    .boolean()
    .default(true)
    .describe(
      'cluster-require-full-coverage. True: every shard refuses requests (CLUSTERDOWN) while any slot has no working primary.',
    ),
  replicaValidityFactor: z
    .int()
    .min(0)
    .max(1000)
    .default(10)
    .describe(
      'cluster-replica-validity-factor. A replica whose link has been down longer than factor × nodeTimeout + repl-ping-replica-period never stands for election; 0 disables the check.',
    ),
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
  syncBandwidth: byteSize({ min: '1KiB' })
    .prefault('100MiB')
    .describe('Bytes per second of a full synchronisation of one replica.'),
});
