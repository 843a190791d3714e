/**
 * The life of a processing unit around its service: what it takes from stopped to ready, and in what order it goes.
 *
 * stopped → starting → connecting → loading → registering → ready → draining → flushing → deregistering → stopped. A crash ends it at once.
 * Units that are there at the beginning of the run are ready. Left out: a start that fails and is tried again.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { keyed } from './keyed.ts';
import { duration } from './quantity.ts';

const step = () => distribution().prefault('0s');

const drain = z.union([
  z.literal('untilEmpty').transform(() => ({ kind: 'untilEmpty' as const, limit: Number.POSITIVE_INFINITY })),
  keyed({
    atMost: duration()
      .transform((limit) => ({ kind: 'atMost' as const, limit }))
      .describe('Until nobody is inside, but no longer than this: then the requests still inside are cut off.'),
    fixed: duration()
      .transform((limit) => ({ kind: 'fixed' as const, limit }))
      .describe(
        'Always exactly so long, as a plain sleep does: too long for short requests, and requests still inside at its end are cut off.',
      ),
  }),
]);

export const lifeCycle = z.strictObject({
  starting: step().describe(
    'From the order to start until the process accepts connections; until it has connected they are refused. Longer: more capacity is missing for longer after a crash or a scale-out.',
  ),
  connecting: step().describe('From then until the unit is a member of the grid, which may now copy partitions to it.'),
  loading: z
    .union([z.literal('copies').transform(() => ({ kind: 'copies' as const })), distribution()])
    .prefault('0s')
    .describe(
      'Time to load the data it needs, or `copies`: until every copy that the grid has planned for it is complete (their number, entry sizes and migrationBandwidth decide how long). Until it is ready nothing is handed over to the unit.',
    ),
  registering: step().describe('Time to tell the registry and the balancers about the unit; at its end it is ready.'),
  registersBeforeReady: z
    .boolean()
    .default(false)
    .describe(
      'True: requests without data are sent to the unit as soon as its process starts, as a registry does that is told too early; a request that meets it before it is ready fails.',
    ),
  drain: drain
    .prefault('untilEmpty')
    .describe(
      'How a unit that goes in good order waits for the requests inside it; requests without data no longer come to it, and its partitions are handed over meanwhile. untilEmpty: as long as it takes. {atMost: 5s}, {fixed: 5s}: a limit at which what is still inside is cut off (requestsCutOff). Shorter limits cut off more, longer ones make restarts and scale-in slower.',
    ),
  deregistering: step().describe('Time to say goodbye, after the requests have gone and the pump is empty.'),
});

export type LifeCyclePlan = z.output<typeof lifeCycle>;
