/**
 * A replicated map: every unit holds every entry, reads and writes are local, and each write is broadcast to all other units. What two
 * units write at the same time meets later and is resolved by a policy (the replicated cache of Richards and Ford, Fundamentals of Software
 * Architecture, chapter 15; data collisions).
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { keyed } from './keyed.ts';
import { byteSize, duration, ratio } from './quantity.ts';

const clocks = z.strictObject({
  spread: duration()
    .optional()
    .describe(
      'Clocks of the units are wrong by constant offsets, drawn for each unit evenly within this span. Wider: a newer write loses more often against an older one with a later timestamp (lostUpdates). Absent: no offset.',
    ),
  tick: duration({ min: '1ns' })
    .optional()
    .describe(
      'Timestamps are cut down to multiples of this. Coarser: more writes have equal timestamps. Absent: whole nanoseconds.',
    ),
});

const reconcile = z.union([
  z.enum(['catch-up', 'none']).transform((kind) => ({ kind })),
  keyed({
    antiEntropy: z
      .strictObject({
        every: duration({ min: '1ms' })
          .prefault('1s')
          .describe(
            'All units compare what they hold this often. Longer: replicas stay apart longer after a split, and fewer rounds cost.',
          ),
      })
      .transform((options) => ({ kind: 'anti-entropy' as const, ...options }))
      .describe('Lost broadcasts are found in rounds in which every unit asks every other for what it lacks.'),
  }),
]);

export const replicated = z.strictObject({
  resolve: z
    .enum([
      'last-write-wins',
      'version',
      'field-merge',
      'counter',
      'set',
      'seed-last-write-wins',
      'seed-version',
      'seed-field-merge',
    ])
    .default('last-write-wins')
    .describe(
      'What happens when a write meets another one. last-write-wins: the later timestamp stays, of equal ones that of the member with the higher number. version: the one with more writes behind it. field-merge: last-write-wins for every field by itself. counter: writes are increments, all count. set: writes add the key to a set or remove it, and an add survives a remove at the same time (OR-set). seed-…: the resolver of the Spanish guide as written, with which replicas can stay different for ever (replicasDiverged).',
    ),
  fields: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'Fields of an entry, for field-merge; each write sets one of them, at random. More: fewer conflicts. Absent: 4.',
    ),
  removes: ratio()
    .optional()
    .describe('For counter and set: share of the writes that decrement or remove. Absent: none.'),
  busDelay: distribution()
    .optional()
    .describe(
      'Time that the message bus adds to the one-way delay of every broadcast packet. Longer: more data collisions and staler reads. Absent: none.',
    ),
  reconcile: reconcile
    .prefault('catch-up')
    .describe(
      'How broadcasts that a cut has swallowed are made up for. catch-up: they wait and are sent as soon as the units reach one another again. {antiEntropy: {every: 1s}}: in rounds. none: never, and replicas stay different.',
    ),
  protection: z
    .enum(['none', 'majority'])
    .default('none')
    .describe(
      'none: every unit answers, also cut off from the others (available). majority: a unit that does not reach more than half of all members, itself counted, answers nothing of this map (consistent).',
    ),
  detection: duration()
    .optional()
    .describe(
      'With protection: majority, how long a unit goes on answering after it has lost the majority. Longer: more writes that the other side cannot see. Absent: it notices at once.',
    ),
  clocks: clocks.optional().describe('What is wrong with the clocks that give the timestamps. Absent: nothing.'),
  bandwidth: byteSize({ min: '1KiB' })
    .prefault('50MiB')
    .describe(
      'Bytes per second at which a unit that starts again copies all entries from a living one; it answers when it has them.',
    ),
});
