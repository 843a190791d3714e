/**
 * Oracles Q01–Q09 and Q16 as scenarios: a processing unit without data is a station of queueing theory.
 * One time unit of an oracle is one millisecond here, so lambda 0.8 is 800 requests a second.
 */
import { describe, expect, test, vi } from 'vitest';
import { type MeanInterval as Interval, meanInterval } from '../../simulator/statistics/mean-interval.ts';
import { samples, simulate as simulateOnce } from '../run/simulate.ts';
import {
  expectClassS,
  expectMean,
  expectQuantile,
  expectTwins,
  expectWithin,
  full,
  meanOf,
  queue,
  scenario,
  simulate,
  testTimeout,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

const TWINS = ['utilisation', 'mean wait in queue'];
/** Of the laws whose tail is known, too. */
const TAIL_TWINS = [...TWINS, 'p99 of the wait in queue'];
const HYPEREXPONENTIAL =
  '{mixture: [{weight: 90%, of: {exponential: 500us}}, {weight: 10%, of: {exponential: 5500us}}]}';

describe('Q01: M/M/1', () => {
  test('80 % load: W 5, Wq 4, quantiles of the sojourn (Kleinrock)', async () => {
    const quantiles = [
      ['p50', 3.465736],
      ['p95', 14.978661],
      ['p99', 23.025851],
    ] as const;
    const statements = [...quantiles.map(([p]) => p), 'p999'].map((p) => `responseTime ${p} < 1h`);
    const law = { rate: '800/s', service: '{exponential: 1ms}', seconds: 120, longer: 12 };
    const result = await simulate(queue('q01', { ...law, expect: statements }));
    expectMean(result, 'responseTime', 5);
    expectMean(result, 'queueWait', 4);
    expectMean(result, 'utilisation', 0.8);
    expectMean(result, 'throughput', 800);
    for (const [p, theory] of quantiles) expectQuantile(result, `responseTime ${p}`, theory);
    expectQuantile(result, 'responseTime p999', 34.538776, full ? 0.01 : 0.05);
    expectTwins(result, TAIL_TWINS);
  });

  test('90 % load, lambda 900/s and mu 1000/s: W 10 ms, p99 46.05 ms, p99.9 69.08 ms', async () => {
    const statements = ['responseTime p99 < 1h', 'responseTime p999 < 1h'];
    const law = { rate: '900/s', service: '{exponential: 1ms}', seconds: 200, longer: 20 };
    const result = await simulate(queue('q01-90', { ...law, expect: statements }));
    expectMean(result, 'responseTime', 10, full ? 0.0025 : 0.03);
    expectQuantile(result, 'responseTime p99', 46.0517, full ? 0.005 : 0.05);
    expectQuantile(result, 'responseTime p999', 69.0776, full ? 0.01 : 0.1);
    expectTwins(result, TAIL_TWINS);
  });
});

describe('Q02, Q03: several servers (Erlang 1917)', () => {
  test('M/M/4 at 80 % load: Wq 0.7455, W 1.7455, tails of wait and sojourn', async () => {
    const statements = ['queueWait p99 < 1h', 'responseTime p95 < 1h', 'responseTime p99 < 1h'];
    const law = { rate: '3200/s', service: '{exponential: 1ms}', threads: 4, seconds: 40, longer: 28 };
    const result = await simulate(queue('q02', { ...law, expect: statements }));
    expectMean(result, 'queueWait', 0.74554059, full ? 0.0025 : 0.025);
    expectMean(result, 'responseTime', 1.74554059);
    expectQuantile(result, 'queueWait p99', 5.1104762);
    expectQuantile(result, 'responseTime p95', 4.738019);
    expectQuantile(result, 'responseTime p99', 6.893204);
    expectTwins(result, TAIL_TWINS);
  });

  test('M/M/2 at 90 % load: Wq 4.263, p99 of the sojourn 23.34', async () => {
    const law = { rate: '1800/s', service: '{exponential: 1ms}', threads: 2, seconds: 80, longer: 28 };
    const result = await simulate(queue('q03', { ...law, expect: ['responseTime p99 < 1h'] }));
    expectMean(result, 'queueWait', 4.2631579, full ? 0.0025 : 0.04);
    expectQuantile(result, 'responseTime p99', 23.34443, full ? 0.005 : 0.06);
    expectTwins(result, TAIL_TWINS);
  });

  test('two servers at 80 % load: a random split waits 4, a shared queue 1.778', async () => {
    const law = { rate: '1600/s', service: '{exponential: 1ms}', seconds: 50, longer: 20 };
    const split = await simulate(queue('q03-split', { ...law, members: 2 }));
    const shared = await simulate(queue('q03-shared', { ...law, threads: 2 }));
    expectMean(split, 'queueWait', 4, full ? 0.0025 : 0.02);
    expectMean(shared, 'queueWait', 1.777778, full ? 0.0025 : 0.02);
    expectTwins(shared, TAIL_TWINS);
  });
});

describe('Q04: Erlang B blocks whatever the law of the service time', () => {
  const groups = [
    { servers: 10, offered: 5, law: 'exponential', service: '{exponential: 1ms}', blocking: 0.0183845703 },
    { servers: 10, offered: 5, law: 'constant', service: '1ms', blocking: 0.0183845703 },
    { servers: 10, offered: 5, law: 'hyperexponential', service: HYPEREXPONENTIAL, blocking: 0.0183845703 },
    { servers: 5, offered: 3, law: 'exponential', service: '{exponential: 1ms}', blocking: 0.110054348 },
    { servers: 100, offered: 84.064, law: 'exponential', service: '{exponential: 1ms}', blocking: 0.009999683 },
  ];

  test.each(groups)('$servers servers, $offered erlang, $law: $blocking', async (group) => {
    const { servers, offered, service, blocking } = group;
    const arrivals = 1_000_000;
    const seconds = arrivals / 20 / (offered * 1000);
    const rate = `${offered * 1000}/s`;
    const result = await simulate(queue('q04', { rate, service, threads: servers, queueLimit: 0, seconds, longer: 2 }));
    const { estimate } = meanOf(result, 'errorRatio');
    expect(Math.abs(estimate - blocking), `${estimate}`).toBeLessThanOrEqual(full ? 0.0006 : 0.0012);
    expectMean(result, 'utilisation', (offered * (1 - blocking)) / servers);
  });
});

describe('Q05, Q06: M/G/1 (Pollaczek 1930, Khinchine 1932)', () => {
  test('M/D/1 at 80 % load: Wq 2, p99 of the wait 10.36 (Crommelin 1932)', async () => {
    const law = { rate: '800/s', service: '1ms', seconds: 100, longer: 16, expect: ['queueWait p99 < 1h'] };
    const result = await simulate(queue('q05', law));
    expectMean(result, 'queueWait', 2);
    expectQuantile(result, 'queueWait p99', 10.355887);
    expect(result.metrics.queueWait?.p10).toBe(0);
    expectTwins(result, TAIL_TWINS);
  });

  test('M/D/1 at half load: Wq 0.5', async () => {
    const result = await simulate(queue('q05-half', { rate: '500/s', service: '1ms', seconds: 40, longer: 8 }));
    expectMean(result, 'queueWait', 0.5);
    expectTwins(result, TAIL_TWINS);
  });

  const general = [
    { law: 'hyperexponential', rate: '700/s', service: HYPEREXPONENTIAL, wait: 7.5833333, longer: 22 },
    { law: 'Erlang-4', rate: '900/s', service: '{erlang: {shape: 4, mean: 1ms}}', wait: 5.625, longer: 45 },
    {
      law: 'lognormal',
      rate: '600/s',
      service: '{lognormal: {mean: 1ms, cv: 1.31083}}',
      wait: 2.0387114,
      longer: 14,
    },
  ];

  test.each(general)('$law service at $rate: Wq $wait', async ({ rate, service, wait, longer }) => {
    const result = await simulate(queue('q06', { rate, service, seconds: 150, longer }));
    expectMean(result, 'queueWait', wait, full ? 0.0025 : 0.03);
    expectTwins(result, TWINS);
  });
});

describe('Q01, Q02, Q03, Q05, Q08: who waits at all, and how unevenly', () => {
  const seconds = full ? 400 : 20;
  test.each([
    { name: 'M/M/1', law: { rate: '800/s' }, service: '{exponential: 1ms}', waits: 0.8 },
    { name: 'M/M/4', law: { rate: '3200/s', threads: 4 }, service: '{exponential: 1ms}', waits: 0.596432472 },
    { name: 'M/M/2', law: { rate: '1800/s', threads: 2 }, service: '{exponential: 1ms}', waits: 0.85263158 },
    { name: 'M/D/1', law: { rate: '800/s' }, service: '1ms', waits: 0.8, atMostOne: 0.44510819 },
    {
      name: 'D/M/1',
      law: { rate: '800/s', arrivals: 'constant' as const },
      service: '{exponential: 1ms}',
      waits: 0.6286298,
    },
  ])('$name: P(wait) $waits', ({ name, law, service, waits, atMostOne }) => {
    const text = queue(name.replaceAll('/', '-').toLowerCase(), { ...law, service, seconds, longer: 1 });
    const pools = Array.from({ length: 20 }, (_, replication) =>
      samples(simulateOnce(text, { seed: 1, replication }).summary, 'queueWait'),
    );
    const shareAbove = (limit: number) =>
      meanInterval(
        pools.map((pool) => pool.countAbove(limit) / pool.count),
        0.95,
      );
    expectInterval('P(wait)', shareAbove(0), waits, full ? 0.0025 : 0.02);
    if (atMostOne !== undefined) expectInterval('P(wait > 1)', shareAbove(1e6), 1 - atMostOne, full ? 0.005 : 0.02);
  });
});

/** A 95 % interval of 20 replications, held to class S. */
function expectInterval(what: string, { estimate, low, high }: Interval, theory: number, largestError: number): void {
  expectClassS(what, { estimate, standardError: (high - low) / 2 / 2.093 }, theory, largestError);
}

describe('Q09: a queue whose arrivals and service are both not exponential', () => {
  // Every second of the requests that come at random has gaps that are Erlang-2: units in turn.
  const text = scenario(
    'q09',
    `
design: {members: 2, backups: 0, network: none, units: {threads: 1}, middleware: {balancer: round-robin}}
workload: [{name: customers, rate: 1600/s, service: {lognormal: {mean: 1ms, cv: 0.5329404}}, client: {timeout: 1h}}]
run: {duration: ${full ? 1700 : 61}s, warmup: 1s}
`,
  );

  test('Erlang-2 gaps of 1.25, lognormal service of 1: Wq 1.4508 within 2 %, below Daley (1977) 2.068 and Kingman (1962) 2.131', async () => {
    const { estimate, standardError } = meanOf(await simulate(text), 'queueWait');
    const [rate, load, gaps, service] = [0.8, 0.8, 1.25 ** 2 / 2, Math.exp(0.25) - 1];
    const kingman = (rate * (gaps + service)) / (2 * (1 - load));
    const daley = (rate * ((2 - load) * load * gaps + service)) / (2 * (1 - load));
    const lower = (rate * rate * service + load * (load - 2)) / (2 * rate * (1 - load));
    expectWithin(1e-6, kingman, 2.130551);
    expectWithin(1e-6, daley, 2.068051);
    expectWithin(1e-6, (load / (1 - load)) * ((0.5 + service) / 2), 1.568051);
    expect(lower).toBeLessThan(0);
    expect(4 * standardError).toBeLessThanOrEqual(full ? 0.01 : 0.04);
    expectWithin(0.02, estimate, 1.4508);
    expect(Math.max(0, lower)).toBeLessThan(estimate);
    expect([estimate, daley, kingman]).toEqual([estimate, daley, kingman].toSorted((a, b) => a - b));
  });
});

test('Q07: M/M/1 with room for 10, overloaded: 19.26 % rejected, the rest takes 6.926', async () => {
  const law = { rate: '1200/s', service: '{exponential: 1ms}', queueLimit: 9, seconds: 50, longer: 16 };
  const result = await simulate(queue('q07', law));
  expectMean(result, 'errorRatio', 0.1925865);
  expectMean(result, 'throughput', 968.89621);
  expectMean(result, 'responseTime', 6.9261378);
  expectMean(result, 'utilisation', 1 - 0.031103794);
  const inSystem = (meanOf(result, 'throughput').estimate * meanOf(result, 'responseTime').estimate) / 1000;
  expectWithin(0.01, inSystem, 6.7107087);
});

describe('Q08: D/M/1', () => {
  const law = { rate: '800/s', service: '{exponential: 1ms}', seconds: 60, longer: 16 };
  const statements = ['responseTime p99 < 1h'];
  const text = queue('q08', { ...law, arrivals: 'constant', expect: statements });

  test.each([
    ['arrivals: constant', text],
    ['every', text.replace('rate: 800/s, arrivals: constant', 'every: 1250us')],
  ])('evenly spaced by %s: Wq 1.693, p99 of the sojourn 12.40', async (_, spaced) => {
    const result = await simulate(spaced);
    expectMean(result, 'queueWait', 1.6927308);
    expectQuantile(result, 'responseTime p99', 12.400484);
    expectTwins(result, ['utilisation']);
  });
});

test('Q16: an open loop sees a freeze as its users do (G. Tene): mean 25 s, p90 80 s, longest 100 s', async () => {
  const text = scenario(
    'q16',
    `
design: {members: 1, backups: 0, network: {sameZone: 500us}}
workload: [{name: users, rate: 100/s, arrivals: constant, service: 0s, client: {timeout: 1h}}]
faults: [{id: freeze, kind: pause, at: 100005ms, duration: 100s, target: {member: 0}}]
run: {duration: 200s, warmup: 0s, settle: 200s}
`,
  );
  const { responseTime } = (await simulate(text, 2)).metrics;
  const pool = samples(simulateOnce(text).summary, 'responseTime');
  expectWithin(1 / 128, pool.quantile(0.75), 50e9);
  expectWithin(1 / 128, pool.quantile(0.9999), 99.98e9);
  const oneSample = 10;
  expect(responseTime?.count).toBe(2 * 19_999);
  expect(responseTime?.p50).toBeCloseTo(1, 1);
  expect(Math.abs(responseTime!.mean! - 25_003)).toBeLessThanOrEqual(oneSample);
  // Slow answers take 0 to 100 s evenly, so 80 s is p90; a histogram knows it to one part in 128.
  expectWithin(1 / 128, responseTime!.p90!, 80_000);
  expect(Math.abs(responseTime!.max! - 100_000)).toBeLessThanOrEqual(oneSample);
});
