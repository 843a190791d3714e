/**
 * Hazelcast 5: its own settings, each with the name it has in Hazelcast and Hazelcast's default.
 *
 * Sources: com.hazelcast.spi.properties.ClusterProperty, config.IcmpFailureDetectorConfig, config.PartitionGroupConfig and the reference
 * manual. `migrationBandwidth` is a property of hardware and not of Hazelcast.
 */
import * as z from 'zod';
import { keyed } from './keyed.ts';
import { migrationBandwidth, migrationLoad, partitionCount } from './product-tables.ts';
import { duration, positiveNumber } from './quantity.ts';

const phiAccrual = z.strictObject({
  threshold: positiveNumber()
    .gte(0.5)
    .lte(15)
    .default(10)
    .describe(
      'hazelcast.heartbeat.phiaccrual.failuredetector.threshold: phi at which a member is suspected. Higher: fewer suspicions by chance, a little later.',
    ),
  window: z
    .int()
    .min(2)
    .max(10_000)
    .default(200)
    .describe(
      'hazelcast.heartbeat.phiaccrual.failuredetector.sample.size: intervals between heartbeats that are remembered. More: steadier, and slower to follow a change.',
    ),
  minimumDeviation: duration({ min: '1us' })
    .prefault('100ms')
    .describe(
      'hazelcast.heartbeat.phiaccrual.failuredetector.min.std.dev.millis: deviation of the intervals that is assumed at least. Longer: later detection.',
    ),
});

const detectors = {
  deadline: z.strictObject({}).transform(() => ({ kind: 'deadline' as const })),
  phiAccrual: phiAccrual.transform((settings) => ({ kind: 'phiAccrual' as const, ...settings })),
};

const detector = z.union([
  z.enum(['deadline', 'phiAccrual']).transform((name) => detectors[name].parse({})),
  keyed({
    deadline: detectors.deadline.describe('maxNoHeartbeat without a heartbeat.'),
    phiAccrual: detectors.phiAccrual.describe(
      'A suspicion that grows with the silence beyond the usual interval plus maxNoHeartbeat: with the defaults later than deadline, 65.6s instead of 60s.',
    ),
  }),
]);

const icmp = z.strictObject({
  timeout: duration({ min: '1ms' })
    .prefault('1s')
    .describe('icmp timeout-milliseconds: an echo that takes longer has failed. Longer: later detection.'),
  interval: duration({ min: '1s' })
    .prefault('1s')
    .describe('icmp interval-milliseconds: a ping this often, at least 1s. Longer: later detection.'),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(2)
    .describe('icmp max-attempts: pings in a row that must fail. More: later detection, fewer wrong suspicions.'),
});

const connectionMonitor = z.strictObject({
  interval: duration({ min: '1ms' })
    .prefault('100ms')
    .describe(
      'hazelcast.connection.monitor.interval: pause before a refused connection is tried again; a failure counts only when more than this has passed since the last that counted. Longer: crashes of processes are noticed later.',
    ),
  maxFaults: z
    .int()
    .min(1)
    .max(1000)
    .default(3)
    .describe(
      'hazelcast.connection.monitor.max.faults: a member is removed at the failure after so many. More: crashes of processes are noticed later.',
    ),
});

