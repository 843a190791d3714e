/**
 * What goes wrong, when, where and for how long. A fault with `duration` heals; one without lasts to the end of the run.
 *
 * crash: the process dies; what it had sent still arrives; peers see the connection reset; with duration it restarts empty.
 * host-loss: the host goes silent; packets already sent arrive, unless `link: true` (then those in flight are dropped too).
 * pause: the process stands still (garbage collection, SIGSTOP); messages wait in its socket buffers.
 * split: no packet passes between the target side and the rest. delay: packets to and from the target take longer.
 * store-down: the durable store refuses every write. rolling-restart: members leave in good order, one after the other, and come back.
 */
import { z } from 'zod';
import { distribution } from './distribution.ts';
import { keyed } from './keyed.ts';
import { duration, kebabName } from './quantity.ts';

const memberIndex = () => z.int().min(0).max(9999);

const target = z
  .union([
    z.enum(['any', 'all']).transform((which) => ({ kind: which })),
    keyed({
      member: memberIndex()
        .transform((member) => ({ kind: 'members' as const, members: [member] }))
        .describe('One member by number, from 0.'),
      members: z
        .array(memberIndex())
        .min(1)
        .transform((members) => ({ kind: 'members' as const, members }))
        .describe('Several members by number.'),
      primaryOf: z
        .union([z.literal('any'), z.int().min(0)])
        .transform((partition) => ({ kind: 'primaryOf' as const, partition }))
        .describe(
          'The member that is primary of a partition (redis-cluster: of a replica set) when the fault strikes; any: of one at random.',
        ),
      backupOf: z
        .union([z.literal('any'), z.int().min(0)])
        .transform((partition) => ({ kind: 'backupOf' as const, partition }))
        .describe('The first backup of a partition.'),
      ownerPair: z
        .union([z.literal('any'), z.int().min(0)])
        .transform((partition) => ({ kind: 'ownerPair' as const, partition }))
        .describe('The primary and every backup of a partition: all its copies at once.'),
      zone: kebabName()
        .transform((zone) => ({ kind: 'zone' as const, zone }))
        .describe('Every member in a zone, by its name (NAME-a, NAME-b, …).'),
      count: z
        .int()
        .min(1)
        .max(10000)
        .transform((count) => ({ kind: 'count' as const, count }))
        .describe('So many members, at random.'),
    }),
  ])
  .meta({
    id: 'FaultTarget',
    description:
      'Which members: any (one at random), all, {member: 2}, {members: [0, 3]}, {primaryOf: any}, {backupOf: any}, {ownerPair: any} (the primary and every backup of one partition), {zone: eu-a}, {count: 2} (that many at random).',
  });

export const causes = ['detection', 'failover', 'write-outage', 'loss'] as const;

const common = {
  id: kebabName().describe('Name of the fault in results.'),
  at: distribution().describe('When it strikes: a time, or a distribution drawn per replication.'),
  mustCause: z
    .array(z.enum(causes))
    .default([])
    .describe('Effects without which the fault counts as not exercised: then no expectation about it can pass.'),
};
const duringOptional = {
  duration: distribution().optional().describe('How long it lasts; absent: to the end of the run.'),
};

export const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z
      .literal('crash')
      .describe(
        'The process dies; what it had sent still arrives; peers see the connection reset. With a duration it restarts empty after it.',
      ),
    ...common,
    ...duringOptional,
    target,
  }),
  z.strictObject({
    kind: z
      .literal('host-loss')
      .describe(
        'The host goes silent; packets it had sent still arrive (unless link is true). Nobody is told: only time limits notice.',
      ),
    ...common,
    ...duringOptional,
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
    kind: z.literal('store-down').describe('The durable store refuses every write.'),
    ...common,
    ...duringOptional,
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
