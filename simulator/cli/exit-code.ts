/**
 * Exit codes. Several at once: 70, then 130, 65, 1, 2, 0, whichever comes first. What each means is told by `sba explain "exit 65"`.
 */
import { type Report, reportVerdict } from '../api.ts';
import type { Verdict } from '../model/result.ts';
import type { CommandLine } from './flags.ts';
import { type WrongUsage, wrong } from './io.ts';

export const exit = {
  passed: 0,
  failed: 1,
  undecided: 2,
  wrongUsage: 64,
  invalid: 65,
  internal: 70,
  interrupted: 130,
} as const;

const inUse: readonly number[] = [0, 2, 3, 64, 65, 70, 130];

/** The code for "an expectation failed", which --fail-code may change, but not into one with another meaning. */
export function failCode(line: CommandLine): number | WrongUsage {
  const text = line.value('fail-code');
  if (text === undefined) return exit.failed;
  const code = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(code >= 1 && code <= 255)) return wrong(`--fail-code is "${text}"; expected a whole number from 1 to 255`);
  return inUse.includes(code)
    ? wrong(`--fail-code ${code} has a meaning of its own; ${inUse.join(', ')} are in use`)
    : code;
}

export interface Ended {
  readonly report: Report;
  /** An impossible state was met in at least one file. */
  readonly crashed: boolean;
  readonly failCode: number;
}

export function exitCode({ report, crashed, failCode: failed }: Ended): number {
  if (crashed) return exit.internal;
  if (report.notRun.length > 0 || report.runs.some((run) => !run.complete)) return exit.interrupted;
  if (report.refused.length > 0 || report.runs.length === 0) return exit.invalid;
  return verdictCode(reportVerdict(report), failed);
}

/** Of a verdict over expectations; `failed` is the code that --fail-code chose. */
export function verdictCode(verdict: Verdict, failed: number): number {
  if (verdict === 'fail') return failed;
  return verdict === 'pass' ? exit.passed : exit.undecided;
}
