/** The rows of references/coverage.md, written by the campaign and read by the test that repeats it with fewer experiments. */
import { coverageAcceptanceBand } from '../../../simulator/statistics/binomial.ts';
import { type Cell, holds, type Measured, NOMINAL } from './cell.ts';

type Named = Pick<Cell, 'kind' | 'law' | 'n'>;

export interface Row extends Named {
  readonly coverage: number;
  readonly holds: boolean;
}

export const heading =
  '| kind | law | n | coverage | half-width | two ends | warned | experiments | lowest accepted | verdict |\n|---|---|---|---|---|---|---|---|---|---|';

export function line({ kind, law, n }: Named, measured: Measured): string {
  const { experiments, covered, halfWidth, bounded, warned } = measured;
  const { low } = coverageAcceptanceBand(experiments, NOMINAL, 0.99);
  const cells = [
    kind,
    law,
    n,
    (covered / experiments).toFixed(3),
    Number.isNaN(halfWidth) ? '–' : `${Number((100 * halfWidth).toPrecision(2))} %`,
    percent(bounded),
    warned > 0 ? percent(warned) : '–',
    experiments,
    low.toFixed(3),
    holds(measured) ? 'holds' : 'short',
  ];
  return `| ${cells.join(' | ')} |`;
}

export function rowsOf(page: string): readonly Row[] {
  return page
    .split('\n')
    .filter((text) => /\| (holds|short) \|$/.test(text))
    .map((text) => {
      const [kind, law, n, coverage, , , , , , verdict] = text.slice(2, -2).split(' | ');
      return { kind: kind!, law: law!, n: n!, coverage: Number(coverage), holds: verdict === 'holds' };
    });
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
