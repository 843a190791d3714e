import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../simulator/kernel/random-stream.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { coverageAcceptanceBand } from '../../simulator/statistics/binomial.ts';
import { clusteredRatio } from '../../simulator/statistics/clustered-ratio.ts';
import {
  type ClusterCount,
  clusteredShare,
  effectiveObservations,
  uncertainVarianceFactor,
} from '../../simulator/statistics/design-effect.ts';
import { tInterval } from '../../simulator/statistics/mean-interval.ts';
import { zeroCountBound } from '../../simulator/statistics/zero-count.ts';

const EXPERIMENTS = 2000;
const REQUESTS = 2000;

/** Bursts of errors in one replication: so many on average, each of so many requests on average. */
function errorsOf(random: RandomStream, bursts: number, size: number): ClusterCount {
  let hits = 0;
  for (let time = random.exponential(); time < bursts; time += random.exponential()) {
    hits += size === 1 ? 1 : Math.floor(random.exponential() * size + random.uniform());
  }
  return { count: REQUESTS, hits };
}

describe('a ratio over replications', () => {
  const band = coverageAcceptanceBand(EXPERIMENTS, 0.95, 0.99);
  const cases = [
    { name: '0.1 bursts of 50 errors', bursts: 0.1, size: 50 },
    { name: '0.3 bursts of 20 errors', bursts: 0.3, size: 20 },
    { name: '0.3 single errors', bursts: 0.3, size: 1 },
    { name: 'one burst of 20 errors', bursts: 1, size: 20 },
    { name: 'five bursts of 10 errors', bursts: 5, size: 10 },
    { name: 'three single errors', bursts: 3, size: 1 },
  ];

  it.each(cases)('contains the true ratio as often as promised with $name a replication (M07)', (model) => {
    const truth = (model.bursts * model.size) / REQUESTS;
    const row: string[] = [];
    const measured: number[] = [];
    for (const replications of [5, 10, 20, 40]) {
      const random = new Streams(11, replications).named(model.name);
      let covered = 0;
      let coveredByT = 0;
      for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
        const counts = Array.from({ length: replications }, () => errorsOf(random, model.bursts, model.size));
        const { low, high, estimate, standardError, n } = clusteredRatio(counts, 0.95);
        if (low <= truth && truth <= high) covered += 1;
        const plain = tInterval(estimate, standardError, n, 0.95);
        if (plain.low <= truth && truth <= plain.high) coveredByT += 1;
      }
      row.push(`${replications}: ${(covered / EXPERIMENTS).toFixed(3)} (${(coveredByT / EXPERIMENTS).toFixed(3)})`);
      measured.push(covered / EXPERIMENTS);
    }
    process.stdout.write(`${model.name} a replication: coverage by replications (plain t): ${row.join('  ')}\n`);
    for (const coverage of measured) expect(coverage).toBeGreaterThanOrEqual(band.low);
  });

  it('is the pooled ratio, not the mean of ratios', () => {
    const result = clusteredRatio(
      [
        { count: 100, hits: 10 },
        { count: 900, hits: 0 },
      ],
      0.95,
    );
    expect(result).toMatchObject({ estimate: 0.01, n: 2, method: 'clustered-clopper-pearson' });
  });

  it('without a single hit has the bound that replications give, not requests', () => {
    const none = Array.from({ length: 20 }, () => ({ count: 1_000_000, hits: 0 }));
    expect(clusteredRatio(none, 0.95)).toMatchObject({
      estimate: 0,
      low: 0,
      high: zeroCountBound(20),
      method: 'zero-count',
    });
    const all = none.map(({ count }) => ({ count, hits: count }));
    expect(clusteredRatio(all, 0.95)).toMatchObject({ estimate: 1, low: 1 - zeroCountBound(20), high: 1 });
  });

  it('says nothing from no replication or one', () => {
    expect(clusteredRatio([], 0.95)).toMatchObject({ estimate: Number.NaN, low: 0, high: 1, n: 0 });
    expect(clusteredRatio([{ count: 10, hits: 3 }], 0.95)).toMatchObject({ estimate: 0.3, low: 0, high: 1, n: 1 });
  });
});

describe('the effective number of observations', () => {
  it('is one a replication when all requests of a replication share their fate', () => {
    const fates = Array.from({ length: 40 }, (_, i) => ({ count: 1000, hits: i % 2 === 0 ? 1000 : 0 }));
    const worth = effectiveObservations(clusteredShare(fates), 0.95, 39) / uncertainVarianceFactor(39, 0.95);
    expect(worth).toBeCloseTo(39, 9);
  });

  it('is never above the number of observations', () => {
    const equal = Array.from({ length: 10 }, () => ({ count: 50, hits: 5 }));
    expect(effectiveObservations(clusteredShare(equal), 0.95, 9)).toBeLessThan(500);
  });
});
