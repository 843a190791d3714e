/**
 * When entries whose time is over really leave: nobody is ever answered with one, but until something looks it takes memory and room.
 *
 * Hazelcast (ExpirySystemImpl, ClearExpiredRecordsTask): a task every 5 s visits a tenth of the partitions and looks at 10 % of the entries
 * of each, at least 100. Ignite (eagerTtl): a worker every 500 ms finds all. Redis (expire.c): 10 times a second 20 keys, and again while
 * more than 10 % of them were over, for a quarter of the time at most.
 */
import * as z from 'zod';
import { keyed } from './keyed.ts';
import { count, duration, ratio } from './quantity.ts';

const task = z.strictObject({
  every: duration({ min: '1ms' })
    .prefault('5s')
    .describe(
      'hazelcast.internal.expiration.task.period.seconds: each member looks this often. Longer: expired entries take memory for longer.',
    ),
  share: ratio()
    .prefault('10%')
    .describe('Share of the entries of a partition that one visit looks at, going on where the last one ended.'),
  atLeast: count({ min: 0, max: 1e9 })
    .default(100)
    .describe('Entries of a partition that one visit looks at in any case.'),
  partitions: ratio()
    .prefault('10%')
    .describe(
      'Share of all partitions that a member visits each time, those first that have waited longest; where that is none, all of its own. Higher: expired entries leave sooner.',
    ),
});

const cycle = z.strictObject({
  every: duration({ min: '1ms' })
    .prefault('100ms')
    .describe('1 / hz: each primary looks this often. Longer: expired entries take memory for longer.'),
  keys: count({ min: 1, max: 1_000_000 })
    .default(20)
    .describe('Entries that it looks at before it decides whether to go on.'),
  stale: ratio()
    .prefault('10%')
    .describe(
      'It goes on while more than this share of them was over (active-expire-effort 1). As much may stay in memory for ever. Higher: more does.',
    ),
  busy: ratio()
    .prefault('25%')
    .describe('It stops after this share of the period. Higher: it keeps up with more expiring entries.'),
  perKey: duration({ min: '1ns' })
    .prefault('1us')
    .describe(
      'Time to look at one entry and remove it, an assumption: period × busy / perKey entries at most are looked at. Longer: more expired entries stay.',
    ),
});

export const expirySweep = z.union([
  z.literal('product').transform(() => ({ kind: 'product' as const })),
  keyed({
    task: task
      .transform((settings) => ({ kind: 'task' as const, ...settings }))
      .describe('A task that visits partitions in turn, as in Hazelcast.'),
    cycle: cycle
      .transform((settings) => ({ kind: 'cycle' as const, ...settings }))
      .describe('A cycle that goes on while it finds much, as in Redis.'),
  }),
]);
