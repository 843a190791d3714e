/** Hazelcast's own accounts of memory: entry cost on the heap, metadata of high-density memory, limits by count, Merkle trees. */
import { describe, expect, test } from 'vitest';
import {
  arrayBytes,
  entriesPerPartition,
  heapEntryBytes,
  merkleTreeBytes,
  metadataBytes,
  metadataCost,
} from '../../simulator/products/hazelcast-memory.ts';

describe('ownedEntryMemoryCost of one entry', () => {
  test.each([
    ['String "1" to String "1"', arrayBytes(1), arrayBytes(1), [126, 130, 150]],
    ['String(7) to byte[100]', arrayBytes(7), arrayBytes(100), [231, 235, 255]],
    ['String(16) to byte[1024]', arrayBytes(16), arrayBytes(1024), [1164, 1168, 1188]],
    ['Integer to Integer', 4, 4, [124, 128, 148]],
    ['Long to Long', 8, 8, [132, 136, 156]],
  ])('%s', (_, key, value, expected) => {
    const kinds = ['cached', 'evictable', 'cached-stats'] as const;
    expect(kinds.map((kind) => heapEntryBytes(key, value, kind))).toEqual(expected);
  });
});

describe('metadata of high-density memory', () => {
  test.each([
    [271, 1, 3, 1_000_000, 131072, 23_680_341.33],
    [271, 1, 3, 10_000_000, 1048576, 189_442_730.67],
    [5009, 1, 5, 100_000_000, 1048576, 2_100_926_873.6],
    [5009, 2, 6, 500_000_000, 4194304, 10_504_634_368],
    [271, 1, 2, 20_596, 2048, 555_008],
    [271, 1, 2, 20_867, 4096, 1_110_016],
  ])('%i partitions, %i backups, %i members, %i entries', (partitions, backups, members, entries, cost, bytes) => {
    expect(metadataCost(Math.floor(entries / partitions))).toBe(cost);
    expect(metadataBytes(entries, partitions, backups, members)).toBeCloseTo(bytes, 2);
  });

  test('fewer entries than partitions cost the least there is', () => {
    expect(metadataCost(0)).toBe(2048);
  });
});

test.each([
  [100, 2, 1],
  [5000, 2, 36.9004],
  [10_000, 3, 110.7011],
  [20_000, 3, 221.4022],
])('max-size %i PER_NODE on %i members', (size, members, limit) => {
  expect(entriesPerPartition(size, members, 271)).toBeCloseTo(limit, 4);
});

test.each([
  [271, [0.27, 1, 8, 68]],
  [5009, [5, 20, 157, 1252]],
])('Merkle trees of %i partitions, MB by depth as in the manual', (partitions, megabytes) => {
  const MIB = 2 ** 20;
  for (const [index, depth] of [8, 10, 13, 16].entries()) {
    const bytes = merkleTreeBytes(partitions, depth) / MIB;
    expect(Math.abs(bytes - megabytes[index]!)).toBeLessThan(megabytes[index]! < 1 ? 0.01 : 0.6);
  }
});
