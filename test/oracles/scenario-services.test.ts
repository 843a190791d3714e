/**
 * Oracles of queueing networks as scenarios: Q10 (Jackson), Q13 (fork and join), a tandem and a closed network (exact MVA).
 * One second of an oracle is one millisecond here, so a rate of 4 is 4000 a second.
 */
import { describe, expect, test, vi } from 'vitest';
import { alarms, expectMean, full, meanOf, scenario, simulate, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

interface Network {
  readonly services: readonly string[];
  readonly workload: readonly string[];
  readonly seconds: number;
  readonly longer?: number;
}

function network(name: string, { services, workload, seconds, longer = 4 }: Network): string {
  return scenario(
    name,
    `
design:
  members: 1
  backups: 0
  services:
${services.map((service) => `    - {${service}}\n`).join('')}workload:
${workload.map((source) => `  - {${source}, client: {timeout: 1h}}\n`).join('')}run: {duration: ${1 + seconds * (full ? longer : 1)}s, warmup: 1s}
`,
  );
}

test('Q10: open network with feedback, as if its stations stood alone (Jackson 1957): W 0.537, three utilisations, L of each', async () => {
  const services = [
    'name: one, service: {exponential: 100us}, then: [{to: two, probability: 50%}, {to: three, probability: 30%}]',
    'name: two, service: {exponential: 125us}, then: [{to: one, probability: 20%}, {to: three, probability: 30%}]',
    'name: three, service: {exponential: 166667ns}, then: [{to: one, probability: 10%}, {to: two, probability: 10%}]',
  ];
  const workload = ['name: first, rate: 4k/s, to: one', 'name: second, rate: 1k/s, to: two'];
  const result = await simulate(network('q10', { services, workload, seconds: 4, longer: 12 }));
  expectMean(result, 'responseTime', 0.53684287);
  const stations = [
    { name: 'one', visits: 5018.315, utilisation: 0.501832, inside: 1.007353 },
    { name: 'two', visits: 3772.894, utilisation: 0.471612, inside: 0.892548 },
    { name: 'three', visits: 2637.363, utilisation: 0.43956, inside: 0.784314 },
  ];
  for (const { name, visits, utilisation, inside } of stations) {
    expectMean(result, `throughput{service:${name}}`, visits);
    expectMean(result, `utilisation{service:${name}}`, utilisation);
    expectMean(result, `queueLength{service:${name}}`, inside - utilisation, full ? 0.005 : 0.03);
    // Little's law, station by station.
    expectMean(result, `responseTime{service:${name}}`, (1000 * inside) / visits);
  }
  expect(alarms(result)).toEqual([]);
});

describe('Q13: fork and join of two M/M/1 (Flatto & Hahn 1984; Nelson & Tantawi 1988)', () => {
  test.each([
    { rate: '500/s', mean: 2.875, seconds: 40 },
    { rate: '800/s', mean: 7, seconds: 120 },
  ])('$rate: W $mean', async ({ rate, mean, seconds }) => {
    const services = [
      'name: front, threads: 1000, service: 0s, calls: [{to: left}, {to: right}], parallel: true',
      'name: left, service: {exponential: 1ms}',
      'name: right, service: {exponential: 1ms}',
    ];
    const text = network('q13', { services, workload: [`name: users, rate: ${rate}, to: front`], seconds, longer: 12 });
    expectMean(await simulate(text), 'responseTime', mean, full ? 0.0025 : 0.02);
  });
});

test('a tandem of M/M/1: what leaves the first is Poisson (Burke 1956), so each queues by itself: W 0.83 + 5', async () => {
  const services = [
    'name: first, service: {exponential: 500us}, then: [{to: second, probability: 100%}]',
    'name: second, service: {exponential: 1ms}',
  ];
  const law = { services, workload: ['name: users, rate: 800/s, to: first'], seconds: 60, longer: 16 };
  const result = await simulate(network('tandem', law));
  expectMean(result, 'responseTime{service:first}', 1 / 1.2);
  expectMean(result, 'queueWait{service:second}', 4, full ? 0.0025 : 0.03);
  expectMean(result, 'responseTime', 1 / 1.2 + 5);
});

test('calls one after the other add up, delays go both ways, and a call that is not made by a thread leaves it free', async () => {
  const services = [
    'name: front, threads: 1, service: 1ms, calls: [{to: back, delay: 2ms}, {to: back}]',
    'name: back, threads: 1000, service: 3ms',
  ];
  const law = { workload: ['name: users, rate: 100/s, arrivals: constant, to: front'], seconds: 3 };
  const free = await simulate(network('calls', { ...law, services }), 2);
  expect(meanOf(free, 'responseTime').estimate).toBeCloseTo(1 + (2 + 3 + 2) + 3, 6);
  expect(meanOf(free, 'utilisation{service:front}').estimate).toBeCloseTo(0.1, 2);
  const holding = services.map((service) => service.replace('calls:', 'holdsThread: true, calls:'));
  const held = await simulate(network('held', { ...law, services: holding, seconds: 3 }), 2);
  // 11 ms of a thread every 10 ms.
  expect(meanOf(held, 'utilisation{service:front}').estimate).toBeCloseTo(1, 2);
  expect(held.metrics.responseTime!.max!).toBeGreaterThan(200);
});

test('a closed network of ten clients and three stations gives what exact mean value analysis gives (Reiser & Lavenberg 1980)', async () => {
  const demands = [1, 0.7, 0.4];
  const exact = meanValueAnalysis(demands, 10, 5);
  const services = [
    'name: one, service: {exponential: 1ms}, then: [{to: two, probability: 100%}]',
    'name: two, service: {exponential: 700us}, then: [{to: three, probability: 100%}]',
    'name: three, service: {exponential: 400us}',
  ];
  const workload = ['name: users, clients: 10, think: {exponential: 5ms}, to: one'];
  const result = await simulate(network('mva', { services, workload, seconds: 20, longer: 12 }));
  expectMean(result, 'throughput', 1000 * exact.throughput);
  expectMean(result, 'responseTime', exact.response);
});

function meanValueAnalysis(demands: readonly number[], clients: number, think: number) {
  let queues = demands.map(() => 0);
  let [throughput, response] = [0, 0];
  for (let n = 1; n <= clients; n++) {
    const times = demands.map((demand, station) => demand * (1 + queues[station]!));
    response = times.reduce((sum, time) => sum + time, 0);
    throughput = n / (think + response);
    queues = times.map((time) => throughput * time);
  }
  return { throughput, response };
}
