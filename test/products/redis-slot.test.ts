/**
 * Hash slots of Redis Cluster against the specification and `CLUSTER KEYSLOT` of Redis 7.0.15 (oracle H08; grid-products.md 1.8).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../simulator/products/key-hash.ts';
import { crc16, SLOTS, SlotHash, shardOfSlot, slotOf, slotRanges } from '../../simulator/products/redis-slot.ts';

describe('Redis Cluster hashes keys to slots (oracle H08)', () => {
  it('has the check value of CRC16/XMODEM', () => {
    expect(crc16(utf8('123456789'))).toBe(0x31c3);
  });

  it.each([
    ['', 0], ['foo', 12182], ['bar', 5061], ['hello', 866], ['123456789', 12739], ['user:1', 10778], ['user:42', 15880],
    ['order:1000', 4304], ['user1000', 3443], ['{user1000}.following', 3443], ['foo{}{bar}', 8363], ['foo{{bar}}zap', 4015],
    ['{bar', 4015], ['foo{bar}{zap}', 5061], ['{}bar', 6479], ['somekey', 11058], ['a', 15495], ['b', 3300], ['abc', 7638],
    ['key', 12539], ['key0', 13252], ['key1', 9189], ['key2', 4998], ['é', 10180], ['世界', 4663],
  ])('puts %j into slot %i', (key, slot) => {
    expect(slotOf(key)).toBe(slot);
  }); // biome-ignore format: a table

  it('spreads key0 .. key99999 over three equal ranges as 33320 / 33390 / 33290', () => {
    const shards = shardOfSlot(3);
    const counts = [0, 0, 0];
    const slots = new Int32Array(SLOTS);
    for (let i = 0; i < 100_000; i++) {
      const slot = slotOf(`key${i}`);
      counts[shards[slot]!]!++;
      slots[slot]!++;
    }
    expect(counts).toEqual([33320, 33390, 33290]);
    expect([Math.min(...slots), Math.max(...slots)]).toEqual([0, 13]);
  });

  it('finds the slot of a numeric key without making its text', () => {
    const names = ['orders', 'a', '', 'tag{x}', 'open{', 'longer-than-a-block'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.maxSafeNat(), (name, key) => {
        expect(new SlotHash(name).partitionOf(key)).toBe(slotOf(`${name}:${key}`));
      }),
    );
    const hash = new SlotHash('orders');
    for (const key of [0, 9, 10, 99, 2 ** 30 - 1, 2 ** 30, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      expect(hash.partitionOf(key)).toBe(slotOf(`orders:${key}`));
    }
  });
});

describe('redis-cli deals slots to primaries', () => {
  const text = (primaries: number) =>
    slotRanges(primaries)
      .map(({ first, last }) => `${first}-${last}`)
      .join(' ');

  it.each([
    [3, '0-5460 5461-10922 10923-16383'],
    [4, '0-4095 4096-8191 8192-12287 12288-16383'],
    [5, '0-3276 3277-6553 6554-9829 9830-13106 13107-16383'],
    [6, '0-2730 2731-5460 5461-8191 8192-10922 10923-13652 13653-16383'],
    [7, '0-2340 2341-4680 4681-7021 7022-9361 9362-11702 11703-14042 14043-16383'],
  ])('for %i primaries', (primaries, ranges) => {
    expect(text(primaries)).toBe(ranges);
  });

  it('every slot belongs to exactly one primary, and shares differ by at most two', () => {
    for (const primaries of [1, 2, 9, 100, 1000, 16384]) {
      const counts = new Int32Array(primaries);
      for (const shard of shardOfSlot(primaries)) counts[shard]!++;
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(SLOTS);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    }
  });
});
