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
import { conclude, type RunOutcome } from './study/conclude.ts';
import { StudyRun } from './study/study.ts';
import { engine } from './version.ts';
import { pauseBetweenSlices, tasksOf, type WorkOptions } from './workers/ground.ts';

export { commandSummaries, exitCodes } from './advice/command-topics.ts';
export { explain } from './advice/explain.ts';
export { renderReport, reportFormats } from './report/formats.ts';
export { conciseResult, jsonText } from './report/json.ts';
export { problemLine, type RefusedFile, type Report, type ReportedRun, reportVerdict } from './report/report.ts';
export { sizingText } from './report/sizing-text.ts';
export { draftScenario } from './sizing/scenario-draft.ts';
export { type SizingAnswer, size } from './sizing/size.ts';

export { mergeShards, runShard } from './workers/shards.ts';
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

export interface RunOptions extends WorkOptions {
  /** Name of the file or `<text>`, for problems. */
  readonly source?: string;
  readonly seed?: number;
  readonly replications?: number | 'auto';
  /** Aborting ends the call after the running slice with a partial result without runId. */
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
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
  const pause = pauseBetweenSlices(options.signal, () => options.progress?.(progressOf(study)));
  const replicated = { scenario: parsed.scenario, layout, seed: settings.seed };
  const tasks = tasksOf(parsed, replicated, options, pause);
  const study = new StudyRun(parsed.scenario, layout, settings, { tasks, pause });
  return conclude({ parsed, layout, settings, study, source: options.source ?? '<text>' });
}

function progressOf({ progress: { done, total, share, isTotalFinal } }: StudyRun): Progress {
  const next = share > 0.1 && share < 1 ? `, the next one to ${Math.floor(share * 10) * 10} %` : '';
  const message = `${done} of ${total} replications${next}`;
  return { done, total, message, share: Math.min(1, (done + share) / total), isTotalFinal };
}

/** A decision record whose every number names its run. Results without a run id (partial ones) cannot be evidence and must not come here. */
export function draftAdr(results: readonly RunResult[], options: Omit<AdrOptions, 'commandOf'> = {}): string {
  return adrText(results, { ...options, commandOf: (result) => reproduceCommand(result) });
}
