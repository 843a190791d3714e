/** The end of every command that reports on runs: the report to its destination, the exit code to the process. */
import { type Report, renderReport, reportFormats } from '../api.ts';
import { exitCode, failCode } from './exit-code.ts';
import { type CommandLine, choice } from './flags.ts';
import { type Io, isWrong, type WrongUsage, wantsColour, wrong } from './io.ts';
import type { Destination } from './output.ts';

export interface ReportOptions {
  readonly format: (typeof reportFormats)[number];
  readonly detail: 'quiet' | 'normal' | 'verbose';
  readonly failCode: number;
}

export function reportOptions(line: CommandLine): ReportOptions | WrongUsage {
  if (line.has('quiet') && line.has('verbose')) return wrong('--quiet and --verbose exclude each other');
  const format = choice(line, 'format', reportFormats);
  const failed = failCode(line);
  if (isWrong(format)) return format;
  if (isWrong(failed)) return failed;
  const detail = line.has('quiet') ? 'quiet' : line.has('verbose') ? 'verbose' : 'normal';
  return { format, detail, failCode: failed };
}

export interface Reported {
  readonly report: Report;
  /** An impossible state was met in at least one file. */
  readonly crashed: boolean;
}

export function writeReport(
  { report, crashed }: Reported,
  { format, detail, failCode: failed }: ReportOptions,
  { target, io }: { readonly target: Destination; readonly io: Io },
): number {
  const hasResult = report.runs.length > 0 || (format !== 'text' && format !== 'json');
  if (hasResult) target.write(renderReport(report, format, { detail, colour: target.toTerminal && wantsColour(io) }));
  return exitCode({ report, crashed, failCode: failed });
}
