/** WAIT of Redis: how many replicas must have a write before its client goes on, and for how long it asks. */
import * as z from 'zod';
import { duration } from './quantity.ts';

export const replicaWait = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .max(7)
    .describe(
      'Replicas that must have acknowledged the write. More: it survives more losses and waits for a slower replica; as many as there are: one that is away costs the whole timeout.',
    ),
  timeout: duration({ min: '1ms', max: '1h' })
    .prefault('100ms')
    .describe(
      'The primary answers after this long with the replicas there are; such a write stands and is counted (waitsUnmet). Longer: fewer unmet, a longer stall while a replica is away. Must be below the time-out of the client.',
    ),
  pipelined: z
    .boolean()
    .default(false)
    .describe(
      'True: WAIT is sent together with the write, which costs one round trip from primary to replica. False: after the answer to the write, which costs one from client to primary more.',
    ),
});
