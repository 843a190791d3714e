/**
 * Several regions, each a grid of its own with all entries, that send one another what was written: replication over a wide area network.
 *
 * Every region takes writes (active-active); with sources in one region only, the others are passive. A write is acknowledged by its own
 * region and travels later, so a lost region takes with it what had not left (rate × delay of a batch), and two regions can write one key
 * without knowing of one another.
 */
import * as z from 'zod';
import { queueLimit } from './persistence.ts';
import { count, duration } from './quantity.ts';

export const wan = z
  .strictObject({
    batch: count({ min: 1, max: 1_000_000 })
      .default(500)
      .describe('A member sends as soon as this many writes wait for a region, and never more in one batch.'),
    delay: duration()
      .prefault('1s')
      .describe(
        'A member sends at the latest this long after the first waiting write. Longer: fewer, fuller batches, and more writes that a lost region takes with it. Hazelcast: batch-max-delay-millis.',
      ),
    acknowledgeTimeout: duration({ min: '1ms' })
      .prefault('10s')
      .describe(
        'A batch without an answer for this long has failed and is sent again, whole. Hazelcast: response-timeout-millis, 60s.',
      ),
    retryDelay: duration({ min: '1ms' }).prefault('1s').describe('Pause before a failed batch is sent again.'),
    queueLimit: queueLimit
      .optional()
      .describe(
        'Bound of the queue of one member for one region. Absent: none, and an unreachable region makes it grow by the rate of writes.',
      ),
    queueCapacity: count({ min: 1, max: 1e9 })
      .optional()
      .describe(
        'Hazelcast: queue-capacity, writes that may wait or be on their way in the queue of one member for one region; it is full after capacity / rate of writes seconds without the region. Higher: a longer outage of the other region is ridden out, and more memory. Absent: none, unless queueFull is given; with product hazelcast: 10000. Instead of queueLimit.',
      ),
    queueFull: z
      .enum(['DISCARD_AFTER_MUTATION', 'THROW_EXCEPTION', 'THROW_EXCEPTION_ONLY_IF_REPLICATION_ACTIVE'])
      .optional()
      .describe(
        'Hazelcast: wan-queue-full-behavior. DISCARD_AFTER_MUTATION: the write is made and the other region never gets it (drop-oldest of queueLimit gives up the oldest instead). THROW_EXCEPTION: the write fails before it is made. THROW_EXCEPTION_ONLY_IF_REPLICATION_ACTIVE: here the same, since nobody pauses the replication. Absent: DISCARD_AFTER_MUTATION where there is a queueCapacity. Instead of queueLimit.',
      ),
    acknowledgeType: z
      .enum(['ACK_ON_OPERATION_COMPLETE', 'ACK_ON_RECEIPT'])
      .optional()
      .describe(
        'Hazelcast: acknowledge-type. ACK_ON_OPERATION_COMPLETE: a batch is answered when all its writes are applied. ACK_ON_RECEIPT: when it has arrived; what cannot be applied at once waits at the member that received it, and dies with it. Absent: ACK_ON_OPERATION_COMPLETE.',
      ),
    resolve: z
      .enum(['last-write-wins', 'put-if-absent', 'pass-through'])
      .default('last-write-wins')
      .describe(
        'Which of two values of a key remains where a region meets one that was written without knowing its own. last-write-wins: the later timestamp by the clock of the member that wrote it, regions agree; put-if-absent: its own; pass-through: the one that arrives. With the last two, regions can differ for ever.',
      ),
    failover: z
      .strictObject({
        after: duration().describe(
          'Clients of a region without a running member are sent to the next one after this long (health checks and the lifetime of names). Longer: a longer outage of a lost region.',
        ),
      })
      .optional()
      .describe('Clients change the region when theirs is lost, and return when it is back. Absent: they never do.'),
  })
  .describe(
    'Each region is a grid of its own: members are divided evenly over the regions, and every region has all partitions with all copies. Absent: one grid over all regions.',
  );
