/**
 * Redis Cluster 7.0 to 8.0: 16384 hash slots, primaries with replicas of their own, gossip failure detection, replica election.
 *
 * Timing is measured on 7.0.15, and no later difference is known (source read up to before 8.0); memory follows the structures of the chosen version, with the jemalloc bundled in the source.
 */

import { durationText } from '../model/quantity-text.ts';
import type { RedisClusterProduct } from '../model/scenario.ts';
import type { ProductProfile } from './product-profile.ts';
import { redisClusterConduct } from './redis-conduct.ts';
import { redisDetection, redisFailover } from './redis-failover.ts';
import { primariesOf } from './redis-layout.ts';
import { redisEntry, redisProcess, redisReplication } from './redis-process.ts';
import { SLOTS, SlotHash } from './redis-slot.ts';

export function redisClusterProfile(product: RedisClusterProduct): ProductProfile {
  // Redis 7.4 replaced the list of each slot's keys in the entries by a dict per slot (redis 00-RELEASENOTES 7.4).
  const layout = product.version === '7.0' || product.version === '7.2' ? 'slot-list' : 'plain';
  const measured = product.version === '7.0';
  const ownBasis = measured ? 'measured' : 'source';
  const shape = (members: number, backups: number) => ({
    nodeTimeout: product.nodeTimeout,
    members,
    replicas: Math.max(1, backups),
  });
  return {
    ...redisProcess,
    ...redisEntry(layout),
    kind: 'redis-cluster',
    title: `Redis Cluster ${product.version}`,
    basis: {
      partitioning: {
        source:
          'CRC16/XMODEM of the key or its hash tag, modulo 16384 (redis src/crc16.c, cluster.c); CLUSTER KEYSLOT of 7.0.15',
        basis: 'measured',
      },
      placement: {
        source: 'redis src/redis-cli.c, clusterManagerCommandCreate; zones in place of hosts',
        basis: 'source',
      },
      replication: redisReplication,
      detection: {
        source: 'zero-order formula of the gossip, measured on 7.0.15 at node timeouts of 2 s and 5 s',
        basis: ownBasis,
      },
      failover: {
        source: 'zero-order formula of gossip and election, measured on 7.0.15 at node timeouts of 2 s and 5 s',
        basis: ownBasis,
      },
      memory: {
        source: 'sizes of dictEntry, sds, robj and jemalloc classes; used_memory of 7.0.15 within 0.1 %',
        basis: ownBasis,
      },
    },
    conduct: redisClusterConduct,
    needsMajority: true,
    leastPrimaries: 3, // redis-cli --cluster create refuses fewer: two primaries cannot outvote a lost one
    patience: { field: 'nodeTimeout', value: product.nodeTimeout },
    detectionText: `cluster-node-timeout ${durationText(product.nodeTimeout)}`,
    timingInputs: ({ members, backups }) => ({ nodeTimeoutMs: product.nodeTimeout / 1e6, members, replicas: backups }),
    settingsText: `version: "${product.version}", fullCoverage: ${product.fullCoverage}`,
    stopsEverything: product.fullCoverage,
    assumption: measured
      ? 'Redis Cluster: rules of cluster.c 7.0.15; timings measured on one machine, all traffic on loopback.'
      : `Redis Cluster ${product.version}: memory of its version, failover by the rules of cluster.c 7.0.15; only that one was measured.`,
    leastPrimariesSource: 'redis-cli --cluster create refuses fewer',
    keyHash: (mapName) => new SlotHash(mapName),
    primaries: primariesOf,
    membersFor: (primaries, backups) => primaries * (backups + 1),
    partitionsFor: () => SLOTS,
    detection: ({ members, backups }) => ({ ...redisDetection(shape(members, backups)), basis: ownBasis }),
    failover: ({ members, backups }) => {
      if (backups === 0)
        return { never: 'a primary without a replica has no successor: its slots stay away until it returns, empty' };
      if (primariesOf(members, backups) < 3)
        return { never: 'fewer than 3 primaries: those that remain are no majority and cannot elect' };
      return { ...redisFailover(shape(members, backups)), basis: ownBasis };
    },
  };
}
