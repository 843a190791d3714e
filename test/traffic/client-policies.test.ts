/** What clients do about failure, each rule by itself: pauses, budget, circuit breaker. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { retryPause } from '../../simulator/traffic/backoff.ts';
import { CircuitBreakers } from '../../simulator/traffic/circuit-breaker.ts';
import { RetryBudget } from '../../simulator/traffic/retry-budget.ts';

const SECOND = 1e9;

describe('pauses before retries', () => {
  const stream = new Streams(3, 0).named('jitter');

  test('double with each retry', () => {
    expect([0, 1, 2, 3].map((tries) => retryPause(100, tries, 'none', stream))).toEqual([100, 200, 400, 800]);
  });

  test('full jitter lies between nothing and the pause, equal jitter in its upper half; means a half and three quarters', () => {
    const draws = (jitter: 'full' | 'equal') => Array.from({ length: 4000 }, () => retryPause(1e6, 2, jitter, stream));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const full = draws('full');
    const equal = draws('equal');
    expect(Math.min(...full)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...full)).toBeLessThan(4e6);
    expect(Math.min(...equal)).toBeGreaterThanOrEqual(2e6);
    expect(Math.max(...equal)).toBeLessThan(4e6);
    expect(mean(full) / 4e6).toBeCloseTo(0.5, 1);
    expect(mean(equal) / 4e6).toBeCloseTo(0.75, 1);
  });
});

describe('a retry budget', () => {
  test('retries never exceed the share of the requests of the last ten seconds', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 3 * SECOND }), retry: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.constantFrom(0, 0.1, 0.5, 1), (steps, share) => {
        const budget = new RetryBudget(share);
        const seen: { second: number; retry: boolean }[] = [];
        let now = 0;
        for (const { wait, retry } of steps) {
          now += wait;
          const second = Math.floor(now / SECOND);
          const recent = seen.filter((entry) => entry.second > second - 10);
          const retries = recent.filter((entry) => entry.retry).length;
          if (!retry) budget.request(now);
          else expect(budget.spend(now)).toBe(retries + 1 <= share * (recent.length - retries));
          if (!retry || retries + 1 <= share * (recent.length - retries)) seen.push({ second, retry });
        }
      }),
    );
  });
});

describe('a circuit breaker', () => {
  const settings = { failures: 3, within: SECOND, open: 10 * SECOND };

  function failing(times: readonly number[]): CircuitBreakers {
    const breakers = new CircuitBreakers(settings);
    times.forEach((time, attempt) => {
      breakers.failed(0, attempt, time);
    });
    return breakers;
  }

  test('opens at as many failures within the time, and not at fewer or slower ones', () => {
    expect(failing([0, 1]).admits(0, 9, 2)).toBe(true);
    expect(failing([0, SECOND / 2, SECOND]).admits(0, 9, SECOND)).toBe(false);
    expect(failing([0, SECOND, SECOND + 1, 2 * SECOND + 1]).admits(0, 9, 3 * SECOND)).toBe(true);
  });

  test('is the breaker of one member', () => {
    expect(failing([0, 1, 2]).admits(1, 9, 3)).toBe(true);
  });

  test('lets one attempt through after its time; success closes it', () => {
    const breakers = failing([0, 1, 2]);
    expect(breakers.admits(0, 9, 10 * SECOND)).toBe(false);
    expect(breakers.admits(0, 9, 11 * SECOND)).toBe(true);
    expect(breakers.admits(0, 10, 11 * SECOND)).toBe(false);
    breakers.succeeded(0, 9);
    expect(breakers.admits(0, 11, 11 * SECOND)).toBe(true);
    breakers.failed(0, 11, 11 * SECOND);
    expect(breakers.admits(0, 12, 11 * SECOND)).toBe(true);
  });

  test('opens again when the trial fails, and tries another one when nobody waits for the trial', () => {
    const breakers = failing([0, 1, 2]);
    breakers.admits(0, 9, 11 * SECOND);
    breakers.failed(0, 9, 12 * SECOND);
    expect(breakers.admits(0, 10, 21 * SECOND)).toBe(false);
    expect(breakers.admits(0, 10, 22 * SECOND)).toBe(true);
    breakers.abandoned(0, 10);
    expect(breakers.admits(0, 11, 22 * SECOND)).toBe(true);
  });

  test('a late answer to an attempt from before decides nothing', () => {
    const breakers = failing([0, 1, 2]);
    breakers.succeeded(0, 5);
    expect(breakers.admits(0, 9, SECOND)).toBe(false);
    breakers.admits(0, 9, 11 * SECOND);
    breakers.failed(0, 6, 11 * SECOND);
    breakers.succeeded(0, 9);
    expect(breakers.admits(0, 10, 11 * SECOND)).toBe(true);
  });
});
