/** Pauses that every unit makes by itself: its collector stops the world, again and again, as often and as long as these say. */
import * as z from 'zod';
import { distribution } from './distribution.ts';

export const garbageCollection = z.strictObject({
  every: distribution().describe(
    'From the end of one pause of a unit to the beginning of its next; the first comes after a random share of it. Shorter: more of them.',
  ),
  pause: distribution().describe(
    'How long the process stands still: messages wait in its socket buffers, heartbeats fall silent. Longer than the failure detector waits, the unit is declared failed while it lives.',
  ),
});
