/** `sba run`: simulates scenarios and judges their expectations; a file that cannot be run does not stop the others. */
import {
  type Progress,
  type RefusedFile,
  type ReportedRun,
  reportFormats,
  shellCommand,
  validateScenario,
} from '../../api.ts';
import { crashText } from '../crash.ts';
import { filesBeside } from '../files-beside.ts';
import { type CommandLine, commandWords } from '../flags.ts';
import { groundOf, type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { ProgressDisplay } from '../progress.ts';
import { refusalText } from '../refusal-text.ts';
import { type Reported, reportOptions, writeReport } from '../report-output.ts';
import { type RunSettings, runSettings } from '../run-settings.ts';
import { type SelectedFile, select } from '../selection.ts';
import { performShard, shardFlag } from '../shard.ts';
import { sweep } from '../sweep.ts';
import { shared, type Verb } from '../verb.ts';

export const run: Verb = {
  name: 'run',
  usage: ['run FILE|DIRECTORY|-… [flags]'],
  about: [
    'Simulates each scenario until its expectations are decided, and reports the verdicts with their intervals.',
    'A directory stands for the *.yaml, *.yml and *.json directly in it; - is standard input. The result goes to standard',
    'output, progress and problems to standard error. The same files, flags and version give the same bytes.',
  ],
  flags: {
    seed: shared.seed,
    replications: shared.replications,
    param: shared.param,
    grid: {
      value: 'NAME=V,V…',
      repeatable: true,
      help: 'Runs one file at every value of a parameter (a,b,c or from..to:steps); several grids make every combination.',
    },
    show: {
      value: 'QUESTION',
      repeatable: true,
      help: 'A further column of the grid: METRIC [STATISTIC] [MODE], as in "responseTime p99 outside-faults".',
    },
    workers: shared.workers,
    format: { value: reportFormats.join('|'), help: 'Form of the result; text when absent.' },
    out: shared.out,
    'fail-code': shared.failCode,
    shard: {
      value: 'i/n',
      help: 'Only the i-th of n shares of the replications, for sba merge; needs a number of replications.',
    },
    quiet: shared.quiet,
    verbose: shared.verbose,
    help: shared.help,
  },
  examples: [
    ['sba run scenarios/flash-sale.yaml', 'one scenario, a report for people'],
    ['sba run scenarios --format junit --out sba.xml', 'a folder in CI: a suite a scenario, a case an expectation'],
    ['sba run crash.yaml --param nodeTimeout=5s --param backups=2', 'another design without editing the file'],
    [
      'sba run crash.yaml --format json --out crash.json',
      'the whole result, to keep and to draft a decision record from',
    ],
    [
      'sba run sale.yaml --grid rate=200/s..1600/s:8 --show "utilisation mean"',
      'a table, a chart, and the value at which a promise is left',
    ],
    [
      'sba run scenarios --replications 64 --shard 2/4 --out shard-2.json',
      'a quarter of the work on one of four machines; sba merge joins the shards',
    ],
    ['sba run scenarios --format github', 'annotations at the lines of the expectations, in GitHub Actions'],
  ],
  exits: [0, 1, 2, 64, 65, 70, 130],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  if (line.names.length === 0) return wrong('name at least one scenario file or directory');
  if (line.has('grid') && line.has('shard')) return wrong('--grid and --shard exclude each other');
  if (line.has('grid')) return sweep(line, io);
  if (line.has('show')) return wrong('--show asks something of each point of a --grid');
  const options = reportOptions(line);
  const settings = runSettings(line);
  const shard = shardFlag(line);
  if (isWrong(options)) return options;
  if (isWrong(settings)) return settings;
  if (isWrong(shard)) return shard;
  const selection = await select(line.names, io);
  const target = destination(
    line,
    io,
    selection.files.map(({ source }) => source),
  );
  if (isWrong(target)) return target;
  const quiet = line.has('quiet');
  if (shard !== undefined) return performShard({ shard, selection, settings, target, io, quiet });
  const reported = await runAll(selection.files, { settings, io, quiet, single: selection.single });
  return writeReport(reported, options, { target, io });
}

interface Job {
  readonly settings: RunSettings;
  readonly io: Io;
  readonly quiet: boolean;
  readonly single: boolean;
}

/** One file after the other; refusals are told at once on standard error and kept for the report. */
export async function runAll(files: readonly (SelectedFile | RefusedFile)[], job: Job): Promise<Reported> {
  const { io } = job;
  const runs: ReportedRun[] = [];
  const refused: RefusedFile[] = [];
  const notRun: string[] = [];
  let crashed = false;
  const display = new ProgressDisplay(io, { quiet: job.quiet, scenarios: files.length });
  for (const [index, file] of files.entries()) {
    if (io.signal.aborted) {
      notRun.push(file.source);
      continue;
    }
    const ended: ReportedRun | Refused =
      'problems' in file ? file : await runOne(file, job, (progress) => display.update(index, file.source, progress));
    display.clear();
    if ('result' in ended) runs.push(ended);
    else {
      refused.push(ended);
      crashed ||= ended.crash !== undefined;
      io.stderr.write(ended.crash ?? refusalText(ended));
    }
  }
  return { report: { runs, refused, notRun, single: job.single }, crashed };
}

type Refused = RefusedFile & { readonly crash?: string };

async function runOne(
  { source, text }: SelectedFile,
  { settings, io }: Job,
  progress: (progress: Progress) => void,
): Promise<ReportedRun | Refused> {
  const files = filesBeside(source, io.directory);
  const options = { ...settings.options, ...groundOf(io), source, files, progress };
  try {
    const checked = await io.simulate(text, options);
    return checked.ok ? { source, text, ...checked.value } : { source, problems: checked.problems };
  } catch (error) {
    const scenario = validateScenario(text, { source, files, ...settings.options });
    const seed = settings.options.seed ?? (scenario.ok ? scenario.value.scenario.run.seed : undefined);
    const command = commandWords('run', [source], settings.words);
    const found = `an internal error: ${error instanceof Error ? error.message : String(error)}`;
    const problem = {
      source,
      path: '',
      found,
      expected: 'a run to its end',
      suggestion: `reproduce: ${shellCommand(command)}`,
    };
    return { source, problems: [problem], crash: crashText(error, { seed, command }) };
  }
}
