/**
 * Oracles Q11, Q16 (closed loop), R01, S03, S04 and S06 as scenarios, and what a retry budget makes of R02: clients that wait and think, ask for
 * several keys, ask twice, try again.
 */
import { describe, expect, test, vi } from 'vitest';
import {
  expectAlways,
  expectMean,
  expectQuantile,
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

const longer = full ? 10 : 1;

/** One unit without network; `threads` beyond what is ever asked make every request a draw by itself. */
function unit(name: string, threads: number, source: string, seconds: number, expectations: readonly string[] = []) {
  return scenario(
    name,
    `
design: {members: 1, backups: 0, network: none, units: {threads: ${threads}}}
workload: [{name: users, ${source}}]
run: {duration: ${seconds}s, warmup: ${Math.min(20, seconds / 10)}s}
expect: [${expectations.join(', ')}]
`,
  );
}

describe('Q11: a closed interactive system (Reiser & Lavenberg 1980)', () => {
  test('20 clients that think 1 s at a server of 100 ms: X 9.98/s, R 1.004 s', async () => {
    const source = 'clients: 20, think: {exponential: 1s}, service: {exponential: 100ms}, client: {timeout: 1h}';
    const result = await simulate(unit('q11', 1, source, 2000 * longer));
    expectMean(result, 'throughput', 9.9813095);
    expectMean(result, 'responseTime', 1003.7451);
    expect(result.twins.filter(({ agrees }) => !agrees)).toEqual([]);
  });

  test('10 clients that do not think: X 10/s, R 1 s', async () => {
    const source = 'clients: 10, service: {exponential: 100ms}, client: {timeout: 1h}';
    const result = await simulate(unit('q11-busy', 1, source, 1000 * longer));
    expectMean(result, 'throughput', 10);
    expectMean(result, 'responseTime', 1000);
  });

  test('below N* = 11 clients the server hardly matters, above it bounds the throughput', async () => {
    for (const [clients, bound] of [
      [2, 2 / 1.1],
      [40, 10],
    ] as const) {
      const source = `clients: ${clients}, think: {exponential: 1s}, service: {exponential: 100ms}, client: {timeout: 1h}`;
      const { estimate } = meanOf(await simulate(unit('q11-bound', 1, source, 500)), 'throughput');
      expect(estimate).toBeLessThanOrEqual(bound * 1.01);
      expect(estimate).toBeGreaterThan(bound * 0.9);
    }
  });
});

test('Q16: a client that waits for its answer hardly notices a freeze of 100 s', async () => {
  const text = scenario(
    'q16-closed',
    `
design: {members: 1, backups: 0, network: none, units: {threads: 1}}
workload: [{name: user, clients: 1, think: 9ms, service: 1ms, client: {timeout: 1h}}]
run: {duration: 200s, warmup: 0s}
faults: [{id: freeze, kind: pause, at: 100s, duration: 100s, target: {member: 0}}]
expect: [responseTime p999 < 1h]
`,
  );
  const result = await simulate(text, 5);
  expectWithin(0.002, result.metrics.responseTime!.mean!, 10.9989);
  expectWithin(0.01, result.metrics.responseTime!.p999!, 1);
  expect(Math.abs(requestsOf(result).offered / 5 - 10_000)).toBeLessThanOrEqual(2);
});

describe('R01: attempts are counted', () => {
  test('p = 1, 3 retries: exactly 4 a request', async () => {
    const text = scenario(
      'r01-attempts',
      `
design: {members: 1, backups: 0, network: none}
workload: [{name: users, arrivals: {recorded: [1s, 2s, 3s]}, service: 0s, client: {timeout: 100ms, retries: 3}}]
faults: [{id: stands-still, kind: pause, at: 0s, duration: 20s, target: all}]
run: {duration: 10s, warmup: 0s}
`,
    );
    const result = await simulate(text, 3);
    expectAlways(result, 'attempts', 12);
    expectAlways(result, 'errorRatio', 1);
  });

  test('p = 1 and a budget of 10%: 1.1 a request', async () => {
    const text = scenario(
      'r01-budget',
      `
design: {members: 1, backups: 0, network: none}
workload: [{name: users, rate: 100/s, arrivals: constant, service: 0s, client: {timeout: 100ms, retries: 3, retryBudget: 10%}}]
faults: [{id: stands-still, kind: pause, at: 0s, duration: 20s, target: all}]
run: {duration: 20s, warmup: 0s}
`,
    );
    const result = await simulate(text, 3);
    expectWithin(0.01, result.metrics.attempts!.mean! / 2000, 1.1);
    expect(result.metrics.retriesRefused!.mean).toBeGreaterThan(1500);
  });
});

describe('R02 with clients that hold back', () => {
  const stalled = (rate: number, client: string) =>
    scenario(
      'r02-held-back',
      `
design: {members: 1, backups: 0, network: none, units: {threads: 1}}
workload: [{name: users, rate: ${rate}/s, arrivals: constant, service: 3333333ns, client: {timeout: 1s, ${client}}}]
faults: [{id: outage, kind: pause, at: 60s, duration: 10s, target: {member: 0}}]
run: {duration: 600s, warmup: 0s, settle: 10h}
`,
    );
  const endsWith = async (rate: number, client: string) =>
    timelineOf(await simulate(stalled(rate, client), 1), 'answeredPerSecond').at(-1)!.value;

  test('one retry without budget collapses at 200/s for good', async () => {
    expect(await endsWith(200, 'retries: 1')).toBe(0);
  });

  test('with a budget of 10% the border is capacity / 1.1, 272.7/s: 260/s recovers, 280/s does not', async () => {
    expect(await endsWith(260, 'retries: 1, retryBudget: 10%')).toBeCloseTo(260, 0);
    expect(await endsWith(280, 'retries: 1, retryBudget: 10%')).toBeLessThan(10);
  });

  test('a circuit breaker lets the queue drain, so even 280/s with 3 retries recovers', async () => {
    const breaker = 'retries: 3, breaker: {failures: 20, within: 1s, open: 20s}';
    const result = await simulate(stalled(280, breaker), 1);
    expect(timelineOf(result, 'answeredPerSecond').at(-1)?.value).toBeCloseTo(280, 0);
    expect(result.metrics.breakerRejections!.mean).toBeGreaterThan(1000);
  });
});

describe('S03: the tail at scale (Dean & Barroso 2013)', () => {
  test('1% slow leaves, 100 of them a request: 63% of the requests are slow', async () => {
    const service = '{mixture: [{weight: 99%, of: 1ms}, {weight: 1%, of: 1s}]}';
    const source = `rate: 20/s, fanOut: 100, service: ${service}, client: {timeout: 500ms}`;
    const result = await simulate(unit('s03', 1000, source, 50 * longer));
    expectMean(result, 'errorRatio', 0.63396766);
  });

  test('the slowest of 10 exponential leaves: mean 2.929, p99 6.903', async () => {
    const source = 'rate: 20/s, fanOut: 10, service: {exponential: 1s}, client: {timeout: 1h}';
    const result = await simulate(unit('s03-max', 1000, source, 400 * longer, ['responseTime p99 < 1h']));
    expectMean(result, 'responseTime', 2928.968);
    expectQuantile(result, 'responseTime p99', 6903.237);
  });
});

test('S06: the slowest of 100 exponential leaves: mean 5.187, p99 9.205', async () => {
  const source = 'rate: 20/s, fanOut: 100, service: {exponential: 1s}, client: {timeout: 1h}';
  const result = await simulate(unit('s06', 4000, source, 60 * longer, ['responseTime p99 < 1h']));
  expectMean(result, 'responseTime', 5187.378);
  expectQuantile(result, 'responseTime p99', 9205.37);
});

describe('S04: hedged requests (Dean & Barroso 2013)', () => {
  test('a second copy at the p95: 5% more requests, p99 3.80 instead of 4.61', async () => {
    const source = 'rate: 100/s, service: {exponential: 1s}, client: {timeout: 1h, hedge: {after: 2995732274ns}}';
    const expectations = ['responseTime p99 < 1h', 'responseTime p999 < 1h'];
    const result = await simulate(unit('s04', 1000, source, 500 * longer, expectations));
    expectMean(result, 'responseTime', 975);
    expectQuantile(result, 'responseTime p99', 3800.4512);
    expectQuantile(result, 'responseTime p999', 4951.7438, full ? 0.01 : 0.05);
    const hedges = result.metrics.hedges!.mean! / (result.metrics.attempts!.mean! - result.metrics.hedges!.mean!);
    expectWithin(0.02, hedges, 0.05);
  });
});
