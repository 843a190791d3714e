/**
 * What the architecture buys beside a three-tier baseline, and where it stops, by the shipped scenarios and their parameters (promises
 * S15 and A1–A3): the saturation of one database, a load that needs no grid, and Amdahl's law of a hot key.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { amdahlSpeedup } from '../../simulator/sizing/scalability.ts';
import { expectWithin } from './scenario-oracle.ts';

interface Change {
  readonly parameters: Readonly<Record<string, string>>;
  readonly members?: number;
  readonly replications?: number;
}

async function shipped(name: string, { parameters, members, replications = 3 }: Change): Promise<RunResult> {
  const file = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
  const text = members === undefined ? file : file.replace(/members: \d+/, `members: ${members}`);
  const run = await runScenario(text, { parameters, replications });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  return run.value.result;
}

const mean = (result: RunResult, metric: string) => result.metrics[metric]!.mean!;

describe('the load that one database cannot take', () => {
  test('the grid answers all 8000 a second; the three tiers are limited to the 4000 reads of the database', async () => {
    const grid = await shipped('three-tier-baseline', { parameters: { kind: 'partitioned' } });
    expectWithin(0.02, mean(grid, 'throughput'), 8000);
    expect(mean(grid, 'errorRatio')).toBe(0);
    const tiers = await shipped('three-tier-baseline', { parameters: { kind: 'database' } });
    expectWithin(0.01, mean(tiers, 'storeReads'), 4000);
    // What the units give up is worked on all the same, so fewer are answered in time than the database does.
    expect(mean(tiers, 'throughput')).toBeLessThan(2500);
    expect(tiers.metrics.responseTime!.p99! / grid.metrics.responseTime!.p99!).toBeGreaterThan(50);
  });

  test('more units in front of the database change nothing', async () => {
    const tiers = await shipped('three-tier-baseline', { parameters: { kind: 'database' }, members: 24 });
    expectWithin(0.01, mean(tiers, 'storeReads'), 4000);
  });

  test('below the rate of the database the three tiers do, and nothing is lost either way', async () => {
    const tiers = await shipped('three-tier-baseline', { parameters: { kind: 'database', rate: '3k/s' } });
    expect(mean(tiers, 'errorRatio')).toBe(0);
    expect(tiers.metrics.responseTime!.p99!).toBeLessThan(20);
  });
});

test('where every write is durable before its answer, the grid answers it later than the database alone', async () => {
  const database = await shipped('where-the-grid-buys-nothing', { parameters: { kind: 'database' }, replications: 10 });
  const grid = await shipped('where-the-grid-buys-nothing', { parameters: { kind: 'partitioned' }, replications: 10 });
  const postings = 'responseTime{workload:postings}';
  expect(grid.metrics[postings]!.p50!).toBeGreaterThan(database.metrics[postings]!.p50!);
  expect(grid.verdict).toBe('fail');
  expect(database.verdict).toBe('pass');
});

test.each([1, 2, 4, 8, 16, 32])('one hot key of every fifth request: %i members give what Amdahl says', async (n) => {
  const result = await shipped('scaling-stops', { parameters: { members: String(n) }, replications: 4 });
  expectWithin(0.03, mean(result, 'throughput'), 1000 * amdahlSpeedup(0.8, n));
});
