/**
 * Where things stand: regions and zones, members, the network between them, the processing units that host members.
 *
 * Members are placed on zones round robin (member i in zone i mod zones), which is what the products' zone-aware
 * placements come to with equal zones. A client place exists in every zone.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { garbageCollection } from './garbage-collection.ts';
import { lifeCycle } from './life-cycle.ts';
import { byteSize, count, kebabName, rate, ratio, text } from './quantity.ts';

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
  queueLimit: count({ max: 10_000_000 })
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
