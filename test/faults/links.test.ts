/** Faults of links: reorder and bandwidth, and a bandwidth that the design has all the time. */
import { describe, expect, test } from 'vitest';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Links } from '../../simulator/network/links.ts';
import { perFault, samples } from '../run/simulate.ts';
import { errorsOf, story, timesOf } from './stories.ts';

const lone = 'members: 1, backups: 0, network: {sameZone: 1ms}, maps: [{name: m, entries: 1k, entrySize: 9872B}]';

describe('reorder', () => {
  test('a share of the packets, there and back, takes so much longer, and only while it lasts', () => {
    const run = story({
      design: 'members: 1, backups: 0, network: {sameZone: 1ms}',
      workload: 'rate: 1k/s, service: 0s, client: {timeout: 1s}',
      faults: 'kind: reorder, at: 5s, duration: 5s, target: all, share: 20%, by: 10ms',
      seconds: 20,
    });
    const { mean, max } = timesOf(run, 'responseTime');
    expect(max).toBe(22);
    // A quarter of the requests are sent then; each of two packets is late with 20 %.
    expect(Math.abs(mean - (2 + 0.25 * 2 * 0.2 * 10))).toBeLessThan(0.1);
    expect(errorsOf(run)).toBe(0);
  });

  test('a replication connection keeps its order: what is behind a late packet waits for it', () => {
    // A packet every millisecond, each late by 10 ms with probability p. A backup applies a write once everything sent before is there,
    // so its lag exceeds 1 ms by the largest that is left of the lateness of the ten packets before it.
    const p = 0.05;
    const run = story({
      design:
        'product: {kind: generic, partitions: 1, heartbeatInterval: 10s, heartbeatTimeout: 100s}, members: 2, network: {sameZone: 1ms}, maps: [{name: m, entries: 100, entrySize: 64B, replication: async}]',
      workload: 'map: m, op: put, every: 1ms, service: 0s, from: beside-owner',
      faults: `kind: reorder, at: 0s, target: {member: 1}, share: ${100 * p}%, by: 10ms`,
      seconds: 60,
    });
    let expected = 1;
    for (let age = 0; age < 10; age++) expected += (10 - age) * p * (1 - p) ** age;
    const lag = timesOf(run, 'replicationLag');
    expect(Math.abs(lag.mean / expected - 1)).toBeLessThan(0.02);
    expect(lag.max).toBe(11);
    expect(run.witness.lost()).toEqual([]);
  });

  test('heartbeats that are held back longer than the time limit get a healthy member suspected', () => {
    const run = story({
      design:
        'product: {kind: generic, partitions: 7, heartbeatInterval: 100ms, heartbeatTimeout: 400ms}, members: 3, maps: [{name: m, entries: 100, entrySize: 1KiB}]',
      workload: 'map: m, op: put, rate: 50/s',
      faults: 'kind: reorder, at: 2s, duration: 20s, target: {member: 2}, share: 60%, by: {uniform: [500ms, 900ms]}',
      seconds: 40,
    });
    expect(run.summary.counts.falseSuspicions).toBeGreaterThan(0);
    expect(run.witness.lost().length).toBe(run.summary.counts.acknowledgedWritesLost);
  });
});

