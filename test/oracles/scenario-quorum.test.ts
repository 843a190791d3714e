/**
 * Oracles P01 and P07 as scenarios (Bailis et al., Probabilistically Bounded Staleness, VLDB 2012), and latencies of quorums as order
 * statistics (S05, S06). The WARS tables are in scenario-wars.test.ts.
 */
import { describe, expect, test, vi } from 'vitest';
import { meanInterval } from '../../simulator/statistics/mean-interval.ts';
import { samples, simulate as simulateOnce } from '../run/simulate.ts';
import {
  alarms,
  expectAlways,
  expectClassS,
  expectMean,
  expectQuantile,
  scenario,
  simulate,
  testTimeout,
} from './scenario-oracle.ts';
import { laws, wars } from './wars.ts';

vi.setConfig({ testTimeout });

describe('P01: reads of quorums that do not expand are within k versions with 1 − (C(N−W, R) / C(N, R))^k', () => {
  const REPLICATIONS = 20;
  const fixed = (read: number, write: number) =>
    scenario(
      'p01',
      `
design:
  members: 3
  network: none
  maps: [{name: rows, entries: 50, kind: {quorum: {read: ${read}, write: ${write}, expanding: false, coordinator: client}}}]
workload:
  - {name: writers, map: rows, op: put, rate: 500/s, arrivals: constant}
  - {name: readers, map: rows, op: get, after: {source: writers, delay: 1us}}
run: {duration: 12s, warmup: 2s}
`,
    );

  test.each([
    [1, 1, { 1: 0.333333, 2: 0.555556, 3: 0.703704, 5: 0.868313, 10: 0.982658 }],
    [1, 2, { 1: 0.666667, 2: 0.888889, 5: 0.995885 }],
    [2, 1, { 1: 0.666667, 2: 0.888889, 5: 0.995885 }],
    [2, 2, { 1: 1 }],
    [1, 3, { 1: 1 }],
    [3, 1, { 1: 1 }],
  ])('R = %i, W = %i', (read, write, within) => {
    const staleness = Array.from({ length: REPLICATIONS }, (_, replication) =>
      samples(simulateOnce(fixed(read, write), { seed: 1, replication }).summary, 'versionStaleness'),
    );
    for (const [k, probability] of Object.entries(within)) {
      const shares = staleness.map((behind) => 1 - behind.countAbove(Number(k) - 1) / behind.count);
      if (probability === 1) {
        expect(new Set(shares)).toEqual(new Set([1]));
        continue;
      }
      const { estimate, low, high } = meanInterval(shares, 0.95);
      expectClassS(`k = ${k}`, { estimate, standardError: (high - low) / 2 / 2.093 }, probability, 0.01);
    }
  });

  test('the mean of versionStaleness is that of the geometric law, p / (1 − p)', async () => {
    const result = await simulate(fixed(1, 1));
    expectMean(result, 'versionStaleness', 2, 0.02);
    expectMean(result, 'staleReadRatio', 2 / 3, 0.01);
    expect(alarms(result)).toEqual([]);
  });
});

describe('P07: strict quorums are never stale', () => {
  test.each([
    [2, 2],
    [1, 3],
    [3, 1],
    [3, 2],
  ])('R = %i, W = %i, whatever the law', async (read, write) => {
    const result = await simulate(wars({ law: laws.disk, read, write, writes: 3000, after: [0, 0.1] }), 5);
    expectAlways(result, 'staleReadRatio', 0);
    expectAlways(result, 'versionStaleness', 0);
  });

  test('nor on hot keys that many write and read at once, through coordinators of their own', async () => {
    const result = await simulate(
      scenario(
        'p07',
        `
design:
  members: 5
  network: {sameZone: {exponential: 1ms}}
  maps: [{name: rows, entries: 20, kind: {quorum: {replicas: 5, coordinator: member}}}]
workload: [{name: clients, map: rows, rate: 2k/s, mix: {put: 50%, get: 50%}, service: 0s, client: {timeout: 1h}}]
run: {duration: 5s, warmup: 0s}
`,
      ),
      5,
    );
    expectAlways(result, 'staleReadRatio', 0);
    expect(alarms(result)).toEqual([]);
  });
});

describe('S05, S06: waiting for some of the replicas is an order statistic', () => {
  const acknowledged = (replicas: number, write: number) =>
    scenario(
      's05',
      `
design:
  members: ${replicas}
  backups: 0
  network: none
  maps:
    - name: rows
      entries: 1T
      kind: {quorum: {replicas: ${replicas}, write: ${write}, coordinator: client, legs: {acknowledge: {exponential: 1ms}}}}
workload: [{name: writers, map: rows, op: put, rate: 2k/s, client: {timeout: 1h}}]
run: {duration: 5s, warmup: 0s}
expect: [responseTime p99 < 1h]
`,
    );

  test.each([
    [1, 1, 1],
    [2, 2, 1.5],
    [3, 2, 0.833333],
    [5, 3, 0.783333],
    [3, 3, 1.833333],
  ])('the first %i of %i exponential acknowledgements take %d ms in the mean', async (replicas, write, mean) => {
    expectMean(await simulate(acknowledged(replicas, write)), 'responseTime', mean, 0.005);
  });

  test('2 of 3: p99 2.831861 ms', async () => {
    expectQuantile(await simulate(acknowledged(3, 2)), 'responseTime p99', 2.831861, 0.01);
  });
});
