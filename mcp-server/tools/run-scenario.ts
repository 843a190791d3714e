/** run_scenario: anything that can be written as a scenario, and checking one without running it. */
import * as z from 'zod';
import { validateScenario } from '../../simulator/api.ts';
import { runSettings, scenario } from '../arguments.ts';
import { explainProblems } from '../refusal.ts';
import { runAnswer, runForAnswer } from '../run-answer.ts';
import { scenarioText } from '../scenario-text.ts';
import { answer, defineTool, refuse, type ToolOutcome } from '../tool.ts';

const input = z.strictObject({
  scenario,
  validate_only: z.boolean().default(false).describe('Check the scenario and run nothing.'),
  ...runSettings,
});

/** A check answers with these; a run with all of runAnswer. */
const output = runAnswer
  .partial()
  .required({ summary: true })
  .extend({
    verdict: z.enum([...runAnswer.shape.verdict.options, 'valid', 'invalid']),
    problems: z.array(z.looseObject({ path: z.string(), found: z.string(), expected: z.string() })).optional(),
  });

export const runScenarioTool = defineTool({
  name: 'run_scenario',
  title: 'Run or check a scenario',
  description: `Simulates a whole scenario (several faults, several workloads, own expectations) and judges it.
For: what simulate_lag and simulate_failover cannot say; running a saved scenario again; checking one with validate_only, all problems at once with line numbers.
Not for: a first look from a few numbers (size_partitions, simulate_*: they return a scenario to edit).
Give the whole text, or the name of a shipped scenario such as "flash-sale". Returns the result with intervals, findings and runId.
Example: {"scenario": "flash-sale", "parameters": {"backups": "2"}}`,
  input,
  output,
  handle: async ({ scenario: given, validate_only, ...settings }, context) => {
    const found = scenarioText(given, context.shipped);
    if (!found.ok) return refuse(found.refusal);
    return validate_only ? check(found.text, settings.parameters) : runForAnswer(found.text, settings, context);
  },
});

const check = (text: string, parameters: Readonly<Record<string, string>> = {}): ToolOutcome => {
  const checked = validateScenario(text, { parameters });
  if (checked.ok) {
    const { scenario: parsed, digest, parameters: values } = checked.value;
    const { name, question } = parsed;
    return answer({
      summary: `The scenario "${name}" is valid. Nothing was run.`,
      verdict: 'valid',
      scenario: { name, question, digest, parameters: values, text },
    });
  }
  const { problems } = checked;
  const intro = `The scenario has ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}. Nothing was run.`;
  return answer({ summary: explainProblems(intro, problems), verdict: 'invalid', problems });
};
