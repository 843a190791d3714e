/**
 * Units: how `250ms`, `64MiB`, `20k/s`, `0.1%` and `2M` are read, and what is said when they are written otherwise.
 *
 * `k M G T` are powers of 1000, `Ki Mi Gi Ti` of 1024. Durations become whole ns, sizes whole bytes, counts must be whole as written;
 * rates and shares become the nearest double. Units are case-sensitive, since `M` and `m` are a factor of a billion apart.
 */
import { type Decimal, decimalOf, scaledToWhole, shiftedToNumber } from './decimal.ts';

/** The number in the engine's unit, or what to write instead (when anything better than the general description can be said). */
export type Reading = { readonly value: number } | { readonly suggestion?: string };

export interface Unit {
  /** What a person is asked for: `a duration such as 250ms`. */
  readonly words: string;
  readonly pattern: string;
  readonly plainNumber: boolean;
  readonly scale: (amount: Decimal, symbol: string) => Reading;
  readonly withUnit: (bare: string, amount: Decimal) => string;
}

const number = String.raw`^\d+(_\d+)*(\.\d+)?`;

/** A number with the unit in which results show it. */
export interface Amount {
  readonly value: number;
  readonly unit: 'ms' | 'bytes' | '1/s' | 'ratio' | 'count';
}

/** The number behind any quantity of the vocabulary, to put the values of a parameter in order; undefined for what is no quantity. */
export function amountOf(text: string): Amount | undefined {
  for (const [unit, shown, scale] of [
    [countUnit, 'count', 1],
    [durationUnit, 'ms', 1e6],
    [byteUnit, 'bytes', 1],
    [rateUnit, '1/s', 1],
    [shareUnit, 'ratio', 1],
  ] as const) {
    const reading = readQuantity(unit, text);
    if ('value' in reading) return { value: reading.value / scale, unit: shown };
  }
  return /^\d+(\.\d+)?$/.test(text) ? { value: Number(text), unit: 'count' } : undefined;
}

/** Reads a whole text as a quantity of this unit. */
export function readQuantity(unit: Unit, text: string): Reading {
  if (text.startsWith('-')) return { suggestion: 'it cannot be negative' };
  const match = /^([\d._]+) ?([^\d\s.].*)?$/u.exec(text);
  if (match === null) return {};
  const [, digits = '', symbol = ''] = match;
  const amount = decimalOf(digits);
  if (amount === undefined) return digits.length > 30 ? { suggestion: 'write a shorter number' } : {};
  if (symbol === '' && !unit.plainNumber) return { suggestion: unit.withUnit(digits, amount) };
  return unit.scale(amount, symbol);
}

const nanoseconds = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['min', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['d', 86_400_000_000_000n],
]);

/** Usual misspellings, without a plural s. */
const durationSpellings = new Map([
  ...['nano', 'nanosec', 'nanosecond'].map((word) => [word, 'ns'] as const),
  ...['usec', 'micro', 'microsec', 'microsecond'].map((word) => [word, 'us'] as const),
  ...['msec', 'milli', 'millisec', 'millisecond'].map((word) => [word, 'ms'] as const),
  ...['sec', 'second'].map((word) => [word, 's'] as const),
  ...['minute', 'mn'].map((word) => [word, 'min'] as const),
  ...['hr', 'hour'].map((word) => [word, 'h'] as const),
  ...['day'].map((word) => [word, 'd'] as const),
]);

const factors = new Map<string, bigint>([
  ['', 1n],
  ['k', 1000n],
  ['M', 1000n ** 2n],
  ['G', 1000n ** 3n],
  ['T', 1000n ** 4n],
  ['Ki', 1024n],
  ['Mi', 1024n ** 2n],
  ['Gi', 1024n ** 3n],
  ['Ti', 1024n ** 4n],
]);

/** Whole ns, bytes or things. A number too large to be exact stays above every limit. */
function whole(amount: Decimal, factor: bigint, smallest?: string): Reading {
  const scaled = scaledToWhole(amount, factor);
  if (scaled.whole === 0n && amount.digits > 0n && smallest !== undefined) {
    return { suggestion: `the smallest is ${smallest}` };
  }
  return { value: Number(scaled.whole) };
}

