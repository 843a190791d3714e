/** Latin hypercube and rank regression: what they promise by construction, and how often chance is taken for influence. */
import { describe, expect, test } from 'vitest';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { coverageAcceptanceBand } from '../../simulator/statistics/binomial.ts';
import { latinHypercube } from '../../simulator/statistics/latin-hypercube.ts';
import { rankRegression } from '../../simulator/statistics/rank-regression.ts';

const points = (count: number, dimensions: number, seed: number) => {
  const streams = new Streams(seed, 0);
  return latinHypercube(
    count,
    Array.from({ length: dimensions }, (_, index) => streams.named(`input ${index}`)),
  );
};

describe('a Latin hypercube', () => {
  test('has one value in each n-th of every coordinate, in an order of its own', () => {
    const [first, second] = points(40, 2, 1);
    for (const values of [first!, second!])
      expect(values.map((value) => Math.floor(value * 40)).sort((a, b) => a - b)).toEqual([...Array(40).keys()]);
    expect(first!.map((value) => Math.floor(value * 40))).not.toEqual(second!.map((value) => Math.floor(value * 40)));
  });

  test('leaves a coordinate as it is when another is added', () => {
    expect(points(40, 3, 1)[0]).toEqual(points(40, 1, 1)[0]);
  });
});

describe('rank regression', () => {
  test('sees a monotone dependence as the whole, however bent, with its direction', () => {
    const [input] = points(40, 1, 3);
    const found = rankRegression(
      [input!],
      input!.map((value) => -1 / (1.01 - value)),
    )!;
    expect(found.coefficients[0]).toBeCloseTo(-1, 12);
    expect(found.explained).toBeCloseTo(1, 12);
    expect(found.pValues[0]).toBeLessThan(1e-9);
  });

  test('divides the variation of a sum as the variances of its parts', () => {
    const [a, b, c] = points(400, 3, 4);
    const found = rankRegression(
      [a!, b!, c!],
      a!.map((value, index) => 3 * value + 1 * b![index]!),
    )!;
    const [ofA, ofB, ofC] = found.coefficients.map((coefficient) => coefficient * coefficient);
    expect(ofA).toBeGreaterThan(0.85);
    expect(ofA! / ofB!).toBeGreaterThan(6);
    expect(ofA! / ofB!).toBeLessThan(12);
    expect(ofC).toBeLessThan(0.01);
  });

  test('takes an input without influence for one in 5 % of studies, not more', () => {
    const studies = 400;
    let wrong = 0;
    for (let seed = 0; seed < studies; seed++) {
      const [real, idle, noise] = points(40, 3, seed);
      const found = rankRegression(
        [real!, idle!],
        real!.map((value, index) => value + noise![index]!),
      )!;
      if (found.pValues[1]! < 0.05) wrong++;
    }
    const { low, high } = coverageAcceptanceBand(studies, 0.05, 0.999);
    expect(wrong / studies).toBeGreaterThanOrEqual(low);
    expect(wrong / studies).toBeLessThanOrEqual(high);
  });

  test('has no answer where the outcome never varies, inputs are the same, or observations are too few', () => {
    const [a, b] = points(10, 2, 5);
    expect(rankRegression([a!, b!], Array(10).fill(7))).toBeUndefined();
    expect(rankRegression([a!, a!], b!)).toBeUndefined();
    expect(rankRegression([[1, 2, 3]], [1, 2, 4])).toBeUndefined();
  });
});
