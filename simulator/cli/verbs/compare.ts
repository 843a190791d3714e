/** `sba compare`: two designs under common random numbers; an answer is an answer, whichever is better: exit 0. */
import {
  type ComparedDesign,
  compareScenarios,
  comparisonFormats,
  type RefusedFile,
  renderComparison,
} from '../../api.ts';
import { exit } from '../exit-code.ts';
import { filesBeside } from '../files-beside.ts';
import { type CommandLine, choice } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { performLongCall } from '../long-call.ts';
import { destination } from '../output.ts';
import { refusalText } from '../refusal-text.ts';
import { parametersOf, runSettings } from '../run-settings.ts';
import { type SelectedFile, select } from '../selection.ts';
import { shared, type Verb } from '../verb.ts';

export const compare: Verb = {
  name: 'compare',
  usage: ['compare A B [flags]', 'compare FILE --b NAME=VALUE… [flags]'],
  about: [
    'Runs two designs with the same random numbers and reports the paired difference of everything they show, with intervals,',
    'the first event at which their traces part, and which is better in what the expectations ask about. That may be neither:',
    '"no difference seen at this budget" says how large a difference would have been seen. One file with --a or --b compares',
    'it with itself under other values of its parameters.',
  ],
  flags: {
    a: { value: 'NAME=VALUE', repeatable: true, help: 'Value of a parameter for A alone; may be repeated.' },
    b: { value: 'NAME=VALUE', repeatable: true, help: 'Value of a parameter for B alone; may be repeated.' },
    param: shared.param,
    workers: shared.workers,
    seed: shared.seed,
    replications: {
      value: 'N|auto',
      help: 'Pairs of replications, instead of run.replications of A; auto goes on until each difference asked about is seen or known to be small.',
    },
    format: { value: comparisonFormats.join('|'), help: 'Form of the result; text when absent.' },
    out: shared.out,
    quiet: { help: 'No progress.' },
    help: shared.help,
  },
  examples: [
    ['sba compare scenarios/redis-master-crash.yaml --b nodeTimeout=5s', 'what does a longer timeout cost?'],
    ['sba compare today.yaml proposed.yaml --format json --out difference.json', 'two files, the whole result to keep'],
  ],
  exits: [0, 64, 65, 70, 130],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  if (line.names.length < 1 || line.names.length > 2)
    return wrong('name two scenario files, or one with --b NAME=VALUE');
  const [first, second = first] = line.names as [string, string?];
  if (second === first && line.values('a').length + line.values('b').length === 0)
    return wrong('both are the same file: give --b NAME=VALUE, or two files');
  const settings = runSettings(line);
  const format = choice(line, 'format', comparisonFormats);
  const own = [parametersOf(line.values('a'), '--a'), parametersOf(line.values('b'), '--b')] as const;
  if (isWrong(settings)) return settings;
  if (isWrong(format)) return format;
  if (isWrong(own[0])) return own[0];
  if (isWrong(own[1])) return own[1];
  const { files } = await select([first, second], io);
  const target = destination(line, io, line.names);
  if (isWrong(target)) return target;
  const refused = files.filter((file): file is RefusedFile => 'problems' in file);
  for (const file of refused) io.stderr.write(refusalText(file));
  if (refused.length > 0) return exit.invalid;
  const [left, right = left] = files as readonly [SelectedFile, SelectedFile?];
  const { parameters, ...options } = settings.options;
  const a: ComparedDesign = {
    ...left,
    files: filesBeside(left.source, io.directory),
    parameters: { ...parameters, ...own[0] },
  };
  const b: ComparedDesign = {
    ...right,
    files: filesBeside(right.source, io.directory),
    parameters: { ...parameters, ...own[1] },
  };
  const source = `${first} and ${second}`;
  return performLongCall(
    {
      verb: 'compare',
      source,
      call: (ground) => compareScenarios(a, b, { ...options, ...ground }),
      render: (result) => renderComparison(result, format),
    },
    { line, settings, target, io },
  );
}
