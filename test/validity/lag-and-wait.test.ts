/** What WAIT costs and what lag a primary reports agree with real clusters, with no more than delay and thread time as inputs. */
import { expect, test } from 'vitest';
import { measuredLevels, simulatedLevel } from './lag-and-wait.ts';

const SEED = 7;

test.each(measuredLevels.map((level) => [level.delay, level.rate, level] as const))(
  '%d ms between nodes, %d SET/s in the background',
  (_, rate, level) => {
    const ours = simulatedLevel(level, SEED);
    // 5 %, or the 0.01 ms that medians on loopback scatter by.
    expect(Math.abs(ours.waitExtra - level.waitExtra)).toBeLessThan(Math.max(0.05 * level.waitExtra, 0.01));
    expect(ours.lag).toBeGreaterThan(level.lag.p10);
    expect(ours.lag).toBeLessThan(level.lag.p90);
    if (rate > 0) expect(Math.abs(ours.reported.max / level.reported.max - 1)).toBeLessThan(0.05);
  },
);

test('the reported lag is a saw tooth of one second, whatever the true one is', () => {
  const { reported } = simulatedLevel(measuredLevels.find(({ delay, rate }) => delay === 0 && rate === 5000)!, SEED);
  for (const [quantile, share] of [
    [reported.p10, 0.1],
    [reported.p50, 0.5],
    [reported.p90, 0.9],
  ] as const)
    expect(quantile / reported.max).toBeCloseTo(share, 1);
});
