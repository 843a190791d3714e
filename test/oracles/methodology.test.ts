/** Oracles M01–M09: does the statistics floor reproduce what the literature knows about simulation output? */
import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../simulator/kernel/random-stream.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { batchMeansInterval } from '../../simulator/statistics/batch-means.ts';
import { coverageAcceptanceBand, type Interval } from '../../simulator/statistics/binomial.ts';
import { meanInterval, meanOf } from '../../simulator/statistics/mean-interval.ts';
import { mser5 } from '../../simulator/statistics/mser5.ts';
import { quantileRanks, samplesNeeded } from '../../simulator/statistics/order-statistics.ts';
import { normalQuantile } from '../../simulator/statistics/special-functions.ts';
import { mm1Delays, mm1ExpectedDelays } from '../statistics/queue-model.ts';

const stream = (name: string) => new Streams(20261121, 0).named(name);
const contains = ({ low, high }: Interval, truth: number) => low <= truth && truth <= high;

/** Within three binomial standard errors of the expected coverage, for that many experiments of our own. */
function expectCoverage(covered: number, experiments: number, expected: number): void {
  const tolerance = 3 * Math.sqrt((expected * (1 - expected)) / experiments);
  expect(Math.abs(covered / experiments - expected), `${covered / experiments}`).toBeLessThanOrEqual(tolerance);
}

describe('M01: a queue that starts empty reports too short delays', () => {
  const REPLICATIONS = 6000;
  const windows = [
    { from: 0, to: 1000, expected: 7.29954 },
    { from: 500, to: 1000, expected: 7.989296 },
    { from: 1000, to: 2000, expected: 8.090765 },
  ];
  const exact = mm1ExpectedDelays(0.9, 2000);

  it.each(windows)('the exact recursion gives $expected for delays after $from up to $to', ({ from, to, expected }) => {
    expect(meanOf(exact, from, to)).toBeCloseTo(expected, 5);
  });

  it('the 410th customer is the first whose expected delay is within 5 % of the steady 8.1', () => {
    expect(exact.findIndex((delay) => delay >= 0.95 * 8.1) + 1).toBe(410);
  });

  it('6000 simulated replications contain those values in their 99 % intervals', () => {
    const random = stream('M01');
    const means: number[][] = windows.map(() => []);
    for (let replication = 0; replication < REPLICATIONS; replication++) {
      const delays = mm1Delays(random, 0.9, 2000, 'empty');
      windows.forEach(({ from, to }, i) => {
        means[i]!.push(meanOf(delays, from, to));
      });
    }
    windows.forEach(({ expected }, i) => {
      const interval = meanInterval(means[i]!, 0.99);
      expect(contains(interval, expected), `${expected} in [${interval.low}, ${interval.high}]`).toBe(true);
    });
  });
});

describe('M02: a nominal 90 % t interval covers less when few values are skewed', () => {
  const EXPERIMENTS = 40_000;
  const laws: readonly { name: string; mean: number; draw: (random: RandomStream) => number; expected: number[] }[] = [
    { name: 'exponential', mean: 1, draw: (r) => r.exponential(), expected: [0.831, 0.852, 0.871, 0.883] },
    {
      name: 'hyperexponential',
      mean: 1,
      draw: (r) => r.exponential() * (r.uniform() < 0.9 ? 0.5 : 5.5),
      expected: [0.571, 0.592, 0.678, 0.765],
    },
    { name: 'normal', mean: 0, draw: (r) => r.normal(), expected: [0.9, 0.9, 0.9, 0.9] },
  ];
  const cells = laws.flatMap((law) => [5, 10, 20, 40].map((n, i) => ({ ...law, n, coverage: law.expected[i]! })));

  it.each(cells)('$name, n = $n: $coverage', ({ name, mean, draw, n, coverage }) => {
    const random = stream(`M02 ${name} ${n}`);
    const values = new Float64Array(n);
    let covered = 0;
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      for (let i = 0; i < n; i++) values[i] = draw(random);
      if (contains(meanInterval(values, 0.9), mean)) covered += 1;
    }
    expectCoverage(covered, EXPERIMENTS, coverage);
  });
});

describe('M03: batch means cover less when batches are shorter than the correlation lasts', () => {
  const EXPERIMENTS = 4000;
  const LONG_EXPERIMENTS = 1000;
  const MEAN_DELAY = 3.2;
  const BATCHES = [5, 10, 20];
  const cells = [
    { delays: 320, perMille: [696, 609, 497] },
    { delays: 640, perMille: [761, 702, 610] },
    { delays: 1280, perMille: [801, 767, 707] },
    { delays: 2560, perMille: [842, 818, 785] },
  ];

  it('the first 320, 640, 1280 and 2560 delays in 5, 10 and 20 batches, nominal 90 %', () => {
    const random = stream('M03');
    const covered = cells.map(() => BATCHES.map(() => 0));
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const run = mm1Delays(random, 0.8, 2560, 'stationary');
      cells.forEach(({ delays }, row) => {
        BATCHES.forEach((batches, column) => {
          const interval = batchMeansInterval(run.subarray(0, delays), batches, 0.9);
          if (contains(interval, MEAN_DELAY)) covered[row]![column]! += 1;
        });
      });
    }
    cells.forEach(({ perMille }, row) => {
      perMille.forEach((coverage, column) => {
        expectCoverage(covered[row]![column]!, EXPERIMENTS, coverage / 1000);
      });
    });
  });

  it('100 000 delays in 20 batches are long enough: 0.945 of a nominal 95 %', () => {
    const random = stream('M03 long');
    let covered = 0;
    for (let experiment = 0; experiment < LONG_EXPERIMENTS; experiment++) {
      const run = mm1Delays(random, 0.8, 100_000, 'stationary');
      if (contains(batchMeansInterval(run, 20, 0.95), MEAN_DELAY)) covered += 1;
    }
    expectCoverage(covered, LONG_EXPERIMENTS, 0.945);
  });
});

