/**
 * Faults that are not of the machinery: hot-key, everybody wants the same; cold-start, the grid begins anew without its data.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { common, duringOptional } from './fault-common.ts';
import { target } from './fault-target.ts';
import { count, kebabName, ratio } from './quantity.ts';

export const hotKey = z.strictObject({
  kind: z
    .literal('hot-key')
    .describe(
      'A share of the requests for a map goes to one key (a product in the news, a celebrity, a counter). Load is moved, not added: its owner gets more, the others less.',
    ),
  ...common,
  ...duringOptional,
  map: kebabName().describe('The map whose requests are drawn to one key; probes are not.'),
  workload: kebabName().optional().describe('Only the requests of this source. Absent: of every source of the map.'),
  share: ratio().describe(
    'Share of the requests that asks for that key, each for itself. Above threads / (rate × service time) one owner cannot serve it, however many members there are.',
  ),
  key: count().optional().describe('Number of the key, from 0. Absent: one at random when the fault strikes.'),
});

export const coldStart = z.strictObject({
  kind: z
    .literal('cold-start')
    .describe(
      'The processes of the target die at the same time and start again together, empty (a power cut, a deployment gone wrong). What neither another member nor the store holds is gone; maps with a reader load from the store again.',
    ),
  ...common,
  duration: distribution().describe('Downtime: how long until they start again.'),
  target,
});
