/**
 * Markdown for a build's summary page or a comment: the verdict table first, details folded, headings from level 3.
 *
 * GitHub drops a step summary above 1 MiB as a whole, so the text is cut at whole scenarios below 1 000 000 bytes, and says how many
 * are left out. Text from scenarios is escaped: it can make neither tables nor tags.
 */

import { worstFirst } from '../model/result.ts';
import { observedTable } from './observed-text.ts';
import { metricOrder } from './ordered-result.ts';
import { questionOf } from './question.ts';
import { problemLine, type Report, type ReportedRun, reportSummary, reportVerdict } from './report.ts';
import { reproduceCommand } from './reproduce.ts';
import { shownInterval, shownNumber, shownQuantity } from './shown-number.ts';
import { faultStory } from './text-sections.ts';
import { uncertaintyMethod, uncertaintyTables } from './uncertainty-text.ts';

const limit = 1_000_000;

export function markdownReport(report: Report): string {
  const head = [`### ${reportVerdict(report)}: ${escaped(reportSummary(report))}`, '', ...overview(report), ''].join(
    '\n',
  );
  const blocks = worstFirst(report.runs.map((run) => ({ run, verdict: run.result.verdict }))).map(({ run }) =>
    runBlock(run),
  );
  return cut(head, [...refusedBlocks(report), ...blocks]);
}

function overview(report: Report): readonly string[] {
  const rows = worstFirst(report.runs.map((run) => ({ run, verdict: run.result.verdict }))).map(({ run, verdict }) => [
    bold(verdict),
    code(run.result.scenario.name),
    escaped(run.complete ? run.result.summary : `interrupted. ${run.result.summary}`),
  ]);
  const refused = report.refused.map(({ source, problems }) => [
    bold('refused'),
    code(source),
    `${problems.length} problems, below`,
  ]);
  const notRun = report.notRun.map((source) => [bold('not run'), code(source), 'interrupted']);
  return table(['verdict', 'scenario', 'summary'], [...rows, ...refused, ...notRun]);
}

function refusedBlocks(report: Report): readonly string[] {
  return report.refused.map(({ source, problems }) =>
    [`#### ${code(source)}`, '', ...problems.map((problem) => `- ${escaped(problemLine(problem))}`), ''].join('\n'),
  );
}

function runBlock(run: ReportedRun): string {
  const { result } = run;
  const question = questionOf(result.scenario.text ?? run.text);
  const lines = [
    `#### ${code(result.scenario.name)}: ${result.verdict}`,
    '',
    ...(question === undefined ? [] : [escaped(question), '']),
    ...expectationTable(run),
    ...observed(run),
    ...uncertainty(run),
    ...result.findings.map(
      ({ severity, code: name, text, advice }) =>
        `- **${severity}** ${code(name)}: ${escaped(advice === undefined ? text : `${text} ${advice}`)}`,
    ),
    ...(result.findings.length === 0 ? [] : ['']),
    ...folded('Faults, metrics, closed forms, assumptions', [
      ...faults(run),
      ...metricTable(run),
      ...twins(run),
      ...assumptions(run),
    ]),
    'Reproduce:',
    '',
    ...fenced('sh', reproduceCommand(result, run.source)),
    '',
    `run ${code(result.runId ?? 'none: partial result')}, ${escaped(`${result.engine.name} ${result.engine.version}`)}, scenario ${code(result.scenario.digest)}, trace ${code(result.traceDigest)}`,
    '',
  ];
  return lines.join('\n');
}

function expectationTable({ result }: ReportedRun): readonly string[] {
  const rows = worstFirst(result.expectations).map((entry) => {
    const unit = entry.unit ?? '';
    const estimate = entry.estimate === undefined ? 'unknown' : shownQuantity(entry.estimate, unit);
    const bound = entry.limit === undefined ? '' : shownQuantity(entry.limit, unit);
    return [
      bold(entry.verdict),
      code(entry.text),
      estimate,
      shownInterval(entry.low, entry.high, unit),
      bound,
      escaped(entry.explanation),
    ];
  });
  return rows.length === 0
    ? []
    : [...table(['verdict', 'expectation', 'estimate', '95 % interval', 'limit', 'in words'], rows), ''];
}

