/** Oracles X01–X04 on the rules alone: Kubernetes' table, the rule of seed 002, hunting, dead time. */
import { describe, expect, test } from 'vitest';
import { byProportion, byTarget, byThresholds, ScalingDecisions } from '../../simulator/units/scaling-rule.ts';

const all = (wanted: number, utilisation: number) => ({ wanted, ready: wanted, utilisation, measured: wanted });

describe('X01: ceil(n · metric / target), nothing within the tolerance of 0.1', () => {
  test.each([
    { n: 50, metric: 90, target: 75, units: 60 },
    { n: 1, metric: 200, target: 100, units: 2 },
    { n: 2, metric: 50, target: 100, units: 1 },
    { n: 4, metric: 108, target: 100, units: 4 },
    { n: 4, metric: 110, target: 100, units: 4 },
    { n: 4, metric: 111, target: 100, units: 5 },
  ])('$n at $metric/$target: $units', ({ n, metric, target, units }) => {
    expect(byTarget(all(n, metric), { target, tolerance: 0.1 })).toBe(units);
  });

  test('units that are not ready yet count as idle, so that they are not ordered twice', () => {
    const rule = { target: 0.5, tolerance: 0.1 };
    // Two units at 100 % asked for four; two of the four are still starting: 2 · 100 % / 4 is the target.
    expect(byTarget(all(2, 1), rule)).toBe(4);
    expect(byTarget({ wanted: 4, ready: 2, utilisation: 1, measured: 2 }, rule)).toBe(4);
  });
});

const seed = { scaleOutAbove: 0.7, scaleInBelow: 0.3, add: 2, remove: 1 };
const busy = (load: number, units: number) => Math.min(1, load / units);

function numbers(load: number, first: number, steps: number, rule = seed): number[] {
  const result = [first];
  for (let step = 0; step < steps; step++)
    result.push(byThresholds(all(result.at(-1)!, busy(load, result.at(-1)!)), rule));
  return result;
}

describe('X02: the rule of seed 002, above 70 % two more, below 30 % one fewer', () => {
  test('load 10 from 2: 2 4 6 8 10 12 14 16, and stays', () => {
    expect(numbers(10, 2, 9)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 16, 16]);
  });

  test('load 0.8 from 1: 1 3 2, and stays', () => {
    expect(numbers(0.8, 1, 4)).toEqual([1, 3, 2, 2, 2]);
  });

  test('load 3 from 20: ten steps to 10, and stays', () => {
    expect(numbers(3, 20, 12)).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 10, 10]);
  });

  test('from 2 to 16 with a cooldown of 60 s: 360 s after the first decision', () => {
    const settings = { rule: 'thresholds', ...seed, cooldown: 60, minimum: 1, maximum: 100 } as const;
    const decisions = new ScalingDecisions(settings, 2);
    const changes: number[] = [];
    let units = 2;
    for (let now = 0; now <= 600; now += 10) {
      const next = decisions.decide(now, all(units, busy(10, units)));
      if (next !== units) changes.push(now);
      units = next;
    }
    expect(units).toBe(16);
    expect(changes).toEqual([0, 60, 120, 180, 240, 300, 360]);
  });
});

describe('X03: hunting', () => {
  test('70 % and 60 %, one more or one fewer, load 2.9: 4 5 4 5 for ever', () => {
    const rule = { scaleOutAbove: 0.7, scaleInBelow: 0.6, add: 1, remove: 1 };
    expect(numbers(2.9, 4, 7, rule)).toEqual([4, 5, 4, 5, 4, 5, 4, 5]);
  });

  test('where hi · n / (n + a) ≥ lo for every n, no load makes it hunt', () => {
    // The rule of the seed holds this for n ≥ 2; the loads go up to 20 units in steps of 0.01.
    for (let load = 1.41; load < 20; load += 0.01) {
      const end = numbers(load, 2, 60).slice(-2);
      expect(end[0], `load ${load}`).toBe(end[1]);
    }
  });

  test('for n = 1 the seed breaks the condition: 0.7 · 1/3 < 0.3, and one unit at 0.8 overshoots and comes back', () => {
    expect(numbers(0.8, 1, 2)).toEqual([1, 3, 2]);
  });
});

describe('X04: dead time sets the critical gain, 2 sin(π / (2 (2d + 1)))', () => {
  const NEEDED = 1000;
  const TARGET = 0.5;
  /** Largest distance from the number needed in the last 2d + 2 steps of `steps`, from a first one of 1. */
  function amplitude(gain: number, dead: number, steps: number): number {
    const levels = Array.from({ length: dead + 1 }, () => NEEDED + 1);
    for (let step = 0; step < steps; step++) {
      const measured = levels.at(-1 - dead)!;
      const reading = { wanted: 0, ready: 0, utilisation: (NEEDED * TARGET) / measured, measured };
      levels.push(byProportion(levels.at(-1)!, reading, { target: TARGET, gain }));
    }
    return Math.max(...levels.slice(-4 * dead - 4).map((level) => Math.abs(level - NEEDED)));
  }

  test.each([
    { dead: 0, critical: 2 },
    { dead: 1, critical: 1 },
    { dead: 2, critical: 0.618034 },
    { dead: 3, critical: 0.445042 },
  ])('$dead periods: 1 % below $critical it decays, 1 % above it grows', ({ dead, critical }) => {
    expect(2 * Math.sin(Math.PI / (2 * (2 * dead + 1)))).toBeCloseTo(critical, 6);
    expect(amplitude(0.99 * critical, dead, 1000)).toBeLessThan(0.2);
    expect(amplitude(1.01 * critical, dead, 1000)).toBeGreaterThan(5);
  });
});

describe('between its limits', () => {
  const limits = { cooldown: 0, minimum: 2, maximum: 6 };

  test('no more and no fewer units than allowed', () => {
    const decisions = new ScalingDecisions({ rule: 'thresholds', ...seed, ...limits }, 5);
    expect(decisions.decide(0, all(5, 1))).toBe(6);
    expect(decisions.decide(1, all(6, 1))).toBe(6);
    expect(decisions.decide(2, all(2, 0))).toBe(2);
  });

  test('a stabilised target removes units only to the largest number asked for lately', () => {
    const decisions = new ScalingDecisions(
      { rule: 'target', target: 0.5, tolerance: 0.1, stabilisation: 100, ...limits },
      6,
    );
    expect(decisions.decide(0, all(6, 0.4))).toBe(5);
    expect(decisions.decide(50, all(5, 0.2))).toBe(5);
    expect(decisions.decide(100, all(5, 0.2))).toBe(5);
    expect(decisions.decide(101, all(5, 0.2))).toBe(2);
  });
});
