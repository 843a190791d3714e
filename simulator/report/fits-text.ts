/** Reverse sizing for a terminal: what fits, what stops more, the numbers of the full cluster. */
import type { FitAnswer } from '../sizing/fits.ts';
import { shownNumber } from './shown-number.ts';
import { listed, numberLines, sourceLines } from './sizing-text.ts';
import type { TextOptions } from './text.ts';
import { colourPaint, plainPaint, tableLines, wrapped } from './text-table.ts';

export function fitsText(answer: FitAnswer, { colour = false, detail = 'normal' }: TextOptions = {}): string {
  const paint = colour ? colourPaint : plainPaint;
  if (detail === 'quiet') return `${answer.summary}\n`;
  const limits = answer.limits.map(({ constraint, most, unit, formula }) => [
    constraint,
    shownNumber(most),
    unit,
    formula,
  ]);
  const sections = [
    wrapped(answer.summary, ''),
    [
      paint('bold', 'What stops more'),
      ...tableLines({ titles: ['constraint', '>most', 'of', 'formula'], rows: limits }, paint),
    ],
    [
      paint('bold', 'Numbers, of the full cluster'),
      ...numberLines(answer.numbers, paint),
      ...(detail === 'verbose' ? sourceLines(answer.numbers) : []),
    ],
    listed('Warnings', answer.warnings, paint),
    listed('Assumptions', answer.assumptions, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
