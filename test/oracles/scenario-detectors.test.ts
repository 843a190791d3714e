/** Oracles F03 and F05 as scenarios: chance suspicions of phi accrual, and the first ping of SWIM. */
import { describe, expect, test, vi } from 'vitest';
import { expectMean, expectWithin, full, meanOf, scenario, simulate, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

describe('F03: heartbeats every second whose intervals are normal, deviation 0.1 s', () => {
  // The interval is 1 s plus the difference of two delays; with a coefficient of variation of 1.4 % a lognormal delay is all but normal.
  const SECONDS = full ? 100_000 : 5000;
  const pair = (threshold: number) =>
    scenario(
      'f03',
      `
design:
  product:
    kind: generic
    partitions: 1
    heartbeatInterval: 1s
    promotion: any-side
    detector: {phiAccrual: {threshold: ${threshold}, window: 1000, minimumDeviation: 1us, acceptablePause: 0s, learnsFromSuspicions: true}}
  members: 2
  backups: 1
  network: {sameZone: {lognormal: {mean: 5s, cv: 0.0141421356}}}
  maps: [{name: rows, entries: 1}]
workload: [{name: idle, arrivals: {recorded: [1s]}, service: 0s}]
run: {duration: ${SECONDS}s, warmup: 0s, settle: 0s, eventLimit: 100000000}
`,
    );

  test.each([1.5, 2])('phi %f: one in 10^phi intervals is a suspicion', async (threshold) => {
    const result = await simulate(pair(threshold));
    expectMean(result, 'falseSuspicions', 2 * SECONDS * 10 ** -threshold, full ? 0.005 : 0.025);
  });
});

describe('F05: SWIM, 10 members, one dies', () => {
  const PERIOD = 10_000;
  const dies = (phases: string) =>
    scenario(
      'f05',
      `
design:
  product:
    kind: generic
    partitions: 1
    promotion: any-side
    detector: {swim: {period: 10s, probeTimeout: 1s, targets: random, phases: ${phases}, suspicion: {minimum: 0s, maximum: 0s}, gossip: {interval: 1ms, repeats: 20}}}
  members: 10
  backups: 0
  network: none
  maps: [{name: rows, entries: 1}]
faults: [{id: dies, kind: host-loss, at: {uniform: [20s, 30s]}, target: any}]
run: {duration: 200s, warmup: 0s, settle: 0s}
`,
    );
  const crashes = full ? 20_000 : 1500;

  test('all periods together: 1.530080 of them to the first ping, half of one before, one to give up waiting', async () => {
    const result = await simulate(dies('aligned'), crashes);
    expectMean(result, 'detectionTime', (0.5 + 1.53008) * PERIOD, full ? 0.004 : 0.015);
    expect(result.metrics.detectionTime?.min).toBeGreaterThanOrEqual(PERIOD);
    expect(meanOf(result, 'falseSuspicions').estimate).toBe(0);
  });

  test('each in its own time, the first ping comes sooner: m/(m+1) (1 − q^(m+1)) / (1 − q^m), q = 1 − 1/m, m the others', async () => {
    const m = 9;
    const q = 1 - 1 / m;
    const first = ((m / (m + 1)) * (1 - q ** (m + 1))) / (1 - q ** m);
    const result = await simulate(dies('random'), crashes);
    expectMean(result, 'detectionTime', (first + 1) * PERIOD, full ? 0.004 : 0.015);
    expectWithin(1, result.metrics.detectionTime!.min!, PERIOD);
  });
});
