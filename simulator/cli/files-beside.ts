/** Files that a scenario names, looked for beside it: in its folder, or in the present one for a scenario on standard input. */
import { dirname, join, resolve } from 'node:path';
import type { FileReader } from '../model/recordings.ts';
import { textOf } from './text-file.ts';

/** `scenario` as the user named it, `directory` where relative files are looked for. */
export function filesBeside(scenario: string, directory: string): FileReader {
  const folder = scenario === '-' ? '.' : dirname(scenario);
  return (name) => {
    const source = join(folder, name);
    const reading = textOf(resolve(directory, source));
    return 'text' in reading ? { text: reading.text, source } : { unreadable: reading.unreadable };
  };
}
