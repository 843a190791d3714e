/**
 * Oracles R01–R03 and X05 as scenarios: retries, metastable collapse, a flash crowd. All spacing is even, so most answers are exact.
 *
 * Attempts are no metric of their own, but every attempt that reaches a unit without a queue limit waits once: they are the samples of
 * queueWait, once the run has settled.
 */
import { describe, expect, test, vi } from 'vitest';
import type { RunResult } from '../../simulator/model/result.ts';
import { attemptsPerRequest } from '../../simulator/sizing/retries.ts';
import {
  expectAlways,
  expectMean,
  expectTwins,
  expectWithin,
  full,
  meanOf,
  requestsOf,
  scenario,
  simulate,
  testTimeout,
  timelineOf,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

describe('R01: attempts per request, (1 − p^(r+1)) / (1 − p)', () => {
  // One unit of several is dead, so an attempt fails with p = 1 / units, independently; each costs one round trip of 2 ms.
  test.each([
    { units: 2, p: 0.5, attempts: 1.875 },
    { units: 10, p: 0.1, attempts: 1.111 },
  ])('p = $p, 3 retries: $attempts', async ({ units, p, attempts }) => {
    const text = scenario(
      'r01',
      `
design: {members: ${units}, backups: 0, network: {sameZone: 1ms}}
workload: [{name: users, rate: 1k/s, service: 0s, client: {timeout: 10s, retries: 3}}]
faults: [{id: dead, kind: crash, at: 0s, target: {member: 1}}]
run: {duration: ${full ? 500 : 25}s, warmup: 0s}
`,
    );
    const result = await simulate(text);
    const failed = meanOf(result, 'errorRatio').estimate;
    expect(Math.abs(failed - p ** 4)).toBeLessThan(4 * Math.sqrt((p ** 4 * (1 - p ** 4)) / 500_000));
    const answered = meanOf(result, 'responseTime').estimate / 2;
    expectWithin(0.005, answered * (1 - failed) + 4 * failed, attempts);
  });

  test('in closed form, and through several layers that each retry', () => {
    const attempts = [0.1, 0.5, 1].map((failing) => attemptsPerRequest({ failing, retries: 3 }));
    [1.111, 1.875, 4].forEach((theory, at) => {
      expectWithin(1e-9, attempts[at]!, theory);
    });
    expect(attemptsPerRequest({ failing: 1, retries: 3, layers: 3 })).toBe(64);
    expect(attemptsPerRequest({ failing: 1, retries: 2, layers: 5 })).toBe(243);
  });

  test('p = 1, 3 retries: exactly 4', async () => {
    const text = scenario(
      'r01-all-failing',
      `
design: {members: 1, backups: 0, network: none}
workload: [{name: users, rate: 100/s, service: 0s, client: {timeout: 100ms, retries: 3}}]
faults: [{id: stands-still, kind: pause, at: 0s, duration: 20s, target: all}]
run: {duration: 10s, warmup: 0s}
`,
    );
    const result = await simulate(text, 5);
    expectAlways(result, 'errorRatio', 1);
    const { mean: throughput } = result.metrics.throughput!;
    expect(throughput).toBe(0);
    const offered = timelineOf(result, 'failedPerSecond').length;
    expect(offered).toBeGreaterThan(0);
    expect(result.metrics.queueWait!.count % 4).toBe(0);
  });
});

/** Capacity 300/s, time limit 1 s, one retry, work is not cancelled; requests of 60 s to 70 s are held. */
function retrying(rate: number, seconds: number, held = true): string {
  const fault = 'faults: [{id: outage, kind: pause, at: 60s, duration: 10s, target: {member: 0}}]';
  return scenario(
    'r02',
    `
design: {members: 1, backups: 0, network: none, units: {threads: 1}}
workload: [{name: users, rate: ${rate}/s, arrivals: constant, service: 3333333ns, client: {timeout: 1s, retries: 1}}]
${held ? fault : ''}
run: {duration: ${seconds}s, warmup: 0s, settle: 10h}
`,
  );
}

/** Requests from 60 s until a second before the last attempt in vain fail, all others are answered. */
function lastInVain(result: RunResult, rate: number): number {
  return 61 + requestsOf(result).failed / rate;
}

describe('R02: the vulnerable region (Bronson et al., HotOS 2021)', () => {
  test('280/s without an outage: everything is answered at the first attempt', async () => {
    const result = await simulate(retrying(280, 120, false), 1);
    expectAlways(result, 'errorRatio', 0);
    expect(result.metrics.queueWait?.count).toBe(280 * 120 - 1);
    expect(result.twins.filter(({ agrees }) => !agrees)).toEqual([]);
  });

  test('280/s after 10 s of outage: 560 attempts a second and no goodput, for good', async () => {
    const seconds = 600;
    const result = await simulate(retrying(280, seconds), 1);
    const attempts = result.metrics.queueWait!.count - 280 * 60;
    expectWithin(0.0001, attempts / (seconds - 60), 560);
    const later = timelineOf(result, 'answeredPerSecond').filter(({ at }) => at > 75);
    expect(later.every(({ value }) => value === 0)).toBe(true);
  });

  test('the border is capacity / (1 + retries): 149/s recovers, 151/s does not', async () => {
    const below = await simulate(retrying(149, 1500), 1);
    expect(Math.abs(lastInVain(below, 149) - (70 + (19 * 149 - 300) / 2))).toBeLessThan(2);
    expect(timelineOf(below, 'answeredPerSecond').at(-1)?.value).toBeCloseTo(149, 0);
    const above = await simulate(retrying(151, 1500), 1);
    expect(timelineOf(above, 'answeredPerSecond').at(-1)?.value).toBe(0);
  });
});

describe('R03: recovery below the border', () => {
  test.each([
    { rate: 100, recovered: 86 },
    { rate: 120, recovered: 103 },
    { rate: 140, recovered: 188 },
  ])('at $rate/s the last attempt in vain is sent at $recovered s', async ({ rate, recovered }) => {
    const result = await simulate(retrying(rate, 240), 1);
    expect(Math.abs(lastInVain(result, rate) - recovered)).toBeLessThanOrEqual(0.2);
    const failing = timelineOf(result, 'failedPerSecond').filter(({ value }) => value > 0);
    // A request fails a second after its second attempt; bins are 2 s.
    expect(Math.abs(failing.at(-1)!.at + 1 - (recovered + 1))).toBeLessThanOrEqual(1.2);
  });

  test.each([151, 160, 200, 280])('at %i/s nothing has recovered at 600 s', async (rate) => {
    const result = await simulate(retrying(rate, 600), 1);
    expect(requestsOf(result).answered).toBe(60 * rate - 1);
  });
});

describe('X05: a flash crowd as a fluid queue', () => {
  // One of two threads is busy for 60 s with a request of its own, so capacity is 1000/s from 10 s to 70 s and 2000/s from then on.
  const crowd = '{at: 0s, rate: 500/s}, {at: 10s, rate: 1500/s}';
  const single = (name: string, before: number, service: string) =>
    `{name: ${name}, rate: [{at: ${before}s, rate: 1/s}, {at: ${before + 1.5}s, rate: 0/s}], arrivals: constant, service: ${service}, client: {timeout: 1h}}`;
  const text = scenario(
    'x05',
    `
design: {members: 1, backups: 0, network: none, units: {threads: 2}}
workload:
  - {name: crowd, rate: [${crowd}], arrivals: constant, service: 1ms, client: {timeout: 1h}}
  - ${single('other-work', 9, '60s')}
  - ${single('forty', 49, '0s')}
  - ${single('sixty', 69, '0s')}
run: {duration: 190s, warmup: 0s}
`,
  );

  test('who arrives at 40 s waits longest, 20 s; who arrives at 60 s waits 15 s; drained at 120 s', async () => {
    const result = await simulate(text, 1);
    expectWithin(0.01, result.metrics['responseTime{workload:crowd}']!.max!, 20_000);
    expectWithin(0.01, result.metrics['responseTime{workload:forty}']!.mean!, 20_000);
    expectWithin(0.01, result.metrics['responseTime{workload:sixty}']!.mean!, 15_000);
    const bin = (result.timeline.binMs as number) / 1000;
    const drained = timelineOf(result, 'answeredPerSecond').findLast(({ value }) => value > 1900)!.at + bin;
    expect(Math.abs(drained - 130)).toBeLessThanOrEqual(bin);
    const longest = Math.max(...timelineOf(result, 'responseTimeMeanMs').map(({ value }) => value));
    expectWithin(0.015, longest, 20_000);
  });

  test('with capacity fixed at 1000/s: 30 s of backlog after 60 s', async () => {
    const fixed = scenario(
      'x05-fixed',
      `
design: {members: 1, backups: 0, network: none, units: {threads: 1}}
workload:
  - {name: crowd, rate: [${crowd}, {at: 70s, rate: 500/s}], arrivals: constant, service: 1ms, client: {timeout: 1h}}
run: {duration: 150s, warmup: 0s}
`,
    );
    const result = await simulate(fixed, 1);
    expectWithin(0.01, result.metrics.responseTime!.max!, 30_000);
    const bin = (result.timeline.binMs as number) / 1000;
    const drained = timelineOf(result, 'answeredPerSecond').findLast(({ value }) => value > 900)!.at + bin;
    expect(Math.abs(drained - 130)).toBeLessThanOrEqual(bin);
  });
});

test('a queue that is left alone keeps its twins', async () => {
  const text = retrying(200, 60, false)
    .replace('arrivals: constant', 'arrivals: poisson')
    .replace('retries: 1', 'retries: 0');
  const result = await simulate(text);
  expectMean(result, 'utilisation', 200 / 300);
  expectTwins(result, ['utilisation', 'mean wait in queue', 'p99 of the wait in queue']);
});
