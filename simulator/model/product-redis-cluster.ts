/** Redis Cluster: its own settings under names close to those of redis.conf. Valkey has the same (product-valkey.ts). */
import * as z from 'zod';
import { redisWriteSettings } from './product-redis-writes.ts';
import { byteSize, duration } from './quantity.ts';

/** What nodes of a replica set are told, whichever product they are. */
export const replicaSetSettings = {
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
  allowReplicaMigration: z
    .boolean()
    .optional()
    .describe(
      'cluster-allow-replica-migration. True: when a primary has had no working replica for 5 s, a replica of the primary that has most moves to it and copies what it has, so that the next failure finds a successor; it does not move back, so redundancyRestored waits in vain for the primary it left. Takes backups: 2 or more. Absent: true with so many, as in Redis, but false beside units.lifecycle.',
    ),
  migrationBarrier: z
    .int()
    .min(0)
    .max(7)
    .optional()
    .describe(
      'cluster-migration-barrier. A replica moves away only if its primary keeps at least so many. Higher: fewer moves. Absent: 1; where no replica moves it means nothing and is refused.',
    ),
  ...redisWriteSettings,
  syncBandwidth: byteSize({ min: '1KiB' })
    .prefault('100MiB')
    .describe('Bytes per second of a full synchronisation of one replica.'),
};

export const redisClusterProduct = z.strictObject({
  kind: z
    .literal('redis-cluster')
    .describe(
      'Redis Cluster: 16384 hash slots on members/(backups+1) primaries, gossip failure detection, replica election.',
    ),
  version: z
    .enum(['7.0', '7.2', '7.4', '8.0'])
    .default('7.0')
    .describe(
      'Redis version whose rules apply. 7.4 and later: 16 bytes less a key (a table per slot). Failover follows 7.0.15, on which it was measured; no later difference is known.',
    ),
  ...replicaSetSettings,
});

/** Whether replicas move where a design says nothing about it or allows it: one can be spared, and nothing else decides where copies stand. */
export function movesReplicas(design: {
  readonly product?: { readonly kind: string; readonly allowReplicaMigration?: boolean | undefined } | undefined;
  readonly backups?: number | undefined;
  readonly units?: { readonly lifecycle?: unknown } | undefined;
}): boolean {
  const { product, backups = 1, units } = design;
  return product?.allowReplicaMigration ?? (backups >= 2 && units?.lifecycle === undefined);
}
