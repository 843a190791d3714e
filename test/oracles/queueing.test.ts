/**
 * The kernel against closed forms of queueing theory: oracles Q01, Q02, Q05, Q07 and Q15.
 *
 * Tolerance (class S of the oracles): the closed form lies in the 99 % interval from 20 independent replications, and the
 * estimate is off by at most 1 % for means and 2 % for the p99. Seeds are fixed, so a failure is a change and not chance.
 * Rarer quantiles and second moments are only held to their interval.
 */
import { describe, expect, test } from 'vitest';
import type { DistributionSpec } from '../../simulator/kernel/distribution.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import { estimate, runStation, type StationOptions, type StationResult } from './station.ts';

const REPLICATIONS = 20;
const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean: mean * SECOND });
const constant = (value: number): DistributionSpec => ({ kind: 'constant', value: value * SECOND });

type Law = Pick<StationOptions, 'interarrival' | 'service' | 'servers' | 'capacity'>;

function replicate(law: Law, customers: number, seed = 1): StationResult[] {
  return Array.from({ length: REPLICATIONS }, (_, replication) =>
    runStation({ ...law, seed, replication, customers, warmUp: Math.floor(customers / 20) }, SECOND),
  );
}

function expectMean(name: string, values: readonly number[], expected: number, tolerance: number): void {
  const { mean, halfWidth } = estimate(values);
  const found = `${name}: ${mean} +- ${halfWidth}, expected ${expected}`;
  expect(Math.abs(mean - expected), found).toBeLessThanOrEqual(halfWidth);
  expect(Math.abs(mean / expected - 1), found).toBeLessThanOrEqual(tolerance);
}

const average = (runs: StationResult[], of: (run: StationResult) => number) => runs.map(of);
const seconds = (ns: number) => ns / SECOND;

describe('Q01: M/M/1 at 80 % load (Kleinrock)', () => {
  const runs = replicate({ interarrival: exponential(1.25), service: exponential(1) }, 600_000);

  test('mean wait 4, mean sojourn 5', () => {
    expectMean(
      'Wq',
      average(runs, (run) => seconds(run.wait.mean)),
      4,
      0.01,
    );
    expectMean(
      'W',
      average(runs, (run) => seconds(run.sojourn.mean)),
      5,
      0.01,
    );
  });

  test('4 in the system, 3.2 in the queue, idle a fifth of the time', () => {
    const at = (run: StationResult) => run.simulation.now;
    expectMean(
      'L',
      average(runs, (run) => run.inSystem.average(at(run))),
      4,
      0.01,
    );
    expectMean(
      'Lq',
      average(runs, (run) => run.inQueue.average(at(run))),
      3.2,
      0.01,
    );
    expectMean(
      'idle',
      average(runs, (run) => run.empty.average(at(run))),
      0.2,
      0.01,
    );
  });

  test.each([
    [0.5, 3.465736, 0.02],
    [0.95, 14.978661, 0.02],
    [0.99, 23.025851, 0.02],
    [0.999, 34.538776, 0.05],
  ])('sojourn quantile %f is %f', (q, expected, tolerance) => {
    expectMean(
      `p${q}`,
      average(runs, (run) => seconds(run.sojourn.quantile(q))),
      expected,
      tolerance,
    );
  });

  test('busy periods have mean 5 and variance 225', () => {
    const mean = (run: StationResult) => run.busyPeriods.sum / run.busyPeriods.count;
    expectMean('mean', average(runs, mean), 5, 0.01);
    const variance = (run: StationResult) => run.busyPeriods.squares / run.busyPeriods.count - mean(run) ** 2;
    expectMean('variance', average(runs, variance), 225, 0.05);
  });

  test('G07: arrivals find the server busy as often as it is busy (PASTA, Wolff 1982)', () => {
    const seen = estimate(average(runs, (run) => run.foundBusy / run.wait.count));
    const held = estimate(average(runs, (run) => run.busyServers.average(run.simulation.now)));
    expect(Math.abs(seen.mean - held.mean)).toBeLessThan(seen.halfWidth + held.halfWidth);
    expect(Math.abs(seen.mean / 0.8 - 1)).toBeLessThan(0.01);
  });
});

