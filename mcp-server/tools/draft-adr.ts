/** draft_adr: a decision record whose every number comes from a run that can be made again. */
import * as z from 'zod';
import { draftAdr, size } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { briefDesign, runSettings, scenario } from '../arguments.ts';
import { type RunOutcome, runRemembered, scenarioUsed } from '../run-answer.ts';
import { scenarioText } from '../scenario-text.ts';
import { answer, defineTool, refuse, type ToolContext } from '../tool.ts';

const mostRuns = 8;

const input = z.strictObject({
  run_ids: z
    .array(z.string().min(1).max(128))
    .max(mostRuns)
    .default([])
    .describe('runId of results this server gave lately.'),
  scenarios: z
    .array(scenario)
    .max(mostRuns)
    .default([])
    .describe('Scenarios (texts or shipped names) to run as evidence; runs are made again byte for byte.'),
  design: briefDesign
    .optional()
    .describe('Adds a section with the sizing of this flat design, the same fields as in size_partitions.'),
  title: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Title of the decision. Absent: the question of the first run.'),
  max_seconds: runSettings.max_seconds,
});

type Given = z.output<typeof input>;

export const draftAdrTool = defineTool({
  name: 'draft_adr',
  title: 'Draft a decision record',
  description: `Drafts an architecture decision record (MADR, Markdown) from runs: design, evidence with intervals, consequences, risks, assumptions; every number with its runId.
For: writing down a decision that was simulated.
Not for: deciding without evidence; run simulate_failover, simulate_lag or run_scenario first.
Give run_ids, or the scenario texts themselves under scenarios (always works). Returns the Markdown and the scenarios to keep beside it.
Example: {"scenarios": ["flash-sale"], "title": "Keep carts in a Redis Cluster"}`,
  input,
  output: z.looseObject({
    summary: z.string(),
    markdown: z.string(),
    evidence: z.array(z.looseObject({ runId: z.string(), verdict: z.string(), scenario: scenarioUsed })),
  }),
  handle: async (given, context) => {
    const outcomes = await evidenceOf(given, context);
    const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]));
    if (refusals.length > 0) return refuse([...new Set(refusals)].join('\n'));
    const runs = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.run] : []));
    if (runs.length === 0)
      return refuse(
        'Give evidence: run_ids of earlier results, or scenarios as texts or shipped names. Example: {"scenarios": ["flash-sale"]}',
      );
    const results = runs.map(({ result }) => result);
    const markdown = draftAdr(results, {
      ...(given.title === undefined ? {} : { title: given.title }),
      ...(given.design === undefined ? {} : { sizing: size(given.design) }),
    });
    const evidence = results.map(({ runId, verdict, scenario: used }) => ({ runId, verdict, scenario: used }));
    return answer({ summary: summaryOf(results), markdown, evidence });
  },
});

/** In the order given, run_ids first; one after the other, so that progress is that of one run at a time. */
const evidenceOf = async (
  { run_ids, scenarios, max_seconds }: Given,
  context: ToolContext,
): Promise<readonly RunOutcome[]> => {
  const outcomes: RunOutcome[] = run_ids.map((runId) => {
    const run = context.runs.recall(runId);
    return run === undefined ? { ok: false, refusal: forgotten(runId) } : { ok: true, run };
  });
  if (outcomes.some(({ ok }) => !ok)) return outcomes;
  for (const given of scenarios) {
    const text = scenarioText(given, context.shipped);
    outcomes.push(text.ok ? await runRemembered(text.text, { max_seconds }, context) : text);
  }
  return outcomes;
};

/** A runId cannot be turned back into its scenario, but whoever holds it was given that scenario with it. */
const forgotten = (runId: string): string =>
  `No run ${runId} is at hand: only the latest are kept, and none from an earlier connection. The same call makes it again with the same runId: call run_scenario with {"scenario": <scenario.text of the result that carried it>} and, if they were given then, the same parameters, seed and replications; or give that text to draft_adr as {"scenarios": [<text>]}.`;

const summaryOf = (results: readonly RunResult[]): string => {
  const counted = results.map(({ scenario: { name }, verdict, runId }) => `${name}: ${verdict} (run ${runId})`);
  return `Decision record drafted from ${results.length === 1 ? 'one run' : `${results.length} runs`}. ${counted.join('; ')}. Context, alternatives and status are yours to fill in.`;
};
