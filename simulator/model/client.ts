/**
 * What a client does about an answer that does not come: time limit, retries with pauses, a second copy, a circuit breaker, a budget.
 */
import * as z from 'zod';
import { duration, ratio } from './quantity.ts';
import { replicaWait } from './replica-wait.ts';

const hedge = z.strictObject({
  after: duration({ min: '1us' }).describe(
    'An attempt without an answer gets a second copy after this long, at another unit or copy where there is one; the first answer counts, and both end with the time limit of the first. Near the p95 of the response time it costs about 5% more requests; shorter costs more, longer cuts less of the tail.',
  ),
});

const breaker = z.strictObject({
  failures: z
    .int()
    .min(1)
    .max(10_000)
    .describe('This many failed attempts at one member open the breaker. Fewer: sooner, also for chance failures.'),
  within: duration({ min: '1us' })
    .prefault('1s')
    .describe('The time in which they must fall. Longer: opens at a lower failure rate.'),
  open: duration({ min: '1us' })
    .prefault('10s')
    .describe(
      'While open, attempts at that member fail at once at the client; then one is let through, and its fate decides. Longer: more rest for the member, later recovery.',
    ),
});

export const client = z.strictObject({
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
  jitter: z
    .enum(['none', 'equal', 'full'])
    .optional()
    .describe(
      'How the pause is spread: full (uniform from 0 to the pause), equal (half of it for sure, half uniform), none (the default). More spread: clients that failed together come back less together.',
    ),
  wait: replicaWait
    .optional()
    .describe(
      'Redis WAIT after each write: the request is over, and its write acknowledged, when so many replicas have it or the wait timed out. Absent: the answer of the primary is enough.',
    ),
  hedge: hedge.optional().describe('A second copy of slow reads and computations. Absent: none.'),
  breaker: breaker
    .optional()
    .describe('Circuit breaker, one a member, shared by the clients of this source. Absent: none.'),
  retryBudget: ratio()
    .optional()
    .describe(
      'Retries may be at most this share of the requests of the last 10 s, over all clients of this source; further ones are not made. Lower: less extra load while the system is down, fewer requests saved. Absent: no limit.',
    ),
});
