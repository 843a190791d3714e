/**
 * JSON that gives back exactly what went in: numbers that are not finite and −0 by name, typed arrays with their kind.
 *
 * Finite numbers need nothing: ECMAScript writes the shortest text that reads back as the same double. Fields that are undefined are left
 * out, which a reader cannot tell from undefined.
 */
import { invariant } from '../kernel/invariant.ts';

const NUMBER = '$number';
const INT32 = '$int32';
const FLOAT64 = '$float64';

export function exactJson(value: unknown): string {
  return JSON.stringify(written(value));
}

/** Throws a SyntaxError for what is no JSON. */
export function readExactJson(text: string): unknown {
  return read(JSON.parse(text));
}

function written(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { [NUMBER]: named(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Int32Array) return { [INT32]: [...value] };
  if (value instanceof Float64Array) return { [FLOAT64]: Array.from(value, written) };
  if (Array.isArray(value)) return value.map(written);
  invariant(Object.getPrototypeOf(value) === Object.prototype, () => `no exact JSON for a ${value.constructor.name}`);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, written(field)]));
}

function named(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(read);
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [key, field] = first;
    if (key === NUMBER) return Number(field);
    if (key === INT32 && Array.isArray(field)) return Int32Array.from(field);
    if (key === FLOAT64 && Array.isArray(field)) return Float64Array.from(field, (each) => read(each) as number);
  }
  return Object.fromEntries(entries.map(([key, field]) => [key, read(field)]));
}
