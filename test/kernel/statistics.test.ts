/** Bounded statistics: histogram accuracy and merging, exact time averages, fixed-length series. */
import { describe, expect, test } from 'vitest';
import { Histogram } from '../../simulator/kernel/histogram.ts';
import { ImpossibleState } from '../../simulator/kernel/invariant.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { TimeAverage } from '../../simulator/kernel/time-average.ts';
import { TimeSeries } from '../../simulator/kernel/time-series.ts';

const filled = (values: Iterable<number>) => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe('histogram', () => {
  const stream = new Streams(1, 0).named('latencies');
  const values = Float64Array.from({ length: 200_000 }, () => Math.round(1e6 * stream.exponential() ** 2));
  const sorted = values.slice().sort();
  const histogram = filled(values);

  test.each([0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1])(
    'quantile %f is within half a per cent of the sorted sample',
    (q) => {
      const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
      expect(Math.abs(histogram.quantile(q) - exact)).toBeLessThanOrEqual(0.005 * exact);
    },
  );

  test.each([10, 1e5, 1e6, 1e7])('the share above %d is right to half a thousandth', (limit) => {
    const exact = values.filter((value) => value > limit).length;
    expect(Math.abs(histogram.countAbove(limit) - exact) / values.length).toBeLessThan(0.0005);
  });

  test('count, sum, mean and extremes are exact', () => {
    const sum = values.reduce((a, b) => a + b, 0);
    expect([histogram.count, histogram.sum, histogram.mean]).toEqual([values.length, sum, sum / values.length]);
    expect([histogram.minimum, histogram.maximum]).toEqual([sorted[0], sorted.at(-1)]);
  });

  test('whole numbers below 256 are exact', () => {
    const small = filled([0, 0, 3, 3, 7, 200]);
    expect([0.1, 0.5, 0.6, 0.7, 0.9, 1].map((q) => small.quantile(q))).toEqual([0, 3, 3, 7, 200, 200]);
    expect([0, 2, 3, 6.5, 199, 200].map((limit) => small.countAbove(limit))).toEqual([4, 4, 2, 2, 1, 0]);
  });

  test('merging halves, in either order, gives the whole', () => {
    const [first, second] = [filled(values.slice(0, 50_000)), filled(values.slice(50_000))];
    const oneWay = new Histogram();
    oneWay.merge(first.snapshot());
    oneWay.merge(second);
    const otherWay = new Histogram();
    otherWay.merge(second.snapshot());
    otherWay.merge(first);
    expect(oneWay.snapshot()).toEqual(histogram.snapshot());
    expect(otherWay.snapshot()).toEqual(histogram.snapshot());
  });

  test('an empty histogram has no quantiles, and a reset one is empty', () => {
    const empty = filled([1, 2, 3]);
    empty.reset();
    expect(empty.snapshot()).toEqual(new Histogram().snapshot());
    expect([empty.quantile(0.5), empty.mean, empty.countAbove(0)]).toEqual([NaN, NaN, 0]);
  });

  test('the largest time has a bucket; what is no value is impossible', () => {
    expect(filled([2 ** 53]).quantile(0.5)).toBe(2 ** 53);
    for (const value of [-1, NaN, Infinity, 2 ** 53 + 2]) expect(() => filled([value])).toThrow(ImpossibleState);
    expect(() => histogram.quantile(1.1)).toThrow(ImpossibleState);
  });
});

describe('time average', () => {
  test('the integral of whole values is exact far beyond 2^53', () => {
    const average = new TimeAverage();
    let exact = 0n;
    let now = 0;
    const stream = new Streams(1, 0).named('s');
    for (let i = 0; i < 10_000; i++) {
      const value = stream.below(2 ** 27);
      const span = stream.below(2 ** 31) * 400;
      average.set(now, value);
      now += span;
      exact += BigInt(value) * BigInt(span);
    }
    expect(average.integral(now)).toBe(Number(exact));
    expect(exact > 2n ** 75n).toBe(true);
  });

  test('average, maximum and reset', () => {
    const average = new TimeAverage();
    average.set(10, 4);
    average.add(20, -1);
    expect([average.average(40), average.maximum, average.value]).toEqual([(40 + 60) / 40, 4, 3]);
    average.reset(40);
    expect([average.average(40), average.maximum]).toEqual([3, 3]);
    average.set(50, 1);
    expect(average.average(60)).toBe(2);
    expect(() => average.set(59, 1)).toThrow(ImpossibleState);
  });
});

describe('time series', () => {
  test('sums and counts fall into bins of equal width, the late ones into the last', () => {
    const series = new TimeSeries(100, 4);
    for (const [time, value] of [
      [0, 1],
      [24, 3],
      [25, 5],
      [99, 7],
      [100, 9],
      [500, 11],
    ] as const)
      series.add(time, value);
    expect(series.points()).toEqual([
      { time: 0, count: 2, sum: 4, mean: 2 },
      { time: 25, count: 1, sum: 5, mean: 5 },
      { time: 50, count: 0, sum: 0, mean: NaN },
      { time: 75, count: 3, sum: 27, mean: 9 },
    ]);
  });
});
