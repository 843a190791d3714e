/**
 * What every format reports on: the runs, the files that could not be run and why, and what an interruption left undone.
 *
 * The verdict over all of them is the worst: fail, then inconclusive, then not exercised, then pass. A file that was refused or not
 * reached counts as not exercised, so that nothing unseen can look green.
 */
import type { Problem } from '../model/problem.ts';
import { type RunResult, type Verdict, worstVerdict } from '../model/result.ts';

export interface ReportedRun {
  /** The file as the user named it, `-` for standard input. */
  readonly source: string;
  /** The text of the file, to find the lines of its expectations. */
  readonly text?: string;
  readonly result: RunResult;
  /** False: interrupted, the numbers cover fewer replications than were meant. */
  readonly complete: boolean;
}

export interface RefusedFile {
  readonly source: string;
  readonly problems: readonly Problem[];
}

export interface Report {
  readonly runs: readonly ReportedRun[];
  readonly refused: readonly RefusedFile[];
  /** Files that an interruption left unrun. */
  readonly notRun: readonly string[];
  /** One file was asked for by name: JSON is its result itself, not a list of one. */
  readonly single: boolean;
}

export function reportVerdict({ runs, refused, notRun }: Report): Verdict {
  const worst = worstVerdict(runs.map((run) => run.result.verdict));
  const unseen = refused.length + notRun.length > 0 || runs.length === 0 || runs.some((run) => !run.complete);
  return unseen ? worstVerdict([worst, 'not exercised']) : worst;
}

/** `3 scenarios: 1 fail, 2 pass; 1 file refused`. */
export function reportSummary({ runs, refused, notRun }: Report): string {
  const order: readonly Verdict[] = ['fail', 'inconclusive', 'not exercised', 'pass'];
  const counted = order
    .map((verdict) => ({ verdict, count: runs.filter((run) => run.result.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  const parts = [
    counted.length === 0
      ? plural(runs.length, 'scenario')
      : `${plural(runs.length, 'scenario')}: ${counted.join(', ')}`,
  ];
  if (refused.length > 0) parts.push(`${plural(refused.length, 'file')} refused`);
  if (notRun.length > 0) parts.push(`interrupted, ${plural(notRun.length, 'file')} not run`);
  return parts.join('; ');
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line a problem: `file:line:column: path: found …, expected …; suggestion`. Compilers are read the same way. */
export function problemLine(problem: Problem): string {
  const place = [problem.source, problem.line, problem.line === undefined ? undefined : problem.column].filter(
    (part) => part !== undefined,
  );
  const path = problem.path === '' ? '' : `${problem.path}: `;
  const remedy = problem.suggestion === undefined ? '' : `; ${problem.suggestion}`;
  return `${place.join(':')}: ${path}found ${problem.found}, expected ${problem.expected}${remedy}`;
}
