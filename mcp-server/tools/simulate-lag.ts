/** simulate_lag: replication lag and staleness of a design in calm weather. */
import * as z from 'zod';
import { briefDesign, expect, runSettings, scenario } from '../arguments.ts';
import { chosenText, given } from '../chosen-text.ts';
import { lagDraft } from '../drafted-text.ts';
import { runAnswer, runForAnswer } from '../run-answer.ts';
import { defineTool, refuse } from '../tool.ts';

export const simulateLagTool = defineTool({
  name: 'simulate_lag',
  title: 'Simulate replication lag',
  description: `Simulates a design under its load without any fault: replication lag, staleness of reads, response time, write-behind backlog and entries at risk, with 95 % intervals.
For: how far behind backups are; how stale reads get; whether the durable store keeps up.
Not for: faults (simulate_failover, run_scenario); closed-form sizing (size_partitions).
Give design or scenario, not both. Returns the result, the scenario it used and a runId.
Example: {"design": {"product": "redis-cluster", "entries": "2M", "writes": "3k/s", "reads": "20k/s"}, "expect": ["replicationLag p99 < 50ms"]}`,
  input: z.strictObject({ design: briefDesign.optional(), scenario: scenario.optional(), expect, ...runSettings }),
  output: runAnswer,
  handle: async ({ design: card, scenario: text, expect: wanted, ...settings }, context) => {
    const chosen = chosenText(
      {
        design: card,
        scenario: text,
        withDesignOnly: given({ expect: wanted }),
        draft: (drafted) => lagDraft(drafted, wanted),
      },
      context.shipped,
    );
    return chosen.ok ? runForAnswer(chosen.text, settings, context) : refuse(chosen.refusal);
  },
});
