/** Redis Cluster where a failure is short, doubled, or of a node that nobody needs (rules of cluster.c 7.0; facts/redis-failover.md section 4). */
import { describe, expect, it } from 'vitest';
import { BusBench } from './bus-bench.ts';

const T = 2000;
const TICK = 101.2;
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const threeByOne = { primaries: 3, replicas: 1, nodeTimeout: T };
const fiveByOne = { primaries: 5, replicas: 1, nodeTimeout: T };

function pausedFor(length: number, seed: number): BusBench {
  const bench = new BusBench(threeByOne, seed);
  bench.runTo(0);
  bench.pause(0);
  bench.runTo(length);
  bench.resume(0);
  bench.runTo(20_000);
  return bench;
}

const takeovers = (bench: BusBench) => bench.all('tookOver').map(({ member, other }) => ({ member, other }));

describe('A paused primary', () => {
  it.each([0.25 * T, 0.5 * T, T])('is not even suspected after %d ms, with T = 2000', (length) => {
    for (const seed of seeds(40)) expect(pausedFor(length, seed).notes).toEqual([]);
  });

  it('is forgiven when it goes on after the first suspicion and before a majority has one', () => {
    for (const seed of seeds(40)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.pause(0);
      bench.runUntil(() => bench.all('suspected').length > 0, 10 * T, 1);
      bench.resume(0);
      bench.runTo(10 * T);
      expect(bench.all('declaredFailed')).toEqual([]);
      expect(bench.all('notServing')).toEqual([]);
    }
  });

  it('is replaced all the same when it goes on between FAIL and the election, and becomes a replica', () => {
    for (const seed of seeds(40)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.pause(0);
      bench.runUntil(() => bench.all('declaredFailed').length > 0, 10 * T, 1);
      bench.runTo(bench.first('declaredFailed') + 200);
      bench.resume(0);
      bench.runTo(10 * T);
      expect(takeovers(bench)).toEqual([{ member: 3, other: 0 }]);
      expect(bench.bus.believedPrimaryOf(0)).toBe(3);
      // Demoted by the victory itself, which reaches it as everyone else.
      expect(bench.first('demoted') - bench.first('tookOver')).toBeLessThan(50);
    }
  });

  it('that goes on after the election takes its place as a replica at once, and all serve', () => {
    for (const seed of seeds(40)) {
      const bench = pausedFor(4 * T, seed);
      expect(takeovers(bench)).toEqual([{ member: 3, other: 0 }]);
      expect(bench.first('demoted') - 4 * T).toBeLessThan(TICK);
      expect([0, 1, 2, 3, 4, 5].every((member) => bench.bus.isServing(member))).toBe(true);
    }
  });

  it('is replaced more often the longer it is paused, from never at T to always at 1.5 T and the election', () => {
    const replaced = [T, 1.15 * T, 1.25 * T, 1.5 * T, 2 * T].map(
      (length) => seeds(60).filter((seed) => pausedFor(length, seed).all('tookOver').length > 0).length,
    );
    expect(replaced).toEqual([...replaced].sort((a, b) => a - b));
    expect([replaced[0], replaced[4]]).toEqual([0, 60]);
  });
});

