/**
 * Where Hazelcast keeps a key: MurmurHash3_x86_32 with seed 0x01000193 over the serialised key without its type, then abs modulo partitions.
 *
 *   partition = hash = −2^31 ? 0 : |hash| mod partitions
 *
 * String: length of its UTF-8 bytes (int32), then these; Integer, Long, Double: 4 or 8 bytes; UUID: most significant half, then the other;
 * all big-endian. So an Integer 42 and a Long 42 lie in different partitions. Source: com.hazelcast.internal.util.HashUtil,
 * internal.serialization.impl.HeapData, ConstantSerializers. Left out: PartitionAware keys, attribute and string partitioning strategies.
 */
import { invariant } from '../kernel/invariant.ts';
import type { HazelcastProduct } from '../model/scenario.ts';
import { type KeyHash, MAX_DIGITS, utf8, writeDigits } from './key-hash.ts';
import { hashFrom, mixBlocks, murmur3 } from './murmur-hash.ts';

export type HazelcastKeyType = NonNullable<HazelcastProduct['keyType']>;

const SEED = 0x01000193;
const LEAST = -2147483648;
const TWO_32 = 4294967296;

/** Signed 32-bit hash of serialised data. */
export function hazelcastHash(data: Uint8Array): number {
  return murmur3(data, SEED) | 0;
}

/** Partition of a hash. */
export function hashToIndex(hash: number, partitions: number): number {
  invariant(partitions > 0, 'a hash needs partitions to go to');
  return hash === LEAST ? 0 : Math.abs(hash) % partitions;
}

export function stringData(text: string): Uint8Array {
  const bytes = utf8(text);
  const result = new Uint8Array(4 + bytes.length);
  new DataView(result.buffer).setInt32(0, bytes.length);
  result.set(bytes, 4);
  return result;
}

/** Serialised number of a type; a UUID takes it as its least significant half. */
export function numberData(type: Exclude<HazelcastKeyType, 'string'>, value: number): Uint8Array {
  const result = new Uint8Array(type === 'integer' ? 4 : type === 'uuid' ? 16 : 8);
  writeNumber(new DataView(result.buffer), type, value);
  return result;
}

function writeNumber(view: DataView, type: Exclude<HazelcastKeyType, 'string'>, value: number): void {
  if (type === 'integer') view.setInt32(0, value);
  else if (type === 'double') view.setFloat64(0, value);
  else {
    const at = type === 'uuid' ? 8 : 0;
    view.setInt32(at, Math.floor(value / TWO_32));
    view.setUint32(at + 4, value);
  }
}

export function hazelcastKeyHash(mapName: string, partitions: number, type: HazelcastKeyType = 'string'): KeyHash {
  return type === 'string' ? new TextKeyHash(mapName, partitions) : numberKeyHash(partitions, type);
}

function numberKeyHash(partitions: number, type: Exclude<HazelcastKeyType, 'string'>): KeyHash {
  const bytes = numberData(type, 0);
  const view = new DataView(bytes.buffer);
  return {
    partitions,
    partitionOf: (key) => {
      writeNumber(view, type, key);
      return hashToIndex(hazelcastHash(bytes), partitions);
    },
  };
}

const END = 3 + MAX_DIGITS;

/** Keys `map:number`: what comes before the digits is mixed once for every number of digits, because the length stands in front. */
class TextKeyHash implements KeyHash {
  readonly partitions: number;
  /** By number of digits: the hash with the length and the whole blocks of the prefix mixed in. */
  readonly #mixed = new Int32Array(MAX_DIGITS + 1);
  readonly #length: number;
  /** What of the prefix does not fill a block: 0 to 3 bytes. */
  readonly #remainder: Uint8Array;
  /** The digits end at the end; the remainder is put right before them. */
  readonly #text = new Uint8Array(END);

  constructor(mapName: string, partitions: number) {
    this.partitions = partitions;
    for (let digits = 1; digits <= MAX_DIGITS; digits++) {
      const data = stringData(`${mapName}:${'0'.repeat(digits)}`);
      const before = data.length - digits;
      this.#mixed[digits] = mixBlocks(data, 0, before - (before % 4), SEED);
    }
    const prefix = stringData(`${mapName}:`);
    this.#length = prefix.length;
    this.#remainder = prefix.slice(prefix.length - (prefix.length % 4));
  }

  partitionOf(key: number): number {
    const text = this.#text;
    const remainder = this.#remainder;
    const first = writeDigits(text, END, key);
    const digits = END - first;
    let from = first;
    for (let i = remainder.length - 1; i >= 0; i--) text[--from] = remainder[i]!;
    return hashToIndex(hashFrom(text, from, END, this.#mixed[digits]!, this.#length + digits) | 0, this.partitions);
  }
}
