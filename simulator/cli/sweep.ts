/** `sba run FILE --grid …`: one scenario at every combination of values. The exit code is that of its worst point. */
import { parseGrid, renderSweep, sweepFormats, sweepScenario } from '../api.ts';
import { failCode, verdictCode } from './exit-code.ts';
import { filesBeside } from './files-beside.ts';
import { type CommandLine, choice } from './flags.ts';
import { type Io, isWrong, type Outcome, wrong } from './io.ts';
import { performLongCall } from './long-call.ts';
import { oneFile } from './one-file.ts';
import { runSettings } from './run-settings.ts';

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
  const opened = await oneFile(line, io, '--grid takes one scenario file');
  if (typeof opened === 'number' || isWrong(opened)) return opened;
  const { file, target } = opened;
  const options = {
    ...settings.options,
    source: file.source,
    files: filesBeside(file.source, io.directory),
    show: line.values('show'),
  };
  return performLongCall(
    {
      verb: 'run',
      source: file.source,
      call: (ground) => sweepScenario(file.text, axes, { ...options, ...ground }),
      render: (result) => renderSweep(result, format),
      exitCode: ({ verdict }) => verdictCode(verdict, failed),
    },
    { line, settings, target, io },
  );
}
