/**
 * A saga: one request of several steps, each final by itself, taken back one by one when a later one fails (Garcia-Molina & Salem, Sagas,
 * SIGMOD 1987). Its client is the orchestrator: it makes every call, and no log or service beside it goes on when it dies.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import type { MetricName } from './metrics.ts';
import { duration, kebabName, ratio } from './quantity.ts';

const compensation = z.strictObject({
  op: z
    .enum(['put', 'remove'])
    .optional()
    .describe('What takes the step back, on the same map and key. Absent: put; without a map a computation.'),
  service: distribution()
    .prefault('50us')
    .describe('Time of a thread that it needs. Longer: sagas are half done longer.'),
});

const step = z.strictObject({
  map: kebabName()
    .optional()
    .describe('Map the step works on. Absent: a computation on some unit, a call of a payment service for example.'),
  op: z.enum(['put', 'get', 'remove']).optional().describe('What it does there; needed with a map.'),
  key: z
    .enum(['own', 'shared'])
    .optional()
    .describe(
      'own: drawn for this step alone, as `keys` of the source says. shared: one number for all steps of a saga that say so (beyond the entries of a map it begins again). Absent: own.',
    ),
  service: distribution().prefault('50us').describe('Time of a thread that the step needs.'),
  failureRatio: ratio()
    .optional()
    .describe(
      'Share of sagas that this step turns down (out of stock, no credit): it is answered, reads its entry and writes nothing. Higher: more sagasCompensated. Absent: none.',
    ),
  compensation: compensation
    .optional()
    .describe(
      'How the step is taken back when a later one fails, or when nobody knows whether it was done (time-out, refused connection): it must do no harm then. Absent: nothing to take back, as after a read or the last step.',
    ),
});

export const saga = z
  .strictObject({
    steps: z
      .array(step)
      .min(1)
      .max(50)
      .describe(
        'One after the other, each with the time limit and retries of the client. Any failure ends the way forward.',
      ),
    retries: z
      .int()
      .min(0)
      .max(100)
      .default(10)
      .describe(
        'How often a compensation that failed with all retries of the client is tried again; then the saga stays half done (sagasStuck). Fewer: a longer outage leaves more of them.',
      ),
    backoff: duration()
      .prefault('100ms')
      .describe(
        'Pause before a compensation is tried again; it doubles each time and is spread by client.jitter. retries and backoff together must outlast an outage.',
      ),
    abandoned: ratio()
      .optional()
      .describe(
        'Share of sagas whose client dies between two steps, each as likely; nobody goes on, what is done stays done (sagasStuck). Absent: clients do not die.',
      ),
  })
  .describe(
    'Instead of map and op: a request of several steps that are taken back in reverse order when one fails. It is answered when all are done, and failed when it has been taken back or given up.',
  );

/** Metrics that only sagas have. */
export const sagaMetrics: readonly MetricName[] = [
  'sagasStarted',
  'sagasCompleted',
  'sagasCompensated',
  'sagasStuck',
  'sagaTime',
];

export type Saga = z.output<typeof saga>;
