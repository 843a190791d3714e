/**
 * The command line, read strictly: `--flag value`, `--flag=value`, `--` before names that start with a dash, `-` for standard input.
 *
 * An unknown flag, a missing value, a value for a switch and a flag given twice (unless it may be repeated) are refused, with the name that
 * was probably meant. Nothing is guessed: a typo in CI must not turn into a silent default.
 */
import { didYouMean } from '../model/suggest.ts';
import { isWrong, type WrongUsage, wrong } from './io.ts';

export interface Flag {
  /** What stands for the value in the help; absent: a switch without a value. */
  readonly value?: string;
  readonly repeatable?: true;
  readonly help: string;
}

/** By name without dashes. */
export type FlagTable = Readonly<Record<string, Flag>>;

export class CommandLine {
  readonly names: readonly string[];
  readonly #given: ReadonlyMap<string, readonly string[]>;

  constructor(names: readonly string[], given: ReadonlyMap<string, readonly string[]>) {
    this.names = names;
    this.#given = given;
  }

  has(flag: string): boolean {
    return this.#given.has(flag);
  }

  value(flag: string): string | undefined {
    return this.#given.get(flag)?.[0];
  }

  values(flag: string): readonly string[] {
    return this.#given.get(flag) ?? [];
  }

  /** Those of these flags that were given, back as words that read the same; flags with a value only, in the order of `flags`. */
  words(flags: readonly string[]): readonly string[] {
    return flags.flatMap((flag) =>
      this.values(flag).flatMap((value) => (value.startsWith('--') ? [`--${flag}=${value}`] : [`--${flag}`, value])),
    );
  }
}

/** A whole command; `flags` as `words` gives them. Names that look like flags go behind `--`. */
export function commandWords(verb: string, names: readonly string[], flags: readonly string[]): readonly string[] {
  const isDashed = names.some((name) => name.startsWith('-') && name !== '-');
  return isDashed ? ['sba', verb, ...flags, '--', ...names] : ['sba', verb, ...names, ...flags];
}

export function readCommandLine(words: readonly string[], flags: FlagTable): CommandLine | WrongUsage {
  const names: string[] = [];
  const given = new Map<string, string[]>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      names.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      names.push(word);
      continue;
    }
    const read = readFlag(word, words[at + 1], flags);
    if (isWrong(read)) return read;
    if (read.usesNext) at += 1;
    const before = given.get(read.name);
    if (before !== undefined && flags[read.name]!.repeatable !== true) return wrong(`--${read.name} is given twice`);
    given.set(read.name, [...(before ?? []), read.value]);
  }
  return new CommandLine(names, given);
}

interface ReadFlag {
  readonly name: string;
  readonly value: string;
  readonly usesNext: boolean;
}

const shortForms: Readonly<Record<string, string>> = {
  '-h': '--help',
  '-q': '--quiet',
  '-v': '--verbose',
  '-o': '--out',
  '-V': '--version',
};

function readFlag(word: string, next: string | undefined, flags: FlagTable): ReadFlag | WrongUsage {
  const long = shortForms[word] ?? word;
  const equals = long.indexOf('=');
  const name = (equals < 0 ? long : long.slice(0, equals)).replace(/^--?/, '');
  const inline = equals < 0 ? undefined : long.slice(equals + 1);
  const flag = long.startsWith('--') && Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined)
    return wrong(
      `unknown flag ${word}; ${
        didYouMean(name, Object.keys(flags))?.replace('"', '"--') ??
        `there are ${Object.keys(flags)
          .map((each) => `--${each}`)
          .join(' ')}`
      }`,
    );
  if (flag.value === undefined)
    return inline === undefined ? { name, value: '', usesNext: false } : wrong(`--${name} takes no value`);
  if (inline !== undefined) return { name, value: inline, usesNext: false };
  // A value that looks like a flag is more often a forgotten value; `--flag=-x` says that it is meant.
  if (next === undefined || (next.startsWith('--') && next !== '--'))
    return wrong(`--${name} needs a value: --${name} ${flag.value}`);
  return { name, value: next, usesNext: true };
}

/** A whole number within bounds. */
export function wholeNumber(
  line: CommandLine,
  flag: string,
  [least, most]: readonly [number, number],
): number | undefined | WrongUsage {
  const text = line.value(flag);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most
    ? value
    : wrong(`--${flag} is "${text}"; expected a whole number from ${least} to ${most}`);
}

/** One of several words. */
export function choice<Word extends string>(
  line: CommandLine,
  flag: string,
  words: readonly [Word, ...Word[]],
): Word | WrongUsage {
  const text = line.value(flag) ?? words[0];
  const found = words.find((word) => word === text);
  return found ?? wrong(`--${flag} is "${text}"; expected ${words.join(', ')}${hint(text, words)}`);
}

function hint(text: string, words: readonly string[]): string {
  const meant = didYouMean(text, words);
  return meant === undefined ? '' : `; ${meant}`;
}