function observed({ result: { observed: found } }: ReportedRun): readonly string[] {
  if (found === undefined) return [];
  const { titles, rows } = observedTable(found);
  return [
    ...table(
      titles,
      rows.map((row) => row.map(escaped)),
    ),
    '',
  ];
}

function uncertainty({ result: { uncertainty: found } }: ReportedRun): readonly string[] {
  if (found === undefined) return [];
  const { inputs, expectations } = uncertaintyTables(found);
  const cells = (rows: readonly (readonly string[])[]) => rows.map((row) => row.map(escaped));
  return [
    ...table(inputs.titles, cells(inputs.rows)),
    '',
    ...table(expectations.titles, cells(expectations.rows)),
    '',
    escaped(uncertaintyMethod(found)),
    '',
  ];
}

function faults({ result }: ReportedRun): readonly string[] {
  const lines = result.faults.map(
    (fault) => `- ${code(fault.id)} (${escaped(fault.kind)}) ${escaped(faultStory(fault))}`,
  );
  return lines.length === 0 ? [] : [...lines, ''];
}

function metricTable({ result: { metrics } }: ReportedRun): readonly string[] {
  const rows = metricOrder(Object.keys(metrics)).flatMap((name) => {
    const metric = metrics[name]!;
    if (metric.unknown !== undefined)
      return [[code(name), `unknown: ${escaped(metric.unknown)}`, '', '', '', '', '', metric.basis]];
    const shown = (value: number | undefined): string => (value === undefined ? '' : shownQuantity(value, metric.unit));
    const interval = shownInterval(metric.ci95?.low, metric.ci95?.high, metric.unit);
    return [
      [
        code(name),
        shown(metric.mean),
        interval,
        shown(metric.p50),
        shown(metric.p99),
        shown(metric.max),
        shownNumber(metric.count),
        metric.basis,
      ],
    ];
  });
  return rows.length === 0
    ? []
    : [...table(['metric', 'mean', '95 % of mean', 'p50', 'p99', 'max', 'samples', 'basis'], rows), ''];
}

function twins({ result }: ReportedRun): readonly string[] {
  const rows = result.twins.map((twin) => [
    twin.comparison !== undefined ? 'compare' : twin.agrees ? 'agrees' : bold('differs'),
    escaped(twin.comparison === undefined ? twin.name : `${twin.name} (${twin.comparison})`),
    shownQuantity(twin.expected, twin.unit),
    shownQuantity(twin.simulated, twin.unit),
    shownQuantity(twin.gap, 'ratio'),
    code(twin.formula),
  ]);
  return rows.length === 0
    ? []
    : [...table(['twin', 'closed form', 'expected', 'simulated', 'gap', 'formula'], rows), ''];
}

function assumptions({ result }: ReportedRun): readonly string[] {
  return result.assumptions.map((assumption) => `- assumed: ${escaped(assumption)}`);
}

function folded(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`<details><summary>${title}</summary>`, '', ...lines, '', '</details>', ''];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles.map((title) => title.replace(/^>/, ''))), line(titles.map(() => '---')), ...rows.map(line)];
}

function fenced(language: string, text: string): readonly string[] {
  return [`\`\`\`${language}`, oneLine(text), '```'];
}

function bold(text: string): string {
  return text === 'pass' ? text : `**${escaped(text)}**`;
}

/** Inline code inside a table: a bar is written as a reference, a back-tick cannot be. */
function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function oneLine(text: string): string {
  return text.trim().replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function cut(head: string, blocks: readonly string[]): string {
  let text = `${head}\n`;
  for (const [index, block] of blocks.entries()) {
    if (Buffer.byteLength(text) + Buffer.byteLength(block) > limit)
      return `${text}${blocks.length - index} more left out: the page would be too long.\n`;
    text += `${block}\n`;
  }
  return `${text.trimEnd()}\n`;
}
