/**
 * What is done after a split with the writes of the side that gives way: entry by entry a policy decides, as in Hazelcast's split-brain
 * recovery. Without it they are thrown away.
 */
import * as z from 'zod';

export const splitMerge = z.strictObject({
  policy: z
    .enum([
      'last-write-wins',
      'version',
      'highest-hits',
      'put-if-absent',
      'pass-through',
      'discard',
      'field-merge',
      'seed-last-write-wins',
      'seed-version',
    ])
    .describe(
      'Which value stays when an entry that the side that gives way has written meets that of the other side. last-write-wins: the later timestamp. version: more writes. highest-hits: more reads and writes. put-if-absent: the one of the larger side, if it has any. pass-through: the one that comes. discard: the one that is there. field-merge: last-write-wins for every field by itself. seed-…: as in the Spanish guide, which keeps what is there on a tie.',
    ),
  fields: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'Fields of an entry, for field-merge; each write sets one of them, at random. More: fewer conflicts. Absent: 4.',
    ),
});
