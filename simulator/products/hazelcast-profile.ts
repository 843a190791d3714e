/**
 * Hazelcast 5: murmur partitions over the serialised key, a table kept by the oldest member, synchronous backups, deadline heartbeats,
 * connections that notice dead processes, every side of a split going on.
 *
 * Rules and defaults are those of the source (5.4 and 6.0 development versions read); nothing here was measured on a running cluster but
 * the key hash and the table, which were compared with the real classes.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import { durationText } from '../model/quantity-text.ts';
import type { HazelcastProduct } from '../model/scenario.ts';
import { hazelcastConduct } from './hazelcast-conduct.ts';
import { hostLossDetection, refusalDetection } from './hazelcast-detection.ts';
import { hazelcastKeyHash } from './hazelcast-key.ts';
import { arrayBytes, heapEntryBytes } from './hazelcast-memory.ts';
import type { ClusterShape, Loss, ProductProfile } from './product-profile.ts';
import { hazelcastPlanning, shortPartitions, tableShape } from './table-shape.ts';
import type { TimeRange } from './time-range.ts';

/** Bytes of serialised keys by type; texts depend on their length. */
const keyBytes = { integer: 4, long: 8, double: 8, uuid: 16 } as const;

export function hazelcastProfile(product: HazelcastProduct): ProductProfile {
  const { keyType = 'string' } = product;
  return {
    ...tableShape,
    ...hazelcastPlanning,
    kind: 'hazelcast',
    title: 'Hazelcast 5',
    basis: {
      partitioning: {
        source:
          'MurmurHash3_x86_32, seed 0x01000193, of the serialised key (HashUtil, HeapData); vectors of HashUtil and of the Node client 5.6.0',
        basis: 'measured',
      },
      placement: {
        source:
          'PartitionStateGeneratorImpl, with a seeded shuffle; movements compared with the real class. When copies move is from the source: MigrationManagerImpl (10 at a time, 3 s of rest after a failed one), ClusterJoinManager (joins collected for 5 s)',
        basis: 'measured',
      },
      replication: {
        source:
          'MapConfig: backup-count 1, synchronous; Invocation: success without the backup after the backup timeout',
        basis: 'source',
      },
      detection: {
        source:
          'ClusterHeartbeatManager, TcpServerConnectionErrorHandler, PingFailureDetector, PhiAccrualFailureDetector',
        basis: 'source',
      },
      failover: {
        source:
          'MigrationManager, RepairPartitionTableTask: promotion after a round trip, nothing is copied; DecideNewMembersViewTask: the successor of the oldest member waits up to 120 s for one that hangs',
        basis: 'source',
      },
      memory: {
        source: 'BinaryMapEntryCostEstimator (metric ownedEntryMemoryCost); a JVM needs 60 to 100 B an entry more',
        basis: 'source',
      },
    },
    conduct: hazelcastConduct,
    threads: 8, // partition threads max(2, cores), and capacity planning asks for 8 cores a member
    replication: 'sync', // MapConfig: backup-count 1, async-backup-count 0
    needsMajority: false,
    patience: { field: 'maxNoHeartbeat', value: product.maxNoHeartbeat },
    detectionText: `hazelcast.max.no.heartbeat.seconds ${durationText(product.maxNoHeartbeat)}, interval ${durationText(product.heartbeatInterval)}`,
    timingInputs: ({ delay }) => ({
      maxNoHeartbeatMs: product.maxNoHeartbeat / 1e6,
      heartbeatIntervalMs: product.heartbeatInterval / 1e6,
      delayMs: delay / 1e6,
    }),
    settingsText: `partitions: ${product.partitions}, heartbeatInterval: ${durationText(product.heartbeatInterval)}`,
    restoring: { bandwidth: product.migrationBandwidth },
    assumption: `Hazelcast: rules of the source, not measured on a cluster; ${product.detector?.kind ?? 'deadline'} detector${product.icmp === undefined ? '' : ' and pings'}, every side of a split promotes and serves.`,
    keyHash: (mapName) => hazelcastKeyHash(mapName, product.partitions, keyType),
    partitionsFor: shortPartitions(product.partitions),
    entryBytes: ({ keyLength, valueLength }) =>
      heapEntryBytes(keyType === 'string' ? arrayBytes(keyLength) : keyBytes[keyType], arrayBytes(valueLength)),
    entryFormula: '16 + (32 + 8 + key) + 20 + (32 + 8 + value), key and value serialised',
    detection: ({ delay }, loss) => detectionOf(product, delay, loss),
    failover: (cluster, loss) =>
      cluster.members > 1 ? promoted(product, cluster, loss) : { never: 'nobody is left to take over' },
  };
}

/** The commit of the promotions takes one more round trip; when the oldest member died, its successor asks the others first. */
function promoted(product: HazelcastProduct, { delay, members }: ClusterShape, loss: Loss): TimeRange {
  const noticed = detectionOf(product, delay, loss);
  const { rebalanceDelay = 0 } = product;
  return {
    ...noticed,
    mean: noticed.mean + rebalanceDelay + 2 * delay * (1 + 1 / members),
    low: noticed.low + rebalanceDelay + 2 * delay,
    high: noticed.high + rebalanceDelay + 4 * delay,
    formula: `${noticed.formula} + 1 … 2 round trips${rebalanceDelay === 0 ? '' : ' + rebalanceDelay'}`,
  };
}

function detectionOf(product: HazelcastProduct, delay: Nanoseconds, loss: Loss): TimeRange {
  return loss === 'crash' ? refusalDetection(product, delay) : hostLossDetection(product, delay);
}
