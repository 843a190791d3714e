/**
 * Services that call one another: stations of threads with a line in front, apart from the grid, as a network of queues.
 *
 * A request that was served makes its `calls` and waits for their answers; then it goes on to one of `then`, or leaves: to the client, or back
 * to the service that called. Services stand nowhere: what lies between two of them is the `delay` of the call, and nothing if there is none.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { kebabName, ratio } from './quantity.ts';
import { units } from './topology.ts';

const call = z.strictObject({
  to: kebabName().describe('The service that is called.'),
  delay: distribution()
    .optional()
    .describe('One-way delay: the call takes one and its answer another, drawn anew. Absent: none.'),
});

const next = z.strictObject({
  to: kebabName().describe('The service that the request goes to.'),
  probability: ratio().describe(
    'Share of the requests that go there; what the shares leave to 100% leaves the services. Back to an earlier service is feedback: each request is served 1 / (1 − share) times.',
  ),
  delay: distribution().optional().describe('Delay on the way there. Absent: none.'),
});

const { threads, queueLimit, discipline } = units.shape;

export const service = z.strictObject({
  name: kebabName().describe('Name of the service; metrics can be asked for it: responseTime{service:NAME}.'),
  units: z
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .describe(
      'Processes side by side, each with its own threads and its own line. More of them wait less in all, but two lines of one thread wait longer than one line of two threads.',
    ),
  routing: z
    .enum(['random', 'round-robin'])
    .default('random')
    .describe('Which unit a request goes to, without looking at their lines. round-robin spreads more evenly.'),
  threads: threads.unwrap().default(1).describe('Requests that one unit serves at the same time.'),
  queueLimit,
  discipline,
  service: distribution()
    .prefault('50us')
    .describe('Time of a thread that one request needs here, without what it calls.'),
  calls: z
    .array(call)
    .min(1)
    .max(100)
    .optional()
    .describe(
      'What a request asks of other services once it has been served here, waiting for each answer; one that fails (its queue is full) fails the request. Absent: nothing.',
    ),
  parallel: z
    .boolean()
    .optional()
    .describe(
      'True: all calls are sent at once and the slowest decides (fork and join). Absent or false: one after the other, so their times add up.',
    ),
  holdsThread: z
    .boolean()
    .optional()
    .describe(
      'True: the thread waits for the answers of the calls as well, so a slow service below takes the threads of those above it. Absent or false: it serves others meanwhile.',
    ),
  // biome-ignore lint/suspicious/noThenProperty: it is read from a file and never awaited.
  then: z
    .array(next)
    .min(1)
    .max(100)
    .optional()
    .describe('Where a request goes from here, one of these by chance. Absent: it leaves.'),
});
