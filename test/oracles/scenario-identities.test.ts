/**
 * Oracles G02–G05 and G07–G09 through scenario text: what holds on every path or for every Poisson stream, whatever the design. The
 * kernel's own versions are in test/kernel/identities.test.ts.
 */
import { describe, expect, test, vi } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import { samples, share, simulate as simulateOnce } from '../run/simulate.ts';
import { expectClassS, full, meanOf, queue, scenario, simulate, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

const grid = (change = '', more = '') =>
  scenario(
    'identities',
    `
design:
  product: {kind: generic, partitions: 71, heartbeatInterval: 100ms, heartbeatTimeout: 300ms}
  members: 4
  maps: [{name: rows, entries: 10k, replication: async, persistence: {writeBehind: {delay: 200ms}}}]
  store: {latency: 2ms}
workload:
  - {name: users, map: rows, rate: 400/s, mix: {put: 60%, get: 40%}, keys: {zipf: 0.9}, service: {exponential: 200us}, client: {timeout: 100ms, retries: 2}}
${more}faults:
  - {id: dies, kind: crash, at: {uniform: [1s, 2s]}, target: any}
  - {id: cut, kind: split, at: 4s, duration: 1s, target: {members: [0]}}
run: {duration: 8s, warmup: 0s${change}}
`,
  );

describe('G02: determinism', () => {
  test('one seed gives one event log and one document of metrics, another seed another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => simulateOnce(grid(), { seed }).summary);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(other!.digest).not.toBe(first!.digest);
  });

  test('watching its progress changes nothing', async () => {
    const options = { replications: 3, seed: 5 };
    let reports = 0;
    const quiet = await runScenario(grid(), options);
    const watched = await runScenario(grid(), { ...options, progress: () => reports++ });
    expect(reports).toBeGreaterThan(0);
    if (!quiet.ok || !watched.ok) throw new Error('the scenario is refused');
    expect(JSON.stringify(watched.value.result)).toBe(JSON.stringify(quiet.value.result));
  });
});

describe('G03, G04: on every path, through a crash and a split', () => {
  test.each([1, 2, 3, 4, 5])('seed %i: requests and writes are all accounted for', (seed) => {
    const { summary } = simulateOnce(grid(), { seed });
    const failed = share(summary, 'errorRatio');
    // Little's identity is checked inside every run, to the nanosecond: one that breaks it ends in an impossible state.
    expect(samples(summary, 'responseTime').count).toBe(failed.of - failed.hits);
    expect(failed.of).toBeGreaterThan(2900);
  });

  test('an acknowledged write is lost exactly when a witness finds it in no copy and not in the store', () => {
    const { summary, witness } = simulateOnce(grid(), { seed: 3 });
    expect(summary.counts.acknowledgedWritesLost).toBe(witness.lost().length);
  });
});

describe('G05: ten times the rates and a tenth of the times', () => {
  const station = (rate: string, service: string, duration: string) =>
    scenario(
      'rescaled',
      `
design: {members: 3, backups: 0, network: none, units: {threads: 2, queueLimit: 20}}
workload: [{name: users, rate: ${rate}, service: {exponential: ${service}}, client: {timeout: 1h}}]
run: {duration: ${duration}, warmup: 0s}
`,
    );

  test('the same number of events, answers and rejections, a tenth of every latency', () => {
    const slow = simulateOnce(station('500/s', '10ms', '60s'), { seed: 1 }).summary;
    const fast = simulateOnce(station('5k/s', '1ms', '6s'), { seed: 1 }).summary;
    expect(share(fast, 'errorRatio')).toEqual(share(slow, 'errorRatio'));
    const [long, short] = [samples(slow, 'responseTime'), samples(fast, 'responseTime')];
    expect(short.count).toBe(long.count);
    // Every draw is rounded to a nanosecond: a tick or so a request before it in its busy period.
    expect(Math.abs((short.mean * 10) / long.mean - 1)).toBeLessThan(1e-6);
    expect(Math.abs((short.maximum * 10) / long.maximum - 1)).toBeLessThan(1e-6);
  });
});

