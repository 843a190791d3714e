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
import { type Layout, layoutOf } from './run/layout.ts';
import type { Pause, ReplicationTasks } from './study/replication-tasks.ts';
import { runResult } from './study/run-result.ts';
import { type EventLimitReached, StudyRun } from './study/study.ts';
import { TasksInThisThread } from './study/tasks-in-this-thread.ts';
import { engine } from './version.ts';
import { TasksByThreads } from './workers/tasks-by-threads.ts';
import type { ThreadPool } from './workers/thread-pool.ts';

export { commandSummaries, exitCodes } from './advice/command-topics.ts';
export { explain } from './advice/explain.ts';
export { renderReport, reportFormats } from './report/formats.ts';
export { conciseResult, jsonText } from './report/json.ts';
export { problemLine, type RefusedFile, type Report, type ReportedRun, reportVerdict } from './report/report.ts';
export { sizingText } from './report/sizing-text.ts';
export { draftScenario } from './sizing/scenario-draft.ts';
export { type SizingAnswer, size } from './sizing/size.ts';

export { isReplicationThread } from './workers/thread-main.ts';
export { ThreadPool } from './workers/thread-pool.ts';

export const engineVersion = engine.version;

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

export interface RunOptions {
  /** Name of the file or `<text>`, for problems. */
  readonly source?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly replications?: number | 'auto';
  /** Aborting ends the call after the running slice with a partial result without runId. */
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  /** Threads to make replications with; absent: this thread alone. Has no influence on any number. */
  readonly pool?: ThreadPool;
  /** How many threads of the pool at most, this one included; absent: `auto`. */
  readonly workers?: number | 'auto';
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
  const pause = () => pauseOf(study, options);
  const tasks = tasksOf(parsed, layout, settings.seed, { pause, ...options });
  const study = new StudyRun(parsed.scenario, layout, settings, { tasks, pause });
  const ended = await study.work();
  if (typeof ended === 'object' && 'eventLimit' in ended)
    return tooManyEvents(parsed, options.source ?? '<text>', ended);
  const complete = ended !== 'stopped';
  const judged = complete ? ended : study.soFar('the run was ended early');
  return {
    ok: true,
    value: {
      result: runResult({ parsed, layout, settings, study: judged, timeline: study.timeline, complete }),
      complete,
    },
  };
}

function tasksOf(
  { scenario, text, digest }: ParsedScenario,
  layout: Layout,
  seed: number,
  { pause, pool, workers = 'auto', parameters = {} }: RunOptions & { readonly pause: Pause },
): ReplicationTasks {
  const replicated = { scenario, layout, seed };
  const threads = pool?.threadsFor(workers) ?? 1;
  if (pool === undefined || threads === 1) return new TasksInThisThread(replicated, pause);
  return new TasksByThreads({ replicated, shared: { text, parameters, digest, seed }, pool, threads, pause });
}

/** Says how far the work is, then lets the event loop in; false when the signal came. */
async function pauseOf({ progress: state }: StudyRun, { signal, progress }: RunOptions): Promise<boolean> {
  const isWanted = () => signal?.aborted !== true;
  if (!isWanted()) return false;
  const { done, total, share, isTotalFinal } = state;
  const next = share > 0.1 && share < 1 ? `, the next one to ${Math.floor(share * 10) * 10} %` : '';
  const message = `${done} of ${total} replications${next}`;
  progress?.({ done, total, message, share: Math.min(1, (done + share) / total), isTotalFinal });
  await new Promise((resolve) => setImmediate(resolve));
  return isWanted();
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
