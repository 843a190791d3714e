/**
 * A map that is a table of the durable store and nothing else: the three-tier baseline. No unit keeps a copy, so every operation is a call of
 * the store, and what was answered is durable.
 */
import * as z from 'zod';
import { count } from './quantity.ts';

export const databaseKind = z.strictObject({
  connections: count({ min: 1, max: 100_000 })
    .optional()
    .describe(
      'Connections to the store that one unit has for this map; an operation without one waits in line, first come first served (connectionWait). Fewer keep load off the store and let operations wait in the unit instead: a unit answers at most connections / time of a call. Absent: as many as are needed.',
    ),
  holdsThread: z
    .boolean()
    .default(true)
    .describe(
      'True: the thread of the operation waits for a connection and for the store, as blocking drivers do, so threads / time of a call limits a unit as well. False: the thread is free meanwhile, and only the store and the connections limit.',
    ),
});
