/**
 * Hash slots of Redis Cluster: CRC16/XMODEM of the key, or of its hash tag, modulo 16384.
 *
 * CRC16: polynomial 0x1021, initial value 0, no reflection, no final xor; check value of "123456789" is 0x31C3
 * (Redis Cluster specification, appendix; redis src/crc16.c). Hash tag: the text between the first `{` and the first `}`
 * after it, if there is any; otherwise the whole key (redis src/cluster.c, keyHashSlot).
 * Ranges: `redis-cli --cluster create` (redis src/redis-cli.c, clusterManagerCommandCreate), which computes in float.
 */
import { invariant } from '../kernel/invariant.ts';
import { type KeyHash, MAX_DIGITS, utf8, writeDigits } from './key-hash.ts';

export const SLOTS = 16384;

const POLYNOMIAL = 0x1021;
const OPEN = 123;
const CLOSE = 125;

const table = new Uint16Array(256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  table[byte] = crc & 0xffff;
}

/** CRC16/XMODEM of bytes[from, to), continuing from `crc`. */
export function crc16(bytes: Uint8Array, crc = 0, from = 0, to = bytes.length): number {
  let value = crc;
  for (let i = from; i < to; i++) value = ((value << 8) & 0xffff) ^ table[(value >>> 8) ^ bytes[i]!]!;
  return value;
}

/** The bytes of the hash tag, or undefined when the key has none. */
function hashTag(bytes: Uint8Array): Uint8Array | undefined {
  const open = bytes.indexOf(OPEN);
  if (open < 0) return undefined;
  const close = bytes.indexOf(CLOSE, open + 1);
  return close > open + 1 ? bytes.subarray(open + 1, close) : undefined;
}

/** Slot of any key, as `CLUSTER KEYSLOT` answers. */
export function slotOf(key: string): number {
  const bytes = utf8(key);
  return crc16(hashTag(bytes) ?? bytes) & (SLOTS - 1);
}

/** Slots of the numeric keys of one map; only the digits are hashed per key, the prefix `map:` once. */
export class SlotHash implements KeyHash {
  readonly partitions = SLOTS;
  readonly #prefix: number;
  /** Slot of every key when the map's name carries a hash tag, or -1. */
  readonly #tagged: number;
  readonly #digits = new Uint8Array(MAX_DIGITS);

  constructor(mapName: string) {
    const prefix = utf8(`${mapName}:`);
    const tag = hashTag(prefix);
    this.#prefix = crc16(prefix);
    this.#tagged = tag === undefined ? -1 : crc16(tag) & (SLOTS - 1);
  }

  partitionOf(key: number): number {
    if (this.#tagged >= 0) return this.#tagged;
    const digits = this.#digits;
    const from = writeDigits(digits, MAX_DIGITS, key);
    let crc = this.#prefix;
    for (let i = from; i < MAX_DIGITS; i++) crc = ((crc << 8) & 0xffff) ^ table[(crc >>> 8) ^ digits[i]!]!;
    return crc & (SLOTS - 1);
  }
}

/** First and last slot (inclusive) of one primary. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
}

/** Slot ranges of `primaries` primaries as `redis-cli --cluster create` hands them out: 3 get 5461, 5462, 5461. */
export function slotRanges(primaries: number): readonly SlotRange[] {
  invariant(primaries >= 1 && primaries <= SLOTS, 'a Redis cluster has 1 to 16384 primaries');
  const share = Math.fround(SLOTS / primaries);
  const ranges: SlotRange[] = [];
  let first = 0;
  let cursor = 0;
  for (let primary = 0; primary < primaries; primary++) {
    const rounded = Math.floor(Math.fround(Math.fround(cursor + share) - 1) + 0.5);
    const last = primary === primaries - 1 ? SLOTS - 1 : Math.max(first, Math.min(rounded, SLOTS - 1));
    ranges.push({ first, last });
    first = last + 1;
    cursor = Math.fround(cursor + share);
  }
  return ranges;
}

/** Shard (index of the primary at creation) of every slot. */
export function shardOfSlot(primaries: number): Int32Array {
  const shards = new Int32Array(SLOTS);
  slotRanges(primaries).forEach(({ first, last }, shard) => {
    shards.fill(shard, first, last + 1);
  });
  return shards;
}
