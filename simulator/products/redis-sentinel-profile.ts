/**
 * Redis 7.0 to 7.4 with Sentinel: one primary that holds every key, its replicas, and sentinels beside them.
 *
 * Timing is that of sentinel.c 7.0.15, held against real processes; memory follows the structures of Redis outside cluster mode.
 * Left out: several primaries under the same sentinels.
 */
import { durationText } from '../model/quantity-text.ts';
import type { RedisSentinelProduct } from '../model/scenario.ts';
import type { ProductProfile } from './product-profile.ts';
import { redisSentinelConduct } from './redis-conduct.ts';
import { redisEntry, redisProcess, redisReplication } from './redis-process.ts';
import { sentinelDetection, sentinelFailover } from './redis-sentinel-failover.ts';

/** Sentinels that must find the primary down: as set, or a majority. */
export function sentinelQuorum({ sentinels, quorum }: Pick<RedisSentinelProduct, 'sentinels' | 'quorum'>): number {
  return quorum ?? Math.floor(sentinels / 2) + 1;
}

export function redisSentinelProfile(product: RedisSentinelProduct): ProductProfile {
  const quorum = sentinelQuorum(product);
  return {
    ...redisProcess,
    ...redisEntry('plain'),
    kind: 'redis-sentinel',
    title: `Redis ${product.version} with Sentinel`,
    basis: {
      partitioning: { source: 'none: the primary holds every key', basis: 'source' },
      placement: { source: 'member 0 is primary at the start, the others are its replicas', basis: 'source' },
      replication: redisReplication,
      detection: {
        source: 'sentinel.c 7.0.15, simulated; compared with measurements at down-after 2 s and 5 s',
        basis: 'measured',
      },
      failover: {
        source: 'sentinel.c 7.0.15, simulated; compared with measurements at down-after 2 s and 5 s',
        basis: 'measured',
      },
      memory: { source: 'sizes of dictEntry, sds, robj and jemalloc classes (redis-memory.ts)', basis: 'source' },
    },
    conduct: redisSentinelConduct,
    needsMajority: false,
    leastPrimaries: 1,
    patience: { field: 'downAfter', value: product.downAfter },
    detectionText: `down-after ${durationText(product.downAfter)}, quorum ${quorum} of ${product.sentinels} sentinels`,
    timingInputs: () => ({ downAfterMs: product.downAfter / 1e6, sentinels: product.sentinels, quorum }),
    settingsText: `version: "${product.version}", sentinels: ${product.sentinels}, quorum: ${quorum}`,
    stopsEverything: false,
    assumption:
      'Redis with Sentinel: rules of sentinel.c 7.0.15; timings measured on one machine, all traffic on loopback.',
    leastPrimariesSource: 'Sentinel has one primary; it is the sentinels that decide',
    keyHash: () => ({ partitions: 1, partitionOf: () => 0 }),
    primaries: () => 1,
    membersFor: (_primaries, backups) => 1 + backups,
    partitionsFor: () => 1,
    detection: () => sentinelDetection(product.downAfter),
    failover: ({ backups }) =>
      backups === 0
        ? { never: 'a primary without a replica has no successor: its keys stay away until it returns, empty' }
        : sentinelFailover(product.downAfter),
  };
}