describe('Q02: M/M/4 at 80 % load (Erlang 1917)', () => {
  const runs = replicate({ interarrival: exponential(1 / 3.2), service: exponential(1), servers: 4 }, 600_000);

  test('59.6 % of the customers wait', () => {
    expectMean(
      'P(wait)',
      average(runs, (run) => 1 - run.waitedAtMost(0) / run.wait.count),
      0.596432472,
      0.01,
    );
  });

  test('mean wait, mean sojourn and queue length', () => {
    expectMean(
      'Wq',
      average(runs, (run) => seconds(run.wait.mean)),
      0.74554059,
      0.01,
    );
    expectMean(
      'W',
      average(runs, (run) => seconds(run.sojourn.mean)),
      1.74554059,
      0.01,
    );
    expectMean(
      'Lq',
      average(runs, (run) => run.inQueue.average(run.simulation.now)),
      2.38572989,
      0.01,
    );
  });

  test('tails of wait and sojourn', () => {
    expectMean(
      'wait p99',
      average(runs, (run) => seconds(run.wait.quantile(0.99))),
      5.1104762,
      0.02,
    );
    expectMean(
      'sojourn p95',
      average(runs, (run) => seconds(run.sojourn.quantile(0.95))),
      4.738019,
      0.02,
    );
    expectMean(
      'sojourn p99',
      average(runs, (run) => seconds(run.sojourn.quantile(0.99))),
      6.893204,
      0.02,
    );
  });
});

describe('Q05: M/D/1 (Pollaczek-Khinchine; Crommelin 1932)', () => {
  test('half load: mean wait 0.5', () => {
    const runs = replicate({ interarrival: exponential(2), service: constant(1) }, 200_000);
    expectMean(
      'Wq',
      average(runs, (run) => seconds(run.wait.mean)),
      0.5,
      0.01,
    );
  });

  test('80 % load: mean, variance and distribution of the wait', () => {
    const runs = replicate({ interarrival: exponential(1.25), service: constant(1) }, 600_000);
    expectMean(
      'Wq',
      average(runs, (run) => seconds(run.wait.mean)),
      2,
      0.01,
    );
    const variance = (run: StationResult) => run.waitSquares / run.wait.count - seconds(run.wait.mean) ** 2;
    expectMean('Var(Wq)', average(runs, variance), 5.3333333, 0.03);
    expectMean(
      'P(Wq = 0)',
      average(runs, (run) => run.waitedAtMost(0) / run.wait.count),
      0.2,
      0.01,
    );
    expectMean(
      'P(Wq <= 1)',
      average(runs, (run) => run.waitedAtMost(1) / run.wait.count),
      0.44510819,
      0.01,
    );
    expectMean(
      'Wq p99',
      average(runs, (run) => seconds(run.wait.quantile(0.99))),
      10.355887,
      0.02,
    );
  });
});

describe('Q07: M/M/1 with room for 10, overloaded', () => {
  const runs = replicate({ interarrival: exponential(1 / 1.2), service: exponential(1), capacity: 10 }, 300_000);
  const counted = (run: StationResult) => run.arrivals - Math.floor(run.arrivals / 20);

  test('19.26 % are rejected, the rest get through at 0.969 a second', () => {
    expectMean(
      'P(reject)',
      average(runs, (run) => run.rejected / counted(run)),
      0.1925865,
      0.01,
    );
    expectMean(
      'throughput',
      average(runs, (run) => run.busyServers.average(run.simulation.now)),
      0.96889621,
      0.01,
    );
  });

  test('number in the system, sojourn and chance of an empty system', () => {
    expectMean(
      'L',
      average(runs, (run) => run.inSystem.average(run.simulation.now)),
      6.7107087,
      0.01,
    );
    expectMean(
      'W',
      average(runs, (run) => seconds(run.sojourn.mean)),
      6.9261378,
      0.01,
    );
    expectMean(
      'P(empty)',
      average(runs, (run) => run.empty.average(run.simulation.now)),
      0.031103794,
      0.01,
    );
  });
});

describe('Q15: M/M/1 from empty at 90 % load, delay of the n-th customer (Law & Kelton)', () => {
  const law = { interarrival: exponential(1), service: exponential(0.9) };
  const delays = Array.from(
    { length: 40_000 },
    (_, replication) => runStation({ ...law, seed: 5, replication, customers: 100 }, SECOND).firstWaits,
  );
  const expectInside = (values: number[], expected: number) => {
    const { mean, halfWidth } = estimate(values);
    expect(Math.abs(mean - expected), `${mean} +- ${halfWidth}`).toBeLessThanOrEqual(halfWidth);
  };

  test.each([
    [2, 0.426316],
    [5, 1.196518],
    [10, 1.975503],
    [25, 3.300509],
    [50, 4.498606],
    [100, 5.75931],
  ])('customer %i waits %f on average', (customer, expected) => {
    expectInside(
      delays.map((waits) => seconds(waits[customer - 1]!)),
      expected,
    );
  });

  test.each([
    [25, 2.124489],
    [100, 4.134185],
  ])('the first %i wait %f on average', (count, expected) => {
    const mean = (waits: Float64Array) => seconds(waits.slice(0, count).reduce((a, b) => a + b, 0)) / count;
    expectInside(delays.map(mean), expected);
  });
});
