/**
 * What is asked of the system: sources of requests, open loop (a late answer does not slow the next arrival).
 *
 * A source has either `rate` (Poisson arrivals unless `arrivals: constant`) or `every` (one request each period).
 * `target: each-owner` makes the source a probe: at every tick one request to every owner (replica set), so that outages are
 * seen with the resolution of `every`.
 */
import { z } from 'zod';
import { distribution } from './distribution.ts';
import { keyed } from './keyed.ts';
import { duration, kebabName, positiveNumber, rate, ratio } from './quantity.ts';

const keyPopularity = z.union([
  z.literal('uniform').transform(() => ({ kind: 'uniform' as const })),
  keyed({
    zipf: positiveNumber()
      .transform((exponent) => ({ kind: 'zipf' as const, exponent }))
      .describe(
        'The key of rank r is asked for in proportion to 1/r^exponent; about 0.99 in many caches, higher is more skewed.',
      ),
    hotSet: z
      .strictObject({
        keys: ratio().describe('Share of the keys that are hot.'),
        requests: ratio().describe('Share of the requests that go to them.'),
      })
      .transform((set) => ({ kind: 'hotSet' as const, ...set }))
      .describe('A few keys take most of the requests; within and outside the set all are equally likely.'),
  }),
]);

const rateStep = z.strictObject({
  at: duration().describe('From this time on …'),
  rate: rate({ min: 0 }).describe('… arrivals come at this rate.'),
});

const client = z.strictObject({
  timeout: duration({ min: '1us' })
    .prefault('1s')
    .describe('An attempt without an answer is given up after this long.'),
  retries: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('Further attempts after a failed one. Each multiplies the load while the system is down.'),
  backoff: duration()
    .prefault('0ms')
    .describe('Pause before the first retry; it doubles with each further one. Zero retries at once.'),
});

/** A rule between fields, checked even when single fields are wrong, so that all problems show at once. */
const rule = (message: string, path: string[]) => ({
  message,
  path,
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
});

export const source = z
  .strictObject({
    name: kebabName().describe('Name of the source; metrics can be asked for it: responseTime{workload:NAME}.'),
    map: kebabName().optional().describe('Map the requests work on. Absent: pure computation on a unit, no data.'),
    rate: z
      .union([rate({ min: 0 }).transform((value) => [{ at: 0, rate: value }]), z.array(rateStep).min(1)])
      .optional()
      .describe('Requests per second, or steps [{at, rate}].'),
    arrivals: z.enum(['poisson', 'constant']).default('poisson').describe('Spacing of the arrivals of `rate`.'),
    every: duration({ min: '1us' })
      .optional()
      .describe('Instead of rate: one request each period, first after a random phase.'),
    target: z
      .literal('each-owner')
      .optional()
      .describe('Each tick asks every owner once (a probe); keys are chosen so that they fall to it.'),
    op: z.enum(['put', 'get']).optional().describe('The one operation of this source; instead of mix.'),
    mix: z
      .strictObject({
        put: ratio().prefault('0%').describe('Share of writes.'),
        get: ratio().prefault('0%').describe('Share of reads.'),
      })
      .refine((mix) => Math.abs(mix.put + mix.get - 1) < 1e-9, 'shares that add up to 100%')
      .optional()
      .describe('Shares of the operations.'),
    keys: keyPopularity
      .prefault('uniform')
      .describe('How requests choose keys: uniform, {zipf: s}, {hotSet: {keys: 1%, requests: 90%}}.'),
    service: distribution().prefault('50us').describe('Time of a thread that one request needs.'),
    from: z
      .union([z.enum(['any-zone', 'beside-owner']), kebabName()])
      .default('any-zone')
      .describe(
        'Where the clients stand: spread over all zones (a probe: in the first one), on the same host as the owner of the key (a split takes them along), or the name of one zone.',
      ),
    client: client.prefault({}).describe('Timeout and retries of the client.'),
  })
  .refine((value) => value.rate !== undefined || value.every !== undefined, rule('rate or every', []))
  .refine((value) => value.rate === undefined || value.every === undefined, rule('rate or every, not both', ['every']))
  .refine((value) => value.op === undefined || value.mix === undefined, rule('op or mix, not both', ['op']))
  .refine(
    (value) => value.target === undefined || value.every !== undefined,
    rule('every beside target: each-owner', ['target']),
  );
