/**
 * What every fault says: its name, when it strikes, with whom, how surely, and when it ends.
 *
 * Faults are tied to one another by four small fields that combine: `at: {after: ID}` strikes when another one struck (and not at all
 * when that one does not), `at: {afterHeal: ID}` when another one is over, `healsWith` ends with another one, and `group` makes the draws
 * of time and probability common, so that faults with equal `at` and `probability` come together or not at all.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { kebabName, type Refusal, ratio } from './quantity.ts';

export const causes = ['detection', 'failover', 'write-outage', 'loss', 'restart'] as const;

const afterAnother = z
  .strictObject({
    after: kebabName()
      .optional()
      .describe('Id of another fault: this one strikes when that one struck, and not at all when that one does not.'),
    afterHeal: kebabName()
      .optional()
      .describe('Id of another fault: this one strikes when that one has healed, or has ended by itself.'),
    delay: distribution()
      .prefault('0s')
      .describe('So long after it. Longer: the cluster has more time to recover in between.'),
  })
  .transform(({ after, afterHeal, delay }, context) => {
    const fault = after ?? afterHeal;
    if (fault === undefined || (after !== undefined && afterHeal !== undefined)) {
      const refusal: Refusal = {
        found: fault === undefined ? 'neither after nor afterHeal' : 'both after and afterHeal',
        expected: 'exactly one of after, afterHeal',
        suggestion: 'write {after: ID, delay: 2s}',
      };
      // `continue`, or the union would speak for the distribution alone.
      context.addIssue({ code: 'custom', message: refusal.expected, params: { refusal }, continue: true });
      return z.NEVER;
    }
    return {
      kind: 'after' as const,
      fault,
      moment: after === undefined ? ('over' as const) : ('strike' as const),
      delay,
    };
  });

export const common = {
  id: kebabName().describe('Name of the fault in results.'),
  at: z
    .union([distribution(), afterAnother])
    .describe(
      'When it strikes: a time, a distribution drawn per replication, or {after: ID, delay: 2s} or {afterHeal: ID, delay: 2s}, counted from another fault.',
    ),
  group: kebabName()
    .optional()
    .describe(
      'Faults of one group draw their time (at) and their chance (probability) alike: with equal at and probability they strike together or not at all. Absent: each draws for itself.',
    ),
  probability: ratio()
    .optional()
    .describe(
      'Share of the replications in which it strikes. Lower: most replications go without it, and it counts as exercised once one has it. Absent: it always strikes.',
    ),
  mustCause: z
    .array(z.enum(causes))
    .default([])
    .describe('Effects without which the fault counts as not exercised: then no expectation about it can pass.'),
};

export const duringOptional = {
  duration: distribution().optional().describe('How long it lasts; absent: to the end of the run.'),
  healsWith: kebabName()
    .optional()
    .describe(
      'Instead of duration: id of another fault; this one heals at the moment that one is over (at once, if it is over already or does not strike).',
    ),
};

/** Of faults after which members start again. */
export const restarting = {
  ...duringOptional,
  restartAfterDetection: distribution()
    .optional()
    .describe(
      'Instead of duration: they start again so long after the cluster first declared one of them failed, as an operator or a supervisor does who reacts to the alarm; never when nobody declares it. Longer: the shard or partitions without a copy stay away longer. Absent: duration or healsWith say when.',
    ),
};
