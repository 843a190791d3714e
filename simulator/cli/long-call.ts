/**
 * One long call of the engine, from its command line to its exit code: progress while it works, then its result, what it refuses, or the
 * defect that it met with the words that do it again.
 *
 * `sba run` over files is not one call but many (verbs/run.ts): it goes on behind a file that failed.
 */
import type { Progress, RunOptions } from '../api.ts';
import type { Checked } from '../model/problem.ts';
import { crashText } from './crash.ts';
import { exit } from './exit-code.ts';
import { type CommandLine, commandWords } from './flags.ts';
import { groundOf, type Io } from './io.ts';
import type { Destination } from './output.ts';
import { ProgressDisplay } from './progress.ts';
import { refusalText } from './refusal-text.ts';
import type { RunSettings } from './run-settings.ts';

/** What a call gets from here beside its own options. */
export type CallGround = Pick<RunOptions, 'signal' | 'pool'> & { readonly progress: (progress: Progress) => void };

export interface LongCall<Result> {
  /** As it is named on the command line. */
  readonly verb: string;
  /** Whom progress and refusals speak of. */
  readonly source: string;
  readonly call: (ground: CallGround) => Promise<Checked<{ readonly result: Result; readonly complete: boolean }>>;
  readonly render: (result: Result) => string;
  /** Of a complete result; absent: an answer is an answer, 0. */
  readonly exitCode?: (result: Result) => number;
}

export interface CallPlace {
  readonly line: CommandLine;
  readonly settings: RunSettings;
  readonly target: Destination;
  readonly io: Io;
}

/** An interrupted call writes its partial result and ends with 130. */
export async function performLongCall<Result>(
  { verb, source, call, render, exitCode = () => exit.passed }: LongCall<Result>,
  { line, settings, target, io }: CallPlace,
): Promise<number> {
  const display = new ProgressDisplay(io, { quiet: line.has('quiet'), scenarios: 1 });
  try {
    const checked = await call({ ...groundOf(io), progress: (progress) => display.update(0, source, progress) });
    display.clear();
    if (!checked.ok) {
      io.stderr.write(refusalText({ source, problems: checked.problems }));
      return exit.invalid;
    }
    const { result, complete } = checked.value;
    target.write(render(result));
    return complete ? exitCode(result) : exit.interrupted;
  } catch (error) {
    display.clear();
    const command = commandWords(verb, line.names, settings.words);
    io.stderr.write(crashText(error, { seed: settings.options.seed, command }));
    return exit.internal;
  }
}
