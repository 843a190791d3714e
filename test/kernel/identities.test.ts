/**
 * Identities that hold on every path, whatever the seed: conservation, Little's law, rescaling of time, work conservation
 * under every discipline; and the superposition of Poisson streams. Oracles G02 to G06 and G09.
 */
import { describe, expect, test } from 'vitest';
import { type DistributionSpec, sampler } from '../../simulator/kernel/distribution.ts';
import { counterDraw } from '../../simulator/kernel/random-stream.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import { estimate, runStation } from '../oracles/station.ts';
import { DISCIPLINES, runDiscipline } from './discipline.ts';

const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean: mean * SECOND });
const law = { interarrival: exponential(1.25), service: exponential(1), customers: 20_000 };

describe.each([1, 2, 3])('an M/M/1 with room for 20, seed %i', (seed) => {
  const run = runStation({ ...law, capacity: 20, seed, replication: 0 }, SECOND);

  test('G03: the integral of the number in the system is the sum of the sojourns, to the nanosecond', () => {
    expect(run.inSystem.integral(run.simulation.now)).toBe(run.sojourn.sum);
    expect(run.inQueue.integral(run.simulation.now)).toBe(run.wait.sum);
  });

  test('G04: every arrival is served or rejected', () => {
    expect(run.rejected).toBeGreaterThan(0);
    expect(run.arrivals).toBe(run.completed + run.rejected + run.inSystem.value);
    expect(run.inSystem.value).toBe(0);
  });

  test('G02: the same seed gives the same trace and the same statistics', () => {
    const again = runStation({ ...law, capacity: 20, seed, replication: 0 }, SECOND);
    const other = runStation({ ...law, capacity: 20, seed: seed + 1, replication: 0 }, SECOND);
    expect(again.simulation.digest()).toBe(run.simulation.digest());
    expect(again.sojourn.snapshot()).toEqual(run.sojourn.snapshot());
    expect(other.simulation.digest()).not.toBe(run.simulation.digest());
  });
});

test('G05: ten times the rates and a tenth of the times give the same order and a tenth of every latency', () => {
  const slow = runStation({ ...law, seed: 1, replication: 0 }, SECOND);
  const tenth = { interarrival: exponential(0.125), service: exponential(0.1) };
  const fast = runStation({ ...law, ...tenth, seed: 1, replication: 0 }, SECOND / 10);
  expect(fast.simulation.executed).toBe(slow.simulation.executed);
  expect(fast.busyPeriods.count).toBe(slow.busyPeriods.count);
  // Each draw is rounded to a tick, so a wait is off by a few ticks a customer of its busy period.
  expect(Math.abs(fast.wait.mean * 10 - slow.wait.mean) / slow.wait.mean).toBeLessThan(1e-6);
  const at = (run: typeof slow) => run.inSystem.average(run.simulation.now);
  expect(Math.abs(at(fast) / at(slow) - 1)).toBeLessThan(1e-6);
});

test('G06: first-come, last-come, shortest-first and processor sharing do the same work at all times', () => {
  const runs = DISCIPLINES.map((discipline) => runDiscipline(discipline, 20_000));
  const [first] = runs;
  for (const run of runs) {
    expect(run.busyPeriods).toBe(first!.busyPeriods);
    expect(Math.abs(run.busyTime / first!.busyTime - 1)).toBeLessThan(1e-9);
    const gap = run.workAtArrivals.reduce(
      (most, work, i) => Math.max(most, Math.abs(work - first!.workAtArrivals[i]!)),
      0,
    );
    // Processor sharing ends services between ticks; rounding them up costs less than a tick a departure.
    expect(gap / SECOND).toBeLessThan(1e-4);
  }
  expect(new Set(runs.map((run) => Math.round(run.meanSojourn / 1e6))).size).toBeGreaterThanOrEqual(3);
});

test('G09: two Poisson sources of half the rate are one source of the rate', () => {
  const replications = Array.from({ length: 20 }, (_, replication) => replication);
  const merged = replications.map((replication) =>
    runStation({ ...law, interarrival: exponential(2.5), sources: 2, customers: 60_000, seed: 1, replication }, SECOND),
  );
  const single = replications.map((replication) =>
    runStation({ ...law, customers: 60_000, seed: 2, replication }, SECOND),
  );
  const statistics = [
    (run: (typeof merged)[0]) => run.wait.mean,
    (run: (typeof merged)[0]) => run.sojourn.quantile(0.99),
    (run: (typeof merged)[0]) => run.inSystem.average(run.simulation.now),
  ];
  for (const statistic of statistics) {
    const [two, one] = [estimate(merged.map(statistic)), estimate(single.map(statistic))];
    expect(Math.abs(two.mean - one.mean)).toBeLessThan(Math.sqrt(two.halfWidth ** 2 + one.halfWidth ** 2));
  }
});

test('G09: counts of merged and of thinned Poisson streams are as dispersed as their mean', () => {
  const streams = new Streams(3, 0);
  const interarrival = sampler(exponential(1));
  const simulation = new Simulation();
  const windows = 40_000;
  const [merged, thinned] = [new Float64Array(windows), new Float64Array(windows)];
  let arrivals = 0;
  const key = streams.key('thinning');
  const arrive = simulation.handler('arrive', (source) => {
    const window = Math.floor(simulation.now / (5 * SECOND));
    merged[window]! += 1;
    if (counterDraw(key, arrivals++, 0) < 0.3) thinned[window]! += 1;
    simulation.schedule(interarrival.sample(streams.named(`source ${source}`)), arrive, source);
  });
  for (const source of [0, 1])
    simulation.schedule(interarrival.sample(streams.named(`source ${source}`)), arrive, source);
  simulation.run(windows * 5 * SECOND - 1);
  for (const [counts, mean] of [
    [merged, 10],
    [thinned, 3],
  ] as const) {
    const found = counts.reduce((a, b) => a + b, 0) / windows;
    const variance = counts.reduce((a, b) => a + (b - found) ** 2, 0) / windows;
    expect(Math.abs(found / mean - 1)).toBeLessThan(2.58 / Math.sqrt(mean * windows));
    // The index of dispersion has standard deviation sqrt(2 / windows).
    expect(Math.abs(variance / found - 1)).toBeLessThan(2.58 * Math.sqrt(2 / windows));
  }
});
