/**
 * Quantities as zod schemas: text with a unit in, a number in the engine's unit out (ns, bytes, per second, share of one, count).
 *
 * A bare number where a unit is due is an error that says what to write instead. Every refusal carries what was found, what was
 * expected and a suggestion, so that one value never needs a second look at the documentation. How units are read: unit.ts.
 */
import * as z from 'zod';
import { shownValue } from './shown-value.ts';
import { byteUnit, countUnit, durationUnit, rateUnit, readQuantity, shareUnit, type Unit } from './unit.ts';

/** What a schema of this folder says about a value it refuses; schema-problems.ts turns it into a Problem. */
export interface Refusal {
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string;
  /** The value is of another sort altogether (a list where text is due), so another form of the field may have been meant. */
  readonly otherSort?: boolean;
}

/** Refuses a value inside a zod transform. */
export function refuse(context: z.RefinementCtx, refusal: Refusal): never {
  const hint = refusal.suggestion === undefined ? '' : `; ${refusal.suggestion}`;
  const message = `found ${refusal.found}, expected ${refusal.expected}${hint}`;
  context.addIssue({ code: 'custom', message, params: { refusal } });
  return z.NEVER;
}

interface Limits {
  readonly min: number;
  readonly max: number;
  readonly words: string;
}

/** Text such as `250ms` in, a number out. Typed by hand because the value is looked at before its type is known. */
type QuantitySchema = z.ZodType<number, string | number>;

function quantity(unit: Unit, limits: Limits): QuantitySchema {
  const expected = unit.words + limits.words;
  const read = (value: unknown, context: z.RefinementCtx): number => {
    const found = shownValue(value);
    if (typeof value !== 'string' && typeof value !== 'number') {
      return refuse(context, { found, expected, otherSort: true });
    }
    const reading = readQuantity(unit, typeof value === 'string' ? value.trim() : plainNumber(value));
    if (!('value' in reading)) return refuse(context, { found, expected, ...reading });
    if (reading.value < limits.min || reading.value > limits.max) return refuse(context, { found, expected });
    return reading.value;
  };
  const form = { title: expected, type: 'string', pattern: unit.pattern };
  const plain = { type: 'integer', minimum: limits.min, maximum: limits.max };
  const meta = unit.plainNumber ? { title: expected, anyOf: [form, plain] } : form;
  return z.unknown().transform(read).meta(meta) as unknown as QuantitySchema;
}

/** A number of the file in digits, without exponent. */
function plainNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  return Math.abs(value) < 1e-6 ? value.toFixed(20) : String(value);
}

/** A limit written by us; a mistake in it is a mistake in the vocabulary. */
function limit(unit: Unit, text: string): number {
  const reading = readQuantity(unit, text);
  if (!('value' in reading)) throw new Error(`the vocabulary has a bad limit: ${text}`);
  return reading.value;
}

interface TextBounds {
  readonly min?: string;
  readonly max?: string;
}

function range(low: string | undefined, high: string | undefined): string {
  if (low !== undefined && high !== undefined) return `, from ${low} to ${high}`;
  if (low !== undefined) return `, at least ${low}`;
  return high === undefined ? '' : `, at most ${high}`;
}

const longestDuration = '100d';

/** ns from `250ms`. At most 100 days: whole ns in a double are exact to 104 days. */
export function duration(bounds: TextBounds = {}): QuantitySchema {
  const max = bounds.max ?? longestDuration;
  return quantity(durationUnit, {
    min: limit(durationUnit, bounds.min ?? '0s'),
    max: limit(durationUnit, max),
    words: range(bounds.min, max),
  });
}

/** Bytes from `64MiB`. */
export function byteSize(bounds: TextBounds = {}): QuantitySchema {
  return quantity(byteUnit, {
    min: limit(byteUnit, bounds.min ?? '0B'),
    max: limit(byteUnit, bounds.max ?? '1000TiB'),
    words: range(bounds.min, bounds.max ?? '1000TiB'),
  });
}

/** Per second from `20k/s`. Above zero unless `min: 0` says that zero is meant to be possible. */
export function rate(bounds: { readonly min?: number } = {}): QuantitySchema {
  const min = bounds.min ?? Number.MIN_VALUE;
  return quantity(rateUnit, { min, max: 1e12, words: bounds.min === undefined ? ', above 0/s' : '' });
}

/** A share of one from `70%`. */
export function ratio(bounds: { readonly max?: number } = {}): QuantitySchema {
  const max = bounds.max ?? 1;
  return quantity(shareUnit, { min: 0, max, words: `, from 0% to ${max * 100}%` });
}

/** A whole number from `2M`, `2Mi`, `500k`, `1_000_000` or 2000000. */
export function count(bounds: { readonly min?: number; readonly max?: number } = {}): QuantitySchema {
  const min = bounds.min ?? 0;
  const max = bounds.max ?? Number.MAX_SAFE_INTEGER;
  const words = range(bounds.min?.toString(), bounds.max === undefined ? '2^53 - 1' : shortCount(bounds.max));
  return quantity(countUnit, { min, max, words });
}

function shortCount(value: number): string {
  for (const [suffix, factor] of [
    ['T', 1e12],
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (value >= factor && value % factor === 0) return `${value / factor}${suffix}`;
  }
  return value.toString();
}

/** A plain number above zero, without a unit (an exponent, a coefficient of variation). */
export function positiveNumber(): z.ZodNumber {
  return z.number().gt(0).max(1e6);
}

/** Text for people. */
export function text(): z.ZodString {
  return z.string().trim().min(1).max(10_000);
}

/** A name that can stand in a path, a label and a file name. */
export function kebabName(): z.ZodString {
  return z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/)
    .meta({ title: 'a name of lower-case letters, digits and hyphens, at most 64 characters' });
}