export const durationUnit: Unit = {
  words: 'a duration such as 250ms',
  pattern: `${number} ?(ns|us|\u00b5s|\u03bcs|ms|s|m|min|h|d)$`,
  plainNumber: false,
  scale: (amount, symbol) => {
    const factor = nanoseconds.get(symbol);
    if (factor !== undefined) return whole(amount, factor, '1ns');
    const lower = symbol.toLowerCase();
    const meant = nanoseconds.has(lower) ? lower : durationSpellings.get(lower.replace(/\.|s$/g, ''));
    return {
      suggestion: meant === undefined ? 'the units are ns us ms s m h d' : `write ${meant} instead of ${symbol}`,
    };
  },
  withUnit: (bare) => `write ${bare}ms or ${bare}s`,
};

export const byteUnit: Unit = {
  words: 'a size such as 64MiB',
  pattern: `${number} ?(B|[kMGT]B?|[KMGT]iB?)$`,
  plainNumber: false,
  scale: (amount, symbol) => {
    const prefix = symbol.replace(/B$/, '');
    const factor = factors.get(prefix);
    if (factor !== undefined) return whole(amount, factor, '1B');
    if (/^[Kk]B?$/.test(symbol)) return { suggestion: `write kB (1000 bytes) or KiB (1024 bytes)` };
    return { suggestion: 'the units are B kB MB GB TB (powers of 1000) and KiB MiB GiB TiB (powers of 1024)' };
  },
  withUnit: (bare) => `write ${bare}B or ${bare}KiB`,
};

const perSecond = new Map([
  ['s', 1],
  ['min', 60],
  ['m', 60],
  ['h', 3600],
]);
const powers = new Map([
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
]);

export const rateUnit: Unit = {
  words: 'a rate such as 300/s',
  pattern: `${number} ?[kMG]?/(s|m|min|h)$`,
  plainNumber: false,
  scale: (amount, symbol) => {
    const [, prefix = '', period = ''] = /^(.*?)\/(.*)$/.exec(symbol) ?? [];
    const power = powers.get(prefix);
    const seconds = perSecond.get(period);
    if (power === undefined || seconds === undefined) {
      const meant = /^([kMG]?)(tps|rps|qps|ops|Hz|ps)$/i.exec(symbol);
      return {
        suggestion:
          meant === null ? 'rates end in /s, /min or /h, as in 20k/s' : `write ${meant[1]}/s instead of ${symbol}`,
      };
    }
    const value = shiftedToNumber(amount, power) / seconds;
    return value <= 1e12 ? { value } : { suggestion: 'the highest is 1000G/s' };
  },
  withUnit: (bare) => `write ${bare}/s`,
};

export const shareUnit: Unit = {
  words: 'a share such as 70%',
  pattern: `${number} ?%$`,
  plainNumber: false,
  scale: (amount, symbol) =>
    symbol === '%' ? { value: shiftedToNumber(amount, -2) } : { suggestion: 'shares end in %' },
  withUnit: (bare, amount) => {
    const value = shiftedToNumber(amount, 0);
    return value <= 1 ? `write ${shiftedToNumber(amount, 2)}%` : `write ${bare}%`;
  },
};

export const countUnit: Unit = {
  words: 'a whole number such as 500k or 2M',
  pattern: `${number} ?(k|M|G|T|Ki|Mi|Gi|Ti)?$`,
  plainNumber: true,
  scale: (amount, symbol) => {
    const factor = factors.get(symbol);
    if (factor === undefined)
      return { suggestion: 'the suffixes are k M G T (powers of 1000) and Ki Mi Gi Ti (powers of 1024)' };
    return scaledToWhole(amount, factor).exact ? whole(amount, factor) : { suggestion: 'it must come out whole' };
  },
  withUnit: (bare) => `write ${bare}`,
};
