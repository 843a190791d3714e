/** A sizing answer for a terminal: the design first, what decided, every number with its formula, then warnings and assumptions. */
import type { SizingAnswer } from '../sizing/size.ts';
import type { Sized } from '../sizing/sized.ts';
import type { UncertainAnswer, Uncertainty } from '../sizing/uncertain.ts';
import { shownInterval, shownNumber, shownQuantity } from './shown-number.ts';
import type { TextOptions } from './text.ts';
import { colourPaint, type Paint, plainPaint, tableLines, wrapped } from './text-table.ts';

export function sizingText(answer: UncertainAnswer, { colour = false, detail = 'normal' }: TextOptions = {}): string {
  const paint = colour ? colourPaint : plainPaint;
  if (detail === 'quiet') return `${answer.summary}\n`;
  const sections = [
    [paint('bold', 'What decides'), ...constraintLines(answer, paint)],
    [
      paint('bold', 'Numbers'),
      ...numberLines(answer.numbers, paint),
      ...(detail === 'verbose' ? sourceLines(answer.numbers) : []),
    ],
    answer.uncertainty === undefined ? [] : intervalLines(answer.uncertainty, paint),
    listed('Warnings', answer.warnings, paint),
    listed('Assumptions', answer.assumptions, paint),
  ];
  const further =
    detail === 'verbose' ? '' : '\n  --verbose adds the source of each formula; --format json has all inputs.';
  const next = `${paint('bold', 'Next')}${further}\n  sba init with the same flags writes the scenario that checks these numbers by simulation.`;
  return `${[wrapped(answer.summary, ''), ...sections]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n\n${next}\n`;
}

function constraintLines({ constraints }: SizingAnswer, paint: Paint): readonly string[] {
  const rows = constraints.map(({ constraint, members, text }) => [constraint, shownNumber(members), text]);
  return tableLines({ titles: ['constraint', '>members', 'because'], rows }, paint);
}

export function numberLines(numbers: readonly Sized[], paint: Paint): readonly string[] {
  const rows = numbers.map(({ name, value, low, high, unknown, unit, formula, basis }) => [
    name,
    value === undefined ? 'unknown' : shownQuantity(value, unit),
    shownInterval(low, high, unit),
    basis,
    value === undefined ? (unknown ?? formula) : formula,
  ]);
  return tableLines({ titles: ['number', '>value', 'range', 'basis', 'formula'], rows }, paint);
}

function intervalLines({ method, samples, numbers }: Uncertainty, paint: Paint): readonly string[] {
  const rows = numbers.map(({ name, unit, low, mean, high, decides, known }) => [
    name,
    shownQuantity(low, unit),
    shownQuantity(mean, unit),
    shownQuantity(high, unit),
    known === undefined ? decides : `${decides}; has a value in ${known} of ${samples}`,
  ]);
  return [
    paint('bold', '90 % intervals'),
    ...tableLines({ titles: ['number', '>low', '>mean', '>high', 'decided most by'], rows }, paint),
    ...wrapped(`${method}; ${samples} designs. The numbers above are those of the middles.`, '  '),
  ];
}

export function sourceLines(numbers: readonly Sized[]): readonly string[] {
  return numbers.flatMap(({ name, source }) => wrapped(`${name}: ${source}`, '  '));
}

export function listed(title: string, texts: readonly string[], paint: Paint): readonly string[] {
  if (texts.length === 0) return [];
  const bullets = texts.flatMap((text) =>
    wrapped(text, '    ').map((line, index) => (index === 0 ? `  - ${line.slice(4)}` : line)),
  );
  return [paint('bold', title), ...bullets];
}
