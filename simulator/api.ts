/**
 * The boundary: the few verbs that the command line and the MCP server call. Text in, values out; no files, no streams, no exit codes.
 *
 * Long work is sliced: between slices the event loop runs, so that progress, signals and cancelled requests are seen. Where the
 * slices fall has no influence on any number.
 */
import { type AdrOptions, adrText } from './advice/adr.ts';
import { CONFIDENCE } from './judge/estimate.ts';
import { judge } from './judge/judge.ts';
import type { ComparisonResult } from './model/comparison.ts';
import type { SearchResult } from './model/design-search.ts';
import type { Expectation } from './model/expectation.ts';
import { type ParsedScenario, parseScenario } from './model/parse-scenario.ts';
import type { Checked, Problem } from './model/problem.ts';
import type { ExpectationResult, RunResult } from './model/result.ts';
import type { Drawn } from './model/settle-uncertain.ts';
import type { SweepResult } from './model/sweep.ts';
import type { UncertaintyResult } from './model/uncertainty.ts';
import { reproduceCommand } from './report/reproduce.ts';
import { layoutOf } from './run/layout.ts';
import { answerChanges, variedParameters } from './study/answer-changes.ts';
import { comparisonResult } from './study/comparison-result.ts';
import { planSearch, SURE, search } from './study/design-search.ts';
import type { Axis } from './study/grid.ts';
import { PairedStudy } from './study/paired-study.ts';
import { runResult } from './study/run-result.ts';
import { searchResult } from './study/search-result.ts';
import { type EventLimitReached, type StudyProgress, StudyRun } from './study/study.ts';
import { planSweep, type SweptPoint, sweepResult } from './study/sweep.ts';
import { uncertaintyResult } from './study/uncertainty.ts';
import { type DrawPlan, planDraws } from './study/uncertainty-plan.ts';
import { engine } from './version.ts';

export { commandSummaries, exitCodes } from './advice/command-topics.ts';
export { explain } from './advice/explain.ts';
export { comparisonFormats, renderComparison } from './report/comparison-text.ts';
export { renderReport, reportFormats } from './report/formats.ts';
export { conciseResult, jsonText } from './report/json.ts';
export { problemLine, type RefusedFile, type Report, type ReportedRun, reportVerdict } from './report/report.ts';
export { renderSearch, searchFormats } from './report/search-text.ts';
export { sizingText } from './report/sizing-text.ts';
export { renderSweep, sweepFormats } from './report/sweep-text.ts';
export { draftScenario } from './sizing/scenario-draft.ts';
export { type SizingAnswer, size } from './sizing/size.ts';
export { type Axis, parseGrid } from './study/grid.ts';

export const engineVersion = engine.version;

/** Progress of a long call; `done` and `total` are replications (total is the most that may be needed as far as is known). */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly message: string;
}

