/** Hazelcast's partition table against the real PartitionStateGeneratorImpl: first counts, and what moves when members come and go. */
import { describe, expect, test } from 'vitest';
import { HazelcastTable } from '../../simulator/products/hazelcast-placement.ts';
import { copiesPerMember, NOBODY, type PartitionTable } from '../../simulator/products/placement.ts';

const present = (members: number, all: number, without = -1) =>
  Uint8Array.from({ length: all }, (_, member) => +(member < members && member !== without));

interface Movement {
  readonly primaries: number;
  readonly copies: number;
}

function moved(before: PartitionTable, after: PartitionTable, stride: number): Movement {
  let primaries = 0;
  let copies = 0;
  for (let from = 0; from < before.length; from += stride) {
    if (before[from] !== after[from]) primaries++;
    const had = before.subarray(from, from + stride);
    for (const member of after.subarray(from, from + stride)) if (member !== NOBODY && !had.includes(member)) copies++;
  }
  return { primaries, copies };
}

/** Least, mean and most over so many shuffles. */
function over(trials: number, trial: (seed: number) => Movement): { primaries: number[]; copies: number[] } {
  const all = Array.from({ length: trials }, (_, seed) => trial(seed * 7919 + 1));
  const summary = (values: number[]) => [
    Math.min(...values),
    values.reduce((sum, value) => sum + value, 0) / trials,
    Math.max(...values),
  ];
  return { primaries: summary(all.map((one) => one.primaries)), copies: summary(all.map((one) => one.copies)) };
}

const table = (partitions: number, members: number, backups: number, seed: number, from = members) =>
  new HazelcastTable({ partitions, members, backups, zones: 1, grouping: 'per-member', seed }, present(from, members));

describe('the first table', () => {
  test.each([
    [1, [271]],
    [2, [136, 135]],
    [3, [91, 90, 90]],
    [4, [68, 68, 68, 67]],
    [5, [55, 54, 54, 54, 54]],
    [6, [46, 45, 45, 45, 45, 45]],
    [10, [28, 27, 27, 27, 27, 27, 27, 27, 27, 27]],
  ])('%i members', (members, expected) => {
    const { owners } = table(271, members, 0, 1);
    const spec = { partitions: 271, members, backups: 0, zones: 1 };
    expect([...copiesPerMember(owners, spec, 0)].sort((a, b) => b - a)).toEqual(expected);
  });

  test('no member holds two copies, and with zone-aware no zone does', () => {
    const spec = { partitions: 271, members: 6, backups: 2, zones: 3, seed: 5 } as const;
    for (const grouping of ['per-member', 'zone-aware'] as const) {
      const { owners } = new HazelcastTable({ ...spec, grouping });
      const place = (member: number) => (grouping === 'zone-aware' ? member % 3 : member);
      for (let from = 0; from < owners.length; from += 3)
        expect(new Set([...owners.subarray(from, from + 3)].map(place)).size).toBe(3);
      expect([...copiesPerMember(owners, spec, 0)].every((count) => count >= 45 && count <= 46)).toBe(true);
    }
  });
});

describe('members join', () => {
  test.each([
    [271, 1, 2, 135, [271, 271, 271], 200],
    [271, 2, 3, 90, [180, 180, 180], 200],
    [271, 3, 4, 67, [134, 134, 134], 200],
    [271, 5, 6, 45, [90, 90, 90], 200],
    [271, 3, 6, 135, [270, 270.3, 271], 200],
    [5009, 5, 6, 834, [1668, 1668, 1668], 5],
  ])('%i partitions, %i to %i members', (partitions, before, after, primaries, copies, trials) => {
    const seen = over(trials, (seed) => {
      const old = table(partitions, after, 1, seed, before);
      const { owners } = old;
      return moved(owners, old.change(owners, present(after, after)), 2);
    });
    expect(seen.primaries).toEqual([primaries, primaries, primaries]);
    expect(seen.copies[0]).toBe(copies[0]);
    expect(seen.copies[2]).toBe(copies[2]);
    expect(Math.abs(seen.copies[1]! - copies[1]!)).toBeLessThan(0.2);
  });
});

describe('a member leaves', () => {
  test.each([
    [4, 1, [67, 67, 67], [133, 134.3, 135]],
    [3, 1, [90, 90, 90], [177, 179.8, 182]],
    [6, 2, [45, 47.8, 53], [134, 142.5, 154]],
  ])('of %i, %i backups', (members, backups, primaries, copies) => {
    const leaver = members - 1;
    const seen = over(200, (seed) => {
      const old = table(271, members, backups, seed);
      const { owners } = old;
      return moved(owners, old.change(owners, present(members, members, leaver)), backups + 1);
    });
    // The real class iterates hash sets and shuffles by chance, so two samples of 200 agree within their errors only. Of 6 with 2 backups,
    // 2000 tables drawn here give 143.5 copies with a deviation of 4.8: 0.34 is the standard error of either mean of 200 and 0.48 that of
    // their difference, so 142.5 there and 143.4 to 143.8 here are 2 to 3 errors apart; chance may do that, and does not do it often. None
    // of these explains it (800 to 2000 tables each): groups in a random order 143.8, partitions given away in ascending order 143.5,
    // colder replicas shifted up into the gaps instead of the coldest put there 149.2 (and 170 at most), the first member leaving 146.3.
    for (const [got, real] of [
      [seen.primaries, primaries],
      [seen.copies, copies],
    ] as const) {
      expect(Math.abs(got[1]! - real[1]!) / real[1]!).toBeLessThan(0.012);
      expect(Math.abs(got[0]! - real[0]!)).toBeLessThanOrEqual(2);
      expect(Math.abs(got[2]! - real[2]!)).toBeLessThanOrEqual(4);
    }
  });
});
