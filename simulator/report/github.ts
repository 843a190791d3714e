/**
 * Workflow commands for GitHub Actions: annotations at the file and line of the expectation, then one line a scenario for the log.
 *
 * fail is an error, inconclusive and not exercised are warnings, problems of refused files are errors. GitHub silently drops everything
 * beyond ten annotations a kind and step, so at most nine are written, worst first, and the tenth says how many more there are.
 * The summary page is the markdown format: `--format markdown --out "$GITHUB_STEP_SUMMARY"`; no file is written unasked.
 */
import type { ExpectationResult } from '../model/result.ts';
import { expectationLine } from './expectation-line.ts';
import { type Report, type ReportedRun, reportSummary, reportVerdict } from './report.ts';
import { reproduceCommand } from './reproduce.ts';

const mostOfAKind = 9;

interface Annotation {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

export function githubReport(report: Report): string {
  const errors = [...report.refused.flatMap(refusals), ...report.runs.flatMap((run) => judged(run, ['fail']))];
  const warnings = [
    ...report.runs.flatMap((run) => judged(run, ['inconclusive', 'not exercised'])),
    ...unfinished(report),
  ];
  const verdict: Annotation = { title: `sba: ${reportVerdict(report)}`, message: reportSummary(report) };
  const log = report.runs.map(
    ({ source, result }) => `${result.verdict}: ${oneLine(source)}: ${oneLine(result.summary)}`,
  );
  return `${[...commands('error', errors), ...commands('warning', warnings), ...commands('notice', [verdict]), ...log.map(inert)].join('\n')}\n`;
}

function refusals({ source, problems }: Report['refused'][number]): readonly Annotation[] {
  return problems.map((problem) => ({
    file: source,
    ...(problem.line === undefined ? {} : { line: problem.line }),
    ...(problem.column === undefined ? {} : { column: problem.column }),
    title: `refused${problem.path === '' ? '' : `: ${problem.path}`}`,
    message: `found ${problem.found}, expected ${problem.expected}${problem.suggestion === undefined ? '' : `; ${problem.suggestion}`}`,
  }));
}

function judged(run: ReportedRun, verdicts: readonly ExpectationResult['verdict'][]): readonly Annotation[] {
  const { result, source } = run;
  return verdicts.flatMap((verdict) =>
    result.expectations
      .filter((entry) => entry.verdict === verdict)
      .map((entry) => ({
        file: source,
        ...lineOf(run, entry),
        title: `${verdict}: ${entry.text}`,
        message: `${entry.explanation}\nreproduce: ${reproduceCommand(result, source)}`,
      })),
  );
}

function lineOf({ text, result }: ReportedRun, { text: expectation }: ExpectationResult): { readonly line?: number } {
  const line = expectationLine(text ?? result.scenario.text ?? '', expectation, result.scenario.parameters);
  return line === undefined ? {} : { line };
}

function unfinished({ runs, notRun }: Report): readonly Annotation[] {
  return [
    ...runs
      .filter((run) => !run.complete)
      .map(({ source }) => ({ file: source, title: 'interrupted', message: 'partial result' })),
    ...notRun.map((source) => ({ file: source, title: 'interrupted', message: 'not run' })),
  ];
}

function commands(kind: 'error' | 'warning' | 'notice', annotations: readonly Annotation[]): readonly string[] {
  const shown = annotations.length <= mostOfAKind + 1 ? annotations : annotations.slice(0, mostOfAKind);
  const more = annotations.length - shown.length;
  const lines = shown.map((annotation) => command(kind, annotation));
  return more === 0
    ? lines
    : [
        ...lines,
        command(kind, { title: `${more} more`, message: `${more} more like these; the report has all of them` }),
      ];
}

function command(kind: string, { file, line, column, title, message }: Annotation): string {
  const properties = Object.entries({ file, line, col: column, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${propertyValue(String(value))}`);
  return `::${kind} ${properties.join(',')}::${messageValue(message)}`;
}

function messageValue(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function propertyValue(text: string): string {
  return messageValue(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A line of the log that starts like a command would be taken for one. */
function inert(line: string): string {
  return line.startsWith('::') || line.startsWith('##[') ? ` ${line}` : line;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
