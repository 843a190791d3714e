/** What uncertain inputs make of a comparison, for people: the same tables in text and markdown. */
import type { ComparedDraws, DrawnDifference } from '../model/compared-draws.ts';
import { shownInterval, shownQuantity } from './shown-number.ts';
import { plainPaint, tableLines, wrapped } from './text-table.ts';

function tablesOf({ inputs, differences, a, b }: ComparedDraws) {
  return [
    {
      titles: ['uncertain input', 'of', '>5 %', '>median', '>95 %', 'law'],
      rows: inputs.flatMap((input) =>
        (['a', 'b'] as const).flatMap((side) => {
          const law = input[side];
          const isTold = side === 'b' && JSON.stringify(law) === JSON.stringify(input.a);
          if (law === undefined || isTold) return [];
          const of = JSON.stringify(input.a) === JSON.stringify(input.b) ? 'both' : side.toUpperCase();
          return [[input.path, of, law.low, law.median, law.high, law.law]];
        }),
      ),
    },
    {
      titles: ['>B better', '95 % interval', '>A better', 'what', '>p5', '>p50', '>p95', 'decided most by'],
      rows: differences
        .filter(({ asked }) => asked)
        .map((row) => [
          shownQuantity(row.probability, 'ratio'),
          shownInterval(row.low, row.high, 'ratio'),
          shownQuantity(row.aBetter, 'ratio'),
          nameOf(row),
          ...[row.p5, row.p50, row.p95].map((value) => (value === undefined ? '' : shownQuantity(value, row.unit))),
          decidedBy(row),
        ]),
    },
    {
      titles: ['expectation', 'of', '>met with', '95 % interval'],
      rows: [['A', a] as const, ['B', b] as const].flatMap(([letter, side]) =>
        [...side.expectations, { ...side, text: 'all of them' }].map(({ text, probability, low, high }) => [
          text,
          letter,
          shownQuantity(probability, 'ratio'),
          shownInterval(low, high, 'ratio'),
        ]),
      ),
    },
  ];
}

function nameOf({ metric, statistic, mode, of }: DrawnDifference): string {
  const part = of === undefined ? '' : `{${of}}`;
  return `${metric}${part}${statistic === 'value' ? '' : ` ${statistic}`}${mode === 'always' ? '' : ` ${mode}`}`;
}

function decidedBy({ inputs: [first] }: DrawnDifference): string {
  if (first === undefined || !first.significant) return '';
  const flips = first.flips === undefined ? '' : `, B better ${first.flips.holds} ${first.flips.at}`;
  return `${first.path} (${shownQuantity(Math.min(1, first.share), 'ratio')})${flips}`;
}

function methodOf({ draws, replications, method, shortened }: ComparedDraws): string {
  const cut = shortened === undefined ? '' : ` ${shortened}.`;
  return `${draws} draws, ${replications} pair${replications === 1 ? '' : 's'} each; p5 to p95 are of B − A.${cut} ${method}.`;
}

export function comparedDrawsLines(uncertainty: ComparedDraws | undefined): readonly string[] {
  if (uncertainty === undefined) return [];
  return [
    '',
    'Over the draws of the uncertain inputs',
    ...tablesOf(uncertainty).flatMap((table, index) => [
      ...(index === 0 ? [] : ['']),
      ...tableLines(table, plainPaint),
    ]),
    ...wrapped(methodOf(uncertainty), '  '),
  ];
}

export function comparedDrawsMarkdown(
  uncertainty: ComparedDraws | undefined,
  row: (parts: readonly string[]) => string,
): readonly string[] {
  if (uncertainty === undefined) return [];
  const tables = tablesOf(uncertainty).flatMap(({ titles, rows }) => {
    const heads = titles.map((title) => title.replace('>', ''));
    return [row(heads), row(heads.map(() => '---')), ...rows.map(row), ''];
  });
  return ['## Over the draws of the uncertain inputs', '', ...tables, methodOf(uncertainty), ''];
}
