/**
 * Detection and failover times: the deadline detector (oracle F01) and the zero-order formula of Redis Cluster against public measurements
 * (facts/redis-failover.md section 2: mean and extremes of `won`, ms after SIGKILL).
 */
import { describe, expect, it } from 'vitest';
import { deadlineDetection } from '../../simulator/products/deadline-detection.ts';
import { electionWait, redisDetection, redisFailover } from '../../simulator/products/redis-failover.ts';

describe('a deadline detector', () => {
  const f01 = { heartbeatInterval: 1e9, heartbeatTimeout: 5e9, delay: 50e6 };

  it('F01: interval 1 s, timeout 5 s, delay 50 ms: 4.05 to 5.05 s, mean 4.55 s, sd 0.2886751 s, p99 5.04 s', () => {
    const { low, mean, high } = deadlineDetection(f01);
    expect([low, mean, high]).toEqual([4.05e9, 4.55e9, 5.05e9]);
    // Uniform between its ends.
    expect((high - low) / Math.sqrt(12) / 1e9).toBeCloseTo(0.2886751, 7);
    expect((low + 0.99 * (high - low)) / 1e9).toBeCloseTo(5.04, 9);
  });
});

describe('Redis Cluster', () => {
  it.each([
    ['kill 3x1 T=2000', 2, 6, 1, 2954, 3796, 4849],
    ['kill 3x1 T=5000', 5, 6, 1, 6401, 7755, 9625],
    ['kill 3x2 T=2000', 2, 9, 2, 3013, 3515, 4372],
    ['no coverage 3x1 T=2000', 2, 6, 1, 3089, 3743, 4660],
  ])(
    '%s: mean within 5 %% of the measured one, all trials inside the range',
    (_, timeout, members, replicas, least, mean, most) => {
      const range = redisFailover({ nodeTimeout: timeout * 1e9, members, replicas });
      expect(Math.abs(range.mean / 1e6 / mean - 1)).toBeLessThan(0.05);
      expect(range.low / 1e6).toBeLessThan(least);
      expect(range.high / 1e6).toBeGreaterThan(most);
    },
  );

  it('FAIL comes at 2947 ms (T = 2 s) and 6946 ms (T = 5 s) in the mean', () => {
    expect(redisDetection({ nodeTimeout: 2e9, members: 6, replicas: 1 }).mean / 2947e6).toBeCloseTo(1, 1);
    expect(redisDetection({ nodeTimeout: 5e9, members: 6, replicas: 1 }).mean / 6946e6).toBeCloseTo(1, 1);
  });

  it('the election takes 0.85 s with one replica (measured 0.849) and less with two (measured 0.738)', () => {
    expect(electionWait(1).mean).toBe(850e6);
    expect(Math.abs(electionWait(2).mean / 738e6 - 1)).toBeLessThan(0.05);
  });
});
