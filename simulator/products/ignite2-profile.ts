/**
 * Apache Ignite 2: 1024 partitions by rendezvous hashing, a discovery ring, backups that are asynchronous unless asked otherwise,
 * off-heap pages.
 */
import { durationText } from '../model/quantity-text.ts';
import type { IgniteProduct } from '../model/scenario.ts';
import { ignite2Conduct } from './ignite-conduct.ts';
import { killedNodeDetection, silentNodeDetection } from './ignite-detection.ts';
import { igniteEntry } from './ignite-memory.ts';
import { ignite2Rules, ringRules } from './ignite2-rules.ts';
import { JavaHash } from './java-hash.ts';
import type { ProductProfile } from './product-profile.ts';
import { tableShape } from './table-shape.ts';

export function ignite2Profile(product: IgniteProduct): ProductProfile {
  const ring = ringRules(product);
  const { partitions, migrationBandwidth, log } = ignite2Rules(product);
  const persists = log !== undefined;
  const detection: ProductProfile['detection'] = ({ delay }, loss) =>
    loss === 'host-loss' ? silentNodeDetection(ring) : killedNodeDetection(ring, delay);
  return {
    ...tableShape,
    ...igniteEntry,
    kind: 'ignite',
    title: `Apache Ignite ${product.version}`,
    basis: {
      partitioning: {
        source: 'Java hashCode, spread over 1024 partitions (RendezvousAffinityFunction); vectors of the real formula',
        basis: 'measured',
      },
      placement: {
        source:
          'rendezvous hash of consistentId and partition (RendezvousAffinityFunction); vectors of the real formula',
        basis: 'measured',
      },
      replication: {
        source: 'writeSynchronizationMode, PRIMARY_SYNC by default (GridCacheUtils.java)',
        basis: 'source',
      },
      detection: {
        source: 'ring of TcpDiscoverySpi (ServerImpl.java); times derived from the source, not measured',
        basis: 'source',
      },
      failover: {
        source: 'partition map exchange: one round over all nodes, then the first backup serves (ServerImpl, PME)',
        basis: 'source',
      },
      memory: {
        source: 'CacheDataRowAdapter and CacheVersionIO: row, item of its data page, leaf of the B+ tree',
        basis: 'source',
      },
    },
    conduct: ignite2Conduct,
    threads: 8, // publicThreadPoolSize is max(8, cores)
    replication: product.writeSynchronizationMode === 'FULL_SYNC' ? 'sync' : 'async',
    needsMajority: false,
    leastPrimaries: 2, // no quorum: one node that is left goes on
    memoryFill: {
      share: 0.7,
      source:
        'GridGain capacity planning adds 30 % for indexes; 0.9 is the eviction threshold of a region. A share of a region, not of the machine',
      basis: 'documented',
    },
    patience: { field: 'failureDetectionTimeout', value: ring.failureDetectionTimeout },
    detectionText: `failureDetectionTimeout ${durationText(ring.failureDetectionTimeout)} for silent nodes, closed connections at once`,
    timingInputs: ({ delay, members }) => ({
      failureDetectionTimeoutMs: ring.failureDetectionTimeout / 1e6,
      messageIntervalMs: ring.interval / 1e6,
      delayMs: delay / 1e6,
      members,
    }),
    settingsText: `version: "${product.version}", partitions: ${partitions}`,
    restoring: { bandwidth: migrationBandwidth },
    assumption: `Apache Ignite ${product.version}: rules of the source, times derived from it and not measured; every side of a split goes on${persists ? '' : ', in memory'}.`,
    leastPrimariesSource: 'the ring has no quorum: two nodes survive the loss of one',
    keyHash: (mapName) => new JavaHash(mapName, partitions, product.keyType),
    partitionsFor: () => partitions,
    detection,
    failover: (cluster, loss) => {
      const { members, delay } = cluster;
      if (members < 2) return { never: 'a single node has no other to take over' };
      const noticed = detection(cluster, loss);
      // The news goes round the ring, then every node reports to the coordinator.
      const more = (members - 1) * delay + 2 * delay;
      return {
        ...noticed,
        mean: noticed.mean + more,
        high: noticed.high + more,
        formula: `${noticed.formula} + news round the ring + exchange (2 × delay)`,
      };
    },
  };
}
