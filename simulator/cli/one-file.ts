/** The one scenario that a command works on, and where its result goes. */
import { exit } from './exit-code.ts';
import type { CommandLine } from './flags.ts';
import { type Io, isWrong, type Outcome, wrong } from './io.ts';
import { type Destination, destination } from './output.ts';
import { refusalText } from './refusal-text.ts';
import { type SelectedFile, select } from './selection.ts';

export interface OneFile {
  readonly file: SelectedFile;
  readonly target: Destination;
}

/** `otherwise` is what is wrong about several files or a directory. A file that cannot be read has been told: the outcome is its exit code. */
export async function oneFile(line: CommandLine, io: Io, otherwise: string): Promise<OneFile | Outcome> {
  const { files, single } = await select(line.names, io);
  const [file] = files;
  if (!single || file === undefined) return wrong(otherwise);
  const target = destination(line, io, line.names);
  if (isWrong(target)) return target;
  if (!('problems' in file)) return { file, target };
  io.stderr.write(refusalText(file));
  return exit.invalid;
}
