/** Runs a scenario for a tool and answers with the result in its concise form, summary and verdict first. */
import * as z from 'zod';
import { conciseResult, runScenario } from '../simulator/api.ts';
import { verdicts } from '../simulator/model/result.ts';
import type { RunSettings } from './arguments.ts';
import { performLimited, type Seen } from './limited-call.ts';
import type { RememberedRun } from './run-memory.ts';
import { type Answer, answer, refuse, type ToolContext, type ToolOutcome } from './tool.ts';

export const scenarioUsed = z.looseObject({
  name: z.string(),
  text: z.string().describe('The scenario used: save it as NAME.yaml and run it in CI.'),
});

export const runAnswer = z.looseObject({
  summary: z.string(),
  verdict: z.enum(verdicts),
  scenario: scenarioUsed,
  runId: z.string(),
  seed: z.number(),
  replications: z.number(),
  expectations: z.array(z.looseObject({ text: z.string(), verdict: z.enum(verdicts), explanation: z.string() })),
  metrics: z.record(z.string(), z.looseObject({ unit: z.string() })),
});

export type RunOutcome =
  | { readonly ok: true; readonly run: RememberedRun }
  | { readonly ok: false; readonly refusal: string };

export const runForAnswer = async (text: string, settings: RunSettings, context: ToolContext): Promise<ToolOutcome> => {
  const outcome = await runRemembered(text, settings, context);
  return outcome.ok ? answer(shown(outcome.run)) : refuse(outcome.refusal);
};

/** The concise form leaves the scenario's text out; here it stays, so that it can be saved and run in CI. */
const shown = ({ result }: RememberedRun): Answer => ({
  ...conciseResult(result),
  summary: result.summary,
  scenario: result.scenario,
});

export const runRemembered = async (text: string, settings: RunSettings, context: ToolContext): Promise<RunOutcome> => {
  const options = {
    ...(settings.parameters === undefined ? {} : { parameters: settings.parameters }),
    ...(settings.seed === undefined ? {} : { seed: settings.seed }),
    ...(settings.replications === undefined ? {} : { replications: settings.replications }),
  };
  const outcome = await performLimited(
    {
      maxSeconds: settings.max_seconds,
      call: (ground) => runScenario(text, { ...options, ...ground }),
      invalid: 'The scenario is not valid; nothing was run.',
      outOfTime: (seen) => outOfTime(settings, seen),
    },
    context,
  );
  if (!outcome.ok) return outcome;
  const { result } = outcome;
  const run = { result: { ...result, scenario: { ...result.scenario, text } } };
  context.runs.remember(run);
  return { ok: true, run };
};

const outOfTime = ({ max_seconds }: RunSettings, { done, total, message }: Seen): string => {
  if (message.startsWith('draw '))
    return `Stopped after max_seconds = ${max_seconds} in ${message}; there is no verdict. Call again: lower run.draws or run.duration in the scenario, or raise max_seconds if your client waits longer.`;
  const fitting =
    done >= 2 ? `set replications to ${done} or fewer, ` : 'shorten run.duration or lower the rates in the scenario, ';
  return `Stopped after max_seconds = ${max_seconds} with ${done} of at most ${total} replications done; there is no verdict. Call again: ${fitting}or raise max_seconds if your client waits longer.`;
};
