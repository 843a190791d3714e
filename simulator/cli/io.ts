/**
 * What a command sees of the world: streams, files, a clock for progress, a signal, the engine. bin.ts hands in the real ones.
 *
 * A command answers with its exit code, or with what is wrong about the command line (exit 64); it never ends the process itself.
 */
import type { RunOptions, runScenario, ThreadPool } from '../api.ts';

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Characters a line; 80 when unknown. */
  readonly columns: number;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative files are looked for here. */
  readonly directory: string;
  /** Aborts on the first interrupt. */
  readonly signal: AbortSignal;
  /** Milliseconds of any clock that does not jump; for progress alone, never for results. */
  readonly now: () => number;
  readonly simulate: typeof runScenario;
  /** Threads for long work; absent: everything in this thread. */
  readonly pool?: ThreadPool;
}

/** What long work takes from the world besides its input. */
export function groundOf({ signal, pool }: Io): Pick<RunOptions, 'signal' | 'pool'> {
  return { signal, ...(pool === undefined ? {} : { pool }) };
}

export interface WrongUsage {
  readonly wrong: string;
}

export type Outcome = number | WrongUsage;

export function wrong(text: string): WrongUsage {
  return { wrong: text };
}

export function isWrong(value: unknown): value is WrongUsage {
  return typeof value === 'object' && value !== null && 'wrong' in value;
}

/** Colour only on a terminal, and never against https://no-color.org. */
export function wantsColour({ stdout, env }: Io): boolean {
  return stdout.isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
