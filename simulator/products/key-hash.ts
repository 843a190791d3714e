/**
 * The port through which the grid asks where a key lives, and the decimal digits of a numeric key.
 *
 * The simulator's keys are numbers; their text is `map:number`, for example `orders:4711`, because that is how keys are
 * written in practice and the products hash text. A hash works on whole, non-negative keys up to 2^53 - 1.
 */

/** Where the keys of one map live. Made once a map; `partitionOf` is on the path of every request. */
export interface KeyHash {
  /** Number of partitions (Redis: hash slots). */
  readonly partitions: number;
  /** Partition of the key whose text is `map:key`. */
  partitionOf(key: number): number;
}

/** Digits of 2^53 - 1. */
export const MAX_DIGITS = 16;

/**
 * Writes the decimal digits of `key` as ASCII so that they end just before `end`; returns the index of the first one.
 * Beyond 2^30 the key is cut in two, because integer division of small integers is several times faster.
 */
export function writeDigits(buffer: Uint8Array, end: number, key: number): number {
  let at = end;
  let rest = key;
  while (rest >= 0x40000000) {
    const quotient = Math.floor(rest / 10);
    buffer[--at] = 48 + (rest - quotient * 10);
    rest = quotient;
  }
  let small = rest | 0;
  do {
    const quotient = (small / 10) | 0;
    buffer[--at] = 48 + small - quotient * 10;
    small = quotient;
  } while (small !== 0);
  return at;
}

/** UTF-8 bytes of a text, without TextEncoder, which is no part of the language. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return Uint8Array.from(bytes);
}
