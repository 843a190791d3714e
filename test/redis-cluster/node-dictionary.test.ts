import { describe, expect, it } from 'vitest';
import { NodeDictionary } from '../../simulator/grid/redis-cluster/node-dictionary.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';

describe('Random nodes out of a hash table', () => {
  it('draws every node, one alone in its bucket more often than one in a chain', () => {
    const stream = new Streams(1, 0).named('test');
    const tables = 20;
    const draws = 6000;
    let uneven = 0;
    for (let table = 0; table < tables; table++) {
      const dictionary = new NodeDictionary(6, stream);
      const counts = new Array<number>(6).fill(0);
      for (let i = 0; i < draws; i++) counts[dictionary.draw(stream)]!++;
      expect(Math.min(...counts)).toBeGreaterThan(0);
      if (Math.max(...counts) > 1.5 * Math.min(...counts)) uneven++;
    }
    // Six nodes in eight buckets are alone each in 8!/(2! 8^6) = 8 % of all tables.
    expect(uneven).toBeGreaterThan(tables / 2);
  });
});
