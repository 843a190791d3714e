/** `sba find`: the cheapest design of a grid that meets every expectation. Infeasible is an answer: exit 0. */
import { findDesign, parseGrid, renderSearch, searchFormats } from '../../api.ts';
import { demandedConfidence } from '../confidence.ts';
import { crashText } from '../crash.ts';
import { exit } from '../exit-code.ts';
import { filesBeside } from '../files-beside.ts';
import { type CommandLine, choice } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { ProgressDisplay } from '../progress.ts';
import { refusalText } from '../refusal-text.ts';
import { runSettings } from '../run-settings.ts';
import { select } from '../selection.ts';
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
  const [name, ...others] = line.names;
  if (name === undefined || others.length > 0) return wrong('name one scenario file');
  const settings = runSettings(line);
  const format = choice(line, 'format', searchFormats);
  const axes = parseGrid(line.values('grid'));
  if (isWrong(settings)) return settings;
  const demanded = demandedConfidence(line);
  if (isWrong(format)) return format;
  if (isWrong(demanded)) return demanded;
  if ('wrong' in axes) return wrong(`--grid: ${axes.wrong}`);
  if (axes.length === 0) return wrong('say what to choose from: --grid NAME=VALUE,VALUE…');
  const { files, single } = await select([name], io);
  const [file] = files;
  if (!single || file === undefined) return wrong('name one scenario file, not a directory');
  const target = destination(line, io, [name]);
  if (isWrong(target)) return target;
  if ('problems' in file) {
    io.stderr.write(refusalText(file));
    return exit.invalid;
  }
  const display = new ProgressDisplay(io, { quiet: line.has('quiet'), scenarios: 1 });
  const { replications: _all, ...options } = settings.options;
  try {
    const checked = await findDesign(file.text, axes, {
      ...options,
      source: file.source,
      files: filesBeside(file.source, io.directory),
      ...demanded,
      ...(line.has('vary') ? { vary: line.values('vary') } : {}),
      signal: io.signal,
      ...(io.pool === undefined ? {} : { pool: io.pool }),
      progress: (progress) => display.update(0, file.source, progress),
    });
    display.clear();
    if (!checked.ok) {
      io.stderr.write(refusalText({ source: file.source, problems: checked.problems }));
      return exit.invalid;
    }
    target.write(renderSearch(checked.value.result, format));
    return checked.value.complete ? exit.passed : exit.interrupted;
  } catch (error) {
    display.clear();
    const grids = line.values('grid').flatMap((grid) => ['--grid', grid]);
    const command = ['sba', 'find', name, ...grids, ...settings.words].join(' ');
    io.stderr.write(crashText(error, { seed: settings.options.seed, command }));
    return exit.internal;
  }
}
