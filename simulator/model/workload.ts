/**
 * What is asked of the system: sources of requests.
 *
 * A source has one of `rate` (Poisson arrivals unless `arrivals: constant`), `every` (one request each period) and
 * `arrivals: {recorded: […]}`, which are open loop (a late answer does not slow the next arrival), or `clients` with `think`, which are
 * closed loop (a client waits for its answer, thinks, and asks again), or `after`, which follows the writes of another source.
 * `target: each-owner` makes the source a probe: at every tick one request to every owner (replica set), so that outages are
 * seen with the resolution of `every`.
 */
import * as z from 'zod';
import { client } from './client.ts';
import { distribution } from './distribution.ts';
import { keyed } from './keyed.ts';
import { count, duration, kebabName, positiveNumber, rate, ratio } from './quantity.ts';
import { recorded } from './recording.ts';
import { saga } from './saga.ts';
import { updates } from './updates.ts';

const keyPopularity = z.union([
  z.literal('uniform').transform(() => ({ kind: 'uniform' as const })),
  keyed({
    zipf: positiveNumber()
      .transform((exponent) => ({ kind: 'zipf' as const, exponent }))
      .describe(
        'The key of rank r is asked for in proportion to 1/r^exponent; about 0.99 in many caches, higher is more skewed.',
      ),
    weights: z
      .array(z.number().min(0))
      .min(1)
      .max(100_000)
      .transform((weights) => ({ kind: 'weights' as const, weights }))
      .describe(
        'Weights of keys 0, 1, 2, … in any unit: each is asked for in proportion to its own. Keys without one are not asked for.',
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
  over: duration({ min: '1us' })
    .optional()
    .describe('A ramp: the rate goes to the new one in a straight line within this time. Absent: at once.'),
});

/** The ways in which a source says when its requests come. */
function loadsOf(value: Readonly<Record<string, unknown>>): readonly string[] {
  const given = ['rate', 'every', 'clients', 'after'].filter((key) => value[key] !== undefined);
  return typeof value.arrivals === 'object' && value.arrivals !== null ? [...given, 'arrivals'] : given;
}

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
    to: kebabName()
      .optional()
      .describe(
        'Service (design.services) at which the requests enter, instead of a map. Absent: the processing units.',
      ),
    rate: z
      .union([
        rate({ min: 0 }).transform((value): z.output<typeof rateStep>[] => [{ at: 0, rate: value }]),
        z.array(rateStep).min(1),
      ])
      .optional()
      .describe('Requests per second, or steps and ramps [{at, rate}, {at, rate, over}].'),
    arrivals: z
      .union([z.enum(['poisson', 'constant']), keyed({ recorded })])
      .default('poisson')
      .describe('Spacing of the arrivals of `rate`, or instead of rate the recorded times themselves.'),
    every: duration({ min: '1us' })
      .optional()
      .describe('Instead of rate: one request each period, first after a random phase.'),
    target: z
      .literal('each-owner')
      .optional()
      .describe('Each tick asks every owner once (a probe); keys are chosen so that they fall to it.'),
    clients: count({ min: 1, max: 100_000 })
      .optional()
      .describe(
        'Instead of rate: this many clients, each with at most one request at a time. Throughput is then at most clients / (think + response time), so a slow system is asked less: use rate for load that does not wait.',
      ),
    after: z
      .strictObject({
        source: kebabName().describe('The source whose writes are followed; it must work on the same map.'),
        delay: distribution()
          .prefault('0s')
          .describe(
            'From the moment that its client has the answer to the request of this source. Longer: replicas have had more time, reads are less often stale.',
          ),
      })
      .optional()
      .describe(
        'Instead of rate: one request so long after each acknowledged write of another source, for the same key: what a client sees that reads what was just written. Absent: requests come by themselves.',
      ),
    think: distribution()
      .optional()
      .describe(
        'Time from an answer or failure to the next request of the same client (the first one comes after a random share of it). Longer: less load a client. Absent: none.',
      ),
    op: z.enum(['put', 'get']).optional().describe('The one operation of this source; instead of mix.'),
    mix: z
      .strictObject({
        put: ratio().prefault('0%').describe('Share of writes.'),
        get: ratio().prefault('0%').describe('Share of reads.'),
        update: ratio()
          .optional()
          .describe(
            'Share of read-modify-writes: the client reads the key, then writes it, each with the time limit and retries of the client. More of them on fewer keys: more lostUpdates.',
          ),
        remove: ratio()
          .optional()
          .describe('Share of removes: a tombstone is written, replicated and stored like the value of a put.'),
      })
      .refine(
        ({ put, get, update = 0, remove = 0 }) => Math.abs(put + get + update + remove - 1) < 1e-9,
        'shares that add up to 100%',
      )
      .optional()
      .describe('Shares of the operations.'),
    updates: updates
      .optional()
      .describe(
        'How the updates of mix keep others from being lost: plain (not at all), entryProcessor, versioned. Absent: plain.',
      ),
    keys: keyPopularity
      .prefault('uniform')
      .describe('How requests choose keys: uniform, {zipf: s}, {hotSet: {keys: 1%, requests: 90%}}.'),
    saga: saga.optional(),
    fanOut: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        'Keys (without a map: computations) that one request touches at the same time, each drawn by itself; it is answered when all are, and failed when one is. More: its response time is the slowest of more. Absent: 1.',
      ),
    service: distribution().prefault('50us').describe('Time of a thread that one request needs.'),
    from: z
      .union([z.enum(['any-zone', 'beside-owner']), kebabName()])
      .default('any-zone')
      .describe(
        'Where the clients stand: spread over all zones (a probe: in the first one), on the same host as the owner of the key (a split takes them along), or the name of one zone.',
      ),
    via: z
      .literal('balancer')
      .optional()
      .describe(
        'Requests with a map go through the load balancer: the unit it chooses serves them and then works on the data where that lives. Absent: clients ask the owner of the key themselves.',
      ),
    sessions: count({ min: 1, max: 1_000_000_000 })
      .optional()
      .describe(
        'Requests without a map belong to one of so many sessions, chosen as `keys` says, by which a balancer can tell them apart. Absent: they belong to none.',
      ),
    client: client.prefault({}).describe('What the client does when answers are late or fail.'),
  })
  .refine((value) => loadsOf(value).length > 0, rule('rate, every, clients, after or recorded arrivals', []))
  .refine((value) => value.rate === undefined || value.every === undefined, rule('rate or every, not both', ['every']))
  .refine(
    (value) => value.clients === undefined || loadsOf(value).length < 2,
    rule('clients alone, without rate, every or recorded arrivals', ['clients']),
  )
  .refine(
    (value) => value.after === undefined || loadsOf(value).length < 2,
    rule('after alone, without rate, every, clients or recorded arrivals', ['after']),
  )
  .refine(
    (value) => typeof value.arrivals !== 'object' || (value.rate === undefined && value.every === undefined),
    rule('recorded arrivals alone, without rate or every', ['arrivals']),
  )
  .refine((value) => value.think === undefined || value.clients !== undefined, rule('clients beside think', ['think']))
  .refine((value) => value.op === undefined || value.mix === undefined, rule('op or mix, not both', ['op']))
  .refine(
    (value) => value.target === undefined || value.every !== undefined,
    rule('every beside target: each-owner', ['target']),
  );
