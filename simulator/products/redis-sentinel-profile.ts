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
import { bytesPerKey } from './redis-memory.ts';
import { sentinelDetection, sentinelFailover } from './redis-sentinel-failover.ts';

/** Sentinels that must find the primary down: as set, or a majority. */
export function sentinelQuorum({ sentinels, quorum }: Pick<RedisSentinelProduct, 'sentinels' | 'quorum'>): number {
  return quorum ?? Math.floor(sentinels / 2) + 1;
}

export function redisSentinelProfile(product: RedisSentinelProduct): ProductProfile {
  const quorum = sentinelQuorum(product);
  return {
    kind: 'redis-sentinel',
    title: `Redis ${product.version} with Sentinel`,
    basis: {
      partitioning: { source: 'none: the primary holds every key', basis: 'source' },
      placement: { source: 'member 0 is primary at the start, the others are its replicas', basis: 'source' },
      replication: {
        source:
          'asynchronous, the replica acknowledges once a second (redis src/replication.c); lag measured on 7.0.15',
        basis: 'measured',
      },
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
    threads: 1, // one command thread
    replication: 'async',
    needsMajority: false,
    leastPrimaries: 1,
    spreadsLoss: false,
    memoryFill: {
      share: 0.8,
      source:
        'Redis documentation (FAQ, memory optimisation): set maxmemory to 80 to 90 % of the free memory; the lower end',
      basis: 'documented',
    },
    patience: { field: 'downAfter', value: product.downAfter },
    detectionText: `down-after ${durationText(product.downAfter)}, quorum ${quorum} of ${product.sentinels} sentinels`,
    timingInputs: () => ({ downAfterMs: product.downAfter / 1e6, sentinels: product.sentinels, quorum }),
    settingsText: `version: "${product.version}", sentinels: ${product.sentinels}, quorum: ${quorum}`,
    stopsEverything: false,
    restoring: {
      never:
        'no new replica is made: redundancy returns with the lost member, when the operator or supervisor restarts it',
    },
    assumption:
      'Redis with Sentinel: rules of sentinel.c 7.0.15; timings measured on one machine, all traffic on loopback.',
    leastPrimariesSource: 'Sentinel has one primary; it is the sentinels that decide',
    keyHash: () => ({ partitions: 1, partitionOf: () => 0 }),
    primaries: () => 1,
    membersFor: (_primaries, backups) => 1 + backups,
    partitionsFor: () => 1,
    entryBytes: (entry, entriesPerMember) =>
      bytesPerKey({ ...entry, layout: 'plain', allocator: 'bundled' }, Math.max(1, entriesPerMember)),
    entryFormula: 'A(24) + A(sds(key)) + value + 8 · 2^ceil(log2 n) / n, A: jemalloc class, n: keys',
    detection: () => sentinelDetection(product.downAfter),
    failover: ({ backups }) =>
      backups === 0
        ? { never: 'a primary without a replica has no successor: its keys stay away until it returns, empty' }
        : sentinelFailover(product.downAfter),
  };
}
