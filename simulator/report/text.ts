/**
 * The report for a terminal: verdict first, then what was asked, the expectations with their intervals, what the faults caused, the
 * findings with their advice, the metrics, the closed forms beside them, and the command that makes all of it again.
 *
 * The same result gives the same bytes; colour is added only when asked for. `quiet` keeps the verdict and what did not pass.
 */
import { type Verdict, worstFirst } from '../model/result.ts';
import { idleMetrics } from './idle-metrics.ts';
import { observedLines } from './observed-text.ts';
import { questionOf } from './question.ts';
import { type Report, type ReportedRun, reportSummary, reportVerdict } from './report.ts';
import { reproduceCommand } from './reproduce.ts';
import { costLines, expectationLines, faultLines, findingLines, metricLines, twinLines } from './text-sections.ts';
import { colourPaint, type Paint, plainPaint, type Style, tableLines, visible, wrapped } from './text-table.ts';
import { uncertaintyLines } from './uncertainty-text.ts';

export type Detail = 'quiet' | 'normal' | 'verbose';

export interface TextOptions {
  readonly colour?: boolean;
  readonly detail?: Detail;
}

export function textReport(report: Report, { colour = false, detail = 'normal' }: TextOptions = {}): string {
  const paint = colour ? colourPaint : plainPaint;
  const [only] = report.runs;
  if (report.single && only !== undefined) return joined(runLines(only, paint, detail));
  const blocks = detail === 'quiet' ? [] : report.runs.map((run) => runLines(run, paint, detail));
  return joined([...blocks.flatMap((lines) => [...lines, '']), ...overview(report, paint)]);
}

function runLines(run: ReportedRun, paint: Paint, detail: Detail): readonly string[] {
  const { result } = run;
  const head = [
    verdictLine(result.scenario.name, result.verdict, paint, run.complete),
    ...wrapped(unprefixed(result), '  '),
  ];
  if (detail === 'quiet')
    return [
      ...head,
      ...expectationLines(
        worstFirst(result.expectations).filter(({ verdict }) => verdict !== 'pass'),
        paint,
      ),
    ];
  const question = questionOf(result.scenario.text ?? run.text);
  const sections = [
    question === undefined ? [] : wrapped(question, '  '),
    titled('Expectations', expectationLines(result.expectations, paint), paint),
    titled('Faults', faultLines(result.faults), paint),
    titled('Observed beside simulated', observedLines(result.observed, paint), paint),
    titled('Uncertain inputs', uncertaintyLines(result.uncertainty, paint), paint),
    titled('Findings', findingLines(result.findings, paint), paint),
    titled('Metrics', metricLines(result, detail === 'verbose', paint, idleMetrics(result, run.text)), paint),
    titled('Closed forms beside the simulation', twinLines(result.twins, paint), paint),
    titled('Cost of a month', costLines(result.cost, paint), paint),
    titled(
      'Assumptions',
      result.assumptions.flatMap((assumption) => bullet(assumption)),
      paint,
    ),
    titled('Reproduce', reproduction(run), paint),
  ];
  return [...head, ...sections.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...lines])];
}

/** A summary that starts with name and verdict would say twice what the line above says. */
function unprefixed({ summary, verdict, scenario: { name } }: ReportedRun['result']): string {
  const prefix = `${name}: ${verdict} `;
  return summary.startsWith(prefix) ? summary.slice(prefix.length) : summary;
}

function reproduction({ result, source }: ReportedRun): readonly string[] {
  const identity =
    result.runId === undefined ? 'partial result: no run id, it cannot be made again exactly' : `run ${result.runId}`;
  return [
    `  ${visible(reproduceCommand(result, source))}`,
    `  ${identity}`,
    `  ${result.engine.name} ${result.engine.version}, scenario ${result.scenario.digest}, trace ${result.traceDigest}`,
  ];
}

/** All scenarios at a glance, worst first; what was refused or not reached is listed, never dropped. */
function overview(report: Report, paint: Paint): readonly string[] {
  const rows = worstFirst(report.runs.map((run) => ({ run, verdict: run.result.verdict }))).map(({ run, verdict }) => [
    { text: shownVerdict(verdict), style: styleOf(verdict) },
    run.result.scenario.name,
    run.source,
    run.complete ? run.result.summary : `interrupted. ${run.result.summary}`,
  ]);
  const refused = report.refused.map(({ source, problems }) => [
    { text: 'REFUSED', style: 'red' as const },
    '',
    source,
    `${problems.length} problem${problems.length === 1 ? '' : 's'}`,
  ]);
  const notRun = report.notRun.map((source) => [
    { text: 'not run', style: 'yellow' as const },
    '',
    source,
    'interrupted',
  ]);
  return [
    verdictLine('all', reportVerdict(report), paint, report.notRun.length === 0),
    `  ${reportSummary(report)}`,
    '',
    ...tableLines(
      { titles: ['verdict', 'scenario', 'file', 'summary'], rows: [...rows, ...refused, ...notRun] },
      paint,
    ),
  ];
}

function verdictLine(name: string, verdict: Verdict, paint: Paint, complete: boolean): string {
  const partial = complete ? '' : ` ${paint('yellow', '(interrupted: partial result)')}`;
  return `${paint('bold', visible(name))}: ${paint(styleOf(verdict), shownVerdict(verdict))}${partial}`;
}

/** Everything but a pass is in capitals, so that it stands out without colour. */
export function shownVerdict(verdict: Verdict): string {
  return verdict === 'pass' ? 'pass' : verdict.toUpperCase();
}

export function styleOf(verdict: Verdict): Style {
  if (verdict === 'pass') return 'green';
  return verdict === 'fail' ? 'red' : 'yellow';
}

function titled(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...lines];
}

function bullet(text: string): readonly string[] {
  return wrapped(text, '    ').map((line, index) => (index === 0 ? `  - ${line.slice(4)}` : line));
}

function joined(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}
