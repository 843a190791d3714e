/**
 * Bytes that a map entry takes in Hazelcast, as the product itself counts them, and the limits that follow from counts.
 *
 *   on heap     16 + (32 + key) + record + (32 + value)       key, value: 8 + serialised bytes; texts and byte arrays 4 more for their length
 *   HD meta     16 · max(128, p if n < 0.6 p else 2 p), p = 2^ceil(log2 n)     a partition copy with n entries
 *   max-size    PER_NODE: size · members / partitions a partition, at least 1
 *   Merkle      partitions · (2^depth − 1) · 4
 *
 * Sources: BinaryMapEntryCostEstimator, map.impl.record, HeapData.getHeapCost; capacity planning and high-density memory pages of the manual;
 * Merkle trees inferred from the manual's table. The metric understates the heap that a JVM really needs: issues 9684 and 6444 of
 * hazelcast/hazelcast suggest 60 to 100 B an entry more; it is 0 for OBJECT format. Left out: indexes, near caches, vector collections (308 B).
 */
import { invariant } from '../kernel/invariant.ts';

/** How a record keeps its entry: default (cached value), plain, evictable by LRU or LFU, with statistics an entry, both. */
export type RecordKind = 'cached' | 'simple' | 'evictable' | 'stats' | 'cached-stats';

const records: Readonly<Record<RecordKind, number>> = {
  simple: 16,
  cached: 20,
  evictable: 24,
  stats: 40,
  'cached-stats': 44,
};

/** Metric map.ownedEntryMemoryCost of one entry; `keyBytes`, `valueBytes`: serialised, without the 8 bytes of header. */
export function heapEntryBytes(keyBytes: number, valueBytes: number, record: RecordKind = 'cached'): number {
  return 16 + (32 + 8 + keyBytes) + records[record] + (32 + 8 + valueBytes);
}

/** Serialised bytes of a text or byte array of so many bytes. */
export function arrayBytes(length: number): number {
  return 4 + length;
}

/** High-density memory: bytes of the hash table of a partition copy with `entries` entries. */
export function metadataCost(entries: number): number {
  invariant(entries >= 0, 'a partition holds no fewer than no entries');
  let power = 1;
  while (power < entries) power *= 2;
  return 16 * Math.max(128, entries < 0.6 * power ? power : 2 * power);
}

/** High-density memory: bytes of metadata one member holds for `entries` entries, without the 25 % that the allocator adds. */
export function metadataBytes(entries: number, partitions: number, backups: number, members: number): number {
  return (partitions * (backups + 1) * metadataCost(Math.floor(entries / partitions))) / members;
}

/** Entries that max-size PER_NODE leaves to one partition, as a number that is no whole one. */
export function entriesPerPartition(maxSize: number, members: number, partitions: number): number {
  return Math.max(1, (maxSize * members) / partitions);
}

/** Bytes of the Merkle trees of one map on one member, for WAN synchronisation; `depth` is 2 to 27 in Hazelcast. */
export function merkleTreeBytes(partitions: number, depth: number): number {
  return partitions * ((1 << depth) - 1) * 4;
}
