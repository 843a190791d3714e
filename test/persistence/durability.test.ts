/** Grid and store together: what the store lacks after crashes and outages, and what an acknowledged write is worth. */
import { describe, expect, test } from 'vitest';
import { highest, samples, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const puts =
  '{name: puts, map: map, op: put, rate: 200/s, service: 50us, client: {timeout: 400ms, retries: 3, backoff: 50ms}}';
const store = '{latency: 2ms}';
const crash = '{id: crash, kind: crash, at: 5s, target: {primaryOf: any}}';

const behind = (settings: string) => `entries: 100k, replication: sync, persistence: {writeBehind: {${settings}}}`;

describe('a crash before the queue was flushed', () => {
  const settings = (queueOnBackups: boolean) => behind(`delay: 30s, batch: 100000, queueOnBackups: ${queueOnBackups}`);
  const run = (map: string) => simulate(smallScenario({ map, store, workload: [puts], faults: [crash] })).summary;

  test('leaves stale rows in the store when the queue lives on the primary alone', () => {
    const { storeStale, acknowledgedWritesLost } = run(settings(false)).counts;
    // A third of the 1000 writes before the crash, and nobody writes those keys again.
    expect(storeStale).toBeGreaterThan(200);
    expect(storeStale).toBeLessThan(450);
    expect(acknowledgedWritesLost).toBe(0);
  });

  test('leaves missing rows when the map began empty', () => {
    const { storeMissing, storeStale } = run(`${settings(false)}, startsEmpty: true`).counts;
    expect(storeMissing).toBeGreaterThan(200);
    expect(storeStale).toBe(0);
  });

  test('leaves none when backups know what waits', () => {
    expect(run(settings(true)).counts).toMatchObject({ storeStale: 0, storeMissing: 0, acknowledgedWritesLost: 0 });
  });
});

describe('write-behind', () => {
  const hot = (coalesce: boolean) =>
    `entries: 1, replication: sync, persistence: {writeBehind: {delay: 1s, batch: 1000, coalesce: ${coalesce}}}`;
  const storeWrites = (map: string) => {
    const { summary } = simulate(smallScenario({ map, store, workload: [puts] }));
    expect(summary.counts).toMatchObject({ storeStale: 0, acknowledgedWritesLost: 0 });
    return { rows: summary.occurrences.storeWrites!.reduce((sum, rows) => sum + rows, 0), summary };
  };

  test('with coalescing writes the newest value of a key once a delay', () => {
    const { rows, summary } = storeWrites(hot(true));
    expect(rows).toBeGreaterThanOrEqual(9);
    expect(rows).toBeLessThanOrEqual(11);
    const { hits, of } = share(summary, 'coalescedRatio');
    expect(of - hits).toBe(rows);
  });

  test('without coalescing writes every value', () => {
    const { rows, summary } = storeWrites(hot(false));
    expect(rows).toBe(share(summary, 'coalescedRatio').of);
  });

  test('keeps at risk what was written within the delay, and nothing in the end', () => {
    const { summary } = simulate(smallScenario({ map: behind('delay: 1s, batch: 100000'), store, workload: [puts] }));
    // Three pumps with phases of their own, each emptied once a second: half of a second's writes on average.
    const [load] = summary.levels.entriesAtRisk!;
    expect(load.average).toBeGreaterThan(80);
    expect(load.average).toBeLessThan(120);
    expect(samples(summary, 'pumpDelay').maximum / 1e9).toBeCloseTo(1.002, 3);
  });
});

describe('a store that is down', () => {
  const down = '{id: away, kind: store-down, at: 5s, duration: 10s}';

  test('makes the backlog grow by the rate of the writes, and drain when it is back', () => {
    const text = smallScenario({
      map: behind('delay: 200ms, batch: 500, coalesce: false, retryDelay: 100ms'),
      store: '{writesPerSecond: 1k/s, latency: 2ms}',
      workload: [puts],
      duration: '20s',
      faults: [down],
    });
    const { summary } = simulate(text);
    expect(highest(summary, 'pumpBacklog')).toBeGreaterThan(1850);
    expect(highest(summary, 'pumpBacklog')).toBeLessThan(2250);
    expect(summary.counts).toMatchObject({ storeStale: 0, acknowledgedWritesLost: 0 });
    expect(share(summary, 'errorRatio').hits).toBe(0);
  });

  test('fails every write of a write-through map, which is never ahead of the store', () => {
    const map = 'entries: 1000, persistence: {writeThrough: {}}';
    const { summary } = simulate(
      smallScenario({
        map,
        store,
        workload: [puts.replace('retries: 3', 'retries: 0')],
        duration: '20s',
        faults: [down],
      }),
    );
    expect(summary.counts).toMatchObject({ storeStale: 0, acknowledgedWritesLost: 0 });
    expect(highest(summary, 'entriesAtRisk')).toBe(0);
    const { hits, of } = share(summary, 'errorRatio');
    expect(hits / of).toBeGreaterThan(0.45);
    expect(hits / of).toBeLessThan(0.55);
  });
});

describe('write-through', () => {
  test('adds the latency of the store to a write, and holds a thread for it', () => {
    const map = 'entries: 1000, persistence: {writeThrough: {}}';
    const workload = [
      '{name: puts, map: map, op: put, rate: 20/s, service: 0us, from: beside-owner, client: {timeout: 5s}}',
    ];
    const design = { map, store: '{latency: 100ms}', workload, members: 1, backups: 0, zones: 1 };
    const { summary } = simulate(smallScenario({ ...design, units: '{threads: 100}' }));
    expect(samples(summary, 'responseTime').minimum / 1e6).toBeCloseTo(100, 3);
    expect(samples(summary, 'responseTime').maximum / 1e6).toBeCloseTo(100, 3);
    // Offered load 20/s × 0.1 s = 2 threads.
    const slow = simulate(smallScenario({ ...design, units: '{threads: 1}' })).summary;
    expect(samples(slow, 'responseTime').maximum / 1e6).toBeGreaterThan(1000);
  });

  test('stands still with its process: nothing is applied in a pause', () => {
    const map = 'entries: 1000, persistence: {writeThrough: {}}';
    const faults = ['{id: gc, kind: pause, at: 5s, duration: 1s, target: all}'];
    const workload = ['{name: puts, map: map, op: put, rate: 100/s, service: 0us, client: {timeout: 5s}}'];
    const { witness } = simulate(
      smallScenario({ map, store: '{latency: 200ms}', workload, units: '{threads: 100}', faults }),
    );
    expect(witness.acknowledged.filter(({ at }) => at > 5.01e9 && at < 6e9)).toEqual([]);
  });
});
