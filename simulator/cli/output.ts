/**
 * Where the result goes: standard output, or the one file that --out names. Checked before the work starts, so that an hour of simulation
 * does not end at a folder that is not there.
 */
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CommandLine } from './flags.ts';
import { type Io, type WrongUsage, wrong } from './io.ts';

export interface Destination {
  readonly write: (text: string) => void;
  /** True when the result goes to a terminal. */
  readonly toTerminal: boolean;
}

/** `inputs` are the files that are read: writing over one of them is refused. */
export function destination(line: CommandLine, io: Io, inputs: readonly string[]): Destination | WrongUsage {
  const out = line.value('out');
  if (out === undefined) return { write: (text) => io.stdout.write(text), toTerminal: io.stdout.isTTY };
  const path = resolve(io.directory, out);
  if (inputs.some((input) => resolve(io.directory, input) === path))
    return wrong(`--out ${out} would overwrite a file that is read`);
  const trouble = unwritable(path);
  if (trouble !== undefined) return wrong(`--out ${out} cannot be written: ${trouble}`);
  return { write: (text) => writeFileSync(path, text), toTerminal: false };
}

function unwritable(path: string): string | undefined {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing?.isDirectory() === true) return 'it is a directory';
    accessSync(existing === undefined ? dirname(path) : path, constants.W_OK);
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
}

/** `ENOENT` and its like in words. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (code === '' ? String(error) : code);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  EISDIR: 'a directory',
  ENOTDIR: 'a part of its path is no directory',
  ELOOP: 'links that lead in a circle',
  ENAMETOOLONG: 'a name that is too long',
};
