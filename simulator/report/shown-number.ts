/**
 * Numbers for people, in the units in which scenarios are written: `4.45 s`, `64 MiB`, `0.1%`, `300/s`.
 *
 * Four significant digits, trailing zeros dropped, the same bytes on every machine (no locale). Results hold times in ms and shares as
 * parts of one; nothing here is read back, so rounding is free to be kind. JSON never comes through here.
 */
const digits = 4;

/** Plain decimal digits, four significant ones; thousands apart by a space. */
export function shownNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped(String(value));
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 1e15 || size < 1e-6) return String(rounded);
  const places = size >= 1000 ? 0 : digits - 1 - Math.floor(exponentOf(rounded));
  return grouped(withoutTrailingZeros(rounded.toFixed(Math.max(0, Math.min(20, places)))));
}

/** A value with its unit as results name them: ms, bytes, ratio, 1/s, count; other units are written behind the number. */
export function shownQuantity(value: number, unit: string): string {
  switch (unit) {
    case 'ms':
      return shownTime(value);
    case 'bytes':
      return scaled(value, byteSteps, 'B');
    case 'ratio':
      return `${shownNumber(value * 100)}%`;
    case '1/s':
      return `${shownNumber(value)}/s`;
    case 'count':
    case '':
      return shownNumber(value);
    default:
      return `${shownNumber(value)} ${unit}`;
  }
}

/** A time given in ms; a unit is left for the next one at 1000, minutes from 2 min, hours from 2 h. */
export function shownTime(ms: number): string {
  // Rounded before the unit is chosen: 999.96 ms is 1 s, not 1000 ms.
  const size = Math.abs(Number(ms.toPrecision(digits)));
  if (ms === 0) return '0 ms';
  if (size >= 7_200_000) return `${shownNumber(ms / 3_600_000)} h`;
  if (size >= 120_000) return `${shownNumber(ms / 60_000)} min`;
  if (size >= 1000) return `${shownNumber(ms / 1000)} s`;
  if (size >= 1) return `${shownNumber(ms)} ms`;
  return size >= 1e-3 ? `${shownNumber(ms * 1e3)} us` : `${shownNumber(ms * 1e6)} ns`;
}

/** `4.9 s .. 5.6 s`; an unbounded side is said so. */
export function shownInterval(low: number | undefined, high: number | undefined, unit: string): string {
  if (low === undefined && high === undefined) return '';
  const from = low === undefined ? 'unbounded' : shownQuantity(low, unit);
  const to = high === undefined ? 'unbounded' : shownQuantity(high, unit);
  return `${from} .. ${to}`;
}

const byteSteps = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

function scaled(value: number, steps: readonly string[], first: string): string {
  let rest = value;
  let unit = first;
  for (const step of steps.slice(1)) {
    if (Math.abs(rest) < 1024) break;
    rest /= 1024;
    unit = step;
  }
  return `${shownNumber(rest)} ${unit}`;
}

function exponentOf(value: number): number {
  return value === 0 ? 0 : Number(value.toExponential().split('e')[1]);
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const spaced = whole.replace(/(\d)(?=(\d{3})+$)/g, '$1 ');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