describe('bandwidth', () => {
  test('an idle link costs bytes / rate on the way there and on the way back', () => {
    const run = story({
      design: lone,
      workload: 'map: m, op: put, rate: 1/s, arrivals: constant, service: 0s, client: {timeout: 10s}',
      faults: 'kind: bandwidth, at: 5s, duration: 5s, target: all, rate: 100kB',
      seconds: 20,
    });
    const times = samples(run.summary, 'responseTime');
    expect(times.minimum / 1e6).toBe(2);
    // 10 000 bytes of the put at 100 kB/s, 128 of its answer.
    expect(times.maximum / 1e6).toBe(2 + 100 + 1.28);
  });

  test('one source and one link are M/D/1: waits of ρ / (2 (1 − ρ)) messages', () => {
    const run = story({
      design: lone.replace('sameZone: 1ms', 'sameZone: 1ms, bandwidth: 1MB'),
      workload: 'map: m, op: put, rate: 60/s, service: 0s, client: {timeout: 10s}',
      faults: 'kind: slow, at: 1s, duration: 1s, target: all, factor: 1',
      seconds: 2000,
    });
    const send = 10;
    const answer = 0.128;
    const wait = (size: number) => ((0.06 * size) / (2 * (1 - 0.06 * size))) * size;
    // What leaves a link of equal messages is spaced, so the answers hardly wait.
    const expected = 2 + send + answer + wait(send);
    expect(Math.abs(timesOf(run, 'responseTime').mean / expected - 1)).toBeLessThan(0.02);
  });

  test('gets carry their entry back, so the answers queue at the sending side', () => {
    const run = story({
      design: lone.replace('sameZone: 1ms', 'sameZone: 1ms, bandwidth: 1MB'),
      workload: 'map: m, op: get, rate: 60/s, service: 0s, client: {timeout: 10s}',
      faults: 'kind: slow, at: 1s, duration: 1s, target: all, factor: 1',
      seconds: 2000,
    });
    const expected = 2 + 10 + 0.128 + (0.6 / (2 * 0.4)) * 10;
    expect(Math.abs(timesOf(run, 'responseTime').mean / expected - 1)).toBeLessThan(0.02);
  });

  test('synchronous replication shares the link of the primary', () => {
    const run = story({
      design:
        'product: {kind: generic, partitions: 1, heartbeatInterval: 1s, heartbeatTimeout: 100s}, members: 2, network: {sameZone: 1ms}, maps: [{name: m, entries: 100, entrySize: 9872B, replication: sync}]',
      workload: 'map: m, op: put, rate: 0.1/s, arrivals: constant, service: 0s, client: {timeout: 10s}',
      faults: 'kind: bandwidth, at: 0s, target: {member: 0}, rate: 100kB',
      seconds: 200,
    });
    // In, out to the backup, its confirmation, the answer: 100, 100, 1.28 and 1.28 ms of bytes, four ways of 1 ms. Heartbeats may pass.
    const { mean } = timesOf(run, 'responseTime');
    expect(mean).toBeGreaterThanOrEqual(4 + 2 * 100 + 2 * 1.28 - 1e-6);
    expect(mean).toBeLessThan(4 + 2 * 100 + 2 * 1.28 + 2);
  });

  test('overload: the queue grows, heartbeats are late, and a member that lives is suspected', () => {
    const run = story({
      design:
        'product: {kind: generic, partitions: 7, heartbeatInterval: 200ms, heartbeatTimeout: 1s}, members: 3, network: three-zones, maps: [{name: m, entries: 1k, entrySize: 10KiB}]',
      workload: 'map: m, op: put, rate: 200/s, client: {timeout: 500ms}',
      faults: 'kind: bandwidth, at: 5s, duration: 10s, target: {member: 1}, rate: 200kB',
      seconds: 40,
    });
    expect(run.summary.counts.falseSuspicions).toBeGreaterThan(0);
    expect(errorsOf(run)).toBeGreaterThan(0.02);
    expect(run.summary.perFault.writeOutage!.flatMap(({ censored }) => censored)).toEqual([0]);
    expect(run.witness.lost().length).toBe(run.summary.counts.acknowledgedWritesLost);
  });

  const moving =
    'product: {kind: generic, partitions: 1, heartbeatInterval: 100ms, heartbeatTimeout: 500ms, migrationBandwidth: 10MiB}, members: 3, regions: [{name: eu, zones: 1}], maps: [{name: m, entries: 1k, entrySize: 1KiB}]';

  test.each([
    ['wide', '100MB', 1_024_000 / (10 * 1_048_576)],
    ['narrow', '1MB', 1_024_000 / 1_000_000],
  ])('a copy that is made again travels at the slower of its own pace and the link: %s', (_, rate, seconds) => {
    const run = story({
      design: moving.replace('members: 3,', `members: 3, network: {bandwidth: ${rate}},`),
      workload: 'map: m, op: get, rate: 1/s',
      faults: 'kind: crash, at: 5s, target: {member: 0}',
      seconds: 30,
    });
    const { mean } = timesOf(run, 'migrationTime');
    expect(Math.abs(mean / (1000 * seconds) - 1)).toBeLessThan(0.03);
    expect(perFault(run.summary, 'redundancyRestored')).toHaveLength(1);
  });

  test('requests get their turn between the pieces of a copy', () => {
    const run = story({
      design: moving.replace('members: 3,', 'members: 3, network: {bandwidth: 1MB},'),
      workload: 'map: m, op: get, rate: 100/s, service: 0s, client: {timeout: 5s, retries: 9}',
      faults: 'kind: crash, at: 5s, target: {backupOf: 0}',
      seconds: 20,
    });
    expect(timesOf(run, 'migrationTime').max).toBeGreaterThan(900);
    // Behind at most a piece of 64 KiB and some answers of its like, never behind the whole copy.
    expect(timesOf(run, 'responseTime').max).toBeLessThan(200);
  });

  test('a cut halts a copy on its way, and after it the rest is sent', () => {
    const run = story({
      design: moving.replace('members: 3,', 'members: 3, network: {bandwidth: 1MB},'),
      workload: 'map: m, op: get, rate: 1/s',
      faults: `kind: crash, at: 5s, target: {backupOf: 0}}
  - {id: cut, kind: split, at: 5700ms, duration: 300ms, target: {primaryOf: 0}`,
      seconds: 30,
    });
    expect(timesOf(run, 'migrationTime').max).toBeGreaterThan(1300);
    expect(timesOf(run, 'migrationTime').max).toBeLessThan(3000);
  });
});

describe('a link', () => {
  const fresh = () => {
    const simulation = new Simulation({ eventLimit: 100 });
    const links = new Links(simulation, 3);
    links.limit({ touched: new Uint8Array([1, 1, 0]), rate: 1e9 });
    return links;
  };

  test('costs a message once though it passes two links of one rate', () => {
    expect(fresh().passing(0, 1, 1000, 50)).toBe(1000);
  });

  test('a message from afar does not hold up one from nearby that is there before it', () => {
    const links = fresh();
    expect(links.passing(2, 1, 1000, 40_000)).toBe(1000);
    expect(links.passing(2, 1, 1000, 10)).toBe(1000);
    // No gap is left for this one before the other two are through.
    expect(links.passing(2, 1, 39_500, 10)).toBe(41_000 - 10 + 39_500);
  });

  test('of several limits the lowest counts, and without any there is none', () => {
    const links = fresh();
    const tighter = { touched: new Uint8Array([0, 1, 0]), rate: 1e6 };
    links.limit(tighter);
    expect(links.passing(2, 1, 10, 0)).toBe(10_000);
    links.limitNoMore(tighter);
    expect(links.isLimited(1)).toBe(true);
    expect(links.isLimited(2)).toBe(false);
    expect(links.passing(2, 2, 10, 0)).toBe(0);
  });
});
