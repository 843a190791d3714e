/**
 * Shards of a Redis Cluster: primaries first, replicas in other zones.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redisLayout } from '../../simulator/products/redis-layout.ts';

describe('a Redis Cluster', () => {
  it('of 6 members in 3 zones has 3 primaries, each with a replica in another zone', () => {
    const { primaries, shards, shardOf } = redisLayout({ members: 6, backups: 1, zones: 3 });
    expect(primaries).toBe(3);
    expect(shards.map(([primary]) => primary)).toEqual([0, 1, 2]);
    for (const [primary, replica] of shards) expect(primary! % 3).not.toBe(replica! % 3);
    expect([...shardOf].filter((shard) => shard === 1).length).toBe(2);
  });

  it('of 7 members gives the odd one to the first shard', () => {
    expect(redisLayout({ members: 7, backups: 1, zones: 1 }).shards.map((shard) => shard.length)).toEqual([3, 2, 2]);
  });

  it('keeps the copies of every shard in distinct zones when every zone has as many members as there are primaries', () => {
    for (const [primaries, backups, zones] of [
      [3, 1, 2],
      [3, 1, 3],
      [3, 2, 3],
      [4, 1, 2],
      [5, 1, 3],
      [6, 2, 3],
      [9, 1, 3],
      [50, 2, 3],
    ] as const) {
      const { shards } = redisLayout({ members: primaries * (backups + 1), backups, zones });
      const bad = shards.filter(
        (shard) => new Set(shard.map((member) => member % zones)).size < Math.min(zones, shard.length),
      );
      expect({ primaries, backups, zones, bad }).toEqual({ primaries, backups, zones, bad: [] });
    }
  });

  it('has every member in exactly one shard', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        (members, backups, zones) => {
          const { shards } = redisLayout({ members, backups, zones });
          expect(shards.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: members }, (_, i) => i));
        },
      ),
    );
  });
});
