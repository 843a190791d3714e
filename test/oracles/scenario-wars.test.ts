/**
 * Oracles P03, P04 and P06 as scenarios (Bailis et al., Probabilistically Bounded Staleness, VLDB 2012, Table 4). Sizes are moderate here:
 * estimates must lie within four standard errors of theory, which are small enough to tell the cells of the tables apart; npm run
 * oracles:long holds them to the full tolerances, P05 included.
 */
import { describe, expect, test, vi } from 'vitest';
import type { RunResult } from '../../simulator/model/result.ts';
import { expectClassS, expectQuantile, meanOf, simulate, testTimeout } from './scenario-oracle.ts';
import { laws, wars } from './wars.ts';

vi.setConfig({ testTimeout });

/** P(fresh) of a source of reads. */
function expectFresh(result: RunResult, source: string, fresh: number, largestError: number): void {
  const { estimate, standardError } = meanOf(result, `staleReadRatio{workload:${source}}`);
  expectClassS(`P(fresh), ${source}`, { estimate: 1 - estimate, standardError }, fresh, largestError);
}

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
