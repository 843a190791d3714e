/** `sba run FILE --grid …`: one scenario at every combination of values. The exit code is that of its worst point. */
import {
  type Progress,
  parseGrid,
  problemLine,
  type RefusedFile,
  renderSweep,
  sweepFormats,
  sweepScenario,
} from '../api.ts';
import { crashText } from './crash.ts';
import { exit, failCode } from './exit-code.ts';
import { filesBeside } from './files-beside.ts';
import { type CommandLine, choice } from './flags.ts';
import { type Io, isWrong, type Outcome, wrong } from './io.ts';
import { destination } from './output.ts';
import { ProgressDisplay } from './progress.ts';
import { runSettings } from './run-settings.ts';
import { select } from './selection.ts';

export async function sweep(line: CommandLine, io: Io): Promise<Outcome> {
  const settings = runSettings(line);
  const format = choice(line, 'format', sweepFormats);
  const failed = failCode(line);
  const axes = parseGrid(line.values('grid'));
  if (isWrong(settings)) return settings;
  if (isWrong(format)) return wrong(`${format.wrong} for a --grid`);
  if (isWrong(failed)) return failed;
  if ('wrong' in axes) return wrong(`--grid: ${axes.wrong}`);
  const both = axes.find(({ parameter }) => Object.hasOwn(settings.options.parameters ?? {}, parameter));
  if (both !== undefined) return wrong(`${both.parameter} is given by --param and by --grid`);
  const { files, single } = await select(line.names, io);
  const [file] = files;
  if (!single || file === undefined) return wrong('--grid takes one scenario file');
  const target = destination(line, io, line.names);
  if (isWrong(target)) return target;
  if ('problems' in file) return refused(file, io);
  const display = new ProgressDisplay(io, { quiet: line.has('quiet'), scenarios: 1 });
  const options = {
    ...settings.options,
    source: file.source,
    files: filesBeside(file.source, io.directory),
    show: line.values('show'),
    signal: io.signal,
    ...(io.pool === undefined ? {} : { pool: io.pool }),
    progress: (progress: Progress) => display.update(0, file.source, progress),
  };
  try {
    const checked = await sweepScenario(file.text, axes, options);
    display.clear();
    if (!checked.ok) return refused({ source: file.source, problems: checked.problems }, io);
    const { result, complete } = checked.value;
    target.write(renderSweep(result, format));
    if (!complete) return exit.interrupted;
    if (result.verdict === 'fail') return failed;
    return result.verdict === 'pass' ? exit.passed : exit.undecided;
  } catch (error) {
    display.clear();
    const grids = line.values('grid').flatMap((grid) => ['--grid', grid]);
    const command = ['sba', 'run', ...line.names, ...grids, ...settings.words].join(' ');
    io.stderr.write(crashText(error, { seed: settings.options.seed, command }));
    return exit.internal;
  }
}

function refused({ source, problems }: RefusedFile, io: Io): number {
  const lines = [`${source}: refused`, ...problems.map((problem) => `  ${problemLine(problem)}`)];
  io.stderr.write(`${lines.join('\n')}\n`);
  return exit.invalid;
}
