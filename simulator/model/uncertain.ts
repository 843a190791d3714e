/**
 * Uncertain inputs: `{between: [5ms, 80ms]}` in the place of a quantity says that its true value lies there with 90 % confidence.
 *
 * Both ends are the 5 % and 95 % quantiles of a law over what the value may be. Log-normal for what is positive: a factor too high is as
 * likely as a factor too low, and the median is the geometric mean of the ends (Limpert, Stahel & Abbt, BioScience 51, 2001). Logit-normal for
 * shares inside 0 … 100 %, so that none leaves the scale (Johnson's S_B, Biometrika 36, 1949). Normal, held at the limit, where an end is 0
 * or 100 %: the 5 % beyond count as the limit itself. Inputs are independent of one another; a correlation cannot be written down, but one
 * parameter in two places is one input.
 */
import { exp, ln } from '../kernel/portable-math.ts';
import { dotted, type Path, type PlaceIndex } from './place-index.ts';
import type { Refusal } from './quantity.ts';
import { excerpt, shownValue } from './shown-value.ts';
import { type Amount, amountOf } from './unit.ts';

/** What stands where a quantity is due: text with its unit, or a plain number. */
export type Written = string | number;

export interface UncertainInput {
  /** `design.maps[0].entries`, or `parameters.rate`. */
  readonly path: string;
  readonly low: Written;
  readonly high: Written;
  readonly law: 'log-normal' | 'logit-normal' | 'normal';
  /** The same ends as numbers, and how one of these is written. */
  readonly ends: readonly [number, number];
  readonly form: Form;
}

interface Form {
  readonly unit: Amount['unit'] | 'number';
  /** Unit as the low end has it, and how much one of it is; undefined: a plain number. */
  readonly symbol: string | undefined;
  readonly factor: number;
  /** Smallest step of the number that is written; 0: any number. */
  readonly step: number;
}

/** The 95 % quantile of the standard normal law. */
const Z95 = 1.6448536269514722;

export function isBetween(value: unknown): value is { readonly between: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'between');
}

/** Understands `{between: [low, high]}`, or says what is wrong with it. `places`: how its numbers were written, where that is known. */
export function readBetween(value: object, path: Path, places?: PlaceIndex): UncertainInput | Refusal {
  const form = '{between: [low, high]}, the ends of a 90 % interval, as in {between: [5ms, 80ms]}';
  const others = Object.keys(value).filter((key) => key !== 'between');
  if (others.length > 0) return { found: `between beside ${excerpt(others.join(', '))}`, expected: `${form}, alone` };
  const { between: ends } = value as { between: unknown };
  if (!Array.isArray(ends) || ends.length !== 2)
    return {
      found: `between with ${shownValue(ends)}`,
      expected: form,
      suggestion: 'write both ends, the lower first',
    };
  const written = ends.map((end) => (typeof end === 'string' ? end.trim() : end));
  const [low, high] = written.map(numberOf);
  for (const [index, end] of [low, high].entries())
    if (end === undefined) return { found: `${shownValue(ends[index])} as an end`, expected: `a quantity: ${form}` };
  const shown = `[${ends.join(', ')}]`;
  if (low!.unit !== high!.unit)
    return { found: `${shown}, ${words(low!.unit)} and ${words(high!.unit)}`, expected: 'two ends of the same sort' };
  if (low!.value > high!.value)
    return {
      found: `${shown}, the higher end first`,
      expected: form,
      suggestion: `write {between: [${ends[1]}, ${ends[0]}]}`,
    };
  if (low!.value === high!.value)
    return { found: `${shown}, equal ends`, expected: form, suggestion: `write ${ends[0]}: then it is not uncertain` };
  const fraction = [0, 1].some((index) => (places?.shown([...path, 'between', index]) ?? '').includes('.'));
  return {
    path: dotted(path),
    low: written[0],
    high: written[1],
    law: lawOf(low!.unit, low!.value, high!.value),
    ends: [low!.value, high!.value],
    form: formOf(written[0], low!.unit, fraction || !written.every(Number.isInteger)),
  };
}

function numberOf(end: unknown): { readonly value: number; readonly unit: Form['unit'] } | undefined {
  if (typeof end === 'number') return end >= 0 ? { value: end, unit: 'number' } : undefined;
  return typeof end === 'string' ? amountOf(end) : undefined;
}

const sorts: Readonly<Record<Form['unit'], string>> = {
  ms: 'a duration',
  bytes: 'a size',
  '1/s': 'a rate',
  ratio: 'a share',
  count: 'a count',
  number: 'a plain number',
};
const words = (unit: Form['unit']) => sorts[unit];

function lawOf(unit: Form['unit'], low: number, high: number): UncertainInput['law'] {
  if (unit === 'ratio' && high <= 1) return low > 0 && high < 1 ? 'logit-normal' : 'normal';
  return low > 0 ? 'log-normal' : 'normal';
}

/** Values are written as the low end is. Counts come out whole: in steps of a thousandth of their suffix, or finer. */
function formOf(low: Written, unit: Form['unit'], hasFraction: boolean): Form {
  if (typeof low === 'number') return { unit, symbol: undefined, factor: 1, step: hasFraction ? 0 : 1 };
  const symbol = low.replace(/^[\d._]+ ?/, '');
  const factor = amountOf(`1${symbol}`)?.value ?? 1;
  if (unit !== 'count') return { unit, symbol, factor, step: 0 };
  const step = symbol === '' ? 1 : symbol.endsWith('i') ? 1 / 1024 : symbol === 'k' ? 0.001 : 0.000001;
  return { unit, symbol, factor, step };
}

/** The value at `z` standard deviations of the law: 0 is the median, ±1.645 are the ends. In the unit of `ends`. */
function valueAt({ law, ends: [low, high], form }: UncertainInput, z: number): number {
  const share = (z / Z95 + 1) / 2;
  const straight = (from: number, to: number) => from + (to - from) * share;
  if (law === 'log-normal') return exp(straight(ln(low), ln(high)));
  if (law === 'logit-normal') return 1 / (1 + exp(-straight(ln(low / (1 - low)), ln(high / (1 - high)))));
  const value = Math.max(0, straight(low, high));
  return form.unit === 'ratio' ? Math.min(1, value) : value;
}

/** The value at `z` standard deviations as it would stand in the file; `digits` significant ones. */
export function writtenAt(input: UncertainInput, z: number, digits = 12): Written {
  const { symbol, factor, step } = input.form;
  const amount = Number((valueAt(input, z) / factor).toPrecision(digits));
  const stepped = step === 0 ? amount : Math.round(amount / step) * step;
  if (symbol === undefined) return stepped;
  return `${decimal(step === 0 ? stepped : Number(stepped.toFixed(10)))}${symbol}`;
}

/** Without exponent. */
function decimal(value: number): string {
  return value !== 0 && value < 1e-6 ? value.toFixed(20) : String(value);
}

/** `{between: [5ms, 80ms]}`, as `--param` takes it. */
export function betweenText({ low, high }: Pick<UncertainInput, 'low' | 'high'>): string {
  return `{between: [${low}, ${high}]}`;
}
