/** What the scenarios about units show beyond their verdicts: the other side of each, by its parameter. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';

async function shipped(name: string, parameters: Readonly<Record<string, string>> = {}): Promise<RunResult> {
  const text = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
  const run = await runScenario(text, { replications: 3, parameters });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  return run.value.result;
}

const mean = (result: RunResult, metric: string) => result.metrics[metric]!.mean!;

describe('autoscaler-flapping', () => {
  test('70 % and 30 % come to rest after one step', async () => {
    const result = await shipped('autoscaler-flapping');
    expect(mean(result, 'scaleEvents')).toBe(1);
    expect(mean(result, 'scaleReversals')).toBe(0);
  });

  test('70 % and 60 % add and remove the same unit at every decision', async () => {
    const result = await shipped('autoscaler-flapping', { below: '60%', add: '1' });
    expect(mean(result, 'scaleReversals')).toBe(mean(result, 'scaleEvents') - 1);
    expect(mean(result, 'scaleEvents')).toBe(8);
  });

  test('a cooldown makes it slower and does not end it', async () => {
    const result = await shipped('autoscaler-flapping', { below: '60%', add: '1', cooldown: '30s' });
    expect(mean(result, 'scaleEvents')).toBe(3);
    expect(mean(result, 'scaleReversals')).toBe(2);
  });
});

describe('drain-too-short', () => {
  test('half a minute cuts off nobody, and nobody waits that long', async () => {
    const result = await shipped('drain-too-short');
    expect(mean(result, 'requestsCutOff')).toBe(0);
    expect(result.metrics.drainTime!.max).toBeLessThan(15_000);
  });

  test('the five seconds of the guide cut reports off', async () => {
    const result = await shipped('drain-too-short', { limit: '5s' });
    expect(mean(result, 'requestsCutOff')).toBeGreaterThan(5);
    expect(result.metrics.drainTime!.max).toBe(5000);
  });

  test('where reports take 2 s, five seconds would do for them', async () => {
    const result = await shipped('drain-too-short', { limit: '5s', report: '2s' });
    expect(mean(result, 'errorRatio{workload:reports}')).toBe(0);
  });
});

describe('scale-out-late', () => {
  test('units that are there after 5 s serve the surge', async () => {
    expect(mean(await shipped('scale-out-late'), 'errorRatio')).toBeLessThan(0.06);
  });

  test('units that need 45 s come when most of it has been refused', async () => {
    const late = await shipped('scale-out-late', { startup: '45s' });
    expect(mean(late, 'errorRatio')).toBeGreaterThan(0.2);
    expect(mean(late, 'startTime')).toBe(45_000);
  });

  test('what was ordered is not ordered again while it starts', async () => {
    const [soon, late] = [await shipped('scale-out-late'), await shipped('scale-out-late', { startup: '45s' })];
    expect(late.metrics.unitsReady!.max).toBe(soon.metrics.unitsReady!.max);
  });
});
