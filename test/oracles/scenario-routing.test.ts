/**
 * Oracles Q14 (two random choices) and F02 (a registry that polls), as scenarios. One time unit of Q14 is one millisecond here.
 */
import { describe, expect, test, vi } from 'vitest';
import {
  expectClassS,
  expectedOf,
  expectWithin,
  full,
  meanOf,
  scenario,
  simulate,
  testTimeout,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

/** Mean of the answers while the load lasts: who is still served after it would be counted without those who were before it. */
const responseTime = (result: Awaited<ReturnType<typeof simulate>>) => expectedOf(result, 'responseTime mean');

/** Hundred units of one thread that compute, behind a balancer. */
function farm(policy: string, load: number, seconds: number): string {
  return scenario(
    'farm',
    `
design: {members: 100, backups: 0, network: none, units: {threads: 1}, middleware: {balancer: ${policy}}}
workload: [{name: customers, rate: ${Math.round(load * 100_000)}/s, service: {exponential: 1ms}, client: {timeout: 1h}}]
run: {duration: ${0.3 + seconds * (full ? 20 : 1)}s, warmup: 300ms}
expect: [responseTime mean < 1h outside-faults]
`,
  );
}

describe('Q14: two random choices without replacement, 100 units (Mitzenmacher 2001)', () => {
  test.each([
    [0.5, 1.2673, 0.15],
    [0.7, 1.6202, 0.2],
    [0.8, 1.9585, 0.3],
    [0.9, 2.6454, 0.9],
  ])('load %f: mean response %f', async (load, published, seconds) => {
    const result = await simulate(farm('two-choices', load, seconds));
    const { estimate, standardError } = responseTime(result);
    expect(standardError).toBeLessThan(0.006 * published);
    expectWithin(0.007, estimate, published);
  });

  test('one choice at load 0.8 is M/M/1: 5', async () => {
    expectClassS('mean', responseTime(await simulate(farm('random', 0.8, 0.5))), 5, 0.015);
  });

  test('all the choices are better than two, taking turns better than chance', async () => {
    const mean = async (policy: string) => responseTime(await simulate(farm(policy, 0.9, 0.3), 4)).estimate;
    const [all, two, turns, chance] = [
      await mean('least-loaded'),
      await mean('two-choices'),
      await mean('round-robin'),
      await mean('random'),
    ];
    expect(all).toBeLessThan(1.3);
    expect(all).toBeLessThan(two);
    expect(two).toBeLessThan(turns);
    expect(turns).toBeLessThan(0.7 * chance);
  });
});

describe('F02: how long a dead unit goes unnoticed by a registry that polls', () => {
  const UNITS = 300;
  const dying = (registry: string, fault: string, seconds: number) =>
    scenario(
      'dying',
      `
design:
  product: {kind: generic, heartbeatInterval: 1h, heartbeatTimeout: 2h}
  members: ${UNITS}
  backups: 0
  network: none
  middleware: {balancer: random, registry: {${registry}}}
workload: [{name: work, rate: 1/s, service: 1us}]
run: {duration: ${seconds}s, warmup: 0s, settle: 0s}
faults: [{id: death, kind: ${fault}, at: {uniform: [10s, 20s]}, target: all}]
expect: [registryDetection p95 < 1h]
`,
    );

  test('every 10 s: mean 5 s, p95 9.5 s, never more than 10 s; everyone is found', async () => {
    const result = await simulate(dying('checkEvery: 10s', 'crash', 31), full ? 200 : 40);
    const found = result.metrics.registryDetection!;
    expect(found.count).toBe(UNITS * result.replications);
    expectClassS('mean', meanOf(result, 'registryDetection'), 5000, full ? 0.0025 : 0.006);
    expectWithin(0.01, found.p95!, 9500);
    expect(found.max).toBeLessThanOrEqual(10_000);
    expect(found.max).toBeGreaterThan(9990);
  });

  test('three silent checks a second apart, each given up after 0.3 s: mean 2.8 s', async () => {
    const registry = 'checkEvery: 1s, unhealthyAfter: 3, checkTimeout: 300ms';
    const result = await simulate(dying(registry, 'host-loss', 25), 40);
    expectClassS('mean', meanOf(result, 'registryDetection'), 2800, 0.0025);
    expect(result.metrics.registryDetection!.min).toBeGreaterThanOrEqual(2300);
    expect(result.metrics.registryDetection!.max).toBeLessThanOrEqual(3300);
  });

  test('a closed door is noticed without waiting: mean 2.5 s', async () => {
    const registry = 'checkEvery: 1s, unhealthyAfter: 3, checkTimeout: 300ms';
    const result = await simulate(dying(registry, 'crash', 25), 40);
    expectClassS('mean', meanOf(result, 'registryDetection'), 2500, 0.0025);
  });
});
