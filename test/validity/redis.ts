/**
 * How well the Redis Cluster protocol agrees with real clusters: npx tsx test/validity/redis.ts [trials] [scenario...]
 *
 * Each measured fault is simulated `trials` times (10 000 if left out), the protocol alone, and laid beside the measurements: quantiles,
 * gap of the means, and the two-sample Kolmogorov-Smirnov distance with its 5 % limit 1.3581 sqrt((n + m) / nm).
 */
import { measuredQuantities } from './redis-measured.ts';
import { type RedisScenario, redisScenarios } from './redis-scenario.ts';

const QUANTILES = [0, 0.1, 0.5, 0.9, 1];

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))]!;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function summary(sorted: readonly number[]): string {
  const quantiles = QUANTILES.map((share) => quantile(sorted, share).toFixed(0)).join(' / ');
  return `${quantiles} (mean ${meanOf(sorted).toFixed(0)})`;
}

/** Largest distance of the empirical distribution functions of two sorted samples. */
function distance(a: readonly number[], b: readonly number[]): number {
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

function simulate(scenario: RedisScenario, trials: number): Record<string, number[]> {
  const values: Record<string, number[]> = {};
  for (let seed = 1; seed <= trials; seed++) {
    for (const [quantity, found] of Object.entries(scenario.run(seed))) {
      values[quantity] ??= [];
      // The servers' logs have whole milliseconds.
      for (const value of found) values[quantity].push(Math.round(value));
    }
  }
  return values;
}

function compare(scenario: RedisScenario, trials: number): void {
  const begin = performance.now();
  const simulated = simulate(scenario, trials);
  const measured = measuredQuantities(scenario.measured);
  const cost = (performance.now() - begin) / trials;
  console.log(`\n### ${scenario.name}: ${trials} simulated trials, ${cost.toFixed(1)} ms each\n`);
  console.log('| quantity | n | measured min/p10/p50/p90/max | simulated | gap of means | KS (5 % limit) |');
  console.log('|---|---|---|---|---|---|');
  for (const [quantity, values] of Object.entries(simulated)) {
    const real = (measured[quantity] ?? []).sort((x, y) => x - y);
    const ours = values.filter((value) => !Number.isNaN(value)).sort((x, y) => x - y);
    if (real.length === 0 || ours.length === 0) continue;
    const gap = meanOf(real) === 0 ? '' : `${((meanOf(ours) / meanOf(real) - 1) * 100).toFixed(1)} %`;
    const limit = 1.3581 * Math.sqrt((real.length + ours.length) / (real.length * ours.length));
    const far = distance(real, ours);
    const verdict = `${far.toFixed(2)} (${limit.toFixed(2)})${far > limit ? ' over' : ''}`;
    console.log(`| ${quantity} | ${real.length} | ${summary(real)} | ${summary(ours)} | ${gap} | ${verdict} |`);
  }
}

const trials = Number(process.argv[2] ?? 10_000);
const chosen = process.argv.slice(3);
for (const scenario of redisScenarios) {
  if (chosen.length === 0 || chosen.some((name) => scenario.name.includes(name))) compare(scenario, trials);
}
