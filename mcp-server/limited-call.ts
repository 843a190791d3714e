/**
 * One long call of the engine for a tool: it ends at max_seconds or when the client cancels, reports progress, and shares the server's threads.
 *
 * Running out of time is a refusal and not a partial verdict: what a machine manages in a time must not decide what is true. The refusal
 * names a call that fits, and that call gives the same bytes everywhere.
 */
import type { Progress, RunOptions } from '../simulator/api.ts';
import type { Checked } from '../simulator/model/problem.ts';
import { explainProblems } from './refusal.ts';
import type { ToolContext } from './tool.ts';

/** How far the call had come. */
export type Seen = Pick<Progress, 'done' | 'total' | 'message'>;

/** What the engine gets from here beside the options of the tool. */
export type CallGround = Pick<RunOptions, 'signal' | 'progress' | 'pool'>;

export interface LimitedCall<Result> {
  readonly maxSeconds: number;
  readonly call: (ground: CallGround) => Promise<Checked<{ readonly result: Result; readonly complete: boolean }>>;
  /** What is said before the problems of input that is not valid. */
  readonly invalid: string;
  /** What to do instead, when the time was not enough. */
  readonly outOfTime: (seen: Seen) => string;
}

export type LimitedOutcome<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly refusal: string };

/** Only a complete result is one. */
export const performLimited = async <Result>(
  { maxSeconds, call, invalid, outOfTime }: LimitedCall<Result>,
  { signal, progress, pool }: ToolContext,
): Promise<LimitedOutcome<Result>> => {
  let last: Seen = { done: 0, total: 0, message: '' };
  // A timer of our own: AbortSignal.any holds its sources weakly, and a time limit that was collected never comes.
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, maxSeconds * 1000);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const ground: CallGround = {
    signal: ending.signal,
    progress: (seen) => {
      last = seen;
      progress(seen);
    },
    ...(pool === undefined ? {} : { pool }),
  };
  const checked = await awaited(() => call(ground)).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  });
  if (!checked.ok) return { ok: false, refusal: explainProblems(invalid, checked.problems) };
  const { result, complete } = checked.value;
  if (complete) return { ok: true, result };
  return { ok: false, refusal: signal.aborted ? 'Cancelled.' : outOfTime(last) };
};

/** What is thrown before there is a promise comes as one that is rejected, so that what follows is cleared either way. */
const awaited = async <Result>(call: () => Promise<Result>): Promise<Result> => await call();
