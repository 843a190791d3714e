/** The interval for a mean that the judge prints, beside Student's t. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../simulator/statistics/mean-interval.ts';
import { skewedMeanInterval } from '../../simulator/statistics/skewed-mean.ts';

describe('the interval for a mean of skewed values', () => {
  it('is Student’s t for values that look symmetric', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(skewedMeanInterval(values, 0.95)).toEqual(meanInterval(values, 0.95));
  });

  it('is longer on the side of the tail, and t on the other', () => {
    const values = [1, 1, 1, 2, 2, 2, 3, 3, 4, 30];
    const t = meanInterval(values, 0.95);
    const adjusted = skewedMeanInterval(values, 0.95);
    expect(adjusted.method).toBe('t, skewness-adjusted');
    expect(adjusted.low).toBe(t.low);
    expect(adjusted.high).toBeGreaterThan(t.high);
  });

  it('of 0, 0, 0, 0, 10 goes up to what Willink’s formula gives by hand', () => {
    // Mean 2, s²  = 20, skewness √5, a = 1/6: G(−2.77645) = 3 (∛(−1.943) − 1), standard error 2.
    const g = 3 * (Math.cbrt(1 + (-2.7764451052 - 1 / 6)) - 1);
    expect(skewedMeanInterval([0, 0, 0, 0, 10], 0.95).high).toBeCloseTo(2 - 2 * g, 7);
  });

  it('is the mirror image for mirrored values, and never inside the t interval', () => {
    const values = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, (sample) => {
        const found = skewedMeanInterval(sample, 0.95);
        const mirrored = skewedMeanInterval(
          sample.map((value) => -value),
          0.95,
        );
        expect(mirrored.low).toBeCloseTo(-found.high, 6);
        const t = meanInterval(sample, 0.95);
        expect(found.low).toBeLessThanOrEqual(t.low);
        expect(found.high).toBeGreaterThanOrEqual(t.high);
      }),
    );
  });

  it('bounds nothing from one value, and everything from equal ones', () => {
    expect(skewedMeanInterval([7], 0.95)).toMatchObject({
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
    expect(skewedMeanInterval([3, 3, 3, 3], 0.95)).toMatchObject({ low: 3, high: 3, method: 't' });
  });
});
