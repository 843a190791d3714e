/**
 * Oracles D04 and A03 on replicated maps, and data collisions beside both closed forms, asked through scenario text.
 */
import { describe, expect, test, vi } from 'vitest';
import { collisionRates } from '../../simulator/sizing/collisions.ts';
import {
  expectAlways,
  expectClassS,
  expectMean,
  full,
  meanOf,
  requestsOf,
  scenario,
  simulate,
  testTimeout,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

describe('D04: two sites write one key, one-way lag 0.1 s, site 2 with 2 writes a second', () => {
  const seconds = full ? 100_000 : 10_000;
  const RATE = 0.25;
  const sites = (resolve: string) =>
    scenario(
      'd04',
      `
design:
  product: {kind: generic, partitions: 1}
  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]
  members: 2
  backups: 0
  network: {sameZone: 0s, crossRegion: 100ms}
  maps: [{name: rows, entries: 1, kind: {replicated: {resolve: ${resolve}}}}]
workload:
  - {name: site-1, map: rows, op: put, rate: ${RATE}/s, service: 0s, from: eu-a}
  - {name: site-2, map: rows, op: put, rate: 2/s, service: 0s, from: us-a}
run: {duration: ${seconds}s, warmup: 0s}
`,
    );

  test('the share of site-1 writes concurrent with a site-2 write is 1 − e^(−2 · 2 · 0.1) = 0.32968', async () => {
    const result = await simulate(sites('last-write-wins'));
    const share = 1 - Math.exp(-0.4);
    const writes = RATE * seconds * result.replications;
    // The class asks for √(p (1 − p) / n); writes within one lag of another share their fate, which widens it a little.
    const independent = Math.sqrt((share * (1 - share)) / writes);
    const found = meanOf(result, 'concurrentWriteRatio{workload:site-1}');
    expectClassS('share of concurrent writes', found, share, (1.5 * independent) / share);
    expectMean(result, 'mergeConflicts', RATE * 2 * 2 * 0.1 * seconds, 0.02);
  });

  test('last write wins loses some of them; a counter loses none', async () => {
    const lost = await simulate(sites('last-write-wins'), 2);
    expect(lost.metrics.lostUpdates!.min).toBeGreaterThan(0);
    const counted = await simulate(sites('counter'), 2);
    expect(counted.metrics.mergeConflicts).toEqual(lost.metrics.mergeConflicts);
    expectAlways(counted, 'lostUpdates', 0);
    expectAlways(counted, 'replicasDiverged', 0);
  });
});

describe('data collisions: N instances, S rows, replication latency RL', () => {
  const [instances, updates, rows, latency, seconds] = [5, 1000, 2000, 0.1, full ? 400 : 15];
  const caches = (keys: string, hits: string) =>
    scenario(
      'collisions',
      `
design:
  product: {kind: generic, partitions: 1}
  members: ${instances}
  backups: 0
  network: none
  maps: [{name: rows, entries: ${rows}, kind: {replicated: {busDelay: ${latency * 1000}ms}}}]
workload: [{name: writers, map: rows, op: put, rate: ${updates}/s, keys: ${keys}, service: 0s}]
run: {duration: ${seconds}s, warmup: 0s}
expect: [${hits}]
`,
    );

  test('uniform keys: the pairs that are counted are those of the pair formula, and the book counts N² / (N − 1) times as many', async () => {
    const result = await simulate(caches('uniform', ''));
    const rates = collisionRates({ instances, updates, rows, latency, popularity: { kind: 'uniform' } });
    expectMean(result, 'mergeConflicts', rates.pairTotal * seconds);
    expect(rates.book / rates.pairTotal).toBeCloseTo(instances ** 2 / (instances - 1), 9);
  });

  test('popular keys collide many times as often', async () => {
    const result = await simulate(caches('{zipf: 0.99}', ''), full ? 20 : 10);
    const popularity = { kind: 'zipf', exponent: 0.99 } as const;
    const rates = collisionRates({ instances, updates, rows, latency, popularity });
    const even = collisionRates({ instances, updates, rows, latency, popularity: { kind: 'uniform' } });
    expect(rates.pairTotal / even.pairTotal).toBeGreaterThan(25);
    expectMean(result, 'mergeConflicts', rates.pairTotal * seconds, 0.03);
  });
});

describe('A03: 5 units, {1, 2} | {3, 4, 5} from 60 s to 90 s, 500 writes/s dealt evenly', () => {
  const split = (
    options: string,
    faults = '{id: cut, kind: split, at: 60s, duration: 30s, target: {members: [0, 1]}}',
    duration = '100s',
  ) =>
    scenario(
      'a03',
      `
design:
  product: {kind: generic, partitions: 1}
  members: 5
  backups: 0
  network: none
  maps: [{name: rows, entries: 1000, kind: {replicated: {${options}}}}]
workload:
  - {name: writers, map: rows, op: put, every: 10ms, target: each-owner, service: 0s, from: beside-owner, client: {timeout: 100ms}}
faults: [${faults}]
run: {duration: ${duration}, warmup: 0s, settle: 0s}
`,
    );

  test('consistent: 6000 writes rejected, none accepted by the minority', async () => {
    const result = await simulate(split('protection: majority'), 2);
    expect(requestsOf(result)).toEqual({ offered: 2 * 50_000, failed: 2 * 6000, answered: 2 * 44_000 });
    expectAlways(result, 'lostUpdates', 0);
    expectAlways(result, 'mergeConflicts', 0);
  });

  test('a unit that takes 2 s to notice accepts 200 writes a second meanwhile', async () => {
    const result = await simulate(split('protection: majority, detection: 2s'), 2);
    expect(requestsOf(result).failed).toBe(2 * (6000 - 200 * 2));
  });

  test('available: none rejected; the minority accepts 6000, which are gone when it dies before the heal', async () => {
    const cut = '{id: cut, kind: split, at: 60s, duration: 31s, target: {members: [0, 1]}}';
    const death = '{id: death, kind: crash, at: 90s, target: {members: [0, 1]}}';
    const result = await simulate(split('', `${cut}, ${death}`, '90000001us'), 2);
    expect(requestsOf(result).failed).toBe(0);
    expectAlways(result, 'acknowledgedWritesLost', 6000);
  });

  // Clients beside any of the units, and so many keys that few are written again after the heal.
  const scattered = (reconcile: string, duration: string) =>
    split(`reconcile: ${reconcile}`, undefined, duration)
      .replace('every: 10ms, target: each-owner', 'rate: 500/s, arrivals: constant')
      .replace('entries: 1000', 'entries: 1M');

  test.each([
    ['within one round', '{antiEntropy: {every: 1s}}', '91001ms'],
    ['at once, when what waits is sent then', 'catch-up', '90001ms'],
  ])('after the heal replicas are identical %s', async (_when, reconcile, duration) => {
    expectAlways(await simulate(scattered(reconcile, duration), 2), 'replicasDiverged', 0);
  });

  test.each([
    ['until the round', '{antiEntropy: {every: 7s}}', '90500ms'],
    ['for ever, when nothing makes up for the split', 'none', '92s'],
  ])('replicas differ %s', async (_when, reconcile, duration) => {
    const result = await simulate(scattered(reconcile, duration), 2);
    // 15,000 writes during the split, nearly all of different keys.
    expect(result.metrics.replicasDiverged!.min).toBeGreaterThan(14_000);
  });
});
