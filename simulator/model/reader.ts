/**
 * How a map that begins cold comes by the rows of the store: a read that misses fetches its row, and a preload fetches rows ahead.
 */
import * as z from 'zod';
import { keyed } from './keyed.ts';
import { count, ratio } from './quantity.ts';

const singleFlight = z
  .boolean()
  .default(true)
  .describe(
    'Reads that miss the same key while it is being fetched wait for that one read of the store. False: each sends its own, so a hot key asks the store once for every reader until it is there.',
  );

const readThrough = z.strictObject({ singleFlight });

const preload = z.strictObject({
  share: ratio()
    .prefault('100%')
    .describe(
      'Share of the keys that is loaded when the run begins, hottest first (the order of zipf and hotSet). A small share takes the store a short time; what is not loaded is fetched when it is missed.',
    ),
  batch: count({ min: 1, max: 1_000_000 })
    .default(1000)
    .describe('Rows of one read of the preload. While one is under way, reads that miss wait behind it.'),
  overwrites: z
    .boolean()
    .optional()
    .describe(
      'True: the preload puts its rows without looking, as the Spanish guide does: a row that was read before a newer write of its key reached the store replaces the newer value in the grid. That is read as stale from then on, and lost where nothing but the grid had it: no store, or a pump that coalesces and takes the value when the batch leaves. Absent or false: a key that is there stays as it is.',
    ),
  singleFlight,
});

export const reader = keyed({
  readThrough: readThrough
    .transform((options) => ({ kind: 'readThrough' as const, ...options }))
    .describe('Rows come when a read misses them.'),
  preload: preload
    .transform((options) => ({ kind: 'preload' as const, ...options }))
    .describe('Rows are loaded when the run begins; a read that is earlier than its row fetches it.'),
});
