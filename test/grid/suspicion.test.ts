/** Oracles F03 to F06: how phi accrual and SWIM suspect. Times in ms. */
import { describe, expect, test } from 'vitest';
import { IntervalHistory } from '../../simulator/grid/interval-history.ts';
import { suspicionTimeout } from '../../simulator/grid/swim.ts';
import { normalReach, phiLogistic } from '../../simulator/products/phi-accrual.ts';
import { phiNormal } from './normal-phi.ts';
import { firstDetectionPeriods, roundRobinBound } from './swim-theory.ts';

/** Of a silence, beyond intervals of 1000 ± 100 ms. */
const deviations = (silence: number) => (silence - 1000) / 100;

describe('phi accrual', () => {
  test.each([
    [1, 1128.155],
    [2, 1232.635],
    [3, 1309.023],
    [5, 1426.4891],
    [8, 1561.2001],
    [10, 1636.1341],
  ])('F03: phi %d is reached after %d ms, and once in 10^phi intervals by chance', (phi, silence) => {
    expect(1000 + 100 * normalReach(phi)).toBeCloseTo(silence, 3);
    expect(phiNormal(deviations(silence))).toBeCloseTo(phi, 4);
  });

  test.each([
    [1000, 0.30103, 0.30103],
    [1200, 1.64283, 1.64301],
    [1400, 4.73669, 4.4993],
    [1600, 10.7826, 9.00586],
    [1700, 15.36853, 11.89285],
  ])('F04: after %d ms Akka says %d, the normal law %d', (silence, logistic, normal) => {
    expect(phiLogistic(deviations(silence))).toBeCloseTo(logistic, 4);
    expect(phiNormal(deviations(silence))).toBeCloseTo(normal, 4);
  });

  test('F04: mean and population variance of a history', () => {
    const history = new IntervalHistory(100, 5, 0);
    for (const interval of [100, 200, 125, 340, 130]) history.add(interval);
    const { mean, deviation } = history.rhythm();
    expect([mean, deviation ** 2]).toEqual([179, expect.closeTo(7584, 6)]);
  });

  test('before its time a heartbeat is hardly missed', () => {
    expect(phiNormal(deviations(900))).toBeCloseTo(0.07503, 4);
    expect(phiLogistic(deviations(900))).toBeCloseTo(phiNormal(deviations(900)), 3);
  });
});

describe('SWIM', () => {
  test.each([
    [5, 1.462857],
    [10, 1.53008],
    [100, 1.577321],
    [1e7, 1.5819767],
  ])('F05: of %d members the first notices after %d periods on average', (members, periods) => {
    expect(firstDetectionPeriods(members)).toBeCloseTo(periods, 6);
  });

  test('F05: in rounds one member notices after 37 periods of 20 members at the latest', () => {
    expect(roundRobinBound(20)).toBe(37);
  });

  test('F06: confirmations bring the time-out down (test vectors of memberlist)', () => {
    const remaining = (confirmations: number, elapsed: number) =>
      suspicionTimeout(confirmations, { min: 2000, max: 30_000, expected: 3 }) - elapsed;
    expect([remaining(0, 0), remaining(1, 2000), remaining(3, 4000)]).toEqual([30_000, 14_000, -2000]);
    expect(remaining(2, 3000)).toBeCloseTo(4810, -1);
    expect([remaining(4, 5000), remaining(5, 10_000)]).toEqual([-3000, -8000]);
    const short = [0, 1, 2, 3].map((confirmed) => suspicionTimeout(confirmed, { min: 500, max: 2000, expected: 3 }));
    expect(short.map((ms) => Math.floor(ms + 1e-9))).toEqual([2000, 1250, 811, 500]);
  });
});
