/**
 * Rendezvous placement against the real formula of Ignite in Java (grid-products.md 1.5), and what follows from the order of the others
 * staying when one leaves.
 */
import { describe, expect, it } from 'vitest';
import { stringHash } from '../../simulator/products/java-hash.ts';
import { copiesPerMember, NOBODY } from '../../simulator/products/placement.ts';
import {
  nodeHashes,
  nodePartitionHash,
  rendezvousOrder,
  rendezvousTable,
} from '../../simulator/products/rendezvous.ts';

const spec = (members: number, backups = 1) => ({
  partitions: 1024,
  members,
  backups,
  zones: 1,
  distinctZones: false,
});

describe('hash of a node and a partition', () => {
  const hash = (node: number, partition: number) => {
    const { high, low } = nodePartitionHash(node, partition);
    return (BigInt(high) << 32n) | BigInt(low >>> 0);
  };

  it.each([
    [0, 0, 8633297058295171728n],
    [1, 0, 6614235796240398542n],
    [0, 1, 6573550159719416343n],
    [stringHash('node-1'), 0, -738727407179704151n],
    [stringHash('node-1'), 1023, -8672774543045654529n],
  ])('(%i, %i)', (node, partition, expected) => {
    expect(hash(node, partition)).toBe(expected);
  });

  it('equals the formula in integers of any length', () => {
    const mix = (node: number, partition: number) => {
      const wrap = (value: bigint) => BigInt.asUintN(64, value);
      let key = (BigInt(node) & 0xffffffffn) | (BigInt(partition) << 32n);
      key = wrap(~key + (key << 21n));
      key ^= key >> 24n;
      key = wrap(key + (key << 3n) + (key << 8n));
      key ^= key >> 14n;
      key = wrap(key + (key << 2n) + (key << 4n));
      key ^= key >> 28n;
      return BigInt.asIntN(64, key + (key << 31n));
    };
    for (let at = 0; at < 500; at++) {
      const node = stringHash(`node-${at * 7919}`);
      expect(hash(node, at * 131)).toBe(mix(node, at * 131));
    }
  });
});

describe('rendezvous placement', () => {
  it.each([
    [0, [1, 2, 3], [4, 1]],
    [1, [1, 2, 3], [4, 1]],
    [2, [3, 1, 2], [4, 3]],
    [3, [1, 3, 2], [1, 3]],
    [4, [3, 2, 1], [3, 2]],
    [5, [2, 1, 3], [2, 4]],
    [9, [2, 1, 3], [4, 2]],
    [100, [1, 3, 2], [1, 3]],
    [512, [2, 3, 1], [2, 3]],
    [1023, [1, 3, 2], [1, 4]],
  ])('partition %i lies in the order %j of three nodes, on %j of four', (partition, ofThree, ofFour) => {
    expect([...rendezvousOrder(nodeHashes(3), partition)].map((node) => node + 1)).toEqual(ofThree);
    const row = rendezvousTable(spec(4)).subarray(2 * partition, 2 * partition + 2);
    expect([...row].map((node) => node + 1)).toEqual(ofFour);
  });

  it.each([
    [
      3,
      [
        [328, 343],
        [339, 378],
        [357, 303],
      ],
    ],
    [
      4,
      [
        [236, 273],
        [269, 256],
        [250, 254],
        [269, 241],
      ],
    ],
    [
      5,
      [
        [181, 213],
        [209, 209],
        [200, 201],
        [215, 202],
        [219, 199],
      ],
    ],
  ])('gives %i nodes these numbers of primaries and backups of 1024', (nodes, expected) => {
    const table = rendezvousTable(spec(nodes));
    const primaries = copiesPerMember(table, spec(nodes), 0);
    const backups = copiesPerMember(table, spec(nodes), 1);
    expect([...primaries].map((count, node) => [count, backups[node]])).toEqual(expected);
  });

  it('moves 269 primaries and makes 510 new copies when a fourth node joins three', () => {
    const before = rendezvousTable(spec(4), Uint8Array.of(1, 1, 1, 0));
    const after = rendezvousTable(spec(4));
    let primaries = 0;
    let copies = 0;
    for (let at = 0; at < after.length; at += 2) {
      if (before[at] !== after[at]) primaries++;
      const held = before.subarray(at, at + 2);
      copies += [...after.subarray(at, at + 2)].filter((node) => !held.includes(node)).length;
    }
    expect([primaries, copies]).toEqual([269, 510]);
    expect([...before]).toEqual([...rendezvousTable(spec(3))]);
  });

  it('loses 107 partitions of 1024 with the first two of five nodes', () => {
    const table = rendezvousTable(spec(5));
    const lost = Array.from({ length: 1024 }, (_, at) => table.subarray(2 * at, 2 * at + 2)).filter((row) =>
      row.every((node) => node < 2),
    );
    expect(lost).toHaveLength(107);
  });

  it('keeps copies in distinct zones with a backup filter, and leaves one out when no zone is left', () => {
    const filtered = { ...spec(6, 2), zones: 2, distinctZones: true };
    const table = rendezvousTable(filtered);
    for (let at = 0; at < table.length; at += 3) {
      expect(table[at]! % 2).not.toBe(table[at + 1]! % 2);
      expect(table[at + 2]).toBe(NOBODY);
    }
  });
});
