import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { ksDistance, ksDistanceFrom, ksLimit, ksLimitFrom } from '../../simulator/statistics/kolmogorov-smirnov.ts';
import { meanInterval } from '../../simulator/statistics/mean-interval.ts';
import { mser5, mser5OfBatchMeans } from '../../simulator/statistics/mser5.ts';
import { confidencePerLook, fixedLooks } from '../../simulator/statistics/sequential.ts';
import { mm1Delays } from './queue-model.ts';

describe('the looks of a sequential procedure', () => {
  it('double from the least to the most, which is always among them', () => {
    expect(fixedLooks(10, 80)).toEqual([10, 20, 40, 80]);
    expect(fixedLooks(10, 100)).toEqual([10, 20, 40, 80, 100]);
    expect(fixedLooks(10, 10)).toEqual([10]);
    expect(() => fixedLooks(10, 5)).toThrow(/out of range/);
  });

  it('keep the promised error when stopping on a verdict only with the confidence per look', () => {
    const STUDIES = 4000;
    const looks = fixedLooks(10, 80);
    const random = new Streams(9, 0).named('looks');
    const wrong = { plain: 0, perLook: 0 };
    for (let study = 0; study < STUDIES; study++) {
      const values = Float64Array.from({ length: 80 }, () => random.normal());
      const errs = (confidence: number) =>
        looks.some((n) => {
          const { low, high } = meanInterval(values.subarray(0, n), confidence);
          return low > 0 || high < 0;
        });
      if (errs(0.95)) wrong.plain += 1;
      if (errs(confidencePerLook(0.95, looks.length))) wrong.perLook += 1;
    }
    expect(wrong.plain / STUDIES).toBeGreaterThan(0.12);
    expect(wrong.perLook / STUDIES).toBeLessThanOrEqual(0.05);
  });
});

describe('MSER-5', () => {
  /** The definition word by word, quadratic in the length. */
  function byDefinition(means: readonly number[]): number {
    let best = { d: 0, s: Number.POSITIVE_INFINITY };
    for (let d = 0; d <= Math.floor(means.length / 2); d++) {
      const rest = means.slice(d);
      const mean = rest.reduce((a, b) => a + b, 0) / rest.length;
      const s = rest.reduce((a, z) => a + (z - mean) ** 2, 0) / rest.length ** 2;
      if (s < best.s * (1 - 1e-12)) best = { d, s };
    }
    return best.d * 5;
  }

  it('finds what its definition says (oracle M04)', () => {
    const random = new Streams(3, 0).named('mser');
    for (let run = 0; run < 200; run++) {
      const means = Array.from(
        { length: 60 + run },
        (_, i) => random.normal() + 1e6 + (20 * random.uniform()) / (1 + i),
      );
      expect(mser5OfBatchMeans(means).cutObservation).toBe(byDefinition(means));
    }
  });

  it('cuts nothing from a constant run and averages batches of five', () => {
    expect(mser5(Array.from({ length: 100 }, () => 0.1))).toMatchObject({ cutObservation: 0, converged: true });
    const observations = Array.from({ length: 103 }, (_, i) => (i * 37) % 11);
    const means = Array.from(
      { length: 20 },
      (_, b) => observations.slice(5 * b, 5 * b + 5).reduce((a, x) => a + x, 0) / 5,
    );
    expect(mser5(observations)).toEqual(mser5OfBatchMeans(means));
  });

  it('is not converged where there is nothing to choose from', () => {
    expect(mser5([])).toEqual({ cutObservation: 0, statistic: Number.NaN, converged: false });
    expect(mser5([1, 2, 3, 4, 5])).toMatchObject({ cutObservation: 0, converged: false });
  });
});

describe('the Kolmogorov-Smirnov distance', () => {
  it('is 0 for equal samples, 1 for disjoint ones, and steps over ties together', () => {
    expect(ksDistance([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(ksDistance([1, 2], [3, 4, 5])).toBe(1);
    expect(ksDistance([1, 1, 2], [1, 2, 2])).toBeCloseTo(1 / 3, 12);
    expect(ksDistanceFrom([0.5], (x) => x)).toBe(0.5);
  });

  it('is symmetric', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        a.sort((x, y) => x - y);
        b.sort((x, y) => x - y);
        expect(ksDistance(a, b)).toBeCloseTo(ksDistance(b, a), 12);
      }),
    );
  });

  it('exceeds its 5 % limits in about 5 % of cases, not more', () => {
    const random = new Streams(5, 0).named('ks');
    const CASES = 2000;
    const sample = (n: number) => Float64Array.from({ length: n }, () => random.uniform()).sort();
    let two = 0;
    let one = 0;
    for (let i = 0; i < CASES; i++) {
      if (ksDistance(sample(200), sample(300)) > ksLimit(200, 300)) two += 1;
      if (ksDistanceFrom(sample(200), (x) => x) > ksLimitFrom(200)) one += 1;
    }
    for (const rejected of [two / CASES, one / CASES]) {
      expect(rejected).toBeGreaterThan(0.03);
      expect(rejected).toBeLessThan(0.065);
    }
  });

  it('tells a queue from one with a little more load', () => {
    const sojourns = (rho: number) => {
      const random = new Streams(5, 0).named(`load ${rho}`);
      return Float64Array.from({ length: 500 }, () => mm1Delays(random, rho, 1, 'stationary')[0]!).sort();
    };
    expect(ksDistance(sojourns(0.8), sojourns(0.8))).toBe(0);
    expect(ksDistance(sojourns(0.8), sojourns(0.9))).toBeGreaterThan(ksLimit(500, 500));
  });
});
