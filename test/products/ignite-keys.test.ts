/**
 * Keys to partitions as Ignite 2 and 3 do it: vectors that the real classes gave (grid-products.md 1.5 and 1.7), and that the fast paths
 * for the keys of the simulator agree with the plain ones.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JavaHash, longHash, partitionOfHash, stringHash } from '../../simulator/products/java-hash.ts';
import { combine, hashInteger, hashLong, hashText, RowHash } from '../../simulator/products/murmur128.ts';

const wholeKeys = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('Ignite 2', () => {
  it.each([
    ['', 0, 0, 0, 0],
    ['a', 97, 97, 97, 97],
    ['foo', 101574, 199, 574, 3271],
    ['bar', 97299, 18, 299, 31762],
    ['hello', 99162322, 315, 322, 7483],
    ['key1', 3288498, 384, 498, 11648],
    ['user:1', -836031422, 617, 422, 25193],
    ['user:42', -147170163, 951, 163, 11191],
    ['order:1000', 720186635, 998, 635, 2022],
    ['123456789', -1867378635, 135, 635, 135],
  ])('text %j has hashCode %i and the partitions of 1024, 1000 and 32768', (text, hash, ...partitions) => {
    expect(stringHash(text)).toBe(hash);
    expect([1024, 1000, 32768].map((parts) => partitionOfHash(hash, parts))).toEqual(partitions);
  });

  it.each([
    [42, 42, 42, 42],
    [1000, 1000, 0, 1000],
    [65536, 1, 536, 1],
    [-1, 0, 1, 0],
  ])('Integer %i', (value, ...partitions) => {
    expect([1024, 1000, 32768].map((parts) => partitionOfHash(value, parts))).toEqual(partitions);
  });

  it('Long has the hash of Java', () => {
    expect([longHash(4294967296), longHash(-1)]).toEqual([1, 0]);
    expect([1024, 1000, 32768].map((parts) => partitionOfHash(1231, parts))).toEqual([207, 231, 1231]);
  });

  it('finds the partition of a numeric key without its text', () => {
    const fast = new JavaHash('orders', 1024, 'text');
    fc.assert(
      fc.property(wholeKeys, (key) => fast.partitionOf(key) === partitionOfHash(stringHash(`orders:${key}`), 1024)),
    );
    expect(new JavaHash('orders', 1000, 'integer').partitionOf(65536)).toBe(536);
    expect(new JavaHash('orders', 1000, 'long').partitionOf(4294967296)).toBe(1);
  });
});

describe('Ignite 3', () => {
  it.each([
    ['', 0, 401375585],
    ['foo', -477838538, 819963036],
    ['bar', 1863106271, -1009056023],
    ['user:42', 1034629747, 1667406933],
    ['123456789', -404576006, -466533017],
  ])('text %j hashes to %i, a row of it to %i', (text, hash, row) => {
    expect([hashText(text), combine(0, hashText(text))]).toEqual([hash, row]);
  });

  it.each([
    [0, 401375585, -498583210],
    [1, 666724619, 2074128541],
    [42, 872512553, -767921414],
    [1000, -617415931, 1149045176],
    [-1, 2008810410, -1048988359],
  ])('int %i hashes to %i, a row of it to %i', (value, hash, row) => {
    expect([hashInteger(value), combine(0, hashInteger(value))]).toEqual([hash, row]);
  });

  it.each([
    [0, -460808068, -1028348915],
    [42, 1065270881, -622826071],
    [1000, 280736908, 108918159],
  ])('long %i hashes to %i, a row of it to %i', (value, hash, row) => {
    expect([hashLong(value), combine(0, hashLong(value))]).toEqual([hash, row]);
  });

  it('puts "foo" and int 42 into partitions 11 and 14 of 25', () => {
    expect(Math.abs(combine(0, hashText('foo')) % 25)).toBe(11);
    expect(new RowHash('orders', 25, 'integer').partitionOf(42)).toBe(14);
    expect(new RowHash('orders', 25, 'long').partitionOf(1000)).toBe(108918159 % 25);
  });

  it('finds the partition of a numeric key without its text, also over several blocks', () => {
    for (const map of ['m', 'orders', 'a-map-with-a-name-of-more-than-32-bytes']) {
      const fast = new RowHash(map, 997, 'text');
      fc.assert(
        fc.property(
          wholeKeys,
          (key) => fast.partitionOf(key) === Math.abs(combine(0, hashText(`${map}:${key}`)) % 997),
        ),
      );
    }
  });
});
