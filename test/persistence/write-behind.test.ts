/** Entries on their way from the grid to the durable store: what waits and for how long, what is merged, what a crash takes. */
import { describe, expect, test } from 'vitest';
import { highest, samples, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const puts = '{name: puts, map: map, op: put, rate: 300/s, service: 50us, client: {timeout: 400ms}}';
const behind = (options: string, entries = 1000) =>
  `entries: ${entries}, replication: sync, persistence: {writeBehind: {${options}}}`;
const store = '{latency: 2ms}';

test('a member without backup takes to its grave what its pump had not written, and only that', () => {
  const map = behind('delay: 500ms, batch: 100000, coalesce: false');
  const faults = ['{id: crash, kind: crash, at: 5s, target: {primaryOf: any}}'];
  const design = { backups: 0, map, store, workload: [puts], duration: '8s', faults };
  const { summary, witness } = simulate(smallScenario(design));
  const lost = witness.lost();
  expect(summary.counts.acknowledgedWritesLost).toBe(lost.length);
  expect(lost.length).toBeGreaterThan(0);
  // At most half a second of a third of 300 writes, with room for chance.
  expect(lost.length).toBeLessThan(90);
  expect(Math.min(...lost.map(({ at }) => at / 1e9))).toBeGreaterThan(4.4);
});

describe('while the store is down', () => {
  const away = '{id: away, kind: store-down, at: 5s, duration: 6s}';
  const map = behind('delay: 200ms, batch: 50, coalesce: false, retryDelay: 200ms');
  const run = (faults: readonly string[]) =>
    simulate(smallScenario({ map, store, workload: [puts], duration: '20s', faults })).summary;

  test('the oldest entry waits as long as that lasts, clients notice nothing, and in the end no row is stale', () => {
    const summary = run([away]);
    expect(samples(summary, 'pumpDelay').maximum / 1e9).toBeGreaterThan(5.8);
    expect(samples(summary, 'pumpDelay').maximum / 1e9).toBeLessThan(7.5);
    // Six seconds of 300 writes.
    expect(highest(summary, 'entriesAtRisk')).toBeGreaterThan(1600);
    expect(highest(summary, 'entriesAtRisk')).toBeLessThan(2100);
    expect(summary.counts).toMatchObject({ storeStale: 0, storeMissing: 0, acknowledgedWritesLost: 0 });
    expect(share(summary, 'errorRatio').hits).toBe(0);
  });

  test('a backlog builds up that is not there otherwise', () => {
    expect(highest(run([away]), 'pumpBacklog')).toBeGreaterThan(1600);
    expect(highest(run([]), 'pumpBacklog')).toBeLessThan(200);
  });
});

describe('coalescing', () => {
  const written = (coalesce: boolean, entries: number) => {
    const map = behind(`delay: 2s, batch: 100000, coalesce: ${coalesce}`, entries);
    const { summary } = simulate(smallScenario({ map, store, workload: [puts], duration: '20s' }));
    expect(summary.counts.storeStale).toBe(0);
    return summary.occurrences.storeWrites!.reduce((sum, count) => sum + count, 0);
  };

  test('turns thousands of writes of twenty keys into a row a key and flush', () => {
    expect(written(false, 20)).toBeGreaterThan(4800);
    // Ten flushes or so of twenty keys.
    expect(written(true, 20)).toBeLessThan(260);
  });

  test('has little to merge when keys are many', () => {
    expect(written(true, 1_000_000) / written(false, 1_000_000)).toBeGreaterThan(0.98);
  });
});
