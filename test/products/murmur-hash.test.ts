/**
 * The key hash of the generic grid: published vectors of MurmurHash3_x86_32, and uniformity of what it is used for.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../simulator/products/key-hash.ts';
import { MurmurHash, murmur3, murmurPartition } from '../../simulator/products/murmur-hash.ts';

describe('MurmurHash3_x86_32', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['hello', 0, 0x248bfa47],
    ['hello, world', 0, 0x149bbb7f],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('of %j with seed %i', (text, seed, hash) => {
    expect(murmur3(utf8(text), seed)).toBe(hash);
  });

  it('gives the Hazelcast hash of a string with its serialised form and seed (grid-products.md 1.2)', () => {
    // [length as int32 big-endian][UTF-8], seed 0x01000193; the table prints signed numbers.
    const hazelcast = (text: string) => {
      const bytes = utf8(text);
      return murmur3(Uint8Array.from([0, 0, 0, bytes.length, ...bytes]), 0x01000193) | 0;
    };
    expect(hazelcast('')).toBe(923237662);
    expect(hazelcast('foo')).toBe(947302427);
    expect(hazelcast('user:42')).toBe(-1957166892);
    expect(hazelcast('{user1000}.following')).toBe(-892975375);
    expect(hazelcast('世界')).toBe(-463281116);
  });

  it('finds the partition of a numeric key without making its text', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'a', 'ab', 'abc', 'orders', 'sessions-eu'), fc.maxSafeNat(), (name, key) => {
        expect(new MurmurHash(name, 271).partitionOf(key)).toBe(murmurPartition(`${name}:${key}`, 271));
      }),
    );
  });

  it('fills 271 partitions as a binomial law would', () => {
    const counts = new Int32Array(271);
    const hash = new MurmurHash('orders', 271);
    const keys = 1_000_000;
    for (let key = 0; key < keys; key++) counts[hash.partitionOf(key)]!++;
    const expected = keys / 271;
    let chiSquare = 0;
    for (const count of counts) chiSquare += ((count - expected) * (count - expected)) / expected;
    // 270 degrees of freedom: mean 270, standard deviation 23.2.
    expect(Math.abs(chiSquare - 270)).toBeLessThan(4 * 23.2);
  });
});

describe('UTF-8', () => {
  it('equals the encoding of the platform', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
      }),
    );
  });
});