describe('Two failures at once', () => {
  it('of five primaries are both replaced, each under an epoch of its own', () => {
    for (const seed of seeds(40)) {
      const bench = new BusBench(fiveByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.kill(1);
      bench.runTo(20 * T);
      const found = bench.all('tookOver');
      expect(found.map(({ other }) => other).sort()).toEqual([0, 1]);
      expect(new Set(found.map(({ epoch }) => epoch)).size).toBe(2);
    }
  });

  it('make elections collide when both candidates ask before they hear of one another: the loser tries again 4T later', () => {
    // A one-way delay of 20 ms makes that window wide; three voters are left and all three must vote.
    const last = seeds(60).map((seed) => {
      const bench = new BusBench({ ...fiveByOne, delay: 20 }, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.kill(1);
      bench.runTo(20 * T);
      expect(
        bench
          .all('tookOver')
          .map(({ other }) => other)
          .sort(),
      ).toEqual([0, 1]);
      const failed = Math.min(...bench.all('declaredFailed').map((note) => bench.since(note)));
      return Math.max(...bench.all('tookOver').map((note) => bench.since(note))) - failed;
    });
    const retried = last.filter((time) => time > 4 * T);
    expect(retried.length).toBeGreaterThan(0);
    expect(retried.length).toBeLessThan(20);
    for (const time of last) expect(time < 2500 || time > 500 + 4 * T + 500).toBe(true);
  });

  it('of three primaries leave no majority, so that nothing is ever decided', () => {
    for (const seed of seeds(10)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.kill(1);
      bench.runTo(100 * T);
      expect([...bench.all('declaredFailed'), ...bench.all('tookOver')]).toEqual([]);
      expect(bench.bus.isServing(2)).toBe(false);
    }
  });

  it('of three primaries are overcome when one of the two comes back: it suspects the other T after its start', () => {
    for (const seed of seeds(30)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.kill(1);
      bench.runTo(5 * T);
      bench.restart(1);
      bench.runTo(12 * T);
      expect(takeovers(bench)).toEqual([{ member: 3, other: 0 }]);
      expect(bench.first('declaredFailed') - 5 * T).toBeGreaterThan(T);
      expect(bench.first('declaredFailed') - 5 * T).toBeLessThan(2 * T + 2 * TICK);
    }
  });
});

describe('A lost replica', () => {
  it('is declared failed and nobody stops serving; the flag goes with its first answer', () => {
    for (const seed of seeds(30)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(3);
      bench.runTo(4 * T);
      expect(bench.all('declaredFailed').map(({ member }) => member)).toEqual([3]);
      bench.restart(3);
      bench.runTo(4 * T + 2 * TICK);
      expect(bench.all('cleared').map(({ member }) => member)).toEqual([3]);
      expect(bench.all('notServing')).toEqual([]);
      expect(bench.all('tookOver')).toEqual([]);
    }
  });
});

describe('Other node timeouts and sizes', () => {
  it.each([500, 1000, 10_000, 15_000])(
    'T = %d ms: suspected within T and 1.5 T + 0.2 s, elected 0.5 to 1.12 s after FAIL',
    (nodeTimeout) => {
      for (const seed of seeds(25)) {
        const bench = new BusBench({ ...threeByOne, nodeTimeout }, seed);
        bench.runTo(0);
        bench.kill(0);
        bench.runUntil(() => bench.all('tookOver').length > 0, 10 * nodeTimeout + 5000);
        const suspicions = bench.all('suspected').map((note) => bench.since(note));
        expect(Math.min(...suspicions)).toBeGreaterThan(nodeTimeout - 1.05);
        expect(Math.max(...suspicions)).toBeLessThan(1.5 * nodeTimeout + 2 * TICK);
        const wait = bench.first('tookOver') - bench.first('declaredFailed');
        expect(wait).toBeGreaterThan(500);
        expect(wait).toBeLessThan(1120);
      }
    },
  );

  it.each([1000, 5000, 15_000])(
    'T = %d ms: two of five primaries with two replicas each are both replaced, the second 0.5 to 1.12 s after both are FAIL',
    (nodeTimeout) => {
      for (const seed of seeds(15)) {
        const bench = new BusBench({ primaries: 5, replicas: 2, nodeTimeout }, seed);
        bench.runTo(0);
        bench.kill(0);
        bench.kill(1);
        bench.runUntil(() => bench.all('tookOver').length === 2, 10 * nodeTimeout + 5000);
        const failed = bench.all('declaredFailed').map((note) => bench.since(note));
        // All three that are left must agree, so a failure is found no sooner than the last of them suspects.
        expect(Math.min(...failed)).toBeGreaterThan(nodeTimeout);
        expect(Math.max(...failed)).toBeLessThan(2 * nodeTimeout + 2 * TICK);
        const last = Math.max(...bench.all('tookOver').map((note) => bench.since(note)));
        const wait = last - Math.max(...failed);
        expect(wait).toBeGreaterThan(500);
        expect(wait).toBeLessThan(1120);
      }
    },
  );

  it('five primaries need three opinions', () => {
    for (const seed of seeds(40)) {
      const bench = new BusBench(fiveByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.runUntil(() => bench.all('declaredFailed').length > 0, 10 * T, 1);
      const byPrimaries = bench.all('suspected').filter(({ member }) => member < 5);
      expect(byPrimaries.length).toBeGreaterThanOrEqual(3);
    }
  });
});
