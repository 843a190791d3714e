import { describe, expect, it } from 'vitest';
import { BusBench } from './bus-bench.ts';

const T = 2000;
const TICK = 101.2;
const ROUND_TRIP = 0.05;
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const threeByOne = { primaries: 3, replicas: 1, nodeTimeout: T };

function suspicionsOf(bench: BusBench, subject: number): number[] {
  return bench
    .all('suspected')
    .filter((note) => note.other === subject)
    .map((note) => bench.since(note));
}

describe('Failure detection of Redis Cluster', () => {
  it('suspects nobody in a healthy cluster, however the ping phases fall', () => {
    for (const seed of seeds(10)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(60_000);
      expect(bench.notes).toEqual([]);
    }
  });

  it('never suspects a killed node before T less a round trip, nor later than 1.5 T and two ticks', () => {
    for (const seed of seeds(200)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.runTo(2 * T);
      const times = suspicionsOf(bench, 0);
      expect(times.length).toBeGreaterThanOrEqual(2);
      // Times of the protocol are whole milliseconds, rounded down.
      expect(Math.min(...times)).toBeGreaterThan(T - ROUND_TRIP - 1);
      expect(Math.max(...times)).toBeLessThan(1.5 * T + 2 * TICK);
    }
  });

  it('declares a node failed only after two of three primaries suspect it', () => {
    for (const seed of seeds(100)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.runUntil(() => bench.all('declaredFailed').length > 0, 10 * T);
      const byPrimaries = bench.all('suspected').filter((note) => note.member < 3);
      expect(byPrimaries.length).toBe(2);
      expect(bench.first('declaredFailed')).toBeGreaterThan(bench.since(byPrimaries[1]!));
    }
  });

  it('cannot declare anything when a majority of the primaries is gone', () => {
    for (const seed of seeds(20)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.kill(1);
      bench.runTo(30_000);
      expect(suspicionsOf(bench, 0).length).toBe(4);
      expect(bench.all('declaredFailed')).toEqual([]);
      expect(bench.all('tookOver')).toEqual([]);
      expect(bench.bus.isServing(2)).toBe(false);
    }
  });

  it('finds kill, pause and a cut after the same time', () => {
    const faults: ((bench: BusBench) => void)[] = [
      (bench) => bench.kill(0),
      (bench) => bench.pause(0),
      (bench) => bench.cutOff([0]),
      (bench) => bench.cutOff([0], false, true),
    ];
    const means = faults.map((strike) => {
      const times = seeds(150).map((seed) => {
        const bench = new BusBench(threeByOne, seed);
        bench.runTo(0);
        strike(bench);
        bench.runUntil(() => bench.all('tookOver').length > 0, 10 * T);
        return bench.first('declaredFailed', (note) => note.member === 0);
      });
      return times.reduce((sum, time) => sum + time, 0) / times.length;
    });
    // Standard error of each about 30 ms.
    expect(Math.max(...means) - Math.min(...means)).toBeLessThan(120);
  });

  it('forgives a pause shorter than T less one ping interval', () => {
    for (const seed of seeds(30)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.pause(0);
      bench.runTo(T - 200);
      bench.resume(0);
      bench.runTo(20_000);
      expect(bench.notes).toEqual([]);
    }
  });

  it('does not let a node that was paused suspect the others: it reads its messages before its tick', () => {
    for (const seed of seeds(30)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.pause(3);
      bench.runTo(5 * T);
      bench.resume(3);
      bench.runTo(8 * T);
      expect(bench.all('suspected').filter((note) => note.member === 3)).toEqual([]);
      expect(bench.all('cleared').map((note) => note.member)).toEqual([3]);
    }
  });

  it('spares a node that restarts within T', () => {
    for (const seed of seeds(50)) {
      const bench = new BusBench({ ...threeByOne, nodeTimeout: 5000 }, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.runTo(300);
      bench.restart(0);
      bench.runTo(30_000);
      expect(bench.all('suspected')).toEqual([]);
      // 2 s from its first tick, 1 ms after the start.
      expect(bench.all('serving').map((note) => Math.round(bench.since(note)))).toEqual([2301]);
    }
  });

  it('keeps the flag of a failed primary for 2T when nobody could replace it', () => {
    for (const seed of seeds(50)) {
      const bench = new BusBench(threeByOne, seed);
      bench.runTo(0);
      bench.kill(0);
      bench.kill(3);
      bench.runUntil(() => bench.all('declaredFailed').some((note) => note.member === 0), 10 * T);
      const failed = bench.first('declaredFailed', (note) => note.member === 0);
      bench.runTo(failed + T);
      bench.restart(0);
      bench.restart(3);
      bench.runTo(failed + 2 * T - 1);
      expect([1, 2, 4, 5].every((observer) => bench.bus.believesFailed(observer, 0))).toBe(true);
      expect(bench.bus.isServing(1)).toBe(false);
      // At the next contact of each: at most the ping interval and a tick later.
      bench.runTo(failed + 2.5 * T + 2 * TICK);
      expect([1, 2, 4, 5].some((observer) => bench.bus.believesFailed(observer, 0))).toBe(false);
      expect([0, 1, 2, 3, 4, 5].every((member) => bench.bus.isServing(member))).toBe(true);
      expect(bench.all('tookOver')).toEqual([]);
    }
  });
});
