/**
 * What a partitioned map promises when copies or members are out of reach: how many copies a write must have reached before its client is
 * told (Redis: min-replicas-to-write, Kafka: min.insync.replicas), and how many members must be in sight for the map to work at all
 * (Hazelcast: split-brain protection).
 */
import * as z from 'zod';

export const minCopies = z
  .int()
  .min(1)
  .max(7)
  .describe(
    'A write is taken only while the primary counts on so many copies, itself included; otherwise it is refused (unavailable). Without `replication` its answer then waits for the fastest of the backups until so many copies have it, with `replication: sync` for all reachable ones, with `async` for none. More: fewer acknowledged writes die with members, a longer wait, and writes stop after fewer failures. Absent: no limit.',
  );

export const protection = z.strictObject({
  members: z
    .union([z.literal('majority'), z.int().min(1).max(10_000)], {
      error: 'a number of members, or majority (more than half of all)',
    })
    .describe(
      'Reads and writes of the map are refused (unavailable) at a member that sees fewer members than this, itself included; with wan only those of its own region count. More: less can go on beside a split, and a few failures stop the map.',
    ),
});
