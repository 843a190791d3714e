/**
 * Oracles A03, C04, F01, H07, P07, S05, S06 and W03 as scenarios: detection, replication, splits and placement of a generic grid.
 */
import { describe, expect, test, vi } from 'vitest';
import {
  alarms,
  expectAlways,
  expectMean,
  expectQuantile,
  expectTwins,
  expectWithin,
  full,
  requestsOf,
  scenario,
  simulate,
  testTimeout,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

describe('F01: deadline heartbeats, period 1 s, time limit 5 s, delay 50 ms', () => {
  const CRASHES = full ? 10_000 : 1000;
  const crash = (kind: string, promotion: string) =>
    scenario(
      'f01',
      `
design:
  product: {kind: generic, partitions: 3, heartbeatInterval: 1s, heartbeatTimeout: 5s, promotion: ${promotion}}
  members: 3
  backups: 1
  network: {sameZone: 50ms}
  maps: [{name: rows, entries: 100}]
faults: [{id: dies, kind: ${kind}, at: {uniform: [6s, 7s]}, target: any}]
run: {duration: 13s, warmup: 0s}
`,
    );

  test.each([
    ['crash', 'any-side'],
    ['host-loss', 'any-side'],
  ])('%s, promotion by %s: detected after 4.05 s to 5.05 s, 4.55 s in the mean', async (kind, promotion) => {
    const result = await simulate(crash(kind, promotion), CRASHES);
    const { min, max, p99 } = result.metrics.detectionTime!;
    expect(min).toBeGreaterThanOrEqual(4050);
    expect(max).toBeLessThanOrEqual(5050);
    expectMean(result, 'detectionTime', 4550, 0.0025);
    expectWithin(0.002, p99!, 5040);
    expectTwins(result, ['detection by deadline']);
  });

  test('the same with promotion by majority, whose failover comes one round trip later', async () => {
    const result = await simulate(crash('host-loss', 'majority'), 200);
    expect(alarms(result)).toEqual([]);
    const { detectionTime, failoverTime } = result.metrics;
    expect(detectionTime?.min).toBeGreaterThanOrEqual(4050);
    expect(detectionTime?.max).toBeLessThanOrEqual(5050);
    expect(failoverTime?.mean).toBeCloseTo(detectionTime!.mean! + 100, 6);
  });
});

describe('W03: acknowledged writes at risk in replication', () => {
  const hostLoss = (replication: string) =>
    scenario(
      'w03',
      `
design:
  product: {kind: generic, partitions: 1, heartbeatInterval: 10ms, heartbeatTimeout: 30ms, promotion: any-side}
  regions: [{name: eu, zones: 2}]
  members: 2
  backups: 1
  network: {sameZone: 0s, crossZone: 50ms}
  maps: [{name: rows, entries: 100M, replication: ${replication}}]
workload:
  - {name: writers, map: rows, op: put, rate: 2k/s, service: 0s, from: beside-owner, client: {timeout: 200ms}}
faults: [{id: dies, kind: host-loss, link: true, at: {uniform: [300ms, 400ms]}, target: {primaryOf: 0}}]
run: {duration: 500ms, warmup: 0s}
`,
    );

  test('asynchronous, 2000 writes/s, lag 50 ms: 100 lost in the mean, Poisson around it', async () => {
    const result = await simulate(hostLoss('async'), full ? 4000 : 400);
    expectMean(result, 'acknowledgedWritesLost', 100, 0.01);
    const { p10, p90 } = result.metrics.acknowledgedWritesLost!;
    expectWithin(0.03, p10!, 87);
    expectWithin(0.03, p90!, 113);
    expectAlways(result, 'replicationLag', 50);
  });

  test('synchronous: none', async () => {
    const result = await simulate(hostLoss('sync'), full ? 1000 : 100);
    expectAlways(result, 'acknowledgedWritesLost', 0);
    expectAlways(result, 'keysLost', 0);
  });
});

describe('S05, S06: synchronous replication is an order statistic', () => {
  const copies = (backups: number, replication: string) =>
    scenario(
      's05',
      `
design:
  product: {kind: generic, partitions: 9973}
  regions: [{name: eu, zones: ${backups + 1}}]
  members: ${backups + 1}
  backups: ${backups}
  network: {sameZone: 0s, crossZone: {exponential: 1ms}}
  maps: [{name: rows, entries: 1M, replication: ${replication}}]
workload: [{name: writers, map: rows, op: put, rate: 3k/s, service: 0s, from: beside-owner, client: {timeout: 1h}}]
run: {duration: ${full ? 100 : 5}s, warmup: 0s}
expect: [responseTime p99 < 1h, replicationLag p99 < 1h]
`,
    );

  test.each([1, 2, 3])('the slowest of %i acknowledgements, each two exponential ways long', async (backups) => {
    const result = await simulate(copies(backups, 'sync'));
    const slowest = (t: number) => (1 - Math.exp(-t) * (1 + t)) ** backups;
    expectMean(
      result,
      'responseTime',
      integral((t) => 1 - slowest(t), 60),
      0.0025,
    );
    expectQuantile(
      result,
      'responseTime p99',
      rootOf((t) => slowest(t) - 0.99, 60),
      full ? 0.005 : 0.01,
    );
    expectAlways(result, 'acknowledgedWritesLost', 0);
    expectTwins(result, ['memory per member', 'utilisation']);
  });

  test('one way alone is the lag of an asynchronous copy: 1 ms, p99 ln 100', async () => {
    const result = await simulate(copies(1, 'async'));
    expectMean(result, 'replicationLag', 1, full ? 0.001 : 0.003);
    expectQuantile(result, 'replicationLag p99', Math.log(100), full ? 0.005 : 0.01);
    expectAlways(result, 'responseTime', 0);
    expectTwins(result, ['memory per member', 'utilisation']);
  });

  test('a connection keeps the order, so a write waits for a slower one before it', async () => {
    const one = copies(1, 'async').replace('partitions: 9973', 'partitions: 1').replace('rate: 3k/s', 'rate: 1k/s');
    const result = await simulate(one);
    // P(lag <= x) = (1 − v) e^(−λ m v), v = e^(−x/m); here λ m = 1.
    const later = (x: number) => 1 - (1 - Math.exp(-x)) * Math.exp(-Math.exp(-x));
    expectMean(result, 'replicationLag', integral(later, 60), 0.005);
  });
});

describe('C04, P07: reads from copies', () => {
  const reads = (replication: string, crossZone: string) =>
    scenario(
      'c04',
      `
design:
  product: {kind: generic, partitions: 1}
  regions: [{name: eu, zones: 2}]
  members: 2
  backups: 1
  network: {sameZone: 0s, crossZone: ${crossZone}}
  maps: [{name: rows, entries: 1, replication: ${replication}, readFrom: any-copy}]
workload:
  - {name: writer, map: rows, op: put, rate: 500/s, service: 0s, from: beside-owner}
  - {name: reader, map: rows, op: get, rate: 2k/s, service: 0s, from: beside-owner}
run: {duration: ${full ? 300 : 15}s, warmup: 0s}
`,
    );

  test('way of the write and of the read Exp(m): a read of the copy is stale with 1 − (1 − e^(−λm)) / (λm)', async () => {
    const result = await simulate(reads('async', '{exponential: 1ms}'));
    const ofCopy = 1 - (1 - Math.exp(-0.5)) / 0.5;
    expectMean(result, 'staleReadRatio', ofCopy / 2, full ? 0.0025 : 0.01);
  });

  test('equal constant ways: a read never overtakes the write before it', async () => {
    expectAlways(await simulate(reads('async', '1ms')), 'staleReadRatio', 0);
  });

  test('all copies written before the answer: never stale', async () => {
    expectAlways(await simulate(reads('sync', '{exponential: 1ms}')), 'staleReadRatio', 0);
  });
});

describe('A03: consistent or available under a 2/3 split of 30 s', () => {
  // 500 writes/s dealt to the owners, each from beside its owner; every member has a copy of everything.
  const split = (promotion: string) =>
    scenario(
      'a03',
      `
design:
  product: {kind: generic, partitions: 5, heartbeatInterval: 1ms, heartbeatTimeout: 2ms, promotion: ${promotion}}
  members: 5
  backups: 4
  network: none
  maps: [{name: rows, entries: 1000, replication: sync}]
workload:
  - {name: writers, map: rows, op: put, every: 10ms, target: each-owner, service: 0s, from: beside-owner, client: {timeout: 100ms}}
faults: [{id: cut, kind: split, at: 60s, duration: 30s, target: {members: [0, 1]}}]
run: {duration: 120s, warmup: 0s}
`,
    );

  test('consistent: 6000 writes rejected, none accepted by the minority, none lost', async () => {
    const result = await simulate(split('majority'), 2);
    expect(requestsOf(result)).toEqual({ offered: 2 * 60_000, failed: 2 * 6000, answered: 2 * 54_000 });
    expectAlways(result, 'acknowledgedWritesLost', 0);
    expectAlways(result, 'keysLost', 0);
  });

  test('available: none rejected, 6000 accepted by the minority, which the heal throws away', async () => {
    const result = await simulate(split('any-side'), 2);
    expect(requestsOf(result)).toEqual({ offered: 2 * 60_000, failed: 0, answered: 2 * 60_000 });
    expectAlways(result, 'acknowledgedWritesLost', 6000);
  });
});

describe('H07: 271 partitions, balanced', () => {
  const death = (members: number, member: number, rest: string) =>
    scenario(
      'h07',
      `
design:
  product: {kind: generic, partitions: 271, heartbeatInterval: 10ms, heartbeatTimeout: 30ms}
  members: ${members}
  network: none
  maps: [{name: rows, entries: 271k, entrySize: 1KiB}]
  ${rest}
workload: [{name: writers, map: rows, op: put, rate: 1k/s, service: 0s}]
faults: [{id: dies, kind: crash, at: 1s, target: {member: ${member}}}]
run: {duration: 2s, warmup: 0s}
`,
    );

  test.each([
    { members: 3, primaries: [91, 90, 90] },
    { members: 4, primaries: [68, 68, 68, 67] },
    { members: 10, primaries: [28, 27, 27, 27, 27, 27, 27, 27, 27, 27] },
  ])(
    'over $members members: $primaries fail over when each dies, and nothing is lost',
    async ({ members, primaries }) => {
      const failovers: number[] = [];
      for (let member = 0; member < members; member++) {
        const result = await simulate(death(members, member, 'backups: 1'), 1);
        failovers.push(result.metrics.failovers!.mean!);
        expectAlways(result, 'acknowledgedWritesLost', 0);
      }
      expect(failovers.sort((a, b) => b - a)).toEqual(primaries);
    },
  );

  test('3 members become 4: 67 partitions move, the fewest possible', async () => {
    const text = death(4, 3, 'backups: 0')
      .replace('at: 1s,', 'at: 1s, duration: 1s,')
      .replace('{duration: 2s', '{duration: 10s');
    const result = await simulate(text, 1);
    expectAlways(result, 'partitionsMoved', 67);
  });
});

/** Simpson's rule on [0, end]. */
function integral(f: (t: number) => number, end: number): number {
  const steps = 60_000;
  const width = end / steps;
  let sum = f(0) + f(end);
  for (let step = 1; step < steps; step++) sum += f(step * width) * (step % 2 === 0 ? 2 : 4);
  return (sum * width) / 3;
}

/** Where a rising function crosses zero, in [0, end]. */
function rootOf(f: (t: number) => number, end: number): number {
  let low = 0;
  let high = end;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}
