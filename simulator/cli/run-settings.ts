/** The flags that decide what a run is (seed, replications and parameters), and how many threads make it. */
import type { RunOptions } from '../api.ts';
import { type CommandLine, wholeNumber } from './flags.ts';
import { isWrong, type WrongUsage, wrong } from './io.ts';

/** Flags that decide the numbers, of whichever verb has them; all others say how the work is done and shown. */
export const decidingFlags = ['a', 'b', 'grid', 'vary', 'show', 'seed', 'replications', 'param', 'confidence'] as const;

export interface RunSettings {
  readonly options: Pick<RunOptions, 'seed' | 'replications' | 'parameters' | 'workers'>;
  /** The given ones of the flags that decide the numbers, as words of a command line. */
  readonly words: readonly string[];
}

export function runSettings(line: CommandLine): RunSettings | WrongUsage {
  const seed = wholeNumber(line, 'seed', [0, 2 ** 48]);
  if (isWrong(seed)) return seed;
  const replications =
    line.value('replications') === 'auto' ? 'auto' : wholeNumber(line, 'replications', [1, 1_000_000]);
  if (isWrong(replications)) return wrong(`${replications.wrong}, or auto`);
  const workers = line.value('workers') === 'auto' ? 'auto' : wholeNumber(line, 'workers', [1, 256]);
  if (isWrong(workers)) return wrong(`${workers.wrong}, or auto`);
  const parameters = parametersOf(line.values('param'));
  if (isWrong(parameters)) return parameters;
  return {
    options: {
      ...(seed === undefined ? {} : { seed }),
      ...(replications === undefined ? {} : { replications }),
      ...(workers === undefined ? {} : { workers }),
      parameters,
    },
    words: line.words(decidingFlags),
  };
}

/** Whether the scenario declares them is its own business; here each is given once, with a value. */
export function parametersOf(
  given: readonly string[],
  flag = '--param',
): Readonly<Record<string, string>> | WrongUsage {
  const values = new Map<string, string>();
  for (const text of given) {
    const equals = text.indexOf('=');
    if (equals < 1) return wrong(`${flag} is "${text}"; expected NAME=VALUE`);
    const name = text.slice(0, equals);
    if (values.has(name)) return wrong(`${flag} ${name} is given twice`);
    values.set(name, text.slice(equals + 1));
  }
  return Object.fromEntries(values);
}
