/**
 * Where things stand: product, regions and zones, members, the network between them, the processing units that host members.
 *
 * Members are placed on zones round robin (member i in zone i mod zones), which is what the products' zone-aware
 * placements come to with equal zones. A client place exists in every zone.
 */
import { z } from 'zod';
import { detector } from './detector.ts';
import { distribution } from './distribution.ts';
import { garbageCollection } from './garbage-collection.ts';
import { lifeCycle } from './life-cycle.ts';
import { byteSize, duration, kebabName, rate, ratio, text } from './quantity.ts';

const genericProduct = z.strictObject({
  kind: z
    .literal('generic')
    .describe('A product-neutral partitioned grid whose members watch one another by heartbeats (or see detector).'),
  partitions: z
    .int()
    .min(1)
    .max(32768)
    .default(271)
    .describe(
      'Number of partitions. More partitions balance better and move in smaller pieces; each costs bookkeeping. 271 is a prime, so key patterns do not fold onto few members.',
    ),
  placement: z
    .enum(['even', 'random'])
    .optional()
    .describe(
      'Where copies begin: even, in different zones, balanced over the members; or each partition on members at random, drawn anew in every replication. At random fewer pairs of members hold a partition together, so that two losses at once hit one less often, and members carry uneven shares. Absent: even.',
    ),
  heartbeatInterval: duration({ min: '1ms' })
    .prefault('1s')
    .describe(
      'Every member sends a heartbeat to every other this often. Shorter detects sooner (mean detection = heartbeatTimeout + delay − interval/2) and costs members² / interval messages.',
    ),
  heartbeatTimeout: duration({ min: '1ms' })
    .prefault('5s')
    .describe(
      'A member is suspected when no heartbeat arrived for this long. Shorter detects sooner and suspects paused members wrongly.',
    ),
  detector: detector
    .optional()
    .describe(
      'What notices that a member is gone: deadline, phiAccrual or swim, or one of them with its settings. Absent: deadline.',
    ),
  promotion: z
    .enum(['majority', 'any-side'])
    .default('majority')
    .describe(
      'Who may promote backups after members are suspected: only a side that still sees a majority of the members (and a minority side stops accepting writes), or any side (available on both sides of a split, two histories).',
    ),
  migrationBandwidth: byteSize({ min: '1KiB' })
    .prefault('50MiB')
    .describe(
      'Bytes per second at which one member receives partition copies when redundancy is restored. Higher restores sooner and loads members more.',
    ),
  migrationLoad: ratio({ max: 0.95 })
    .optional()
    .describe(
      'Share of the threads of a member that a partition copy on its way takes, at the sender and at the receiver: their requests need 1 / (1 − share) times as long meanwhile. Higher: restoring redundancy is felt more. Absent: transfers cost no thread time.',
    ),
});

const redisClusterProduct = z.strictObject({
  kind: z
    .literal('redis-cluster')
    .describe(
      'Redis Cluster: 16384 hash slots on members/(backups+1) primaries, gossip failure detection, replica election.',
    ),
  version: z
    .enum(['7.0', '7.2', '7.4'])
    .default('7.0')
    .describe('Redis version whose rules apply. Timings are measured on 7.0.15.'),
  nodeTimeout: duration({ min: '100ms' })
    .prefault('15s')
    .describe(
      'cluster-node-timeout. A node is PFAIL after this long without a pong; failover takes about 1.4 × this + 0.9 s at 2 s. Lower detects sooner, and a pause longer than this fails over.',
    ),
  fullCoverage: z
    .boolean()
    .default(true)
    .describe(
      'cluster-require-full-coverage. True: every shard refuses requests (CLUSTERDOWN) while any slot has no working primary.',
    ),
  replicaValidityFactor: z
    .int()
    .min(0)
    .max(1000)
    .default(10)
    .describe(
      'cluster-replica-validity-factor. A replica whose link has been down longer than factor × nodeTimeout + repl-ping-replica-period never stands for election; 0 disables the check.',
    ),
  syncBandwidth: byteSize({ min: '1KiB' })
    .prefault('100MiB')
    .describe('Bytes per second of a full synchronisation of one replica.'),
});

const productKinds = ['generic', 'redis-cluster'] as const;

export const product = z.preprocess(
  (value) => (typeof value === 'string' ? { kind: value } : value),
  z.discriminatedUnion('kind', [genericProduct, redisClusterProduct], {
    error: `a product is one of ${productKinds.join(', ')}`,
  }),
);