export const hazelcastProduct = z.strictObject({
  kind: z
    .literal('hazelcast')
    .describe(
      'Hazelcast 5: murmur partitions, a table kept by the oldest member, synchronous backups, no majority rule: both sides of a split go on and are merged afterwards.',
    ),
  version: z
    .enum(['5.0', '5.1', '5.2', '5.3', '5.4', '5.5', '5.6', '5.7', '6.0'])
    .optional()
    .describe(
      'Whose rules apply, quoted because it is a name. From 5.7 an entry that expires in the map leaves the near caches too; every default here is the same in 5.4 and 6.0. 4.x is not offered, because its sources were not read. Absent: 5.6.',
    ),
  partitions: partitionCount(
    'hazelcast.partition.count. More: better balance and shorter migrations with much data (keep a partition below 100 MB), and more bookkeeping.',
  ),
  keyType: z
    .enum(['string', 'integer', 'long', 'double', 'uuid'])
    .optional()
    .describe(
      'Java type of the keys, which decides the bytes that are hashed. string: map:number as text. uuid: most significant half 0, the number in the other. The Node client sends numbers as double, so the same number lies elsewhere than a long. Absent: string.',
    ),
  heartbeatInterval: duration({ min: '1s' })
    .prefault('5s')
    .describe(
      'hazelcast.heartbeat.interval.seconds: every member sends heartbeats, and looks for silent members, this often. Shorter: detection varies less around maxNoHeartbeat (± this), more messages.',
    ),
  maxNoHeartbeat: duration({ min: '2s' })
    .prefault('60s')
    .describe(
      'hazelcast.max.no.heartbeat.seconds: silence after which a member is removed. Decides how soon a lost host or a frozen process is noticed; a process that dies on a living host is noticed by its connections. Shorter: sooner, and long garbage collections are taken for death.',
    ),
  detector: detector
    .optional()
    .describe(
      'hazelcast.heartbeat.failuredetector.type: deadline or phiAccrual (with its settings). Absent: deadline.',
    ),
  icmp: icmp
    .optional()
    .describe(
      'The ping failure detector (icmp enabled, parallel mode): finds lost hosts in 2 to 3s by their missing echo, never frozen processes. Absent: off.',
    ),
  connectionMonitor: connectionMonitor
    .prefault({})
    .describe('How a process is noticed that died on a living host, whose connections are refused.'),
  partitionGroup: z
    .enum(['per-member', 'zone-aware'])
    .default('per-member')
    .describe(
      'partition-group group-type. per-member: copies on different members, perhaps in one zone. zone-aware: copies in different zones, and never more copies than zones.',
    ),
  waitBeforeJoin: duration()
    .optional()
    .describe(
      'hazelcast.wait.seconds.before.join: the oldest member collects those who want to join, and lets them in together this long after the last of them asked. Longer: a member that comes back alone is without copies for longer; members that start one after the other move fewer copies, because the table is drawn up once. Absent: 5s.',
    ),
  maxWaitBeforeJoin: duration()
    .optional()
    .describe(
      'hazelcast.max.wait.seconds.before.join: who asks later than this after the first one does not prolong the wait. Longer: more are collected. Absent: 20s.',
    ),
  mergeInterval: duration({ min: '1s' })
    .prefault('120s')
    .describe(
      'hazelcast.merge.next.run.delay.seconds: how often the oldest member of a side looks for other sides. After a heal it takes half of this in the mean, all of it at most, until the smaller side merges; until then both go on. Shorter: less divergence.',
    ),
  mergeFirstRun: duration({ min: '1s' })
    .optional()
    .describe(
      'hazelcast.merge.first.run.delay.seconds: a process looks for other sides for the first time this long after its start. Longer: a split soon after the start of a cluster stays for longer. Members that are there at the beginning count as old unless clusterAge says when they started. Absent: 300s.',
    ),
  clusterAge: duration()
    .optional()
    .describe(
      'How long before the scenario begins its members were started, all at once: their first look for other sides comes mergeFirstRun after that, the next ones every mergeInterval. Lower: a split in the first minutes is merged later. Not a setting of Hazelcast. Absent: long ago, each member with a phase of its own.',
    ),
  mastershipClaimTimeout: duration({ min: '1s' })
    .optional()
    .describe(
      'hazelcast.mastership.claim.timeout.seconds: whoever succeeds the oldest member waits this long at most for a member that hangs and is not suspected yet; then it goes on without it. Longer: nothing is promoted while one more member hangs; shorter: that one is removed. Absent: 120s.',
    ),
  backupTimeout: duration({ min: '1ms' })
    .prefault('5s')
    .describe(
      'hazelcast.operation.backup.timeout.millis: a write that waited this long for its backups succeeds without them, or fails with failOnIndeterminateState (seen by a scan each second). Longer: writes wait longer for a lost backup; shorter: more writes are acknowledged that exist once only.',
    ),
  failOnIndeterminateState: z
    .boolean()
    .optional()
    .describe(
      'hazelcast.operation.fail.on.indeterminate.state: true: a write that waited backupTimeout for its backups fails (IndeterminateOperationStateException) instead of succeeding without them; what it wrote stays at the primary. True costs errors where a backup is silent and acknowledges nothing that exists once only. Absent: false.',
    ),
  migrationBandwidth: migrationBandwidth('125MB', ': its link (1 Gbit/s here). Higher: redundancy is restored sooner.'),
  rebalanceDelay: duration()
    .optional()
    .describe(
      'persistence rebalance-delay-seconds: after a member was removed the oldest one leaves the partition table alone for this long, or until some member joins. Its partitions have no owner meanwhile, because backups are not promoted either. Longer: a short absence moves no data, and costs an outage of as long. Hazelcast asks for persistence beside it, which is not simulated: who returns is empty. Absent: 0s.',
    ),
  maxParallelMigrations: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'hazelcast.partition.max.parallel.migrations: migrations that may involve one member at the same time, as source or as destination. They share the link of their destination, so more do not end sooner together; fewer complete single copies sooner, and one at a time leaves links idle where one source feeds many. Absent: 10.',
    ),
  migrationInterval: duration()
    .optional()
    .describe(
      'hazelcast.partition.migration.interval: the least time from the beginning of one migration to that of the next, in the whole cluster. Longer: gentler, and redundancy is away longer. Absent: 0s.',
    ),
  migrationLoad,
});
