/**
 * Oracles P02 to P06 as scenarios (Bailis et al., Probabilistically Bounded Staleness, VLDB 2012, Table 4). Sizes are moderate here:
 * estimates must lie within four standard errors of theory, which are small enough to tell the cells of the tables apart; npm run
 * oracles:long holds them to the full tolerances. Tails of latencies have exact values as well (wars-exact.ts).
 */
import { describe, expect, test, vi } from 'vitest';
import type { RunResult } from '../../simulator/model/result.ts';
import { expectClassS, expectQuantile, expectWithin, meanOf, simulate, testTimeout } from './scenario-oracle.ts';
import { laws, wars } from './wars.ts';
import { exactTail, ways } from './wars-exact.ts';

vi.setConfig({ testTimeout });

/** P(fresh) of a source of reads. */
function expectFresh(result: RunResult, source: string, fresh: number, largestError: number): void {
  const { estimate, standardError } = meanOf(result, `staleReadRatio{workload:${source}}`);
  expectClassS(`P(fresh), ${source}`, { estimate: 1 - estimate, standardError }, fresh, largestError);
}

describe('P02, P03, P04: exact p99.9 of the fits to production, and how far the tables are from them', () => {
  const { ssd, diskWrite } = ways;

  test.each([
    { law: 'LNKD-SSD', way: ssd, needed: 1, exact: 0.65491362, given: [0.66, 0.65, 0.654, 0.656] },
    { law: 'LNKD-SSD', way: ssd, needed: 2, exact: 1.63231523, given: [1.63, 1.625, 1.628] },
    { law: 'LNKD-SSD', way: ssd, needed: 3, exact: 4.11296579, given: [4.14, 4.09, 4.12, 4.114, 4.105] },
    { law: 'LNKD-DISK writes', way: diskWrite, needed: 1, exact: 10.9341309, given: [10.99, 10.9, 10.94] },
    { law: 'LNKD-DISK writes', way: diskWrite, needed: 2, exact: 20.9534143, given: [20.97] },
  ])('$law, $needed of three: $exact ms, published and sampled within 2 %', ({ way, needed, exact, given }) => {
    expectWithin(1e-7, exactTail(way, ssd, needed, 0.999), exact);
    for (const value of given) expectWithin(0.02, value, exact);
  });

  test('LNKD-DISK, W = 3: 111.346 ms; the 109.5 ± 4 % of the oracle holds it, the ± 1.3 of its own sample does not', () => {
    const exact = exactTail(diskWrite, ssd, 3, 0.999);
    expectWithin(1e-7, exact, 111.345632);
    expectWithin(0.04, exact, 109.5);
    expectWithin(0.02, 112.65, exact);
    expect(exact - 109.5).toBeGreaterThan(1.3);
  });

  test('the median of LNKD-SSD writes at W = 1 is 0.489 ms', () => {
    expectWithin(0.001, exactTail(ssd, ssd, 1, 0.5), 0.489);
  });
});

describe('P03: LNKD-SSD, N = 3: p99.9 of reads and of writes in ms, P(fresh) at the commit', () => {
  test.each([
    [1, 1, 0.656, 0.654, 0.9737],
    [1, 2, 0.656, 1.625, 0.9783],
    [2, 1, 1.628, 0.655, 0.9994],
    [3, 1, 4.114, 0.655, 1],
    [1, 3, 0.654, 4.089, 1],
  ])('R = %d, W = %d: %d, %d, %d', async (read, write, readLatency, writeLatency, fresh) => {
    const result = await simulate(wars({ law: laws.ssd, read, write, writes: 3000, after: [0] }));
    expectQuantile(result, 'responseTime{workload:after-0} p999', readLatency, 0.06);
    expectQuantile(result, 'responseTime{workload:writers} p999', writeLatency, 0.06);
    if (fresh < 1) expectFresh(result, 'after-0', fresh, 0.001);
    else expect(result.metrics.staleReadRatio?.max).toBe(0);
  });

  test('R = W = 1: P(fresh) 0.99999 5 ms after the commit; median of writes 0.489 ms', async () => {
    const result = await simulate(wars({ law: laws.ssd, read: 1, write: 1, writes: 3000, after: [5] }));
    expect(result.metrics.staleReadRatio?.mean).toBeLessThan(0.0001);
    expect(result.metrics['responseTime{workload:writers}']?.p50).toBeCloseTo(0.489, 2);
  });
});

describe('P04: LNKD-DISK, N = 3', () => {
  test('R = W = 1: p99.9 0.654 and 10.94 ms; P(fresh) 0.4365 at the commit, 0.9261 after 10 ms', async () => {
    const result = await simulate(wars({ law: laws.disk, read: 1, write: 1, writes: 3000, after: [0, 10] }));
    expectQuantile(result, 'responseTime{workload:after-0} p999', 0.654, 0.03);
    expectQuantile(result, 'responseTime{workload:writers} p999', 10.94, 0.04);
    expectFresh(result, 'after-0', 0.43645, 0.006);
    expectFresh(result, 'after-1', 0.92609, 0.002);
  });

  test('W = 2: p99.9 of writes 20.97 ms', async () => {
    const result = await simulate(wars({ law: laws.disk, read: 1, write: 2, writes: 4000, after: [] }));
    expectQuantile(result, 'responseTime{workload:writers} p999', 20.97, 0.04);
  });

  test.each([
    [2, 1.637],
    [3, 4.105],
  ])('R = %i: p99.9 of reads %f ms, of writes 10.94 ms', async (read, tail) => {
    const result = await simulate(wars({ law: laws.disk, read, write: 1, writes: 3000, after: [0] }));
    expectQuantile(result, 'responseTime{workload:after-0} p999', tail, 0.06);
    expectQuantile(result, 'responseTime{workload:writers} p999', 10.94, 0.04);
  });

  test('W = 3: p99.9 of writes is exactly 111.346 ms; a Pareto tail of index 1.51 is hard to sample', async () => {
    const result = await simulate(wars({ law: laws.disk, read: 1, write: 3, writes: 10_000, after: [] }));
    expectQuantile(result, 'responseTime{workload:writers} p999', 111.345632, 0.1);
  });
});

describe('P05: when 99.9 % of the reads are fresh, truly: later than a sweep that stops at the first good sample says', () => {
  test.each([
    { name: 'LNKD-SSD', law: laws.ssd, read: 1, visible: 1.97, published: 1.85 },
    { name: 'LNKD-DISK', law: laws.disk, read: 1, visible: 51.9, published: 45.5 },
    { name: 'LNKD-DISK with R = 2', law: laws.disk, read: 2, visible: 14.2, published: 13.6 },
  ])('$name: $visible ms after the commit; published $published', async ({ law, read, visible }) => {
    const result = await simulate(wars({ law, read, write: 1, writes: 3000, after: [visible] }));
    expectFresh(result, 'after-0', 0.999, 0.0003);
  });
});

describe('P06: exponential WARS, R = W = 1: P(fresh) at the commit, and when it is 99.9 % in ms', () => {
  test.each([
    [4, 0.943, 1.01],
    [1, 0.7519, 5.5],
    [0.1, 0.4196, 63.6],
  ])('W with rate %d: %d, %d', async (rate, fresh, visible) => {
    const law = laws.exponential(rate);
    const result = await simulate(wars({ law, read: 1, write: 1, writes: 3000, after: [0, visible] }));
    expectFresh(result, 'after-0', fresh, 0.006);
    expectFresh(result, 'after-1', 0.999, 0.0003);
  });
});
