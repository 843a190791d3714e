/** Observed beside simulated values, for people. */
import type { ObservedResult } from '../model/observed-result.ts';
import { shownInterval, shownNumber, shownQuantity } from './shown-number.ts';
import { type Paint, tableLines } from './text-table.ts';

/** Title and rows of the same table in every format. */
export function observedTable(observed: readonly ObservedResult[]) {
  return {
    titles: ['metric', 'statistic', '>observed', '>simulated', '95 % interval', '>gap', 'in words', '>n', 'source'],
    rows: observed.map((row) => {
      const shown = (value: number | undefined) => (value === undefined ? '' : shownQuantity(value, row.unit));
      return [
        row.metric,
        row.statistic,
        shown(row.observed),
        shown(row.simulated),
        row.simulated === undefined ? '' : shownInterval(row.low, row.high, row.unit),
        row.gap === undefined ? '' : `${row.gap < 0 ? '' : '+'}${shownNumber(100 * row.gap)} %`,
        inWords(row),
        row.n === undefined ? '' : String(row.n),
        row.source,
      ];
    }),
  };
}

function inWords({ unknown, ks, inside }: ObservedResult): string {
  if (unknown !== undefined) return `not simulated: ${unknown}`;
  if (ks !== undefined)
    return `${ks.differs ? 'differs' : 'no difference seen'}: D = ${shownNumber(ks.distance)}, 5 % limit ${shownNumber(ks.limit)}`;
  return inside === true ? 'inside' : 'outside';
}

export function observedLines(observed: readonly ObservedResult[] | undefined, paint: Paint): readonly string[] {
  return observed === undefined ? [] : tableLines(observedTable(observed), paint);
}
