/**
 * Oracles X01–X04 as scenarios: the rules of autoscalers on units that really start, drain and stop.
 *
 * Arrivals and service times are constant and no unit has fewer threads than its share, so as many threads are busy as rate · service says,
 * however requests fall on the units. Utilisation is looked at over a window that begins when the units removed before have drained.
 */
import { describe, expect, test, vi } from 'vitest';
import type { RunResult } from '../../simulator/model/result.ts';
import { expectAlways, meanOf, scenario, simulate, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

interface Scaling {
  readonly units: number;
  /** Units' worth of load. */
  readonly load: number;
  readonly threads?: number;
  readonly rule: string;
  readonly seconds: number;
  readonly expect?: string;
}

/** A load of so many units, each request 1 s of one thread; what finds no free thread is refused, so no backlog builds up. */
async function scaled({
  units,
  load,
  threads = 50,
  rule,
  seconds,
  expect: expected = '',
}: Scaling): Promise<RunResult> {
  const text = scenario(
    'autoscaling',
    `
design:
  members: ${units}
  backups: 0
  network: none
  units: {threads: ${threads}, queueLimit: 0}
  autoscaler: {every: 10s, window: 5s, maximum: 100, ${rule}}
workload: [{name: users, rate: ${load * threads}/s, arrivals: constant, service: 1s, client: {timeout: 1h}}]
run: {duration: ${seconds}s, warmup: 0s}
expect: [${expected}]
`,
  );
  return simulate(text, 2);
}

/** Mean of a number of units that is held for so many seconds each. */
function average(...steps: readonly (readonly [units: number, seconds: number])[]): number {
  const seconds = steps.reduce((sum, [, length]) => sum + length, 0);
  return steps.reduce((sum, [units, length]) => sum + units * length, 0) / seconds;
}

function verdicts(result: RunResult): string[] {
  return result.expectations.map(({ verdict }) => verdict);
}

describe('X01: ceil(n · utilisation / target)', () => {
  test.each([
    { n: 50, busy: 45, target: '37.5%', units: 60 },
    { n: 1, busy: 100, target: '50%', units: 2 },
    { n: 2, busy: 25, target: '50%', units: 1 },
    { n: 4, busy: 54, target: '50%', units: 4 },
    { n: 4, busy: 55.5, target: '50%', units: 5 },
  ])('$n units, $busy % busy, target $target: $units', async ({ n, busy, target, units }) => {
    const result = await scaled({
      units: n,
      load: (n * busy) / 100,
      threads: 200,
      rule: `rule: target, target: ${target}, stabilisation: 0s`,
      seconds: 12,
      expect: `unitsReady == ${units} end`,
    });
    expect(verdicts(result)).toEqual(['pass']);
  });
});

describe('X02: the rule of seed 002', () => {
  const rule = 'rule: thresholds';

  test('load 10 from 2: 2 4 6 8 10 12 14 16, and stays', async () => {
    const result = await scaled({ units: 2, load: 10, rule, seconds: 120 });
    const steps = [2, 4, 6, 8, 10, 12, 14].map((units) => [units, 10] as const);
    expect(meanOf(result, 'unitsReady').estimate).toBeCloseTo(average(...steps, [16, 50]), 9);
    expect(result.metrics.unitsReady!.max).toBe(16);
    expectAlways(result, 'scaleEvents', 7);
    expectAlways(result, 'scaleReversals', 0);
  });

  test('load 0.8 from 1: 1 3 2, and stays', async () => {
    const result = await scaled({ units: 1, load: 0.8, threads: 200, rule, seconds: 60 });
    expect(meanOf(result, 'unitsReady').estimate).toBeCloseTo(average([1, 10], [3, 10], [2, 40]), 9);
    expectAlways(result, 'scaleEvents', 2);
    expectAlways(result, 'scaleReversals', 1);
  });

  test('load 3 from 20: ten steps to 10, and stays', async () => {
    const result = await scaled({ units: 20, load: 3, rule, seconds: 150 });
    const steps = [20, 19, 18, 17, 16, 15, 14, 13, 12, 11].map((units) => [units, 10] as const);
    expect(meanOf(result, 'unitsReady').estimate).toBeCloseTo(average(...steps, [10, 50]), 9);
    expectAlways(result, 'scaleEvents', 10);
  });

  test('from 2 to 16 with a cooldown of 60 s: 360 s after the first decision', async () => {
    const result = await scaled({ units: 2, load: 10, rule: `${rule}, cooldown: 60s`, seconds: 400 });
    const steps = [4, 6, 8, 10, 12, 14].map((units) => [units, 60] as const);
    expect(meanOf(result, 'unitsReady').estimate).toBeCloseTo(average([2, 10], ...steps, [16, 30]), 9);
    expectAlways(result, 'scaleEvents', 7);
  });
});

describe('X03: hunting', () => {
  test('70 % and 60 %, one more or one fewer, load 2.9: 4 5 4 5 for ever', async () => {
    const rule = 'rule: thresholds, scaleOutAbove: 70%, scaleInBelow: 60%, add: 1, remove: 1';
    const result = await scaled({ units: 4, load: 2.9, threads: 200, rule, seconds: 125 });
    expectAlways(result, 'scaleEvents', 12);
    expectAlways(result, 'scaleReversals', 11);
    expect(result.metrics.unitsReady!.max).toBe(5);
  });
});

describe('X04: dead time sets the critical gain', () => {
  // 40 units are needed and 50 are there; the dead time is a whole number of periods.
  const proportional = (dead: number, gain: number) => `
design:
  members: 50
  backups: 0
  network: none
  units: {threads: 50}
  autoscaler: {rule: proportional, target: 10%, gain: ${gain}, metricDelay: ${20 * dead}s, every: 20s, window: 5s, minimum: 20, maximum: 60}
workload: [{name: users, rate: 20/s, arrivals: constant, service: 10s, client: {timeout: 1h}}]
run: {duration: 1000s, warmup: 0s}
`;

  test.each([
    { dead: 1, critical: 1 },
    { dead: 2, critical: 0.618034 },
  ])('$dead periods: at 0.8 · $critical it comes to rest at what is needed', async ({ dead, critical }) => {
    const text = scenario(
      'x04-below',
      `${proportional(dead, 0.8 * critical)}expect: [unitsReady >= 38 end, unitsReady <= 42 end]`,
    );
    const result = await simulate(text, 1);
    expect(verdicts(result)).toEqual(['pass', 'pass']);
    expect(result.metrics.unitsReady!.max).toBe(50);
  });

  test.each([
    { dead: 1, critical: 1 },
    { dead: 2, critical: 0.618034 },
  ])('$dead periods: at 1.15 · $critical it swings from one limit to the other', async ({ dead, critical }) => {
    const result = await simulate(scenario('x04-above', proportional(dead, 1.15 * critical)), 1);
    expect(result.metrics.unitsReady!.max).toBe(60);
    expect(result.metrics.scaleReversals!.mean).toBeGreaterThan(8);
  });
});