describe('M04: MSER-5 finds the end of a warm-up', () => {
  it('A: 50 observations of 100 before a quiet run are cut, at statistic 0.025', () => {
    const quiet = Array.from({ length: 200 }, (_, i) => (Math.floor(i / 5) % 2 === 0 ? 1 : -1));
    const run = [...Array.from({ length: 50 }, () => 100), ...quiet];
    expect(mser5(run)).toEqual({ cutObservation: 50, statistic: 0.025, converged: true });
  });

  it('C: a run that climbs to the end is cut at the limit of one half and not converged', () => {
    const climb = Array.from({ length: 100 }, (_, i) => i);
    expect(mser5(climb)).toMatchObject({ cutObservation: 50, converged: false });
  });
});

describe('M05: order statistics enclose a quantile', () => {
  it.each([
    { n: 100, q: 0.5, low: 40, high: 61, coverage: 0.9648 },
    { n: 1000, q: 0.95, low: 936, high: 964, coverage: 0.958095 },
    { n: 1000, q: 0.99, low: 983, high: 997, coverage: 0.976095 },
  ])('95 % for q = $q of $n values: ranks $low and $high', ({ n, q, low, high, coverage }) => {
    const ranks = quantileRanks(n, q, 0.95);
    expect(ranks).toMatchObject({ lowRank: low, highRank: high });
    expect(ranks.coverage).toBeCloseTo(coverage, 6);
  });

  it('the maximum bounds a p99 with 95 % from 299 values on', () => {
    expect(samplesNeeded(0.99, 0.95)).toBe(299);
  });
});

describe('M06, M09: fewer draws for the same interval', () => {
  const DRAWS = 400_000;
  const random = stream('variance reduction');
  const uniform = Float64Array.from({ length: DRAWS }, () => random.uniform());
  const mean = (of: (u: number) => number) => uniform.reduce((sum, u) => sum + of(u), 0) / DRAWS;
  const covariance = (one: (u: number) => number, other: (u: number) => number) =>
    mean((u) => one(u) * other(u)) - mean(one) * mean(other);
  const integrand = Math.exp;

  it('M06: antithetic draws of e^u: variance 0.2420, covariance −0.2342, 96.8 % of the variance gone', () => {
    const mirrored = (u: number) => Math.exp(1 - u);
    const variance = covariance(integrand, integrand);
    expect(Math.abs(variance / 0.24203561 - 1)).toBeLessThan(0.01);
    expect(Math.abs(covariance(integrand, mirrored) / -0.23421061 - 1)).toBeLessThan(0.01);
    expect(Math.abs(-covariance(integrand, mirrored) / variance / 0.96767007 - 1)).toBeLessThan(0.01);
  });

  it('M09: u as control of e^u: coefficient 1.690, 1.63 % of the variance left', () => {
    const control = (u: number) => u;
    const coefficient = covariance(integrand, control) / covariance(control, control);
    expect(Math.abs(coefficient / 1.690309 - 1)).toBeLessThan(0.02);
    const left =
      1 - covariance(integrand, control) ** 2 / covariance(control, control) / covariance(integrand, integrand);
    expect(Math.abs(left / 0.016279518 - 1)).toBeLessThan(0.02);
  });
});

describe('M08: run length from the asymptotic variance of the mean delay of M/M/1', () => {
  const asymptotic = (rho: number) => (rho * (2 + 5 * rho - 4 * rho ** 2 + rho ** 3)) / (1 - rho) ** 4;
  const customers = (rho: number) => asymptotic(rho) * (normalQuantile(0.975) / (0.01 * (rho / (1 - rho)))) ** 2;

  it.each([
    { rho: 0.5, variance: 29, needed: 1_114_024 },
    { rho: 0.8, variance: 1976, needed: 4_744_202 },
    { rho: 0.9, variance: 35_901, needed: 17_026_200 },
  ])('load $rho: $variance, and $needed customers for ± 1 % with 95 %', ({ rho, variance, needed }) => {
    expect(Math.abs(asymptotic(rho) / variance - 1)).toBeLessThan(1e-4);
    expect(Math.abs(customers(rho) / needed - 1)).toBeLessThan(1e-4);
  });

  it('2000 runs of 20 000 customers at load 0.5 have that variance within 10 %', () => {
    const random = stream('M08');
    // Delays of mean rho / (1 − rho) service times, which are rho long here.
    const means = Array.from({ length: 2000 }, () => meanOf(mm1Delays(random, 0.5, 20_000, 'stationary'), 0, 20_000));
    const centre = means.reduce((a, b) => a + b, 0) / means.length;
    const variance = means.reduce((a, b) => a + (b - centre) ** 2, 0) / (means.length - 1);
    expect(Math.abs((variance * 20_000) / 0.5 ** 2 / 29 - 1)).toBeLessThan(0.1);
  });
});

describe('M07: how often a sound interval contains the truth', () => {
  it.each([
    { experiments: 1000, nominal: 0.95, low: 0.931, high: 0.967 },
    { experiments: 500, nominal: 0.95, low: 0.924, high: 0.974 },
    { experiments: 10_000, nominal: 0.95, low: 0.9443, high: 0.9555 },
    { experiments: 1000, nominal: 0.9, low: 0.875, high: 0.924 },
  ])('$experiments experiments at $nominal: between $low and $high', ({ experiments, nominal, low, high }) => {
    expect(coverageAcceptanceBand(experiments, nominal, 0.99)).toEqual({ low, high });
  });
});
