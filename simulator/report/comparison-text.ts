/**
 * A comparison for people: who they are, what differs with its interval, where they part. Markdown has the same tables.
 */
import type { ComparisonResult, DifferenceRow } from '../model/comparison.ts';
import { comparedDrawsLines, comparedDrawsMarkdown } from './compared-draws-text.ts';
import { jsonText } from './json.ts';
import { shownInterval, shownQuantity, shownTime } from './shown-number.ts';
import { plainPaint, tableLines, wrapped } from './text-table.ts';

export const comparisonFormats = ['text', 'json', 'markdown'] as const;
export type ComparisonFormat = (typeof comparisonFormats)[number];

export function renderComparison(result: ComparisonResult, format: ComparisonFormat): string {
  if (format === 'json') return jsonText(result);
  return format === 'markdown' ? markdown(result) : text(result);
}

const titles = ['', 'what', '>A', '>B', '>B − A', '95 % interval', 'B is', 'better'] as const;

function text(result: ComparisonResult): string {
  const table = (asked: boolean) => tableLines({ titles, rows: rowsOf(result, asked).map(cells) }, plainPaint);
  return `${[
    ...wrapped(result.summary, ''),
    '',
    ...sides(result).map((line) => `  ${line}`),
    ...(result.differences.some(({ asked }) => asked) ? ['', 'What the expectations ask about', ...table(true)] : []),
    ...comparedDrawsLines(result.uncertainty),
    '',
    'What else differs (each interval by itself)',
    ...table(false),
    ...wrapped(equalOnes(result), '  '),
    '',
    ...wrapped(partingOf(result), ''),
    ...result.assumptions.flatMap((line) => wrapped(line, '  ')),
  ].join('\n')}\n`;
}

function markdown(result: ComparisonResult): string {
  const row = (parts: readonly string[]) => `| ${parts.map((part) => part.replaceAll('|', '\\|')).join(' | ')} |`;
  const heads = titles.map((title) => title.replace('>', ''));
  const table = (asked: boolean) => [
    row(heads),
    row(heads.map(() => '---')),
    ...rowsOf(result, asked).map((each) => row(cells(each))),
  ];
  return `${[
    `# ${result.a.name} beside ${result.b.name}`,
    '',
    result.summary,
    '',
    ...sides(result).map((line) => `- ${line}`),
    '',
    '## What the expectations ask about',
    '',
    ...table(true),
    '',
    ...comparedDrawsMarkdown(result.uncertainty, row),
    '## What else differs',
    '',
    ...table(false),
    '',
    equalOnes(result),
    '',
    partingOf(result),
    '',
    ...result.assumptions.map((line) => `- ${line}`),
  ].join('\n')}\n`;
}

/** What nobody asked about and is the same in every replication is told in a sentence. */
function rowsOf({ differences }: ComparisonResult, asked: boolean): readonly DifferenceRow[] {
  return differences.filter((row) => row.asked === asked && (asked || row.verdict !== 'same'));
}

function equalOnes({ differences }: ComparisonResult): string {
  const equal = differences.filter(({ asked, verdict, a }) => !asked && verdict === 'same' && a !== 0);
  return equal.length === 0
    ? ''
    : `The same in every replication: ${equal.map(({ metric }) => metric).join(', ')}; the rest is 0 in both.`;
}

function sides({ a, b }: ComparisonResult): readonly string[] {
  return [['A', a] as const, ['B', b] as const].map(([letter, { name, source, parameters, verdict, expectations }]) => {
    const values = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
    const judged = expectations.length === 0 ? 'no expectation' : `its own expectations: ${verdict}`;
    return `${letter}: ${name} (${[source, ...values].join(', ')}); ${judged}`;
  });
}

function cells(row: DifferenceRow): readonly string[] {
  const { metric, statistic, mode, of, unit, a, b, difference, low, high, verdict, better, visible } = row;
  const quantity = (value: number | undefined) => (value === undefined ? '' : shownQuantity(value, unit));
  const name = `${metric}${of === undefined ? '' : `{${of}}`}${statistic === 'value' ? '' : ` ${statistic}`}${mode === 'always' ? '' : ` ${mode}`}`;
  const seen =
    verdict === 'no difference seen' && visible !== undefined ? `not seen (±${shownQuantity(visible, unit)})` : verdict;
  return [
    '',
    name,
    quantity(a),
    quantity(b),
    quantity(difference),
    shownInterval(low, high, unit),
    row.unknown === undefined ? seen : `unknown: ${row.unknown}`,
    better === undefined ? '' : better.toUpperCase(),
  ];
}

function partingOf({ divergence }: ComparisonResult): string {
  if (divergence === undefined) return 'The traces of the first replications are the same, event by event.';
  const side = (letter: string, event: typeof divergence.a) =>
    event === undefined
      ? `${letter} is over`
      : `${letter} runs ${event.event}(${event.operands.join(', ')}) at ${shownTime(event.atMs)}`;
  return `The traces part after ${divergence.events} equal events: ${side('A', divergence.a)}, ${side('B', divergence.b)}.`;
}
