/** What becomes of a Redis replica that lags behind: a backlog to catch up from, or a full copy. The first setting given turns all four on. */
import * as z from 'zod';
import { byteSize, duration } from './quantity.ts';

export const redisResynchronisation = {
  replBacklogSize: byteSize({ min: '16KiB' })
    .optional()
    .describe(
      'repl-backlog-size. A replica whose connection is new goes on from where it is if it misses no more of the stream than this (entries as large as the largest map has); otherwise it copies everything anew, is a redundant copy only then, and until then may be elected with what it had. Enough is write rate × outage. Absent: 1MiB, of Valkey from 8.1 on 10MiB; and no limit at all where none of replBacklogSize, replTimeout, replDisklessSyncDelay and replicaOutputBufferLimit is given.',
    ),
  replTimeout: duration({ min: '1s', max: '1d' })
    .optional()
    .describe(
      'repl-timeout. A replication connection through which nothing goes is closed after this, counted from the first write that waits; one that goes on sooner keeps what waited, however much (see replicaOutputBufferLimit). Longer: stalls are forgiven, the buffer grows. Absent: 60s, see replBacklogSize.',
    ),
  replDisklessSyncDelay: duration({ max: '1h' })
    .optional()
    .describe(
      'repl-diskless-sync-delay. A full copy begins this long after a replica asked for it, so that others may join. Longer: the replica is without the latest writes for longer. Absent: 5s, see replBacklogSize.',
    ),
  replicaOutputBufferLimit: z
    .strictObject({
      hard: byteSize({ min: '1KiB' }).describe('Bytes that close the connection at once.'),
      soft: byteSize({ min: '1KiB' }).describe('Bytes that close it when they have waited for softTime.'),
      softTime: duration({ max: '1h' }).describe('How long the soft limit may be exceeded.'),
    })
    .optional()
    .describe(
      'client-output-buffer-limit replica. What waits for a replica, during a stall or behind a full copy, closes its connection past this. If writes fill it faster than a full copy takes, the copy starts over and over and never ends. Larger: needs memory. Absent: {hard: 256MiB, soft: 64MiB, softTime: 60s}, see replBacklogSize.',
    ),
};
