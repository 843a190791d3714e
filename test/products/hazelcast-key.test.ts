/** Hazelcast's key hash against vectors of its own HashUtil and of its Node client, and the spread of many keys. */
import { describe, expect, test } from 'vitest';
import {
  hashToIndex,
  hazelcastHash,
  hazelcastKeyHash,
  numberData,
  stringData,
} from '../../simulator/products/hazelcast-key.ts';

const spread = (hash: number) => [hash, hashToIndex(hash, 271), hashToIndex(hash, 5009), hashToIndex(hash, 1999)];

const texts: readonly (readonly [string, number, number, number, number])[] = [
  ['', 923237662, 11, 3827, 1511],
  ['a', 2099876635, 73, 3655, 1098],
  ['abc', -1708417075, 13, 2454, 1710],
  ['foo', 947302427, 247, 347, 315],
  ['bar', -707300129, 156, 4284, 1955],
  ['hello', 1985248981, 270, 1957, 102],
  ['key0', -1240421596, 125, 2854, 117],
  ['key1', 1754812034, 43, 4055, 1878],
  ['key2', -168018467, 93, 1580, 518],
  ['user:1', -1278878161, 164, 317, 1919],
  ['user:42', -1957166892, 14, 322, 1964],
  ['order:1000', 1304166817, 184, 3541, 1226],
  ['123456789', 1316176998, 187, 2140, 1415],
  ['{user1000}.following', -892975375, 23, 909, 86],
  ['é', 1840266139, 260, 4620, 732],
  ['世界', -463281116, 112, 3715, 872],
];

const numbers = [
  ['integer', 0, 923237662, 11, 3827, 1511],
  ['integer', 1, 768969306, 31, 2653, 1982],
  ['integer', 2, -832990049, 5, 3367, 752],
  ['integer', 42, 2076340387, 175, 4698, 1076],
  ['integer', 271, 964352345, 200, 4638, 762],
  ['integer', 1000, -2104736058, 195, 4348, 952],
  ['integer', -1, -730160613, 164, 3692, 1875],
  ['integer', 2147483647, -558437363, 129, 3989, 721],
  ['integer', -2147483648, 2100936963, 249, 2075, 1956],
  ['long', 0, -778983647, 109, 4003, 1333],
  ['long', 1, 1824103549, 110, 1064, 57],
  ['long', 42, 1624962215, 145, 2543, 1102],
  ['long', 1000, 2126808316, 45, 1943, 252],
  ['long', -1, -1267298398, 231, 1362, 364],
  ['double', 1, -302536677, 136, 3095, 21],
  ['double', 42, -340724686, 180, 2488, 1133],
  ['double', 1.5, -867000382, 109, 2590, 99],
] as const;

describe('the hash of a serialised key', () => {
  test.each(texts)('String %j', (text, ...expected) => {
    expect(spread(hazelcastHash(stringData(text)))).toEqual(expected);
  });

  test.each(numbers)('%s %d', (type, value, ...expected) => {
    expect(spread(hazelcastHash(numberData(type, value)))).toEqual(expected);
  });

  test('Long.MAX_VALUE, a UUID with both halves, and no data at all', () => {
    const longest = Uint8Array.from([0x7f, 255, 255, 255, 255, 255, 255, 255]);
    expect(spread(hazelcastHash(longest))).toEqual([-647413059, 21, 4818, 927]);
    const uuid = numberData('uuid', 2);
    uuid[7] = 1;
    expect(spread(hazelcastHash(uuid))).toEqual([-756849650, 37, 4777, 264]);
    expect(spread(hazelcastHash(new Uint8Array(0)))).toEqual([-1585187909, 238, 4706, 899]);
  });
});

describe('from a hash to a partition', () => {
  test('as in HashUtilTest', () => {
    expect([20, 420, -420, -2147483648].map((hash) => hashToIndex(hash, 100))).toEqual([20, 20, 20, 0]);
    expect(() => hashToIndex(1, 0)).toThrow();
  });

  test('100 000 texts over 271 partitions spread as measured', () => {
    const counts = new Array<number>(271).fill(0);
    for (let key = 0; key < 100_000; key++) counts[hashToIndex(hazelcastHash(stringData(`key${key}`)), 271)]!++;
    const mean = 100_000 / 271;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / 271;
    expect([Math.min(...counts), Math.max(...counts), counts[0], counts[270]]).toEqual([318, 421, 372, 359]);
    expect(Math.sqrt(variance)).toBeCloseTo(17.9734, 4);
  });
});

describe('numeric keys of a map', () => {
  test.each(['orders', 'o', 'or', 'ord', 'größe'])('as text they hash like the whole text (map %s)', (map) => {
    const hash = hazelcastKeyHash(map, 5009);
    for (const key of [0, 7, 10, 4711, 99_999, 1_234_567, 2 ** 31, 2 ** 53 - 1])
      expect(hash.partitionOf(key)).toBe(hashToIndex(hazelcastHash(stringData(`${map}:${key}`)), 5009));
  });

  test('the type of the key decides where it lies', () => {
    const homes = (['integer', 'long', 'double'] as const).map((type) =>
      hazelcastKeyHash('any', 271, type).partitionOf(42),
    );
    expect(homes).toEqual([175, 145, 180]);
    expect(hazelcastKeyHash('any', 271, 'long').partitionOf(2 ** 40)).toBe(
      hashToIndex(hazelcastHash(Uint8Array.from([0, 0, 1, 0, 0, 0, 0, 0])), 271),
    );
  });
});
