/**
 * A number with its formula, source and inputs beside it, so that a reader can check it without reading code.
 *
 * A number that cannot be known is absent and `unknown` says why; it is never 0. Times are in milliseconds and sizes in bytes here,
 * because this is what users read; the formulas inside work in the units their names say.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { Basis } from '../model/result.ts';
import type { TimeRange } from '../products/time-range.ts';

export type SizedUnit = 'bytes' | 'ms' | 'count' | 'ratio' | '1/s' | 'bytes/s' | 'minutes/year';

export interface Sized {
  /** camelCase, most significant word first. */
  readonly name: string;
  readonly value?: number;
  /** Range of the value over faults or keys, where it has one. */
  readonly low?: number;
  readonly high?: number;
  /** Why there is no value. */
  readonly unknown?: string;
  readonly unit: SizedUnit;
  readonly formula: string;
  readonly source: string;
  readonly basis: Basis;
  /** What the formula was given, with units in the keys. */
  readonly inputs: Readonly<Record<string, number>>;
}

/** What a formula is, apart from its inputs and its value. */
export interface FormulaText {
  readonly name: string;
  readonly unit: SizedUnit;
  readonly formula: string;
  readonly source: string;
  readonly basis: Basis;
}

/** A number; a value that is no finite number (an overloaded queue, for example) becomes unknown for the reason given. */
export function sized(
  text: FormulaText,
  inputs: Sized['inputs'],
  value: number,
  reason = 'the formula has no finite value here',
): Sized {
  return Number.isFinite(value) ? { ...text, value, inputs } : { ...text, unknown: reason, inputs };
}

export function unknown(text: FormulaText, inputs: Sized['inputs'], reason: string): Sized {
  return { ...text, unknown: reason, inputs };
}

/** A time that varies, in ms. */
export function sizedTime(name: string, range: TimeRange, inputs: Sized['inputs']): Sized {
  const { formula, source, basis } = range;
  return {
    name,
    value: milliseconds(range.mean),
    low: milliseconds(range.low),
    high: milliseconds(range.high),
    unit: 'ms',
    formula,
    source,
    basis,
    inputs,
  };
}

export function milliseconds(time: Nanoseconds): number {
  return time / 1e6;
}
