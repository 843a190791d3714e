/**
 * The boundary: the few verbs that the command line and the MCP server call. Text in, values out; no files, no streams, no exit codes.
 *
 * Long work is sliced: between slices the event loop runs, so that progress, signals and cancelled requests are seen. Where the
 * slices fall has no influence on any number.
 */
import type { Checked } from './model/problem.ts';
import type { RunResult } from './model/result.ts';

/** Progress of a long call; `done` and `total` are replications (total is the most that may be needed). */
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

/** Simulates and judges a scenario given as text. Wrong input comes back as problems; an impossible state throws `ImpossibleState`. */
export declare function runScenario(text: string, options?: RunOptions): Promise<Checked<RunOutcome>>;
