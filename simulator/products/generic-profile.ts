/**
 * The generic grid: a product-neutral partitioned grid, close to what Hazelcast, Ignite and Coherence have in common.
 *
 * Partition table balanced over all members, one member may be primary and backup at once, deadline heartbeat detector, the first
 * backup is promoted. Numbers that guides give in common are taken from them; none is a measurement of a product.
 */

import { durationText } from '../model/quantity-text.ts';
import type { GenericProduct } from '../model/scenario.ts';
import { deadlineDetection } from './deadline-detection.ts';
import { genericConduct } from './generic-conduct.ts';
import { MurmurHash } from './murmur-hash.ts';
import type { ProductProfile } from './product-profile.ts';
import { hazelcastPlanning, shortPartitions, tableShape } from './table-shape.ts';

/** Bytes kept for one entry besides key and value: Red Hat Data Grid 7.3 sizing (key + value + 200 B), Apache Ignite 2 ("about 200 B"). */
const ENTRY_OVERHEAD = 200;

const table = {
  source:
    'balanced table: floor or ceiling of partitions / members primaries each (oracle H07), copies in distinct zones',
  basis: 'source',
} as const;

export function genericProfile(product: GenericProduct): ProductProfile {
  return {
    ...tableShape,
    ...hazelcastPlanning,
    kind: 'generic',
    title: 'generic partitioned grid',
    basis: {
      partitioning: {
        source: 'MurmurHash3_x86_32 of map:key modulo partitions (smhasher MurmurHash3.cpp)',
        basis: 'source',
      },
      placement: table,
      replication: {
        source: 'primary sends each write to its backups; acknowledged after all reachable ones (sync) or at once',
        basis: 'assumed',
      },
      detection: { source: 'deadline detector (oracle F01)', basis: 'source' },
      failover: { source: 'promotion of the first backup at the decision, without transfer', basis: 'assumed' },
      memory: {
        source: '200 B an entry: Red Hat Data Grid 7.3 sizing guide, Apache Ignite 2 capacity planning',
        basis: 'documented',
      },
    },
    conduct: genericConduct,
    threads: 8, // Hazelcast capacity planning: 8 cores a member; documented in the schema field units.threads
    replication: 'sync', // Hazelcast backup-count 1 is synchronous
    needsMajority: product.promotion === 'majority',
    patience: { field: 'heartbeatTimeout', value: product.heartbeatTimeout },
    detectionText: `heartbeat timeout ${durationText(product.heartbeatTimeout)}, interval ${durationText(product.heartbeatInterval)}`,
    timingInputs: ({ delay }) => ({
      heartbeatTimeoutMs: product.heartbeatTimeout / 1e6,
      heartbeatIntervalMs: product.heartbeatInterval / 1e6,
      delayMs: delay / 1e6,
    }),
    settingsText: `partitions: ${product.partitions}, heartbeatInterval: ${durationText(product.heartbeatInterval)}`,
    restoring: { bandwidth: product.migrationBandwidth },
    assumption: `Generic grid: ${product.detector?.kind ?? 'deadline'} detector, ${product.promotion === 'majority' ? 'only a majority side promotes and serves' : 'every side promotes and serves'}; not a particular product.`,
    keyHash: (mapName) => new MurmurHash(mapName, product.partitions),
    partitionsFor: shortPartitions(product.partitions),
    entryBytes: ({ keyLength, valueLength }) => keyLength + valueLength + ENTRY_OVERHEAD,
    entryFormula: 'entrySize + 200 B',
    detection: (cluster) => deadlineDetection({ ...product, delay: cluster.delay }),
    failover: (cluster) =>
      canDecide(product, cluster.members)
        ? deadlineDetection({ ...product, delay: cluster.delay })
        : { never: 'the remaining members are no majority, so nobody may take over' },
  };
}

/** Whether the members that one loss leaves may take over. */
function canDecide(product: GenericProduct, members: number): boolean {
  return product.promotion === 'majority' ? 2 * (members - 1) > members : members > 1;
}
