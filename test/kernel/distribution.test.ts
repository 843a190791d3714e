/** Distributions: what they claim (mean, scv, maximum, quantiles) against what they give. */
import { describe, expect, test } from 'vitest';
import { type DistributionSpec, meanOf, sampler, scvOf } from '../../simulator/kernel/distribution.ts';
import { ImpossibleState } from '../../simulator/kernel/invariant.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { MAX_TIME, MILLISECOND } from '../../simulator/kernel/time.ts';

const COUNT = 400_000;
const SPECS: DistributionSpec[] = [
  { kind: 'constant', value: 5 * MILLISECOND },
  { kind: 'uniform', low: 1e6, high: 3e6 },
  { kind: 'exponential', mean: 1e6 },
  { kind: 'erlang', shape: 4, mean: 1e6 },
  { kind: 'lognormal', median: 1e6, p99: 5e6 },
  { kind: 'lognormalMeanCv', mean: 1e6, cv: 0.5 },
  { kind: 'pareto', minimum: 1e6, shape: 5 },
  {
    kind: 'mixture',
    parts: [
      { weight: 9, of: { kind: 'constant', value: 1e5 } },
      { weight: 1, of: { kind: 'exponential', mean: 1e6 } },
    ],
  },
  { kind: 'empirical', values: [10, 20, 30, 1000] },
];

describe.each(SPECS)('$kind', (spec) => {
  const stream = new Streams(1, 0).named(spec.kind);
  const law = sampler(spec);
  const draws = Float64Array.from({ length: COUNT }, () => law.sample(stream));
  const mean = draws.reduce((a, b) => a + b, 0) / COUNT;

  test('has the mean it claims', () => {
    expect(law.mean).toBe(meanOf(spec));
    const error = 3.3 * Math.sqrt(scvOf(spec) / COUNT);
    expect(Math.abs(mean / law.mean - 1)).toBeLessThanOrEqual(error + 1e-9);
  });

  test('has the squared coefficient of variation it claims', () => {
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / COUNT;
    expect(Math.abs(variance / mean ** 2 - scvOf(spec))).toBeLessThan(0.03 * Math.max(scvOf(spec), 0.01));
  });

  test('gives whole nanoseconds, none negative, none above its maximum', () => {
    expect(draws.every((x) => Number.isInteger(x) && x >= 0 && x <= law.maximum)).toBe(true);
  });
});

test('a constant takes nothing from the stream', () => {
  const [drawn, fresh] = [new Streams(1, 0).named('s'), new Streams(1, 0).named('s')];
  sampler({ kind: 'constant', value: 3 }).sample(drawn);
  expect(drawn.next()).toBe(fresh.next());
});

test('a lognormal has the median and the p99 it was given', () => {
  const stream = new Streams(1, 0).named('s');
  const law = sampler({ kind: 'lognormal', median: 1e6, p99: 5e6 });
  const draws = Float64Array.from({ length: COUNT }, () => law.sample(stream)).sort();
  expect(draws[COUNT / 2]! / 1e6).toBeCloseTo(1, 1);
  expect(Math.abs(draws[COUNT * 0.99]! / 5e6 - 1)).toBeLessThan(0.02);
});

test('maxima: bounded laws say their bound, others Infinity', () => {
  expect(SPECS.map((spec) => sampler(spec).maximum)).toEqual([
    5e6,
    3e6,
    Infinity,
    Infinity,
    Infinity,
    Infinity,
    Infinity,
    Infinity,
    1000,
  ]);
});

test('a Pareto without mean or variance says so and still gives times that can be represented', () => {
  const spec: DistributionSpec = { kind: 'pareto', minimum: 1e9, shape: 0.1 };
  expect([meanOf(spec), scvOf(spec)]).toEqual([Infinity, Infinity]);
  const stream = new Streams(1, 0).named('s');
  for (let i = 0; i < 1000; i++) expect(sampler(spec).sample(stream)).toBeLessThanOrEqual(MAX_TIME);
});

test('scaling the parameters scales every draw (G05 for the samplers)', () => {
  const [one, ten] = [new Streams(1, 0).named('s'), new Streams(1, 0).named('s')];
  const [slow, fast] = [sampler({ kind: 'exponential', mean: 1e9 }), sampler({ kind: 'exponential', mean: 1e8 })];
  for (let i = 0; i < 1000; i++) expect(Math.abs(slow.sample(one) / 10 - fast.sample(ten))).toBeLessThan(1);
});

test.each<DistributionSpec>([
  { kind: 'constant', value: -1 },
  { kind: 'uniform', low: 2, high: 1 },
  { kind: 'exponential', mean: Number.NaN },
  { kind: 'erlang', shape: 1.5, mean: 1 },
  { kind: 'lognormal', median: 2, p99: 1 },
  { kind: 'lognormalMeanCv', mean: 0, cv: 1 },
  { kind: 'pareto', minimum: 1, shape: 0 },
  { kind: 'mixture', parts: [] },
  { kind: 'empirical', values: [] },
])('%o is refused', (spec) => {
  expect(() => sampler(spec)).toThrow(ImpossibleState);
});
