/**
 * MurmurHash3_x64_128 (Austin Appleby, public domain; smhasher src/MurmurHash3.cpp), folded to 32 bits as Ignite 3 does, and its key hash.
 *
 *   hash32 = high ^ low of (h1 + h2);   row = combine(0, hash32(key)), combine(a, b) = hash32 of the integer a with seed b
 *   partition = |row % partitions|
 *
 * Source: ignite-3 HashUtils, HashCalculator, InternalTableImpl; facts/grid-products.md 1.7, whose vectors the real class gave.
 * A number is hashed as its 4 or 8 bytes, little endian. Left out: several colocation columns, keys other than text, int and long.
 */
import type { KeyType } from './java-hash.ts';
import { type KeyHash, MAX_DIGITS, utf8, writeDigits } from './key-hash.ts';
import { Word64 } from './word64.ts';

const BLOCK = 16;
const h1 = new Word64();
const h2 = new Word64();
const word = new Word64();

function start(seed: number): void {
  // The seed is sign-extended, as Java widens an int.
  h1.set(seed >> 31, seed);
  h2.set(seed >> 31, seed);
}

/** k1 of a block, in `word`, into h1. */
function mixFirst(): void {
  word.multiply(0x87c37b91, 0x114253d5);
  word.rotate(31);
  word.multiply(0x4cf5ad43, 0x2745937f);
  h1.xor(word.high, word.low);
}

/** k2 of a block, in `word`, into h2. */
function mixSecond(): void {
  word.multiply(0x4cf5ad43, 0x2745937f);
  word.rotate(33);
  word.multiply(0x87c37b91, 0x114253d5);
  h2.xor(word.high, word.low);
}

/** Eight bytes, little endian, into `word`; bytes from `end` on count as zero. */
function load(bytes: Uint8Array, at: number, end: number): void {
  let low = 0;
  let high = 0;
  for (let i = Math.min(end, at + 8) - 1; i >= at + 4; i--) high = (high << 8) | bytes[i]!;
  for (let i = Math.min(end, at + 4) - 1; i >= at; i--) low = (low << 8) | bytes[i]!;
  word.set(high, low);
}

function finalMix(h: Word64): void {
  h.xor(0, h.high >>> 1);
  h.multiply(0xff51afd7, 0xed558ccd);
  h.xor(0, h.high >>> 1);
  h.multiply(0xc4ceb9fe, 0x1a85ec53);
  h.xor(0, h.high >>> 1);
}

function finish(length: number): number {
  h1.xor(0, length);
  h2.xor(0, length);
  h1.add(h2.high, h2.low);
  h2.add(h1.high, h1.low);
  finalMix(h1);
  finalMix(h2);
  h1.add(h2.high, h2.low);
  return h1.high ^ h1.low;
}

/** Of bytes[from, to), seed 0. */
export function hashBytes(bytes: Uint8Array, from = 0, to = bytes.length): number {
  start(0);
  let at = from;
  for (; at + BLOCK <= to; at += BLOCK) {
    load(bytes, at, to);
    mixFirst();
    h1.rotate(27);
    h1.add(h2.high, h2.low);
    h1.multiply(0, 5);
    h1.add(0, 0x52dce729);
    load(bytes, at + 8, to);
    mixSecond();
    h2.rotate(31);
    h2.add(h1.high, h1.low);
    h2.multiply(0, 5);
    h2.add(0, 0x38495ab5);
  }
  if (to - at > 8) {
    load(bytes, at + 8, to);
    mixSecond();
  }
  if (to > at) {
    load(bytes, at, to);
    mixFirst();
  }
  return finish(to - from);
}

export function hashText(text: string): number {
  return hashBytes(utf8(text));
}

/** Of a 32-bit integer. */
export function hashInteger(value: number, seed = 0): number {
  start(seed);
  word.set(0, value);
  mixFirst();
  return finish(4);
}

/** Of a whole number from −2^53 to 2^53 as a Long. */
export function hashLong(value: number): number {
  start(0);
  word.set(Math.floor(value / 4294967296), value);
  mixFirst();
  return finish(8);
}

/** The hash of a row whose columns so far gave `row`, with that of one column more. */
export function combine(row: number, column: number): number {
  return hashInteger(row, column);
}

/** Partitions of the keys of one map of Ignite 3. */
export class RowHash implements KeyHash {
  readonly partitions: number;
  readonly #keyType: KeyType;
  /** `map:`; digits are written so that they end at the end, and the prefix is put right before them. */
  readonly #prefix: Uint8Array;
  readonly #text: Uint8Array;

  constructor(mapName: string, partitions: number, keyType: KeyType) {
    this.partitions = partitions;
    this.#keyType = keyType;
    this.#prefix = utf8(`${mapName}:`);
    this.#text = new Uint8Array(this.#prefix.length + MAX_DIGITS);
  }

  partitionOf(key: number): number {
    return Math.abs(combine(0, this.#hashOf(key)) % this.partitions);
  }

  #hashOf(key: number): number {
    if (this.#keyType === 'integer') return hashInteger(key | 0);
    if (this.#keyType === 'long') return hashLong(key);
    const text = this.#text;
    const from = writeDigits(text, text.length, key) - this.#prefix.length;
    text.set(this.#prefix, from);
    return hashBytes(text, from, text.length);
  }
}
