/**
 * Bytes of a Redis key against measurements of Redis 7.0.15 and the Valkey project's published figures (grid-products.md 6.3).
 */
import { describe, expect, it } from 'vitest';
import {
  bytesPerKey,
  jemallocClass,
  memoryUsage,
  type RedisEntry,
  sdsBytes,
  tableBytesPerKey,
} from '../../simulator/products/redis-memory.ts';

describe('jemalloc size classes', () => {
  it('of the bundled build', () => {
    const classes = [1, 9, 17, 25, 33, 41, 49, 57, 65, 81, 97, 113, 129, 161, 193, 225, 257, 321, 1030].map((n) =>
      jemallocClass(n, 'bundled'),
    );
    expect(classes).toEqual([8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 1280]);
  });

  it('of a distribution', () => {
    const classes = [1, 9, 17, 33, 49, 65, 81, 97, 113, 129].map((n) => jemallocClass(n, 'distribution'));
    expect(classes).toEqual([8, 16, 32, 48, 64, 80, 96, 112, 128, 160]);
  });

  it('sds headers grow with the length', () => {
    expect([31, 32, 255, 256, 65535, 65536].map(sdsBytes)).toEqual([33, 36, 259, 262, 65541, 65546]);
  });
});

describe('bytes of one key', () => {
  const valkey: RedisEntry = { keyLength: 16, valueLength: 16, layout: 'slot-list', allocator: 'bundled' };

  it('Valkey blog 2024-08-29: 6,318,941 keys of 16 + 16 bytes in cluster mode: formula 114.62, used_memory 115.10', () => {
    const bytes = bytesPerKey(valkey, 6_318_941);
    expect(bytes.toFixed(2)).toBe('114.62');
    expect(Math.abs(727_339_288 / 6_318_941 / bytes - 1)).toBeLessThan(0.01);
  });

  it('the same with a dict per slot: 98.62, measured 99.36; with the key in the entry: 90.62, measured 91.36', () => {
    expect(bytesPerKey({ ...valkey, layout: 'plain' }, 6_318_941).toFixed(2)).toBe('98.62');
    expect(bytesPerKey({ ...valkey, layout: 'embedded' }, 6_318_941).toFixed(2)).toBe('90.62');
  });

  it('the table of Valkey 8.1 saves about 20 bytes a key, 30 of one that expires', () => {
    const old = { ...valkey, layout: 'embedded' } as const;
    const table = { ...valkey, layout: 'hashtable' } as const;
    expect(bytesPerKey(old, 1e6) - bytesPerKey(table, 1e6)).toBeCloseTo(20, 9);
    const expiring = { expires: true } as const;
    expect(bytesPerKey({ ...old, ...expiring }, 1e6) - bytesPerKey({ ...table, ...expiring }, 1e6)).toBeCloseTo(30, 9);
  });

  it('Redis 7.0.15: 1,000,000 key:N of 100 bytes take 184.438 (formula 184.38, cut off), of 3 bytes 88.438 (88.39), clustered 200.438 (200.39)', () => {
    const key: RedisEntry = { keyLength: 10, valueLength: 100, layout: 'plain', allocator: 'distribution' };
    expect(bytesPerKey(key, 1e6)).toBeCloseTo(184.388608, 9);
    expect(bytesPerKey({ ...key, valueLength: 3 }, 1e6).toFixed(2)).toBe('88.39');
    expect(bytesPerKey({ ...key, layout: 'slot-list' }, 1e6).toFixed(2)).toBe('200.39');
    for (const [measured, entry] of [
      [184.438, key],
      [88.438, { ...key, valueLength: 3 }],
      [200.438, { ...key, layout: 'slot-list' as const }],
    ] as const) {
      expect(Math.abs(bytesPerKey(entry, 1e6) / measured - 1)).toBeLessThan(0.001);
    }
  });

  it('an expiry adds 40.39 bytes at a million keys (measured 40.46)', () => {
    const key: RedisEntry = { keyLength: 10, valueLength: 100, layout: 'plain', allocator: 'distribution' };
    expect((bytesPerKey({ ...key, expires: true }, 1e6) - bytesPerKey(key, 1e6)).toFixed(2)).toBe('40.39');
  });

  it.each([
    [1, 8, 64], [8, 100, 168], [16, 100, 184], [32, 100, 200], [16, 1024, 1352], [16, 44, 120], [16, 45, 136], [16, 1, 88],
  ])('MEMORY USAGE of a %i-byte key and a %i-byte value prints %i', (keyLength, valueLength, bytes) => {
    expect(memoryUsage({ keyLength, valueLength, layout: 'plain', allocator: 'distribution' })).toBe(bytes);
  }); // biome-ignore format: a table

  it('integers below 10000 are shared, others take 16 bytes', () => {
    const counter: RedisEntry = { keyLength: 8, valueLength: 'integer', layout: 'plain', allocator: 'bundled' };
    expect(bytesPerKey(counter, 1024) - bytesPerKey({ ...counter, isSharedInteger: true }, 1024)).toBe(16);
  });

  it('the table has a bucket for every key at a power of two and nearly two just above', () => {
    expect(tableBytesPerKey(1024)).toBe(8);
    expect(tableBytesPerKey(1025)).toBeCloseTo(16, 1);
  });
});
