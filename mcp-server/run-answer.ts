/**
 * Runs a scenario for a tool and answers with the result in its concise form, summary and verdict first.
 *
 * Running out of time is a refusal and not a partial verdict: what a machine manages in a time must not decide what is true. The refusal
 * names a call that fits, and that call gives the same bytes everywhere.
 */
import { z } from 'zod';
import { conciseResult, type Progress, runScenario } from '../simulator/api.ts';
import { verdicts } from '../simulator/model/result.ts';
import type { RunSettings } from './arguments.ts';
import { explainProblems } from './refusal.ts';
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
  const limit = AbortSignal.timeout(settings.max_seconds * 1000);
  let last: Seen = { done: 0, total: 0, message: '' };
  const checked = await runScenario(text, {
    signal: AbortSignal.any([context.signal, limit]),
    progress: (progress) => {
      last = progress;
      context.progress(progress);
    },
    ...(context.pool === undefined ? {} : { pool: context.pool }),
    ...(settings.parameters === undefined ? {} : { parameters: settings.parameters }),
    ...(settings.seed === undefined ? {} : { seed: settings.seed }),
    ...(settings.replications === undefined ? {} : { replications: settings.replications }),
  });
  if (!checked.ok)
    return { ok: false, refusal: explainProblems('The scenario is not valid; nothing was run.', checked.problems) };
  if (!checked.value.complete)
    return { ok: false, refusal: context.signal.aborted ? 'Cancelled.' : outOfTime(settings, last) };
  const { result } = checked.value;
  const run = { result: { ...result, scenario: { ...result.scenario, text } } };
  context.runs.remember(run);
  return { ok: true, run };
};

type Seen = Pick<Progress, 'done' | 'total' | 'message'>;

const outOfTime = ({ max_seconds }: RunSettings, { done, total, message }: Seen): string => {
  if (message.startsWith('draw '))
    return `Stopped after max_seconds = ${max_seconds} in ${message}; there is no verdict. Call again: lower run.draws or run.duration in the scenario, or raise max_seconds if your client waits longer.`;
  const fitting =
    done >= 2 ? `set replications to ${done} or fewer, ` : 'shorten run.duration or lower the rates in the scenario, ';
  return `Stopped after max_seconds = ${max_seconds} with ${done} of at most ${total} replications done; there is no verdict. Call again: ${fitting}or raise max_seconds if your client waits longer.`;
};
