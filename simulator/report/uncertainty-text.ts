/** What uncertain inputs make of the answer, for people: the intervals and the probabilities. What to measure first is a finding. */
import type { UncertainExpectation, UncertaintyResult } from '../model/uncertainty.ts';
import { shownInterval, shownQuantity } from './shown-number.ts';
import { type Paint, tableLines, wrapped } from './text-table.ts';

/** Rows of the same two tables in every format: what the inputs are, and what becomes of each expectation. */
export function uncertaintyTables(uncertainty: UncertaintyResult) {
  return {
    inputs: {
      titles: ['uncertain input', '>5 %', '>median', '>95 %', 'law'],
      rows: uncertainty.inputs.map(({ path, low, median, high, law }) => [path, low, median, high, law]),
    },
    expectations: {
      titles: ['>met with', '95 % interval', 'expectation', '>p5', '>p50', '>p95', 'moved most by'],
      rows: [
        ...uncertainty.expectations.map((entry) => [
          shownQuantity(entry.probability, 'ratio'),
          shownInterval(entry.low, entry.high, 'ratio'),
          entry.text,
          ...[entry.p5, entry.p50, entry.p95].map((value) =>
            value === undefined ? '' : shownQuantity(value, entry.unit ?? ''),
          ),
          movedBy(entry),
        ]),
        [
          shownQuantity(uncertainty.probability, 'ratio'),
          shownInterval(uncertainty.low, uncertainty.high, 'ratio'),
          'all of them',
          '',
          '',
          '',
          '',
        ],
      ],
    },
  };
}

/** `parameters.service (91 %), holds below 3.1ms`; nothing when chance alone could have done it. */
function movedBy({ inputs: [first] }: UncertainExpectation): string {
  if (first === undefined || !first.significant) return '';
  const flips = first.flips === undefined ? '' : `, holds ${first.flips.holds} ${first.flips.at}`;
  return `${first.path} (${shownQuantity(Math.min(1, first.share), 'ratio')})${flips}`;
}

/** `40 draws, 5 replications each. Latin hypercube …`. */
export function uncertaintyMethod({ draws, replications, method, shortened }: UncertaintyResult): string {
  const cut = shortened === undefined ? '' : ` ${shortened}.`;
  return `${draws} draws, ${replications} replication${replications === 1 ? '' : 's'} each.${cut} ${method}.`;
}

export function uncertaintyLines(uncertainty: UncertaintyResult | undefined, paint: Paint): readonly string[] {
  if (uncertainty === undefined) return [];
  const { inputs, expectations } = uncertaintyTables(uncertainty);
  return [
    ...tableLines(inputs, paint),
    '',
    ...tableLines(expectations, paint),
    ...wrapped(uncertaintyMethod(uncertainty), '  ').map((line) => paint('dim', line)),
  ];
}
