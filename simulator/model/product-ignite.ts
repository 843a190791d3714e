/**
 * Apache Ignite 2 and 3: their own settings under their own names. One kind, because a scenario asks what changes between the versions;
 * settings that only one of them has are optional here, take the default of their version where the rules are made
 * (products/ignite2-rules.ts, products/ignite3-rules.ts), and are refused beside the other version (sense-ignite.ts).
 */
import * as z from 'zod';
import { igniteDiskSettings } from './product-ignite-persistence.ts';
import { migrationBandwidth } from './product-tables.ts';
import { byteSize, duration } from './quantity.ts';

export const igniteProduct = z.strictObject({
  kind: z
    .literal('ignite')
    .describe(
      "Apache Ignite: rendezvous placement; version 2 with a discovery ring and partition map exchange, version 3 with a Raft group and a primary's lease for every partition. Ignite's own default is no backup (backups: 0, replicas 1); a scenario says its backups itself.",
    ),
  version: z
    .enum(['2', '2.8', '3'])
    .default('2')
    .describe(
      'Whose rules apply: 2 (2.9 and later), 2.8 (and earlier: a silent node is checked by its other neighbour for a whole failureDetectionTimeout more), or 3. Quoted, because it is a name.',
    ),
  partitions: z
    .int()
    .min(1)
    .max(65_000)
    .optional()
    .describe(
      'Partitions of every map. More balance better and cost bookkeeping. Absent: 1024 in version 2; in version 3 nodes × max(cores, 8) × 3 / replicas, rounded down.',
    ),
  keyType: z
    .enum(['text', 'integer', 'long'])
    .default('text')
    .describe(
      'Java type of the keys, which decides where they live: text is map:number as a String; integer and long are the number itself. Numbers in sequence fall on partitions in sequence in version 2.',
    ),
  failureDetectionTimeout: duration({ min: '10ms' })
    .optional()
    .describe(
      'Version 2: how long a node waits for its silent ring neighbour. Lower detects frozen and unreachable nodes sooner, and a pause longer than this halts a node; a killed process is noticed by its closed connection within 0.5 s all the same. Absent: 10s.',
    ),
  connectionRecoveryTimeout: duration({ min: '10ms' })
    .optional()
    .describe(
      'Version 2: how long a node that lost its neighbour looks for another one to join hands with, a third of failureDetectionTimeout for each; then it takes itself for cut off and halts. Longer rides out more silent neighbours in a row. Absent: 10s.',
    ),
  restartAfter: duration({ min: '1ms' })
    .optional()
    .describe(
      'Version 2: what restarts a halted node (StopNodeOrHaltFailureHandler) does so after this long, and again after as long while it reaches no other. Longer: fewer copies meanwhile. Absent: 30s, an assumption about the supervisor.',
    ),
  writeSynchronizationMode: z
    .enum(['PRIMARY_SYNC', 'FULL_SYNC', 'FULL_ASYNC'])
    .optional()
    .describe(
      'Version 2: whom the answer to a write waits for, in maps without `replication`: the primary, all copies, or (here as PRIMARY_SYNC) nobody. FULL_SYNC costs a round trip and loses no acknowledged write with one node. Absent: PRIMARY_SYNC.',
    ),
  partitionLossPolicy: z
    .enum(['IGNORE', 'READ_WRITE_SAFE', 'READ_ONLY_SAFE'])
    .optional()
    .describe(
      'Version 2: what becomes of a partition of which a side of the cluster has no copy left. IGNORE: it begins anew there, empty. READ_WRITE_SAFE: it refuses requests until someone resets it (resetLostPartitionsAfter), even when a node returns with its data. READ_ONLY_SAFE: meanwhile all other partitions refuse writes, too. IGNORE holds in memory only, with a baseline that adjusts at once. Absent: IGNORE there, READ_WRITE_SAFE elsewhere.',
    ),
  baselineAutoAdjustTimeout: duration()
    .optional()
    .describe(
      'Version 2: a node that left is taken off the baseline, and its copies are made again elsewhere, only after no node came or went for this long. Longer: a short absence moves no data, a long one leaves fewer copies. Absent: 0s in memory; with persistenceEnabled 5 min, if baselineAutoAdjustEnabled says that it happens at all.',
    ),
  ...igniteDiskSettings,
  affinityBackupFilter: z
    .literal('zone')
    .optional()
    .describe(
      'Version 2: copies of a partition only in different zones (ClusterNodeAttributeAffinityBackupFilter); with fewer zones than copies some are not made. Absent: rendezvous order alone, and about one partition in as many as there are zones has two copies in one zone.',
    ),
  rebalanceBatchSize: byteSize({ min: '1KiB' })
    .optional()
    .describe('Version 2: bytes of one message of a rebalance; matters with a rebalanceThrottle. Absent: 512KiB.'),
  rebalanceThrottle: duration()
    .optional()
    .describe(
      'Version 2: pause between two messages of a rebalance; a thread then moves rebalanceBatchSize in that time. Longer: gentler and slower. Absent: 0s, the network alone limits.',
    ),
  rebalanceThreadPoolSize: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'Version 2: threads that rebalance at one node; matters with a rebalanceThrottle. Absent: a quarter of the 8 cores, 2.',
    ),
  leaseExpirationInterval: duration({ min: '100ms' })
    .optional()
    .describe(
      "Version 3: length of a primary's lease, prolonged when half is over. A partition whose primary falls silent is served again when the rest of the lease (half to all of it) is over. Lower: sooner, and more leases to write. Absent: 5s.",
    ),
  raftElectionTimeout: duration({ min: '10ms' })
    .optional()
    .describe(
      'Version 3: silence after which a Raft group elects, within this and twice this; it runs beside the lease. A quarter of leaseExpirationInterval at most, so that the lease decides. Absent: 1.2s.',
    ),
  fsync: z
    .boolean()
    .optional()
    .describe(
      'Version 3: raft.fsync, and with it that nodes come back with their logs. true: nothing that was answered is lost. false, the default of Ignite 3: nothing when processes die; when a majority of the peers loses power, what the kernel had not written back (30 s). A partition is then served only where a majority of its peers is. Absent: nodes come back empty.',
    ),
  cores: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Version 3: cores of a node, for the number of partitions; fewer than 8 count as 8. Absent: 8.'),
  migrationBandwidth: migrationBandwidth(
    '50MiB',
    ', as its network and threads allow. Higher restores sooner. An assumption, not a setting of Ignite.',
  ),
});
