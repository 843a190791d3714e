/**
 * The command line: a table of contents. A verb is looked up, its flags are read strictly, it does its work and answers with an exit code.
 */
import { engineVersion } from '../api.ts';
import { didYouMean } from '../model/suggest.ts';
import { crashText } from './crash.ts';
import { exit } from './exit-code.ts';
import { readCommandLine } from './flags.ts';
import { mainHelp, verbHelp } from './help.ts';
import { type Io, isWrong, type Outcome, wrong } from './io.ts';
import type { Verb } from './verb.ts';
import { compare } from './verbs/compare.ts';
import { draft } from './verbs/draft.ts';
import { explainVerb } from './verbs/explain.ts';
import { find } from './verbs/find.ts';
import { init } from './verbs/init.ts';
import { mcp } from './verbs/mcp.ts';
import { merge } from './verbs/merge.ts';
import { run } from './verbs/run.ts';
import { sizeVerb } from './verbs/size.ts';
import { validate } from './verbs/validate.ts';

const verbs: readonly Verb[] = [init, validate, run, merge, sizeVerb, compare, find, draft, explainVerb, mcp];

/** `words` are the arguments behind the program's name. Never throws: an uncaught error is exit 70. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  try {
    const outcome = await dispatch(words, io);
    if (!isWrong(outcome)) return outcome;
    io.stderr.write(`sba: ${outcome.wrong}\n`);
    return exit.wrongUsage;
  } catch (error) {
    io.stderr.write(crashText(error, { command: ['sba', ...words] }));
    return exit.internal;
  }
}

async function dispatch([first, ...rest]: readonly string[], io: Io): Promise<Outcome> {
  if (first === undefined)
    return wrong(`say what to do: ${verbs.map(({ name }) => name).join(', ')}; sba --help tells more`);
  if (first === '--version' || first === '-V') return shown(`sba ${engineVersion}\n`, io);
  if (first === '--help' || first === '-h') return shown(mainHelp(verbs), io);
  if (first === 'help') return help(rest[0], io);
  const verb = verbs.find(({ name }) => name === first);
  if (verb === undefined) return unknownVerb(first);
  const line = readCommandLine(rest, verb.flags);
  if (isWrong(line))
    return rest.some((word) => word === '--help' || word === '-h')
      ? shown(verbHelp(verb), io)
      : about(verb, line.wrong);
  if (line.has('help')) return shown(verbHelp(verb), io);
  const outcome = await verb.perform(line, io);
  return isWrong(outcome) ? about(verb, outcome.wrong) : outcome;
}

function help(name: string | undefined, io: Io): Outcome {
  if (name === undefined) return shown(mainHelp(verbs), io);
  const verb = verbs.find((each) => each.name === name);
  return verb === undefined ? unknownVerb(name) : shown(verbHelp(verb), io);
}

function unknownVerb(name: string): Outcome {
  const names = verbs.map((verb) => verb.name);
  return wrong(`there is no verb "${name}"; ${didYouMean(name, names) ?? `there are ${names.join(', ')}`}`);
}

function about({ name }: Verb, text: string): Outcome {
  return wrong(`${name}: ${text}\nsba ${name} --help shows how it is used`);
}

function shown(text: string, io: Io): number {
  io.stdout.write(text);
  return exit.passed;
}
