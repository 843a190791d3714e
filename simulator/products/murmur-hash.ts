/**
 * MurmurHash3_x86_32 (Austin Appleby, public domain; smhasher src/MurmurHash3.cpp), the key hash of the generic grid.
 *
 * The partition of a key is the hash of its text `map:number` in UTF-8, seed 0, taken as unsigned, modulo the number of partitions.
 * Chosen because Hazelcast (murmur3 x86_32) and Ignite 3 (murmur3) use the same family and its final mix lets every bit of the
 * key reach every bit of the hash. No byte of it is claimed to equal what a product would compute for the same key.
 */
import { type KeyHash, MAX_DIGITS, utf8, writeDigits } from './key-hash.ts';

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const END = 3 + MAX_DIGITS;

function mixBlock(hash: number, block: number): number {
  let k = Math.imul(block, C1);
  k = Math.imul((k << 15) | (k >>> 17), C2);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, tail: number, length: number): number {
  const k = Math.imul(tail, C1);
  let h = hash ^ Math.imul((k << 15) | (k >>> 17), C2) ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Mixes bytes[from, to), a whole number of blocks, into `hash`. */
export function mixBlocks(bytes: Uint8Array, from: number, to: number, hash: number): number {
  let h = hash;
  for (let i = from; i < to; i += 4) {
    h = mixBlock(h, bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
  }
  return h;
}

/** Hash of a text of `length` bytes: `hash` has the first ones mixed in, bytes[from, to) are the rest. */
export function hashFrom(bytes: Uint8Array, from: number, to: number, hash: number, length: number): number {
  const whole = to - ((to - from) & 3);
  const h = mixBlocks(bytes, from, whole, hash);
  let tail = 0;
  for (let i = whole, shift = 0; i < to; i++, shift += 8) tail |= bytes[i]! << shift;
  return finish(h, tail, length);
}

/** 32-bit hash, unsigned. */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  return hashFrom(bytes, 0, bytes.length, seed | 0, bytes.length);
}

/** Partition of any key text in a grid of `partitions`. */
export function murmurPartition(key: string, partitions: number): number {
  return murmur3(utf8(key)) % partitions;
}

/** Partitions of the numeric keys of one map; the whole blocks of the prefix `map:` are mixed once. */
export class MurmurHash implements KeyHash {
  readonly partitions: number;
  readonly #prefixHash: number;
  readonly #prefixLength: number;
  /** What of the prefix does not fill a block: 0 to 3 bytes. */
  readonly #remainder: Uint8Array;
  /** The digits end at the end; the remainder is put right before them. */
  readonly #text = new Uint8Array(END);

  constructor(mapName: string, partitions: number) {
    this.partitions = partitions;
    const prefix = utf8(`${mapName}:`);
    const whole = prefix.length - (prefix.length % 4);
    this.#prefixHash = mixBlocks(prefix, 0, whole, 0);
    this.#prefixLength = prefix.length;
    this.#remainder = prefix.slice(whole);
  }

  partitionOf(key: number): number {
    const text = this.#text;
    const remainder = this.#remainder;
    const digits = writeDigits(text, END, key);
    let from = digits;
    for (let i = remainder.length - 1; i >= 0; i--) text[--from] = remainder[i]!;
    return hashFrom(text, from, END, this.#prefixHash, this.#prefixLength + END - digits) % this.partitions;
  }
}
