import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchMeansInterval } from '../../simulator/statistics/batch-means.ts';
import { binomialCdf, binomialQuantile, clopperPearson } from '../../simulator/statistics/binomial.ts';
import { meanInterval, moments } from '../../simulator/statistics/mean-interval.ts';
import {
  quantileIntervalFromSamples,
  quantileRanks,
  samplesNeeded,
} from '../../simulator/statistics/order-statistics.ts';
import { replicationsForZeroCount, zeroCountBound } from '../../simulator/statistics/zero-count.ts';

const ramp = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('the binomial law', () => {
  it('agrees with adding up Pascal’s triangle', () => {
    for (const p of [0.01, 0.3, 0.5, 0.95]) {
      let term = (1 - p) ** 20;
      let sum = 0;
      for (let k = 0; k <= 20; k++) {
        sum += term;
        expect(binomialCdf(k, 20, p)).toBeCloseTo(sum, 12);
        term *= ((20 - k) / (k + 1)) * (p / (1 - p));
      }
    }
  });

  /** Expected values computed with mpmath at 40 digits. */
  it.each([
    [3, 1e9, 5e-9, 0.2650259145954922],
    [5, 1e9, 2e-8, 7.190883228381476e-5],
    [20, 1e9, 1e-8, 0.998411739431446],
    [40, 1e6, 1e-4, 7.505979869679006e-12],
  ])('is exact for rare events among many: P(B <= %d), n = %d, p = %d', (k, n, p, expected) => {
    expect(Math.abs(binomialCdf(k, n, p) / expected - 1)).toBeLessThan(1e-12);
  });

  it('has as quantile the smallest count that reaches the probability', () => {
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(probability, probability, fc.integer({ min: 1, max: 500 }), (level, p, n) => {
        const k = binomialQuantile(level, n, p);
        expect(binomialCdf(k, n, p)).toBeGreaterThanOrEqual(level);
        if (k > 0) expect(binomialCdf(k - 1, n, p)).toBeLessThan(level);
      }),
    );
  });
});

describe('the Clopper-Pearson interval', () => {
  it('of 3 in 10 at 95 % is what mpmath says', () => {
    const { low, high } = clopperPearson(3, 10, 0.95);
    expect(low).toBeCloseTo(0.0667395111777345, 12);
    expect(high).toBeCloseTo(0.6524528500599973, 12);
  });

  it('of no trial is [0, 1], of no success or no failure touches the end', () => {
    expect(clopperPearson(0, 0, 0.95)).toEqual({ low: 0, high: 1 });
    expect(clopperPearson(0, 10, 0.95).low).toBe(0);
    expect(clopperPearson(10, 10, 0.95).high).toBe(1);
    expect(clopperPearson(0, 10, 0.9).high).toBeCloseTo(zeroCountBound(10), 12);
  });

  it('never covers less than promised, for any probability', () => {
    for (const p of [0.01, 0.1, 0.37, 0.5, 0.93]) {
      let covered = 0;
      for (let k = 0; k <= 50; k++) {
        const { low, high } = clopperPearson(k, 50, 0.95);
        if (low <= p && p <= high) covered += binomialCdf(k, 50, p) - binomialCdf(k - 1, 50, p);
      }
      expect(covered).toBeGreaterThanOrEqual(0.95);
    }
  });
});

describe('the t interval for a mean', () => {
  it('of 1, 2, 3, 4, 5 is 3 ∓ 2.776 · √(2.5 / 5)', () => {
    const { estimate, low, high, standardError, n, method } = meanInterval([1, 2, 3, 4, 5], 0.95);
    expect({ estimate, n, method }).toEqual({ estimate: 3, n: 5, method: 't' });
    expect(standardError).toBeCloseTo(Math.sqrt(0.5), 14);
    expect(high - 3).toBeCloseTo(2.7764451052 * Math.sqrt(0.5), 9);
    expect(3 - low).toBeCloseTo(high - 3, 12);
  });

  it('is unbounded for fewer than two values', () => {
    const open = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    expect(meanInterval([], 0.95)).toMatchObject({ estimate: Number.NaN, n: 0, ...open });
    expect(meanInterval([7], 0.95)).toMatchObject({ estimate: 7, n: 1, ...open });
  });

  it('keeps its digits when the values are large and alike', () => {
    expect(moments([1e15 + 1, 1e15 + 2, 1e15 + 3]).variance).toBe(1);
    expect(moments([0.1, 0.1, 0.1]).variance).toBeCloseTo(0, 30);
  });

  it('moves and scales with the values', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.integer({ min: -100, max: 100 }), (sample, shift) => {
        const plain = meanInterval(sample, 0.9);
        const moved = meanInterval(
          sample.map((value) => 2 * value + shift),
          0.9,
        );
        expect(moved.low).toBeCloseTo(2 * plain.low + shift, 6);
        expect(moved.high).toBeCloseTo(2 * plain.high + shift, 6);
      }),
    );
  });
});

