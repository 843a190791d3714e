/** A verb of the command line: its help is its interface, its flags are all it accepts. */
import type { CommandLine, FlagTable } from './flags.ts';
import type { Io, Outcome } from './io.ts';

export interface Verb {
  readonly name: string;
  /** What follows `sba`, one form a line. */
  readonly usage: readonly string[];
  /** What it is for and what not, before the flags. */
  readonly about: readonly string[];
  readonly flags: FlagTable;
  /** Command, and what it is good for. */
  readonly examples: readonly (readonly [string, string])[];
  /** The exit codes it can end with. */
  readonly exits: readonly number[];
  readonly perform: (line: CommandLine, io: Io) => Promise<Outcome>;
}

/** Flags that several verbs share, each described once. */
export const shared = {
  seed: { value: 'N', help: 'Root of every random stream, instead of run.seed.' },
  replications: {
    value: 'N|auto',
    help: 'Independent repetitions, instead of run.replications; auto goes on until every expectation is decided.',
  },
  param: { value: 'NAME=VALUE', repeatable: true, help: 'Value of a declared parameter; may be repeated.' },
  workers: {
    value: 'N|auto',
    help: 'Threads that simulate; auto is one a processor, at most 8; 1 starts none. Changes no number of the result.',
  },
  out: { value: 'FILE', help: 'Write the result to this file instead of standard output; no other file is written.' },
  failCode: { value: 'N', help: 'Exit with N instead of 1 when an expectation failed; not a code in use.' },
  quiet: { help: 'No progress; in text, only the verdict and what did not pass.' },
  verbose: { help: 'In text, also what is unknown and why.' },
  help: { help: 'This text.' },
} as const;
