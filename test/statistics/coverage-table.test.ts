/**
 * references/coverage.md is what the code gives: the campaign behind it again, with fewer experiments (M07). What the page says holds must
 * not lie below the binomial band of its nominal 95 %, and what it says falls short must lie in the band of the share that it admits.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageAcceptanceBand } from '../../simulator/statistics/binomial.ts';
import { type Cell, type Measured, measure, NOMINAL, nameOf } from './campaign/cell.ts';
import { allCells } from './campaign/cells.ts';
import { measureStudies, studyCells } from './campaign/study-cells.ts';
import { rowsOf } from './campaign/table.ts';

const rows = rowsOf(readFileSync(new URL('../../references/coverage.md', import.meta.url), 'utf8'));
/** Of what the campaign asks: enough to see an interval that is half as wide as it should be. */
const SHARE = 1 / 50;
/** Whole studies take a second each. */
const STUDIES = 4;
/** All cells together raise a false alarm in one of a hundred cases. */
const CONFIDENCE = 1 - 0.01 / rows.length;

function agrees(cell: Pick<Cell, 'kind' | 'law' | 'n'>, { covered, experiments }: Measured): void {
  const row = rows.find((each) => nameOf(each) === nameOf(cell))!;
  const band = coverageAcceptanceBand(experiments, row.holds ? NOMINAL : row.coverage, CONFIDENCE);
  const coverage = covered / experiments;
  expect(coverage, nameOf(cell)).toBeGreaterThanOrEqual(band.low);
  if (!row.holds) expect(coverage, nameOf(cell)).toBeLessThanOrEqual(band.high);
}

describe('M07: the coverage of every kind of interval is what references/coverage.md says', () => {
  it('the page has a row for every cell, and no other', () => {
    expect(rows.map(nameOf)).toEqual([...allCells(), ...studyCells].map(nameOf));
  });

  it.each([...new Set(allCells().map(({ kind }) => kind))])('%s', (kind) => {
    const cells = allCells().filter((cell) => cell.kind === kind);
    for (const cell of cells) agrees(cell, measure(cell, Math.ceil(cell.experiments * SHARE)));
  });

  it.each(studyCells.map((cell) => [cell.kind, cell] as const))('%s', async (_, cell) => {
    agrees(cell, await measureStudies(cell, STUDIES));
  });
});
