/**
 * How a source's updates (mix.update) guard against one another: not at all, by running at the data, or by comparing versions.
 */
import * as z from 'zod';
import { keyed } from './keyed.ts';
import { duration } from './quantity.ts';

const versioned = z.strictObject({
  retries: z
    .int()
    .min(0)
    .max(10_000)
    .default(10)
    .describe(
      'How often the client reads again and tries again after its put was refused; then the request fails. N clients that update one key in step need N − 1.',
    ),
  backoff: duration()
    .prefault('0ms')
    .describe(
      'Pause before it reads again; it doubles each time and is spread by client.jitter. Longer: fewer conflicts, longer updates.',
    ),
});

const plain = { kind: 'plain' as const };
const entryProcessor = { kind: 'entryProcessor' as const };
const versionedWith = versioned.transform((settings) => ({ kind: 'versioned' as const, ...settings }));

export const updates = z.union([
  z.enum(['plain', 'entryProcessor', 'versioned']).transform((name) => {
    if (name === 'versioned') return versionedWith.parse({});
    return name === 'plain' ? plain : entryProcessor;
  }),
  keyed({
    plain: z
      .literal(true)
      .transform(() => plain)
      .describe('The client reads, changes and writes: two calls, and what others write between them is lost.'),
    entryProcessor: z
      .literal(true)
      .transform(() => entryProcessor)
      .describe(
        'The change runs at the primary, reading and writing in one step: one call, one service time, nothing between. Retried after a time-out it may run twice.',
      ),
    versioned: versionedWith.describe(
      'Compare and set: the put carries the version that was read, and the primary refuses it when the key has another one by then.',
    ),
  }),
]);
