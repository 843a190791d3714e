/**
 * Faults of clocks: what members believe the time is. Only those who compare timestamps notice (who wrote last when the latest wins);
 * time limits and heartbeats go by elapsed time. A healed clock is right again at once, as after a step of NTP.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { common, duringOptional } from './fault-common.ts';
import { target } from './fault-target.ts';
import { ratio } from './quantity.ts';

const direction = z
  .enum(['ahead', 'behind'])
  .default('ahead')
  .describe('ahead: the clock shows a later time than it is; behind: an earlier one.');

export const clockOffset = z.strictObject({
  kind: z.literal('clock-offset').describe('The clocks of the target jump, and go on at their pace.'),
  ...common,
  ...duringOptional,
  target,
  by: distribution().describe(
    'How far, drawn for each member of the target. Beyond the time between two writes of a key, the earlier one can win over the later.',
  ),
  direction,
});

export const clockDrift = z.strictObject({
  kind: z.literal('clock-drift').describe('The clocks of the target go at a wrong pace from now on.'),
  ...common,
  ...duringOptional,
  target,
  by: ratio().describe(
    'What the clock gains or loses of the true time: 0.01% is 100 ppm (100 µs a second, 8.6 s a day). A quartz is off by some 0.001% to 0.01%.',
  ),
  direction,
});
