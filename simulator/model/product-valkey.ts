/** Valkey in cluster mode: the settings of Redis Cluster, the elections and the memory of its own versions. */
import * as z from 'zod';
import { replicaSetSettings } from './product-redis-cluster.ts';

export const valkeyProduct = z.strictObject({
  kind: z
    .literal('valkey')
    .describe(
      'Valkey in cluster mode: as redis-cluster, with its own elections and memory. From its source; never held against real clusters.',
    ),
  version: z
    .enum(['7.2', '8.0', '8.1', '9.0'])
    .default('8.1')
    .describe(
      'Valkey version. 7.2: as Redis 7.2. 8.0: key embedded in its entry, replicas with equal offsets one after the other. 8.1: another hash table, failed primaries replaced one after the other, no wait between votes, no Nagle on the bus. 9.0: election delay min(500 ms, nodeTimeout / 30).',
    ),
  ...replicaSetSettings,
});
