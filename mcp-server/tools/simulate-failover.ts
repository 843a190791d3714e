/** simulate_failover: one fault against a design, from detection to recovery, with what is lost. */
import * as z from 'zod';
import { duration } from '../../simulator/model/quantity.ts';
import { briefDesign, expect, runSettings, scenario } from '../arguments.ts';
import { chosenText, given } from '../chosen-text.ts';
import { failoverDraft, strikes } from '../drafted-text.ts';
import { runAnswer, runForAnswer } from '../run-answer.ts';
import { defineTool, refuse } from '../tool.ts';

const kinds = Object.keys(strikes) as [keyof typeof strikes, ...(keyof typeof strikes)[]];

const input = z.strictObject({
  design: briefDesign.optional(),
  scenario: scenario.optional(),
  fault: z
    .enum(kinds)
    .optional()
    .describe(
      'What strikes a primary: crash (default; the process dies), host-loss (silence), pause (stands still), split (cut off). With design only.',
    ),
  fault_duration: duration({ min: '1ms', max: '1h' })
    .optional()
    .describe('How long the fault lasts. Absent: to the end of the run; a pause needs it. With design only.'),
  expect,
  ...runSettings,
});

export const simulateFailoverTool = defineTool({
  name: 'simulate_failover',
  title: 'Simulate a failover',
  description: `Simulates one fault against a design under load: detection, failover and outage times, acknowledged writes lost, redundancy restored, with 95 % intervals over replications.
For: how long a shard is away when its primary dies; what is lost; whether another backup or a shorter time-out helps.
Not for: several faults, rolling restarts, zone loss (run_scenario); no fault at all (simulate_lag).
Give design or scenario, not both. Returns the result, the scenario it used and a runId.
Example: {"design": {"product": "redis-cluster", "nodeTimeout": "5s", "members": 6}, "fault": "host-loss", "expect": ["writeOutage p90 < 12s per-fault"]}`,
  input,
  output: runAnswer.extend({ faults: z.array(z.looseObject({ id: z.string(), tookEffect: z.boolean() })) }),
  handle: async (
    { design: card, scenario: text, fault = 'crash', fault_duration, expect: wanted, ...settings },
    context,
  ) => {
    if (fault === 'pause' && fault_duration === undefined)
      return refuse('A pause ends: give fault_duration, for example "8s".');
    const strike = { kind: fault, duration: fault_duration };
    const chosen = chosenText(
      {
        design: card,
        scenario: text,
        withDesignOnly: given({ fault: fault === 'crash' ? undefined : fault, fault_duration, expect: wanted }),
        draft: (drafted) => failoverDraft(drafted, strike, wanted),
      },
      context.shipped,
    );
    return chosen.ok ? runForAnswer(chosen.text, settings, context) : refuse(chosen.refusal);
  },
});
