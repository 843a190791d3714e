/**
 * Bytes that Redis and Valkey use for one string key, from the sizes of their structures.
 *
 *   bytes = A(entry) + A(key) + value + 8 * 2^ceil(log2 n) / n          A(x): smallest jemalloc class of at least x
 *
 * entry: dictEntry, 24 bytes, + 16 for the slot's key list in cluster mode up to 7.2 (7.4 has a dict per slot); key: sds, n + 2, 4, 6 or
 * 10 bytes; value: robj 16, with an sds behind it above 44 bytes; last term: the hash table of n keys on one node.
 * Source: redis src/dict.h, sds.h, object.c, cluster.h; facts/grid-products.md 6.3, checked there against used_memory of
 * Redis 7.0.15 and against the Valkey project's blog of 2024-08-29 (within 1 %).
 * Left out: other types, active rehashing (the table is twice as large meanwhile), fragmentation, buffers.
 */
import { invariant } from '../kernel/invariant.ts';

/** `bundled`: the jemalloc in the Redis source (classes 8 apart up to 64); `distribution`: a system's jemalloc (16 apart). */
export type Allocator = 'bundled' | 'distribution';

/** How the key is hung into the table; see the header. `embedded`: Valkey 8.0, key inside the entry. `hashtable`: Valkey 8.1, its own table. */
export type EntryLayout = 'plain' | 'slot-list' | 'embedded' | 'hashtable';

export interface RedisEntry {
  /** Bytes of the key's text. */
  readonly keyLength: number;
  /** Bytes of the value; `integer` when the value is a whole number in decimal. */
  readonly valueLength: number | 'integer';
  readonly layout: EntryLayout;
  readonly allocator: Allocator;
  /** Integers below 10000 are shared objects unless maxmemory evicts by LRU or LFU. */
  readonly isSharedInteger?: boolean;
  /** The key expires: one more entry and bucket in the table of expiry times. */
  readonly expires?: boolean;
}

const POINTER = 8;

/** What the table of Valkey 8.1 saves a key, and one that expires, bytes (announced as about so much; facts/grid-products.md 6.3). */
const HASHTABLE_SAVES = 20;
const HASHTABLE_SAVES_EXPIRING = 30;

/** Smallest jemalloc size class of at least `bytes`; four classes per doubling above the quantum-spaced ones. */
export function jemallocClass(bytes: number, allocator: Allocator): number {
  if (bytes <= 8) return 8;
  const quantum = allocator === 'bundled' ? 8 : 16;
  let spacing = quantum;
  // Classes spaced by `spacing` reach 8 * spacing: 8..64, 80..128, 160..256, ...
  for (let limit = quantum * 8; bytes > limit; limit *= 2) spacing = limit / 4;
  return Math.ceil(bytes / spacing) * spacing;
}

/** Bytes of a simple dynamic string of n characters, before rounding up to a class. */
export function sdsBytes(n: number): number {
  if (n < 32) return n + 2;
  if (n < 256) return n + 4;
  if (n < 65536) return n + 6;
  return n + 10;
}

/** Bytes of the hash table per key when one node holds `keys` of them: a pointer for each of 2^ceil(log2 keys) buckets. */
export function tableBytesPerKey(keys: number): number {
  invariant(keys >= 1, 'a table holds at least one key');
  let buckets = 4;
  while (buckets < keys) buckets *= 2;
  return (POINTER * buckets) / keys;
}

/** Bytes of one key without the table: what stays the same however many keys there are. */
export function entryBytes(entry: RedisEntry): number {
  const round = (bytes: number) => jemallocClass(bytes, entry.allocator);
  const key = sdsBytes(entry.keyLength);
  const hung =
    entry.layout === 'embedded' || entry.layout === 'hashtable'
      ? round(17 + key)
      : round(entry.layout === 'slot-list' ? 40 : 24) + round(key);
  return hung + valueBytes(entry, round) + (entry.expires === true ? round(24) : 0);
}

/** Bytes of one key when one node holds `keys` keys. */
export function bytesPerKey(entry: RedisEntry, keys: number): number {
  const tables = entry.expires === true ? 2 : 1;
  const saved = entry.expires === true ? HASHTABLE_SAVES_EXPIRING : HASHTABLE_SAVES;
  return entryBytes(entry) + tables * tableBytesPerKey(keys) - (entry.layout === 'hashtable' ? saved : 0);
}

/** What `MEMORY USAGE key` prints outside cluster mode: it counts the entry as 24 bytes, unrounded, and no table. */
export function memoryUsage(entry: RedisEntry): number {
  const round = (bytes: number) => jemallocClass(bytes, entry.allocator);
  return 24 + round(sdsBytes(entry.keyLength)) + valueBytes(entry, round);
}

function valueBytes(entry: RedisEntry, round: (bytes: number) => number): number {
  if (entry.valueLength === 'integer') return entry.isSharedInteger === true ? 0 : round(16);
  const n = entry.valueLength;
  return n <= 44 ? round(16 + 3 + n + 1) : round(16) + round(sdsBytes(n));
}
