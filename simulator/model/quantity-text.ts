/**
 * Quantities back to text that the scenario vocabulary reads: `15s`, `250ms`, `64MiB`, `2M`, `1.5k/s`, `30%`.
 *
 * Texts are exact unless the name says rounded; reading one back gives the number it was made from.
 */
import type { Nanoseconds } from '../kernel/time.ts';

const timeUnits = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
] as const;

/** The largest unit that leaves at most one decimal. */
export function durationText(time: Nanoseconds): string {
  const whole = Math.round(time);
  for (const [unit, factor] of timeUnits) {
    if (whole >= factor && (whole * 10) % factor === 0) return `${whole / factor}${unit}`;
  }
  return `${whole}ns`;
}

/** A time rounded up to two digits or so, for limits: 4.86 s becomes 4.9s, 26.9 s becomes 27s, 1.234 ms becomes 1.3ms. */
export function limitText(time: Nanoseconds): string {
  let step = 1;
  while (time > step * 100) step *= 10;
  return durationText(Math.ceil(time / step) * step);
}

const binaryUnits = [
  ['TiB', 1024 * 1024 * 1024 * 1024],
  ['GiB', 1024 * 1024 * 1024],
  ['MiB', 1024 * 1024],
  ['KiB', 1024],
] as const;

export function byteText(bytes: number): string {
  for (const [unit, factor] of binaryUnits) {
    if (bytes >= factor && (bytes * 10) % factor === 0) return `${bytes / factor}${unit}`;
  }
  return `${Math.round(bytes)}B`;
}

/** Bytes for people, to three digits: 4.77 GiB. */
export function roundedByteText(bytes: number): string {
  for (const [unit, factor] of binaryUnits) if (bytes >= factor) return `${threeDigits(bytes / factor)} ${unit}`;
  return `${Math.round(bytes)} B`;
}

const decimalUnits = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const;

/** A whole number, shortened where that loses nothing. */
export function countText(count: number): string {
  for (const [unit, factor] of decimalUnits) {
    if (count >= factor && (count * 10) % factor === 0) return `${count / factor}${unit}`;
  }
  return `${Math.round(count)}`;
}

/** Per second; to a thousandth. */
export function rateText(perSecond: number): string {
  return Number.isInteger(perSecond) ? `${countText(perSecond)}/s` : `${Number(perSecond.toFixed(3))}/s`;
}

/** A share as percent, to four decimals. */
export function shareText(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}

/** Three significant digits without an exponent. */
export function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
