/** `sba find`: the cheapest design of a grid that meets every expectation. Infeasible is an answer: exit 0. */
import { findDesign, parseGrid, renderSearch, searchFormats } from '../../api.ts';
import { demandedConfidence } from '../confidence.ts';
import { filesBeside } from '../files-beside.ts';
import { type CommandLine, choice } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { performLongCall } from '../long-call.ts';
import { oneFile } from '../one-file.ts';
import { runSettings } from '../run-settings.ts';
import { shared, type Verb } from '../verb.ts';

export const find: Verb = {
  name: 'find',
  usage: ['find FILE --grid NAME=V,V… [--grid …] [flags]'],
  about: [
    'Finds the cheapest combination of parameter values with which the scenario meets every expectation under its faults. Closed',
    'forms rule out what cannot pass, a few seeds what fails clearly; the rest is run to its verdict, cheapest first. The answer',
    'names what binds, the runner-up and why it lost, and the loads and prices at which the answer changes. Prices stand under',
    'cost: in the scenario; without them members are counted. That nothing passes is an answer, with the promise that forbids it.',
  ],
  flags: {
    grid: {
      value: 'NAME=V,V…',
      repeatable: true,
      help: 'Values of a parameter to choose from (a,b,c or from..to:steps); several grids make every combination.',
    },
    vary: {
      value: 'NAME',
      repeatable: true,
      help: 'Raise this parameter until the answer no longer holds; absent: every rate that the scenario declares.',
    },
    confidence: {
      value: 'P',
      help: 'Where inputs are uncertain: the cheapest design that meets every expectation with at least this probability, as 0.9.',
    },
    param: shared.param,
    workers: shared.workers,
    seed: shared.seed,
    format: { value: searchFormats.join('|'), help: 'Form of the result; text when absent.' },
    out: shared.out,
    quiet: { help: 'No progress.' },
    help: shared.help,
  },
  examples: [
    ['sba find sale.yaml --grid members=3..12:10 --grid backups=0,1,2', 'how small can it be?'],
    ['sba find sale.yaml --grid members=4,6,8 --vary rate --format markdown', 'and up to which load is that right?'],
  ],
  exits: [0, 64, 65, 70, 130],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  if (line.names.length !== 1) return wrong('name one scenario file');
  const settings = runSettings(line);
  const format = choice(line, 'format', searchFormats);
  const axes = parseGrid(line.values('grid'));
  if (isWrong(settings)) return settings;
  const demanded = demandedConfidence(line);
  if (isWrong(format)) return format;
  if (isWrong(demanded)) return demanded;
  if ('wrong' in axes) return wrong(`--grid: ${axes.wrong}`);
  if (axes.length === 0) return wrong('say what to choose from: --grid NAME=VALUE,VALUE…');
  const opened = await oneFile(line, io, 'name one scenario file, not a directory');
  if (typeof opened === 'number' || isWrong(opened)) return opened;
  const { file, target } = opened;
  const { replications: _all, ...options } = settings.options;
  const search = {
    ...options,
    source: file.source,
    files: filesBeside(file.source, io.directory),
    ...demanded,
    ...(line.has('vary') ? { vary: line.values('vary') } : {}),
  };
  return performLongCall(
    {
      verb: 'find',
      source: file.source,
      call: (ground) => findDesign(file.text, axes, { ...search, ...ground }),
      render: (result) => renderSearch(result, format),
    },
    { line, settings, target, io },
  );
}
