/**
 * Faults of links: reorder, some packets are overtaken by later ones; bandwidth, a link carries only so many bytes a second.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { common, duringOptional } from './fault-common.ts';
import { target } from './fault-target.ts';
import { byteSize, ratio } from './quantity.ts';

export const reorder = z.strictObject({
  kind: z
    .literal('reorder')
    .describe(
      'A share of the packets to and from the target takes longer, so that later ones pass them. Requests, answers and heartbeats change places; a replication connection keeps its order (TCP), so what is behind a late packet waits for it.',
    ),
  ...common,
  ...duringOptional,
  target,
  share: ratio().describe(
    'Share of the packets that are held back, each for itself. Replication suffers with every one of them.',
  ),
  by: distribution().describe(
    'How much longer such a packet takes. Longer than the time between two packets: it is overtaken; longer than a time limit: it counts as lost.',
  ),
});

export const bandwidth = z.strictObject({
  kind: z
    .literal('bandwidth')
    .describe(
      'The links of the target carry only so many bytes a second, each way. Requests, answers, replication, heartbeats and copies on the move queue there, first come, first served.',
    ),
  ...common,
  ...duringOptional,
  target,
  rate: byteSize({ min: '1B' }).describe(
    'Bytes per second in each direction (125kB is 1 Mbit/s). A message of a write is its entrySize and 128 B of headers. Below what is sent the queue grows until the fault ends: time-outs, then members suspected for want of heartbeats.',
  ),
});