export const region = z.strictObject({
  name: kebabName().describe('Name of the region, for example eu.'),
  zones: z.int().min(1).max(16).default(1).describe('Number of availability zones; they are named NAME-a, NAME-b, …'),
});

const networkParts = z.strictObject({
  sameZone: distribution().prefault('100us').describe('One-way delay between two places in one zone.'),
  crossZone: distribution()
    .prefault('500us')
    .describe(
      'One-way delay between zones of one region. Each synchronous copy in another zone adds twice this to a write.',
    ),
  crossRegion: distribution().prefault('40ms').describe('One-way delay between regions.'),
  bandwidth: byteSize({ min: '1B' })
    .optional()
    .describe(
      'Bytes per second that the host of every member can send, and as many that it can receive (125MB is 1 Gbit/s). Messages queue for their link; copies on the move share it. Absent: no limit.',
    ),
});

/** One-way delays of the presets. Round-trip figures inside public clouds: about 0.2 ms in a zone, 1 ms between zones, 80 ms across an ocean. */
export const networkPresets = {
  none: {
    sameZone: { kind: 'constant', value: 0 },
    crossZone: { kind: 'constant', value: 0 },
    crossRegion: { kind: 'constant', value: 0 },
  },
  loopback: {
    sameZone: { kind: 'constant', value: 25_000 },
    crossZone: { kind: 'constant', value: 25_000 },
    crossRegion: { kind: 'constant', value: 25_000 },
  },
  'one-zone': {
    sameZone: { kind: 'constant', value: 100_000 },
    crossZone: { kind: 'constant', value: 500_000 },
    crossRegion: { kind: 'constant', value: 40_000_000 },
  },
  'three-zones': {
    sameZone: { kind: 'constant', value: 100_000 },
    crossZone: { kind: 'constant', value: 500_000 },
    crossRegion: { kind: 'constant', value: 40_000_000 },
  },
  'two-regions': {
    sameZone: { kind: 'constant', value: 100_000 },
    crossZone: { kind: 'constant', value: 500_000 },
    crossRegion: { kind: 'constant', value: 40_000_000 },
  },
} as const;

export const network = z.union([
  z.enum(Object.keys(networkPresets) as [keyof typeof networkPresets]).transform((name) => networkPresets[name]),
  networkParts,
]);

export const units = z.strictObject({
  threads: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe(
      'Requests one processing unit serves at the same time. Default: 1 for redis-cluster (one command thread), 8 otherwise.',
    ),
  queueLimit: z
    .int()
    .min(0)
    .max(10_000_000)
    .optional()
    .describe(
      'Requests that may wait in one unit; one more is rejected at once. Absent: no limit. A limit turns overload into errors instead of ever longer waits.',
    ),
  discipline: z
    .enum(['fifo', 'lifo', 'shortest-first', 'processor-sharing'])
    .default('fifo')
    .describe(
      'Whom a free thread takes next: fifo the one that waited longest, lifo the newest, shortest-first the one that needs least time; nobody in service is interrupted. processor-sharing: nobody waits, all in the unit share its threads evenly (then queueLimit limits how many more than threads may be in it). fifo is fair; lifo keeps some clients in time under overload; shortest-first has the smallest mean and starves the long; under processor-sharing a request takes its service time / (1 − utilisation) on average with one thread, however long the others are.',
    ),
  lifecycle: lifeCycle
    .optional()
    .describe(
      'What it takes a unit to become ready and to go in good order. Absent: it is ready as soon as its process runs, and goes when it has handed over and flushed.',
    ),
  garbageCollection: garbageCollection
    .optional()
    .describe('Every unit stands still now and then, by itself. Absent: only faults make it.'),
});

export const store = z.strictObject({
  writesPerSecond: rate()
    .optional()
    .describe(
      'Rows per second that the durable store can take, over all members. Absent: no limit. Below the rate of coalesced writes the backlog of a write-behind pump grows without end.',
    ),
  latency: distribution()
    .prefault('2ms')
    .describe(
      'Time of one batch (write-behind) or one row (write-through) in the store, besides the share of writesPerSecond.',
    ),
  readsPerSecond: rate()
    .optional()
    .describe(
      'Rows per second that the store can give to data readers, over all members. Absent: no limit. Below the rate of misses of a cold grid, reads queue for the store.',
    ),
  failureRatio: ratio()
    .optional()
    .describe(
      'Share of the calls (a batch, or one row of write-through, not a read) that the store refuses by chance: a deadlock, a broken constraint, a lost connection. Absent: none. Each failure costs a pause of the pump, and after its retryLimit the rows.',
    ),
  note: text().optional().describe('Free text, for example the product behind these numbers.'),
});