describe('G07: Poisson arrivals see time averages (Wolff 1982)', () => {
  test.each([
    [1, 0.8, 0.8 / 1.8],
    [4, 3.2, 0.22814],
  ])(
    '%i servers without a queue, %f erlang: as many are rejected as the share of time in which all are busy',
    async (servers, offered, theory) => {
      const law = { rate: `${offered * 1000}/s`, service: '{exponential: 1ms}', threads: servers, queueLimit: 0 };
      const result = await simulate(queue('g07', { ...law, seconds: 20, longer: 20 }));
      const rejected = meanOf(result, 'errorRatio');
      expectClassS('rejected', rejected, theory, full ? 0.0025 : 0.01);
      const busy = meanOf(result, 'utilisation');
      // Of one server the share of time busy is the utilisation itself; of several Erlang B ties the two.
      expectClassS('utilisation', busy, (offered * (1 - theory)) / servers, full ? 0.0025 : 0.01);
      if (servers === 1) {
        const errors = Math.hypot(rejected.standardError, busy.standardError);
        expect(Math.abs(rejected.estimate - busy.estimate)).toBeLessThanOrEqual(4 * errors);
      }
    },
  );

  test('evenly spaced arrivals see something else', async () => {
    const law = { rate: '800/s', service: '1ms', queueLimit: 0, arrivals: 'constant', seconds: 5 } as const;
    const result = await simulate(queue('g07-constant', law), 3);
    expect(meanOf(result, 'errorRatio').estimate).toBe(0);
    expect(meanOf(result, 'utilisation').estimate).toBeCloseTo(0.8, 3);
  });
});

test('G08: another source, another map and another metric expected change no draw of the sources that are there', () => {
  const apart = (more: string, services = '') =>
    scenario(
      'apart',
      `
design:
  members: 2
  backups: 0
  services:
    - {name: shop, service: {exponential: 1ms}}
    - {name: search, service: {exponential: 2ms}}
${services}workload:
  - {name: buyers, rate: 700/s, to: shop, client: {timeout: 1h}}
${more}run: {duration: 20s, warmup: 0s}
`,
    );
  const of = (text: string) => {
    const { summary } = simulateOnce(text, { seed: 3 });
    return summary.distributions['responseTime{workload:buyers}']!.map((window) => JSON.stringify(window));
  };
  const alone = of(apart(''));
  expect(of(apart('  - {name: seekers, rate: 300/s, to: search, client: {timeout: 1h}}\n'))).toEqual(alone);
  expect(of(apart('', '    - {name: third, units: 3}\n'))).toEqual(alone);
  expect(of(`${apart('')}expect: ["responseTime{workload:buyers} p99 < 1h"]\n`)).toEqual(alone);
  expect(of(apart('').replace('members: 2', 'members: 3'))).toEqual(alone);
});

describe('G09: superposition and thinning', () => {
  const station = (sources: readonly number[], seconds = 80) =>
    scenario(
      'g09',
      `
design: {members: 1, backups: 0, network: none, units: {threads: 1}}
workload:
${sources.map((rate, at) => `  - {name: part-${at}, rate: ${rate}/s, service: {exponential: 1ms}, client: {timeout: 1h}}`).join('\n')}
run: {duration: ${1 + seconds * (full ? 20 : 1)}s, warmup: 1s}
`,
    );

  test('500/s and 300/s are as good as 800/s', async () => {
    const merged = await simulate(station([500, 300]));
    const single = await simulate(station([800]), 20, 2);
    for (const metric of ['queueWait', 'utilisation', 'throughput']) {
      const [two, one] = [meanOf(merged, metric), meanOf(single, metric)];
      const error = Math.hypot(two.standardError, one.standardError);
      expect(Math.abs(two.estimate - one.estimate), metric).toBeLessThanOrEqual(2.58 * error);
    }
    expectClassS('queueWait', meanOf(merged, 'queueWait'), 4, full ? 0.005 : 0.02);
  });

  test('each third request, drawn at random: three stations of 800/s beside one another', async () => {
    const text = station([2400], 27)
      .replace('members: 1', 'members: 3')
      .replace('network: none,', 'network: none, middleware: {balancer: random},');
    expectClassS('queueWait', meanOf(await simulate(text), 'queueWait'), 4, full ? 0.005 : 0.02);
  });
});
