/**
 * The boundary: the few verbs that the command line and the MCP server call. Text in, values out; no files, no streams, no exit codes.
 *
 * Long work is sliced: between slices the event loop runs, so that progress, signals and cancelled requests are seen. Where the
 * slices fall has no influence on any number.
 */
import { type AdrOptions, adrText } from './advice/adr.ts';
import type { RunResult } from './model/result.ts';
import { reproduceCommand } from './report/reproduce.ts';
import { engine } from './version.ts';

export { commandSummaries, exitCodes } from './advice/command-topics.ts';
export { explain } from './advice/explain.ts';
export { comparisonFormats, renderComparison } from './report/comparison-text.ts';
export { conciseDraws } from './report/concise-draws.ts';
export { fitsText } from './report/fits-text.ts';
export { renderReport, reportFormats } from './report/formats.ts';
export { conciseResult, jsonText } from './report/json.ts';
export { problemLine, type RefusedFile, type Report, type ReportedRun, reportVerdict } from './report/report.ts';
export { shellCommand } from './report/reproduce.ts';
export { renderSearch, searchFormats } from './report/search-text.ts';
export { sizingText } from './report/sizing-text.ts';
export { renderSweep, sweepFormats } from './report/sweep-text.ts';
export { fits } from './sizing/fits.ts';
export { draftScenario } from './sizing/scenario-draft.ts';
export { type SizingAnswer, size } from './sizing/size.ts';
export type { Sized } from './sizing/sized.ts';
export { sizeUncertain } from './sizing/uncertain.ts';
export { parseGrid } from './study/grid.ts';
export { type ComparedDesign, compareScenarios } from './verbs/compare-scenarios.ts';
export { findDesign } from './verbs/find-design.ts';
export { type Progress, type RunOptions, runScenario, validateScenario } from './verbs/run-scenario.ts';
export { sweepScenario } from './verbs/sweep-scenario.ts';
export { mergeShards, runShard } from './workers/shards.ts';
export { isReplicationThread } from './workers/thread-main.ts';
export { ThreadPool } from './workers/thread-pool.ts';

export const engineVersion = engine.version;

/** A decision record whose every number names its run. Results without a run id (partial ones) cannot be evidence and must not come here. */
export function draftAdr(results: readonly RunResult[], options: Omit<AdrOptions, 'commandOf'> = {}): string {
  return adrText(results, { ...options, commandOf: (result) => reproduceCommand(result) });
}
