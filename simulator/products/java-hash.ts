/**
 * `hashCode` of the Java types that Ignite 2 takes keys and node ids from, and the partition of such a key.
 *
 *   String: polynomial of 31 over UTF-16 units; Integer: itself; Long: high ^ low
 *   partition: 2^k partitions (h ^ h >>> 16) & (partitions − 1), else |h % partitions|
 *
 * Source: java.lang (specified), ignite RendezvousAffinityFunction.calculatePartition; facts/grid-products.md 1.5.
 * The keys of the simulator are the text `map:number`, or the number itself as Integer or Long where the product says so.
 * Left out: binary objects (the hash of their serialised fields), @AffinityKeyMapped.
 */
import { type KeyHash, MAX_DIGITS, writeDigits } from './key-hash.ts';

const TWO_32 = 4294967296;

export function stringHash(text: string, before = 0): number {
  let hash = before;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/** Of a whole number from −2^53 to 2^53 as a Long. */
export function longHash(value: number): number {
  return (value | 0) ^ (Math.floor(value / TWO_32) | 0);
}

export function partitionOfHash(hash: number, partitions: number): number {
  const isPowerOfTwo = (partitions & (partitions - 1)) === 0;
  return isPowerOfTwo ? (hash ^ (hash >>> 16)) & (partitions - 1) : Math.abs(hash % partitions);
}

export type KeyType = 'text' | 'integer' | 'long';

/** Partitions of the keys of one map of Ignite 2. */
export class JavaHash implements KeyHash {
  readonly partitions: number;
  readonly #keyType: KeyType;
  readonly #prefix: number;
  readonly #text = new Uint8Array(MAX_DIGITS);

  constructor(mapName: string, partitions: number, keyType: KeyType) {
    this.partitions = partitions;
    this.#keyType = keyType;
    this.#prefix = stringHash(`${mapName}:`);
  }

  partitionOf(key: number): number {
    return partitionOfHash(this.#hashOf(key), this.partitions);
  }

  #hashOf(key: number): number {
    if (this.#keyType === 'integer') return key | 0;
    if (this.#keyType === 'long') return longHash(key);
    let hash = this.#prefix;
    for (let at = writeDigits(this.#text, MAX_DIGITS, key); at < MAX_DIGITS; at++)
      hash = (Math.imul(hash, 31) + this.#text[at]!) | 0;
    return hash;
  }
}
