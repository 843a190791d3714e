/** How many copies there are, and when they are written, decides what a failure takes. */
import { expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { samples, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const puts = '{name: puts, map: map, op: put, rate: 300/s, service: 50us, client: {timeout: 400ms}}';
const crash = '{id: crash, kind: crash, at: 5s, target: {primaryOf: any}}';

async function judged(text: string, replications = 5): Promise<RunResult> {
  const outcome = await runScenario(text, { replications });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value.result;
}

test('without a backup a crash loses exactly what the member had acknowledged since the start', () => {
  const { summary, witness } = simulate(smallScenario({ backups: 0, workload: [puts], faults: [crash] }));
  const before = witness.acknowledged.filter(({ at }) => at < 5e9).length;
  expect(summary.counts.acknowledgedWritesLost).toBe(witness.lost().length);
  // A third of the partitions.
  expect(summary.counts.acknowledgedWritesLost! / before).toBeGreaterThan(0.28);
  expect(summary.counts.acknowledgedWritesLost! / before).toBeLessThan(0.39);
});

test('with one synchronous backup the same crash loses nothing, and the result says so', async () => {
  const map = 'entries: 1000, replication: sync';
  const { metrics } = await judged(smallScenario({ map, workload: [puts], faults: [crash] }));
  expect(metrics.acknowledgedWritesLost).toMatchObject({ mean: 0, max: 0 });
  expect(metrics.failovers?.mean).toBeGreaterThan(0);
});

test('two synchronous backups survive the crash of two members at once', async () => {
  const map = 'entries: 1000, replication: sync';
  const faults = ['{id: two, kind: crash, at: 5s, target: {count: 2}}'];
  const { metrics } = await judged(smallScenario({ members: 6, backups: 2, map, workload: [puts], faults }));
  expect(metrics.acknowledgedWritesLost).toMatchObject({ mean: 0, max: 0 });
});

test('a synchronous write waits for its backup: one round trip between zones more than an asynchronous one', () => {
  const network = '{sameZone: 0us, crossZone: 5ms}';
  const workload = ['{name: puts, map: map, op: put, rate: 300/s, service: 0us, from: beside-owner}'];
  const median = (replication: string) => {
    const map = `entries: 1000, replication: ${replication}`;
    const { summary } = simulate(smallScenario({ map, network, workload, duration: '5s' }));
    return samples(summary, 'responseTime').quantile(0.5) / 1e6;
  };
  expect(median('sync') - median('async')).toBeCloseTo(10, 0);
});

test('reads of any copy are stale while an asynchronous write is under way, reads of the primary never', () => {
  const network = '{sameZone: 0us, crossZone: 20ms}';
  const workload = [
    '{name: mixed, map: map, mix: {put: 50%, get: 50%}, rate: 600/s, service: 0us, client: {timeout: 400ms}}',
  ];
  const stale = (readFrom: string) => {
    const map = `entries: 20, replication: async, readFrom: ${readFrom}`;
    return share(simulate(smallScenario({ map, network, workload })).summary, 'staleReadRatio').hits;
  };
  expect(stale('any-copy')).toBeGreaterThan(50);
  expect(stale('primary')).toBe(0);
});
