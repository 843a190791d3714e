/**
 * The virtualised middleware: a load balancer in front of the processing units, a service registry that tells it who is well, a message
 * bus between the units, and what units keep of the sessions they serve (seed 002, sections 2 and 3).
 *
 * Requests without a map go through the balancer as soon as there is one; requests with a map do when their source says `via: balancer`.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { keyed } from './keyed.ts';
import { duration, ratio } from './quantity.ts';

const virtualNodes = z
  .int()
  .min(1)
  .max(10_000)
  .default(150)
  .describe(
    'Places of each unit on the ring. More: more even shares (their spread is about 1/sqrt of this), more to look up. 150 is the guide’s.',
  );

const firstChoices = ['round-robin', 'random', 'least-loaded', 'two-choices', 'lowest-cpu'] as const;

const unkeyed = z.strictObject({
  policy: z
    .enum(firstChoices)
    .describe(
      'round-robin: the next in turn. random: any. least-loaded: fewest requests whose clients wait for an answer. two-choices: the better of two drawn at random. lowest-cpu: the smallest reported busy share, of equals the first; with a registry as stale as its last check, so that all requests between two checks go to one unit.',
    ),
});

const plainKeyed = z.strictObject({
  policy: z
    .enum(['jump', 'rendezvous'])
    .describe(
      'By hash of the session or key. rendezvous: the keys of a unit that goes are spread over all others, nothing else moves. jump: the most even shares; a unit that goes renumbers those behind it.',
    ),
});

const ring = z.strictObject({
  policy: z
    .literal('hash-ring')
    .describe('The guide’s ring of consistent hashing: MD5 of unit and number of the virtual node.'),
  virtualNodes,
});

const boundedLoads = z.strictObject({
  policy: z
    .literal('bounded-loads')
    .describe(
      'The ring, but a unit that has its share of the waiting requests, and a slack, passes new ones on to the next.',
    ),
  virtualNodes,
  slack: ratio({ max: 100 })
    .prefault('25%')
    .describe(
      'A unit takes at most ceil((1 + slack) · waiting requests / units). Lower: more even load; higher: more requests at the unit of their session.',
    ),
});

const maglev = z.strictObject({
  policy: z
    .literal('maglev')
    .describe('By hash into a table that the units fill in turns: even shares, quick to look up.'),
  tableSize: z
    .int()
    .min(3)
    .max(1_000_003)
    .default(65_537)
    .describe(
      'Entries of the table, a prime well above the number of units. More: more even shares, fewer entries that change hands needlessly when a unit goes, more work then.',
    ),
});

const sticky = z.strictObject({
  policy: z
    .literal('sticky')
    .describe(
      'Session affinity by a cookie: where the first request of a session went, while that unit is a candidate.',
    ),
  first: z
    .enum(firstChoices)
    .default('round-robin')
    .describe('How a session without a unit, new or left behind by its own, gets one.'),
});

export const balancer = z.preprocess(
  (value) => (typeof value === 'string' ? { policy: value } : value),
  z.discriminatedUnion('policy', [unkeyed, plainKeyed, ring, boundedLoads, maglev, sticky], {
    error:
      'a policy is one of round-robin, random, least-loaded, two-choices, lowest-cpu, hash-ring, jump, rendezvous, maglev, bounded-loads, sticky',
  }),
);

const registry = z.strictObject({
  checkEvery: duration({ min: '1ms' })
    .prefault('10s')
    .describe(
      'Every unit is checked this often, at a random phase of its own. Shorter: the dead are noticed sooner (on average after half of it), more checks.',
    ),
  checkTimeout: duration()
    .optional()
    .describe(
      'A check without an answer fails after this long; a dead process on a living host refuses it at once. Shorter: a silent unit is noticed sooner, a slow one wrongly taken for dead. Absent: 1s, or checkEvery when that is shorter.',
    ),
  unhealthyAfter: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe(
      'Failed checks in a row after which a unit gets no more requests. More: fewer false alarms, and one checkEvery longer for each.',
    ),
  recovers: z
    .boolean()
    .default(true)
    .describe(
      'Whether a unit that passes a check again gets requests again. False, as in the guide: a unit that was unhealthy once stays so until its process is started anew.',
    ),
  healthyBelow: ratio()
    .optional()
    .describe(
      'A check fails, too, when the unit was busy for this share of cpuOver or more (the guide: 90%). Lower: busy units are taken out sooner, and their load falls on the others. Absent: it does not matter how busy a unit is.',
    ),
  cpuOver: duration({ min: '1ms' })
    .optional()
    .describe(
      'Time before a check over which the busy share is taken, for healthyBelow and lowest-cpu. Longer: short spikes disappear in the average. Absent: 1s, or checkEvery when that is shorter.',
    ),
  checkSeesDead: z
    .boolean()
    .default(true)
    .describe(
      'False, as in the guide: a check reads the busy share that was reported last and nothing else, so a dead unit looks as it looked when it died.',
    ),
});

const bus = z.strictObject({
  delay: distribution()
    .prefault('1ms')
    .describe(
      'Time from publishing a message to its delivery at one unit, drawn for each. Longer or more variable: units act on older news (busLag).',
    ),
});

const sessionCache = z.strictObject({
  invalidate: z
    .union([
      z.enum(['never', 'on-write']),
      keyed({
        ttl: duration({ min: '1us' })
          .transform((ttl) => ({ ttl }))
          .describe('A unit drops what it has kept for this long. Shorter: fresher, more reads of the grid.'),
      }),
    ])
    .default('never')
    .describe(
      'When a unit drops what it keeps. never, as in the guide: only with its process, so a session that comes back from another unit finds its old state. on-write: the unit that writes tells the others over the bus. {ttl: 1s}: after a time.',
    ),
});

export const middleware = z.strictObject({
  balancer: balancer
    .prefault('round-robin')
    .describe(
      'Which unit gets a request: a policy alone, or {policy, …its settings}. Requests without a session under a policy that goes by sessions are sent round robin.',
    ),
  registry: registry
    .optional()
    .describe(
      'The registry that tells the balancer who is well. Absent: the balancer knows at once which processes are up, which nobody really does.',
    ),
  bus: bus
    .optional()
    .describe(
      'Every write that a unit makes for a request through the balancer is published to all other units. Absent: it is not.',
    ),
  sessionCache: sessionCache
    .optional()
    .describe(
      'Every unit keeps the values it has read and written for requests through the balancer, and answers reads from them (not the read of an update). Absent: every read asks the grid.',
    ),
  dataTime: distribution()
    .optional()
    .describe(
      'Thread time that the operation on the data takes at the member that holds it, besides `service` at the unit that serves the request. Absent: it takes no thread there.',
    ),
});
