/**
 * What goes wrong, when, where and for how long. A fault with `duration` heals; one without lasts to the end of the run.
 *
 * crash: the process dies; what it had sent still arrives; peers see the connection reset; with duration it restarts empty.
 * host-loss: the host goes silent; packets already sent arrive, unless `link: true` (then those in flight are dropped too).
 * pause: the process stands still (garbage collection, SIGSTOP); messages wait in its socket buffers.
 * split: no packet passes between the target side and the rest. delay: packets to and from the target take longer.
 * slow: the process serves at a fraction of its speed. leave, join, rolling-restart: members go in good order and come back.
 * zone-loss, region-loss: every host there goes silent, and the clients in it with them. cold-start: members restart empty together.
 * split: no packet passes between the target side and the rest. delay, loss, duplicate: packets take longer, are lost, requests come twice.
 * reorder, bandwidth: fault-packets.ts. clock-offset, clock-drift: fault-clocks.ts. hot-key: fault-load.ts.
 * store-down, store-slow, pump-stall: the durable store refuses or drags, or a write-behind pump stops sending.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { clockDrift, clockOffset } from './fault-clocks.ts';
import { common, duringOptional, restarting } from './fault-common.ts';
import { coldStart, hotKey } from './fault-load.ts';
import { bandwidth, reorder } from './fault-packets.ts';
import { target } from './fault-target.ts';
import { duration, kebabName, positiveNumber, ratio } from './quantity.ts';

/** How many times as long something takes. */
const slowness = () => positiveNumber().gte(1);

export const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z
      .literal('crash')
      .describe(
        'The process dies; what it had sent still arrives; peers see the connection reset. With a duration it restarts empty after it.',
      ),
    ...common,
    ...restarting,
    target,
  }),
  z.strictObject({
    kind: z
      .literal('host-loss')
      .describe(
        'The host goes silent; packets it had sent still arrive (unless link is true). Nobody is told: only time limits notice.',
      ),
    ...common,
    ...restarting,
    target,
    link: z.boolean().default(false).describe('The link is lost with the host: packets in flight are dropped.'),
  }),
  z.strictObject({
    kind: z
      .literal('pause')
      .describe(
        'The process stands still (garbage collection, SIGSTOP); messages wait in its socket buffers and are handled afterwards.',
      ),
    ...common,
    duration: distribution().describe('How long the process stands still.'),
    target,
  }),
  z.strictObject({
    kind: z
      .literal('slow')
      .describe(
        'The process serves at a fraction of its speed (a noisy neighbour, a throttled processor); heartbeats and replication keep their pace.',
      ),
    ...common,
    ...duringOptional,
    target,
    factor: slowness().describe(
      'Service times are multiplied by this: of requests whose service begins meanwhile, under processor-sharing of what is left of all. Above 1 / utilisation the queue grows until the fault ends.',
    ),
  }),
  z.strictObject({
    kind: z
      .literal('zone-loss')
      .describe('Every host in a zone goes silent and its links with it; the clients standing in it reach nobody.'),
    ...common,
    ...duringOptional,
    zone: kebabName().describe('The zone, by its name (NAME-a, NAME-b, …).'),
  }),
  z.strictObject({
    kind: z
      .literal('region-loss')
      .describe('Every host of a region goes silent and its links with it; the clients standing in it reach nobody.'),
    ...common,
    ...duringOptional,
    region: kebabName().describe('The region, by its name in design.regions.'),
  }),
  coldStart,
  z.strictObject({
    kind: z
      .literal('leave')
      .describe('Members hand over what they are primary of, empty their pump, stop in good order and stay away.'),
    ...common,
    target,
  }),
  z.strictObject({
    kind: z
      .literal('join')
      .describe('Members that are away start, empty, and fill up; over when the copies are complete again.'),
    ...common,
    target,
  }),
  z.strictObject({
    kind: z.literal('split').describe('No packet passes between the target side and the rest; both sides live on.'),
    ...common,
    ...duringOptional,
    target,
    direction: z
      .enum(['both', 'inbound', 'outbound'])
      .default('both')
      .describe('Which packets are dropped, seen from the target side.'),
  }),
  z.strictObject({
    kind: z.literal('delay').describe('Packets to and from the target take longer.'),
    ...common,
    ...duringOptional,
    target,
    add: distribution().describe('Added to the one-way delay of every packet to and from the target.'),
  }),
  z.strictObject({
    kind: z
      .literal('loss')
      .describe(
        'A share of the packets to and from the target is lost. A lost request or answer is a timeout of its client, a lost heartbeat never comes; replication sends again after 0.2 s, then after twice as long each time, and what is behind it waits.',
      ),
    ...common,
    ...duringOptional,
    target,
    share: ratio({ max: 0.99 }).describe(
      'Share of the packets that is lost, each for itself. k heartbeats in a row are lost with share^k, which is when a detector that waits for k suspects wrongly.',
    ),
  }),
  z.strictObject({
    kind: z
      .literal('duplicate')
      .describe(
        'A share of the requests to the target arrives twice. Nothing tells the second from the first: a put is applied twice, as a further write of the same key that nobody acknowledges.',
      ),
    ...common,
    ...duringOptional,
    target,
    share: ratio().describe('Share of the requests that arrives twice. It adds so much to the load of the target.'),
  }),
  reorder,
  bandwidth,
  clockOffset,
  clockDrift,
  hotKey,
  z.strictObject({
    kind: z.literal('store-down').describe('The durable store refuses every write.'),
    ...common,
    ...duringOptional,
  }),
  z.strictObject({
    kind: z.literal('store-slow').describe('The durable store drags: its latency and the time of every row grow.'),
    ...common,
    ...duringOptional,
    factor: slowness().describe(
      'Latency is multiplied and writesPerSecond divided by this, for batches sent meanwhile. Beyond writesPerSecond / rate of rows the backlog grows until the fault ends.',
    ),
  }),
  z.strictObject({
    kind: z
      .literal('pump-stall')
      .describe(
        'The write-behind pumps of the target stop sending; what is in flight still lands, everything else waits.',
      ),
    ...common,
    ...duringOptional,
    target,
  }),
  z.strictObject({
    kind: z.literal('rolling-restart').describe('Members leave in good order, one after the other, and come back.'),
    ...common,
    downtime: duration({ min: '1ms' }).prefault('10s').describe('How long each member is away.'),
    pause: duration()
      .prefault('5s')
      .describe('Wait after a member is back (and the copies are complete again) before the next one leaves.'),
  }),
]);
