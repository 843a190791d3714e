import { describe, expect, it } from 'vitest';
import { BusBench } from './bus-bench.ts';

const T = 2000;
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const threeByOne = { primaries: 3, replicas: 1, nodeTimeout: T };

describe('Cluster state of Redis Cluster', () => {
  it('closes every shard from FAIL to the takeover under full coverage', () => {
    for (const seed of seeds(50)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.runUntil(() => bench.all('tookOver').length > 0, 10 * T);
      const won = bench.first('tookOver');
      bench.runTo(won + 100);
      for (const member of [1, 2]) {
        expect(bench.first('notServing', (note) => note.member === member)).toBeCloseTo(
          bench.first('declaredFailed'),
          -1,
        );
        expect(bench.first('serving', (note) => note.member === member)).toBeGreaterThan(won);
      }
    }
  });

  it('leaves the healthy shards open without full coverage', () => {
    for (const seed of seeds(20)) {
      const bench = new BusBench({ ...threeByOne, fullCoverage: false }, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.runTo(10 * T);
      expect(bench.all('tookOver').length).toBe(1);
      expect(bench.all('notServing')).toEqual([]);
    }
  });

  it('stops a primary in the minority once it suspects the majority, and takes it back as a replica', () => {
    for (const seed of seeds(50)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      const cut = bench.cutOff([0]);
      bench.runTo(4 * T);
      const stopped = bench.first('notServing', (note) => note.member === 0);
      expect(stopped).toBeGreaterThan(T - 1);
      expect(stopped).toBeLessThan(1.5 * T + 210);
      bench.mend(cut);
      bench.runTo(6 * T);
      expect(bench.bus.believedPrimaryOf(0)).toBe(3);
      expect(bench.bus.isServing(0)).toBe(true);
    }
  });

  it('lets a primary back from a minority wait T when it was not replaced', () => {
    for (const seed of seeds(30)) {
      const bench = new BusBench({ ...threeByOne, fullCoverage: false }, seed);
      bench.runTo(0);
      // With its only replica, so that nobody can take over.
      const cut = bench.cutOff([0, 3]);
      bench.runTo(4 * T);
      expect(bench.bus.isServing(0)).toBe(false);
      bench.mend(cut);
      bench.runTo(4 * T + T - 100);
      expect(bench.bus.isServing(0)).toBe(false);
      bench.runTo(4 * T + T + 1500);
      expect(bench.bus.isServing(0)).toBe(true);
      expect(bench.all('tookOver')).toEqual([]);
    }
  });

  it('is the same run for the same seed', () => {
    const digest = (seed: number): string => {
      const bench = new BusBench({ primaries: 3, replicas: 2, nodeTimeout: T }, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.runTo(10 * T);
      return bench.simulation.digest();
    };
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
  });
});
