/**
 * The boundary: the few verbs that the command line and the MCP server call. Text in, values out; no files, no streams, no exit codes.
 *
 * Long work is sliced: between slices the event loop runs, so that progress, signals and cancelled requests are seen. Where the
 * slices fall has no influence on any number.
 */
import { type AdrOptions, adrText } from './advice/adr.ts';
import { type ParsedScenario, parseScenario } from './model/parse-scenario.ts';
import type { Checked } from './model/problem.ts';
import type { RunResult } from './model/result.ts';
import { reproduceCommand } from './report/reproduce.ts';
import { layoutOf } from './run/layout.ts';
import { runResult } from './study/run-result.ts';
import { type EventLimitReached, type Study, StudyRun } from './study/study.ts';
import { engine } from './version.ts';

export { commandSummaries, exitCodes } from './advice/command-topics.ts';
export { explain } from './advice/explain.ts';
export { fitsText } from './report/fits-text.ts';
export { renderReport, reportFormats } from './report/formats.ts';
export { conciseResult, jsonText } from './report/json.ts';
export { problemLine, type RefusedFile, type Report, type ReportedRun, reportVerdict } from './report/report.ts';
export { sizingText } from './report/sizing-text.ts';
export { fits } from './sizing/fits.ts';
export { draftScenario } from './sizing/scenario-draft.ts';
export { type SizingAnswer, size } from './sizing/size.ts';
export type { Sized } from './sizing/sized.ts';
export { sizeUncertain } from './sizing/uncertain.ts';

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
  /** Aborting ends the call after the running slice with a partial result without runId. */
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

export interface RunOutcome {
  readonly result: RunResult;
  /** False when the signal ended the run early: the result is marked so and has no runId. */
  readonly complete: boolean;
}

/** Reads and checks a scenario without running it. */
export function validateScenario(
  text: string,
  options: Pick<RunOptions, 'source' | 'parameters'> = {},
): Checked<ParsedScenario> {
  return parseScenario(text, { source: options.source ?? '<text>', parameters: options.parameters ?? {} });
}

/** Simulates and judges a scenario given as text. Wrong input comes back as problems; an impossible state throws `ImpossibleState`. */
export async function runScenario(text: string, options: RunOptions = {}): Promise<Checked<RunOutcome>> {
  const checked = validateScenario(text, options);
  if (!checked.ok) return checked;
  const parsed = checked.value;
  const { run } = parsed.scenario;
  const settings = { seed: options.seed ?? run.seed, replications: options.replications ?? run.replications };
  const layout = layoutOf(parsed.scenario);
  const study = new StudyRun(parsed.scenario, layout, settings);
  const ended = await drive(study, options);
  if (ended !== undefined && 'eventLimit' in ended) return tooManyEvents(parsed, options.source ?? '<text>', ended);
  const complete = ended !== undefined;
  const judged = ended ?? study.soFar('the run was ended early');
  return {
    ok: true,
    value: {
      result: runResult({ parsed, layout, settings, study: judged, timeline: study.timeline, complete }),
      complete,
    },
  };
}

/** Runs slice after slice, letting the event loop in between; undefined when the signal came first. */
async function drive(
  study: StudyRun,
  { signal, progress }: RunOptions,
): Promise<Study | EventLimitReached | undefined> {
  const work = study.work();
  let reported = '';
  for (;;) {
    if (signal?.aborted === true) return undefined;
    const step = work.next();
    if (step.done === true) return step.value;
    const { done, total, share } = study.progress;
    const message = `${done} of ${total} replications${share > 0.1 && share < 1 ? `, the next one to ${Math.floor(share * 10) * 10} %` : ''}`;
    if (message !== reported) progress?.({ done, total, message });
    reported = message;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function tooManyEvents(parsed: ParsedScenario, source: string, { eventLimit }: EventLimitReached): Checked<RunOutcome> {
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
