/**
 * A grid of parameter values from what was written: `nodeTimeout=1s,2s,5s` is a list, `rate=100/s..800/s:8` eight values evenly apart,
 * both ends among them. Several parameters make every combination, the first one changing slowest.
 */
import { amountOf } from '../model/unit.ts';

export interface Axis {
  readonly parameter: string;
  readonly values: readonly string[];
}

/** Points that one sweep may have. */
const MOST_POINTS = 400;

export function parseGrid(written: readonly string[]): readonly Axis[] | { readonly wrong: string } {
  const axes: Axis[] = [];
  for (const text of written) {
    const [, parameter, list] = /^([A-Za-z]\w*)=(.+)$/s.exec(text) ?? [];
    if (parameter === undefined || list === undefined)
      return { wrong: `"${text}"; expected NAME=VALUE,VALUE… or NAME=FROM..TO:STEPS` };
    if (axes.some((axis) => axis.parameter === parameter)) return { wrong: `${parameter} twice` };
    const values = valuesOf(list);
    if ('wrong' in values) return { wrong: `"${text}": ${values.wrong}` };
    axes.push({ parameter, values: values.values });
  }
  const points = axes.reduce((product, { values }) => product * values.length, 1);
  return points > MOST_POINTS ? { wrong: `${points} points; at most ${MOST_POINTS}` } : axes;
}

/** Every combination. */
export function pointsOf(axes: readonly Axis[]): readonly Readonly<Record<string, string>>[] {
  return axes.reduce<readonly Readonly<Record<string, string>>[]>(
    (points, { parameter, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [parameter]: value }))),
    [{}],
  );
}

function valuesOf(list: string): { readonly values: readonly string[] } | { readonly wrong: string } {
  const range = /^(\S+?)\.\.(\S+?):(\d+)$/.exec(list);
  if (range !== null) return evenly(range[1]!, range[2]!, Number(range[3]));
  const values = list.split(',').map((value) => value.trim());
  if (values.some((value) => value === '')) return { wrong: 'a value is missing between two commas' };
  return new Set(values).size < values.length ? { wrong: 'a value is there twice' } : { values };
}

/** The unit is that of both ends, which must be the same. */
function evenly(from: string, to: string, steps: number): ReturnType<typeof valuesOf> {
  const [low, high] = [partsOf(from), partsOf(to)];
  if (low === undefined || high === undefined || low.unit !== high.unit)
    return { wrong: 'a range needs two numbers with the same unit, as in 100/s..800/s:8' };
  if (steps < 2 || steps > MOST_POINTS) return { wrong: `a range has 2 to ${MOST_POINTS} values` };
  if (low.amount === high.amount) return { wrong: 'both ends of the range are the same' };
  const values = Array.from({ length: steps }, (_, step) => {
    const amount = low.amount + ((high.amount - low.amount) * step) / (steps - 1);
    // Twelve digits hide what adding in binary left over (0.30000000000000004).
    return `${Number(amount.toPrecision(12))}${low.unit}`;
  });
  return values.some((value) => amountOf(value) === undefined)
    ? { wrong: `a step of this range is no quantity: ${values.find((value) => amountOf(value) === undefined)}` }
    : { values };
}

function partsOf(text: string): { readonly amount: number; readonly unit: string } | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(\D.*)?$/.exec(text) ?? [];
  return digits === undefined ? undefined : { amount: Number(digits), unit: unit ?? '' };
}
