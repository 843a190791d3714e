/**
 * A map without a leader: every key has N replicas, a write is answered when W of them have it, a read when R of them have answered.
 * With R + W > N every read meets a replica that has the newest acknowledged write; with less it may not (DeCandia et al., Dynamo, SOSP
 * 2007; Bailis et al., Probabilistically Bounded Staleness, VLDB 2012).
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { duration } from './quantity.ts';

const legs = z.strictObject({
  write: distribution()
    .prefault('0s')
    .describe('Coordinator to replica, until the write is applied (W). Slower: replicas are behind for longer.'),
  acknowledge: distribution().prefault('0s').describe('Replica to coordinator, the answer to a write (A).'),
  request: distribution()
    .prefault('0s')
    .describe('Coordinator to replica, until the value is looked up (R). Slower: reads find more writes applied.'),
  response: distribution().prefault('0s').describe('Replica to coordinator, the answer to a read (S).'),
});

const hintedHandoff = z.strictObject({
  keep: duration({ min: '1ms' })
    .prefault('3h')
    .describe('A hint older than this is thrown away. Shorter: longer absences are not bridged; longer: more memory.'),
  after: duration({ min: '1ms' })
    .prefault('2s')
    .describe(
      'A replica that has not acknowledged a write after this long gets a hint as well, although nobody suspects it. Shorter: fewer writes missed by a silent replica, more needless hints.',
    ),
});

const antiEntropy = z.strictObject({
  every: duration({ min: '1ms' }).describe(
    'Every member compares its replicas with one random other member this often, and both get what they lack. Shorter: replicas agree sooner, for more traffic.',
  ),
});

const places = z.int().min(1).max(7);

export const quorum = z
  .strictObject({
    replicas: places
      .default(3)
      .describe(
        'Replicas of every key (N), on as many members. More survive more losses and cost more memory and messages.',
      ),
    read: places
      .optional()
      .describe(
        'Answers that a read waits for (R); it returns the newest of them. More: slower and less often stale. Absent: a majority of the replicas.',
      ),
    write: places
      .optional()
      .describe(
        'Replicas that must have acknowledged before a write is answered (W). More: slower, safer, and reads are less often stale. Absent: a majority of the replicas.',
      ),
    expanding: z
      .boolean()
      .default(true)
      .describe(
        'True: reads ask and writes go to all replicas and wait for the first answers. False: a read asks exactly R random replicas, a write goes to exactly W and never to the others.',
      ),
    coordinator: z
      .enum(['replica', 'member', 'client'])
      .default('replica')
      .describe(
        'Who speaks with the replicas: a random replica of the key, any member (one hop more for most keys), or the client itself, which needs no unit (then service and the queue of units do not matter).',
      ),
    legs: legs
      .optional()
      .describe(
        'Times of the four ways between coordinator and each replica (WARS), each drawn anew, on top of the delays of the network and also for a replica that is the coordinator. Absent: the network alone.',
      ),
    readRepair: z
      .boolean()
      .default(false)
      .describe(
        'A read that got an older value from a replica writes the newest it saw back to it, after its client has the answer. Mends what is read, in proportion to how often.',
      ),
    hintedHandoff: hintedHandoff
      .optional()
      .describe(
        'A write that a replica which is down cannot take is kept at another member and delivered when it is back. Absent: the replica misses it.',
      ),
    sloppy: z
      .boolean()
      .default(false)
      .describe(
        'A write kept as a hint outside the replicas of its key counts among the W: available through more losses, but reads do not see it until it is delivered, so R + W > N no longer makes reads fresh.',
      ),
    antiEntropy: antiEntropy.optional().describe('Replicas compare what they have in the background. Absent: never.'),
  })
  .transform(({ read, write, ...options }) => {
    const majority = Math.floor(options.replicas / 2) + 1;
    return { kind: 'quorum' as const, ...options, read: read ?? majority, write: write ?? majority };
  })
  .describe('No leader: N replicas of every key, reads wait for R answers and writes for W.');

export type QuorumMap = z.output<typeof quorum>;