describe('batch means', () => {
  it('drop what does not fill a batch at the beginning', () => {
    expect(batchMeansInterval([100, 1, 2, 3, 4], 2, 0.95)).toMatchObject({ estimate: 2.5, n: 2 });
  });

  it('bound nothing with fewer values than batches', () => {
    expect(batchMeansInterval([1, 2, 3], 5, 0.95)).toMatchObject({ high: Number.POSITIVE_INFINITY, n: 0 });
  });
});

describe('a quantile from order statistics', () => {
  it('has each side bounded on its own', () => {
    expect(quantileRanks(100, 0.99, 0.95)).toMatchObject({ lowRank: 97, highRank: undefined });
    expect(quantileRanks(100, 0.01, 0.95)).toMatchObject({ lowRank: undefined, highRank: 4 });
    expect(quantileRanks(5, 0.5, 0.95)).toEqual({ lowRank: undefined, highRank: undefined, coverage: 1 });
    expect(quantileRanks(6, 0.5, 0.95)).toMatchObject({ lowRank: 1, highRank: 6 });
    expect(quantileRanks(0, 0.5, 0.95)).toEqual({ lowRank: undefined, highRank: undefined, coverage: 1 });
  });

  it('is bounded above from exactly the number of samples that samplesNeeded tells', () => {
    for (const q of [0.5, 0.9, 0.95, 0.99, 0.999]) {
      const n = samplesNeeded(q, 0.975);
      expect(quantileRanks(n, q, 0.95).highRank).toBe(n);
      expect(quantileRanks(n - 1, q, 0.95).highRank).toBeUndefined();
    }
  });

  it('covers at least what was asked, and would not with ranks one closer', () => {
    const n = fc.integer({ min: 1, max: 3000 });
    const q = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(n, q, (count, quantile) => {
        const { lowRank, highRank, coverage } = quantileRanks(count, quantile, 0.9);
        expect(coverage).toBeGreaterThanOrEqual(0.9 - 1e-12);
        expect(binomialCdf(lowRank ?? 0, count, quantile)).toBeGreaterThan(0.05);
        if (highRank !== undefined && highRank >= 2) {
          expect(1 - binomialCdf(highRank - 2, count, quantile)).toBeGreaterThan(0.05 - 1e-12);
        }
      }),
    );
  });

  it('takes the values at those ranks', () => {
    expect(quantileIntervalFromSamples(ramp(100), 0.5, 0.95)).toMatchObject({
      estimate: 50,
      low: 40,
      high: 61,
      n: 100,
    });
    expect(quantileIntervalFromSamples([], 0.5, 0.95).estimate).toBeNaN();
  });
});

describe('a count that must be 0', () => {
  it('proves a probability below 1 − 0.05^(1/n)', () => {
    expect(zeroCountBound(1)).toBeCloseTo(0.95, 12);
    expect(zeroCountBound(20)).toBeCloseTo(1 - 0.05 ** (1 / 20), 12);
    expect(zeroCountBound(0)).toBe(1);
  });

  it('needs 59 replications without an event to get below 5 %, and 299 below 1 %', () => {
    expect(replicationsForZeroCount(0.05)).toBe(59);
    expect(replicationsForZeroCount(0.01)).toBe(299);
    expect(zeroCountBound(59)).toBeLessThanOrEqual(0.05);
    expect(zeroCountBound(58)).toBeGreaterThan(0.05);
  });
});
