/**
 * Apache Ignite 3: partitions by formula and rendezvous hashing, each a Raft group whose primary holds a lease.
 */
import { durationText } from '../model/quantity-text.ts';
import type { IgniteProduct } from '../model/scenario.ts';
import { deadlineDetection } from './deadline-detection.ts';
import { ignite3Conduct } from './ignite-conduct.ts';
import { igniteEntry } from './ignite-memory.ts';
import { ignite3Rules, majorityOf } from './ignite3-rules.ts';
import { RowHash } from './murmur128.ts';
import type { ProductProfile } from './product-profile.ts';
import { tableShape } from './table-shape.ts';

export function ignite3Profile(product: IgniteProduct): ProductProfile {
  const { partitions, heartbeatTimeout, heartbeatInterval, migrationBandwidth } = ignite3Rules(product);
  const rest = (delay: number) => ({
    ...deadlineDetection({ heartbeatTimeout, heartbeatInterval, delay }),
    formula: 'U(lease / 2, lease) + delay',
    source: 'rest of the lease, prolonged when half is over (ignite-3 LeaseUpdater); the election runs beside it',
  });
  return {
    ...tableShape,
    ...igniteEntry,
    kind: 'ignite',
    title: 'Apache Ignite 3',
    basis: {
      partitioning: {
        source:
          'murmur3-x64-128 folded to 32 bits, modulo partitions (HashUtils, HashCalculator); vectors of the class',
        basis: 'measured',
      },
      placement: {
        source: 'rendezvous hash of node name and partition (RendezvousDistributionFunction)',
        basis: 'source',
      },
      replication: {
        source: 'Raft: a write is answered when a majority of the peers has it (CatalogUtils, InternalTableImpl)',
        basis: 'source',
      },
      detection: {
        source: 'lease of the primary replica, 5 s (ReplicationConfiguration, LeaseUpdater); not measured',
        basis: 'source',
      },
      failover: { source: 'rest of the lease, then a new primary at once; not measured', basis: 'source' },
      memory: {
        source: 'row of Ignite 2 (CacheDataRowAdapter), for want of a source on version 3',
        basis: 'assumed',
      },
    },
    conduct: ignite3Conduct,
    threads: 8, // as Ignite 2: no fewer than 8 at work
    replication: 'sync',
    needsMajority: true,
    leastPrimaries: 3, // a majority of the meta storage must survive one loss
    memoryFill: {
      share: 0.7,
      source: 'as for Ignite 2: GridGain capacity planning adds 30 % for indexes',
      basis: 'assumed',
    },
    patience: { field: 'leaseExpirationInterval', value: heartbeatTimeout },
    detectionText: `lease of ${durationText(heartbeatTimeout)}, prolonged when half is over`,
    timingInputs: ({ delay }) => ({ leaseExpirationIntervalMs: heartbeatTimeout / 1e6, delayMs: delay / 1e6 }),
    settingsText: `version: "3", partitions: ${partitions}`,
    restoring: { bandwidth: migrationBandwidth },
    assumption:
      'Apache Ignite 3: rules of the source, times derived from its defaults and not measured; a lost copy is not made again.',
    leastPrimariesSource: 'Raft: a majority must survive the loss of one',
    keyHash: (mapName) => new RowHash(mapName, partitions, product.keyType),
    partitionsFor: () => partitions,
    entryFormula: `${igniteEntry.entryFormula}, as Ignite 2`,
    detection: ({ delay }) => rest(delay),
    failover: ({ members, backups, delay }) => {
      if (2 * (members - 1) <= members) return { never: 'the remaining nodes are no majority' };
      if (majorityOf(backups + 1) > backups)
        return { never: `${majorityOf(backups + 1)} of ${backups + 1} peers must hold a write, and one is gone` };
      return rest(delay);
    },
  };
}