export interface RunOptions {
  /** Name of the file or `<text>`, for problems. */
  readonly source?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly replications?: number | 'auto';
  /** Values of uncertain inputs by path, their medians where absent; then the answer has no `uncertainty`. */
  readonly drawn?: Drawn;
  /** Further questions after statistics (parseQuestion), answered beside the result; they decide nothing. */
  readonly ask?: readonly Expectation[];
  /** Confidence of those answers, in (0, 1); 95 % when absent. */
  readonly askConfidence?: number;
  /** Aborting ends the call after the running slice with a partial result without runId. */
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

export interface RunOutcome {
  readonly result: RunResult;
  /** Answers to `RunOptions.ask`, in its order. */
  readonly asked: readonly ExpectationResult[];
  /** False when the signal ended the run early: the result is marked so and has no runId. */
  readonly complete: boolean;
}

/** Reads and checks a scenario without running it. */
export function validateScenario(
  text: string,
  options: Pick<RunOptions, 'source' | 'parameters' | 'drawn'> = {},
): Checked<ParsedScenario> {
  const { source = '<text>', parameters = {}, drawn } = options;
  return parseScenario(text, { source, parameters, ...(drawn === undefined ? {} : { drawn }) });
}

/** Simulates and judges a scenario given as text. Wrong input comes back as problems; an impossible state throws `ImpossibleState`. */
export async function runScenario(text: string, options: RunOptions = {}): Promise<Checked<RunOutcome>> {
  const checked = validateScenario(text, options);
  if (!checked.ok) return checked;
  const parsed = checked.value;
  const { run } = parsed.scenario;
  const settings = { seed: options.seed ?? run.seed, replications: options.replications ?? run.replications };
  const { source = '<text>', parameters = {} } = options;
  const plan = parsed.uncertain.length > 0 ? planDraws(text, parsed, settings, { source, parameters }) : undefined;
  if (plan?.ok === false) return plan;
  const layout = layoutOf(parsed.scenario);
  const study = new StudyRun(parsed.scenario, layout, settings);
  const ended = await drive(study, options);
  if (ended !== undefined && 'eventLimit' in ended) return tooManyEvents(parsed, source, ended);
  const drawn =
    ended === undefined || plan === undefined ? undefined : await runDraws(text, parsed, plan.value, options);
  if (drawn?.ok === false) return drawn;
  const uncertainty = drawn?.value;
  const complete = ended !== undefined && (plan === undefined || uncertainty !== undefined);
  const judged = ended ?? study.soFar('the run was ended early');
  return {
    ok: true,
    value: {
      result: runResult({ parsed, layout, settings, study: judged, timeline: study.timeline, complete, uncertainty }),
      asked: judge({ ...parsed.scenario, expect: options.ask ?? [] }, judged.summaries, {
        faults: judged.faults,
        warmUpRemedy: undefined,
        confidence: options.askConfidence ?? CONFIDENCE,
      }),
      complete,
    },
  };
}

/** Every draw of the uncertain inputs, run and judged; undefined when the signal came first. */
async function runDraws(
  text: string,
  { scenario, uncertain }: ParsedScenario,
  plan: DrawPlan,
  options: RunOptions,
): Promise<Checked<UncertaintyResult | undefined>> {
  const { draws, replications } = plan;
  const { ask: _, progress, ...others } = options;
  const judged: (readonly ExpectationResult[])[] = [];
  for (const [index, { values, seed }] of draws.entries()) {
    progress?.({
      done: index * replications,
      total: draws.length * replications,
      message: `draw ${index + 1} of ${draws.length} of the uncertain inputs`,
    });
    const checked = await runScenario(text, { ...others, drawn: values, seed, replications });
    if (!checked.ok) return checked;
    if (!checked.value.complete) return { ok: true, value: undefined };
    judged.push(checked.value.result.expectations);
  }
  return { ok: true, value: uncertaintyResult({ inputs: uncertain, expect: scenario.expect, plan, judged }) };
}

export interface SweepOutcome {
  readonly result: SweepResult;
  readonly complete: boolean;
}

/**
 * One scenario at every combination of the grid, all with the same seed, so that neighbours differ by their parameters and not by chance.
 * Columns are its expectations and the questions of `show`. Problems of all points come back together, and then nothing was run.
 */
export async function sweepScenario(
  text: string,
  axes: readonly Axis[],
  options: Omit<RunOptions, 'ask'> & { readonly show?: readonly string[] } = {},
): Promise<Checked<SweepOutcome>> {
  const planned = planSweep(text, axes, options.show ?? [], options);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const ran: SweptPoint[] = [];
  for (const [index, parameters] of plan.points.entries()) {
    if (options.signal?.aborted === true) break;
    const checked = await runScenario(text, {
      ...options,
      parameters: { ...options.parameters, ...parameters },
      drawn: {},
      ask: plan.questions,
      progress: ({ message }) =>
        options.progress?.({
          done: index,
          total: plan.points.length,
          message: `point ${index + 1} of ${plan.points.length}, ${message}`,
        }),
    });
    if (!checked.ok) return checked;
    if (!checked.value.complete) break;
    ran.push({ parameters, ...checked.value });
  }
  const complete = ran.length === plan.points.length;
  return { ok: true, value: { result: sweepResult(plan, ran, options.source ?? '<text>'), complete } };
}

export interface SearchOutcome {
  readonly result: SearchResult;
  readonly complete: boolean;
}

export interface SearchOptions extends Omit<RunOptions, 'ask' | 'askConfidence' | 'replications'> {
  /** Parameters that are raised until the answer no longer holds. Absent: those of the scenario that are rates. */
  readonly vary?: readonly string[];
}

/**
 * The cheapest combination of the grid that meets every expectation, with what binds it and where the answer changes. A grid without a
 * single valid scenario comes back as problems.
 */
export async function findDesign(
  text: string,
  axes: readonly Axis[],
  options: SearchOptions = {},
): Promise<Checked<SearchOutcome>> {
  const source = options.source ?? '<text>';
  const plan = planSearch(text, axes, { source, parameters: options.parameters ?? {} });
  const { first, problems } = plan;
  if (first === undefined) return { ok: false, problems };
  const varied = variedParameters(first, axes, options.vary);
  if (!Array.isArray(varied)) return { ok: false, problems: [varied as Problem] };
  let tried = 0;
  const refusals: Problem[] = [];
  const run = async (parameters: Readonly<Record<string, string>>, replications?: number) => {
    tried++;
    const checked = await runScenario(text, {
      ...options,
      parameters: { ...options.parameters, ...parameters },
      ...(replications === undefined ? {} : { replications }),
      drawn: {},
      ask: first.scenario.expect,
      askConfidence: SURE,
      progress: ({ message }) =>
        options.progress?.({ done: tried, total: 0, message: `simulation ${tried}, ${message}` }),
    });
    if (!checked.ok) refusals.push(...checked.problems);
    return checked.ok && checked.value.complete
      ? { result: checked.value.result, sure: checked.value.asked }
      : undefined;
  };
  const searched = await search(plan, run);
  const changes = await answerChanges(searched, varied, first, run);
  if (refusals.length > 0) return { ok: false, problems: refusals };
  const seed = options.seed ?? first.scenario.run.seed;
  return {
    ok: true,
    value: { result: searchResult({ axes, source, first, seed, searched, changes }), complete: searched.complete },
  };
}

/** One of two designs to compare. */
export interface ComparedDesign {
  readonly text: string;
  readonly source: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface ComparisonOutcome {
  readonly result: ComparisonResult;
  /** As `RunOutcome.complete`. */
  readonly complete: boolean;
}

/**
 * Two designs under common random numbers, difference by difference. Seed and replications are those of A where the options say nothing.
 * Problems of both come back together.
 */
export async function compareScenarios(
  a: ComparedDesign,
  b: ComparedDesign,
  options: Pick<RunOptions, 'seed' | 'replications' | 'signal' | 'progress'> = {},
): Promise<Checked<ComparisonOutcome>> {
  const left = validateScenario(a.text, a);
  const right = validateScenario(b.text, b);
  if (!left.ok || !right.ok)
    return { ok: false, problems: [...(left.ok ? [] : left.problems), ...(right.ok ? [] : right.problems)] };
  const { run } = left.value.scenario;
  const settings = { seed: options.seed ?? run.seed, replications: options.replications ?? run.replications };
  const traceable = ({ scenario }: ParsedScenario) => ({ scenario, layout: layoutOf(scenario) });
  const study = new PairedStudy(traceable(left.value), traceable(right.value), settings);
  const ended = await drive(study, options, 'pairs');
  if (ended !== undefined && 'eventLimit' in ended) {
    const of =
      ended.side === 'a' ? { parsed: left.value, source: a.source } : { parsed: right.value, source: b.source };
    return tooManyEvents(of.parsed, of.source, ended);
  }
  const complete = ended !== undefined;
  const result = comparisonResult({
    a: { source: a.source, parsed: left.value },
    b: { source: b.source, parsed: right.value },
    settings,
    result: ended ?? study.soFar('the comparison was ended early'),
    complete,
  });
  return { ok: true, value: { result, complete } };
}

/** Runs slice after slice, letting the event loop in between; undefined when the signal came first. */
async function drive<Ended>(
  study: { readonly progress: StudyProgress; work(): Generator<undefined, Ended> },
  { signal, progress }: Pick<RunOptions, 'signal' | 'progress'>,
  counted = 'replications',
): Promise<Ended | undefined> {
  const work = study.work();
  let reported = '';
  for (;;) {
    if (signal?.aborted === true) return undefined;
    const step = work.next();
    if (step.done === true) return step.value;
    const { done, total, share } = study.progress;
    const message = `${done} of ${total} ${counted}${share > 0.1 && share < 1 ? `, the next one to ${Math.floor(share * 10) * 10} %` : ''}`;
    if (message !== reported) progress?.({ done, total, message });
    reported = message;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function tooManyEvents(
  parsed: ParsedScenario,
  source: string,
  { eventLimit }: EventLimitReached,
): Extract<Checked<never>, { ok: false }> {
  return {
    ok: false,
    problems: [
      {
        source,
        path: 'run.eventLimit',
        found: `${parsed.scenario.name} needs more than ${eventLimit} events in one replication`,
        expected: 'a replication within run.eventLimit',
        suggestion: 'shorten run.duration, lower the rates or the number of members, or raise run.eventLimit',
      },
    ],
  };
}

/** A decision record whose every number names its run. Results without a run id (partial ones) cannot be evidence and must not come here. */
export function draftAdr(results: readonly RunResult[], options: Omit<AdrOptions, 'commandOf'> = {}): string {
  return adrText(results, { ...options, commandOf: (result) => reproduceCommand(result) });
}
