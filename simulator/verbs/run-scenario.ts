/** Simulates and judges one scenario; every other verb that simulates is made of this one. */
import type { Expectation } from '../model/expectation.ts';
import { type ParsedScenario, type ParseOptions, parseScenario } from '../model/parse-scenario.ts';
import type { Checked } from '../model/problem.ts';
import type { FileReader } from '../model/recordings.ts';
import type { ExpectationResult } from '../model/result.ts';
import type { UncertaintyResult } from '../model/uncertainty.ts';
import { layoutOf } from '../run/layout.ts';
import { conclude, type RunOutcome } from '../study/conclude.ts';
import { affordable, budgetOfDraws, type DrawCost, firstDraws } from '../study/draw-budget.ts';
import type { KeptReplications } from '../study/kept-replications.ts';
import { type StudyProgress, StudyRun } from '../study/study.ts';
import { metIn, uncertaintyResult } from '../study/uncertainty.ts';
import { type DrawPlan, type DrawSize, planDraws } from '../study/uncertainty-plan.ts';
import { pauseBetweenSlices, tasksOf, type WorkOptions } from '../workers/ground.ts';

/** Progress of a long call; `done` and `total` are replications (total is the most that may be needed as far as is known). */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly message: string;
  /** Share of the work up to `total` that is done, 0 … 1; the replication at work is counted in part. */
  readonly share: number;
  /** False: `auto` may go on beyond `total`. */
  readonly isTotalFinal: boolean;
}

export interface RunOptions extends WorkOptions {
  /** Name of the file or `<text>`, for problems. */
  readonly source?: string;
  /** Reads the files that the scenario names. Absent: it may name none. */
  readonly files?: FileReader;
  readonly seed?: number;
  readonly replications?: number | 'auto';
  /**
   * Further questions after statistics (parseQuestion), answered beside the result; they decide nothing. `own expectations`: those of
   * the scenario as its parameters make them, which is another thing for each set of parameters.
   */
  readonly ask?: readonly Expectation[] | 'own expectations';
  /** Confidence of those answers, in (0, 1); 95 % when absent. */
  readonly askConfidence?: number;
  /** Of an earlier call with the same text, parameters and seed: these replications are not made again. No influence on any number. */
  readonly kept?: KeptReplications;
  /** Draws of uncertain inputs where the scenario does not say how many, or the medians alone; absent: 40 of at most 5 replications. */
  readonly draws?: DrawSize | 'none';
  /** Aborting ends the call after the running slice with a partial result without runId. */
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

/** Reads and checks a scenario without running it. */
export function validateScenario(
  text: string,
  options: Pick<RunOptions, 'source' | 'parameters' | 'files' | 'drawn'> = {},
): Checked<ParsedScenario> {
  return parseScenario(text, parseOptionsOf(options));
}

/** Simulates and judges a scenario given as text. Wrong input comes back as problems; an impossible state throws `ImpossibleState`. */
export async function runScenario(text: string, options: RunOptions = {}): Promise<Checked<RunOutcome>> {
  const checked = validateScenario(text, options);
  if (!checked.ok) return checked;
  const parsed = checked.value;
  const { run } = parsed.scenario;
  const settings = { seed: options.seed ?? run.seed, replications: options.replications ?? run.replications };
  const isUncertain = parsed.uncertain.length > 0;
  const size = options.draws;
  const isDrawn = isUncertain && size !== 'none';
  const plan = isDrawn ? planDraws(text, parsed, settings, parseOptionsOf(options), size) : undefined;
  if (plan?.ok === false) return plan;
  const share = isUncertain ? { eventBudget: budgetOfDraws(run.eventBudget) } : {};
  const draws =
    plan === undefined
      ? undefined
      : (cost: DrawCost) => runDraws(text, parsed, paidDraws(plan.value, parsed, cost), options);
  const layout = layoutOf(parsed.scenario);
  const pause = pauseBetweenSlices(options.signal, () =>
    options.progress?.(progressOf(study.progress, 'replications')),
  );
  const replicated = { scenario: parsed.scenario, layout, seed: settings.seed };
  const making = tasksOf(parsed, replicated, options, pause);
  const tasks = options.kept?.inFrontOf(making) ?? making;
  const study = new StudyRun(parsed.scenario, settings, { tasks, ...share });
  const { source = '<text>', askConfidence } = options;
  const ask = options.ask === 'own expectations' ? parsed.scenario.expect : options.ask;
  return conclude({ parsed, layout, settings, study, source, ask, askConfidence, draws });
}

function parseOptionsOf({
  source = '<text>',
  parameters = {},
  files,
  drawn,
}: Pick<RunOptions, 'source' | 'parameters' | 'files' | 'drawn'>): ParseOptions {
  return {
    source,
    parameters,
    ...(files === undefined ? {} : { files }),
    ...(drawn === undefined ? {} : { drawn }),
  };
}

/** As many draws of the plan as half of the event budget pays for. */
export function paidDraws(plan: DrawPlan, { scenario }: ParsedScenario, cost: DrawCost): DrawPlan {
  return affordable(plan, cost, budgetOfDraws(scenario.run.eventBudget));
}

/**
 * Every draw of the uncertain inputs, run and judged, or the first ones when `isEnough` says so; undefined when the signal came first.
 * `isEnough` is asked after each draw, with the expectations met in each draw up to then.
 */
export async function runDraws(
  text: string,
  { scenario, uncertain }: ParsedScenario,
  plan: DrawPlan,
  options: RunOptions,
  isEnough: (met: readonly (readonly boolean[])[]) => boolean = () => false,
): Promise<Checked<UncertaintyResult | undefined>> {
  const { draws, replications } = plan;
  const { ask: _, kept: _ofTheMedians, progress, ...others } = options;
  const judged: (readonly ExpectationResult[])[] = [];
  for (const [index, { values, seed }] of draws.entries()) {
    progress?.({
      done: index * replications,
      total: draws.length * replications,
      message: `draw ${index + 1} of ${draws.length} of the uncertain inputs`,
      share: index / draws.length,
      isTotalFinal: true,
    });
    const checked = await runScenario(text, { ...others, drawn: values, seed, replications });
    if (!checked.ok) return checked;
    if (!checked.value.complete) return { ok: true, value: undefined };
    judged.push(checked.value.result.expectations);
    if (isEnough(judged.map((results) => metIn(scenario.expect, results)))) break;
  }
  const made = firstDraws(plan, judged.length);
  return { ok: true, value: uncertaintyResult({ inputs: uncertain, expect: scenario.expect, plan: made, judged }) };
}

export function progressOf({ done, total, share, isTotalFinal }: StudyProgress, counted: string): Progress {
  const next = share > 0.1 && share < 1 ? `, the next one to ${Math.floor(share * 10) * 10} %` : '';
  const message = `${done} of ${total} ${counted}${next}`;
  return { done, total, message, share: Math.min(1, (done + share) / total), isTotalFinal };
}
