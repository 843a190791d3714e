/**
 * Data pumps asked through scenario text: oracles W02, W04 and W05, the order of writes, retries, limits and the reconciliation.
 */
import { describe, expect, test } from 'vitest';
import type { Finding, RunResult } from '../../simulator/model/result.ts';
import { pauseAfter } from '../../simulator/persistence/pump.ts';
import { expectAlways, expectMean, expectWithin, meanOf, scenario, simulate } from '../oracles/scenario-oracle.ts';

const testTimeout = 120_000;

interface Case {
  readonly persistence: string;
  readonly rate: number;
  readonly duration: string;
  readonly entries?: string;
  readonly keys?: string;
  readonly warmup?: string;
  readonly store?: string;
  readonly map?: string;
  readonly design?: string;
  readonly faults?: string;
}

/** One member without copies, one writer, no network: what is left is the pump. */
function pump(name: string, law: Case): string {
  const { persistence, rate, duration, entries = '1M', keys = 'uniform', warmup = '0s', store = 'latency: 0s' } = law;
  return scenario(
    name,
    `
design:
  ${law.design ?? 'members: 1\n  backups: 0'}
  network: none
  maps: [{name: orders, entries: ${entries}, persistence: {${persistence}}${law.map ?? ''}}]
  store: {${store}}
workload: [{name: writer, map: orders, rate: ${rate}/s, keys: ${keys}, op: put, service: 0s, client: {timeout: 1h}}]
run: {duration: ${duration}, warmup: ${warmup}, settle: 1h}
faults: [${law.faults ?? ''}]
`,
  );
}

const count = (result: RunResult, metric: string): number => meanOf(result, metric).estimate;
const found = (result: RunResult, code: string): Finding | undefined =>
  result.findings.find((finding) => finding.code === code);

describe('when a batch leaves', () => {
  test(
    'W02: a flush every 5 s of 500 writes/s, Zipf(1) over 1000 keys, writes 559.9 rows; 354.7 keys wait at a random moment',
    async () => {
      const law = { persistence: 'timed: {every: 5s}', rate: 500, entries: '1000', keys: '{zipf: 1}' };
      const result = await simulate(pump('w02', { ...law, warmup: '50001ms', duration: '500s' }));
      expectMean(result, 'batchSize', 559.94239);
      expectMean(result, 'pumpBacklog', 354.65225);
      expectMean(result, 'storeWrites', 111.988);
    },
    testTimeout,
  );

  test.each([
    { rate: 100, size: 501, age: 5 },
    { rate: 300, size: 1000, age: 3.33 },
  ])(
    'W04: 1000 rows or 5 s at $rate writes/s: $size rows, the oldest $age s old',
    async ({ rate, size, age }) => {
      const result = await simulate(
        pump('w04', { persistence: 'writeBehind: {coalesce: false}', rate, duration: '400s' }),
      );
      expectWithin(0.01, count(result, 'batchSize'), size);
      expectWithin(0.01, count(result, 'batchAge'), age * 1000);
    },
    testTimeout,
  );

  test(
    'W05: the pump of the guide waits 5 s for each item: at 1 write/s its batch has 148.2 items and is 147.2 s old',
    async () => {
      const result = await simulate(pump('w05', { persistence: 'seedPump: {}', rate: 1, duration: '2d' }));
      expectMean(result, 'batchSize', 148.24124);
      expectMean(result, 'batchAge', 147_241.24);
      expectWithin(0.0001, result.metrics.batchSize!.max!, 1000);
      expectAlways(result, 'storeStale', 0);
    },
    testTimeout,
  );

  test(
    'the same trickle leaves a correct pump after 5 s with 6 items',
    async () => {
      const result = await simulate(pump('w05-correct', { persistence: 'writeBehind: {}', rate: 1, duration: '1d' }));
      expectWithin(0.02, count(result, 'batchSize'), 6);
      expect(result.metrics.batchAge!.max).toBe(5000);
    },
    testTimeout,
  );
});

/** 300 writes/s on 2000 keys that do not exist yet; the store is away for 10 s. */
const outage = {
  rate: 300,
  entries: '2000',
  duration: '60s',
  store: 'writesPerSecond: 5k/s, latency: 5ms',
  map: ', startsEmpty: true',
  faults: '{id: away, kind: store-down, at: 30s, duration: 10s}',
};

describe('what a failing store does', () => {
  test(
    'the pump of the guide puts a failed batch behind newer writes: rows go back and stay older than the grid',
    async () => {
      const result = await simulate(pump('requeue', { ...outage, persistence: 'seedPump: {}' }), 5);
      expect(count(result, 'rowsSetBack')).toBeGreaterThan(0);
      expect(count(result, 'storeStale')).toBeGreaterThan(0);
      expect(found(result, 'store-differs')?.text).toMatch(
        /orders\/\d+ grid newer \(grid: write \d+, store: write \d+\)/,
      );
      expect(found(result, 'pump-out-of-order')).toBeDefined();
    },
    testTimeout,
  );

  test(
    'it runs updates before the insert of their row when a batch happens to begin with an update',
    async () => {
      const calm = { ...outage, faults: '', persistence: 'seedPump: {}' };
      const result = await simulate(pump('grouped', calm), 5);
      expect(count(result, 'updatesWithoutRow')).toBeGreaterThan(0);
      expectAlways(result, 'rowsWrittenTwice', 0);
    },
    testTimeout,
  );

  test(
    'it writes finished groups again when a later group of the batch fails',
    async () => {
      const failing = { ...outage, faults: '', store: 'latency: 5ms, failureRatio: 20%', persistence: 'seedPump: {}' };
      expect(count(await simulate(pump('twice', failing), 5), 'rowsWrittenTwice')).toBeGreaterThan(0);
    },
    testTimeout,
  );

  test.each(['writeBehind: {}', 'writeBehind: {coalesce: false}', 'timed: {}', 'writeBehind: {retryFactor: 2}'])(
    '%s under the same outage leaves nothing missing, older or twice',
    async (persistence) => {
      const result = await simulate(pump('correct', { ...outage, persistence }), 5);
      for (const metric of [
        'storeStale',
        'storeMissing',
        'storeNewer',
        'rowsSetBack',
        'rowsWrittenTwice',
        'rowsDropped',
      ])
        expectAlways(result, metric, 0);
      expect(found(result, 'store-differs')).toBeUndefined();
    },
    testTimeout,
  );

  test(
    'a batch refused more often than retryLimit is dropped, and the reconciliation finds its keys',
    async () => {
      const persistence = 'writeBehind: {delay: 1s, retryDelay: 100ms, retryLimit: 2}';
      const once = { ...outage, rate: 20, entries: '1M', persistence };
      const result = await simulate(pump('dropped', once), 5);
      expect(count(result, 'rowsDropped')).toBeGreaterThan(0);
      // A key of a million is rarely written again after it was dropped.
      expectWithin(0.01, count(result, 'storeMissing'), count(result, 'rowsDropped'));
      expect(found(result, 'rows-dropped')?.text).toContain('the store refused its batch too often');
    },
    testTimeout,
  );

  test('pauses grow by the factor up to their limit and end with the last retry', () => {
    const settings = { retryDelay: 100, retryFactor: 2, retryDelayLimit: 500, retryLimit: 4 };
    expect([1, 2, 3, 4, 5].map((failures) => pauseAfter(failures, settings))).toEqual([100, 200, 400, 500, null]);
    expect(pauseAfter(1000, { retryDelay: 7 })).toBe(7);
  });

  test(
    'a write whose copies are gone before the backup had it leaves the store newer than the grid',
    async () => {
      const design = 'members: 3\n  backups: 1';
      const slow = pump('newer', {
        persistence: 'writeBehind: {delay: 0s, batch: 1}',
        rate: 100,
        duration: '20s',
        design,
        map: ', replication: async',
        faults: '{id: crash, kind: host-loss, link: true, at: 10s, target: {member: 0}}',
      }).replace('network: none', 'network: {sameZone: 300ms}');
      const result = await simulate(slow, 5);
      expect(count(result, 'storeNewer')).toBeGreaterThan(0);
      expect(found(result, 'store-differs')?.text).toContain('store newer');
    },
    testTimeout,
  );
});

describe('what a full queue does', () => {
  const full = (whenFull: string) =>
    pump(whenFull, {
      ...outage,
      rate: 100,
      entries: '1M',
      persistence: `writeBehind: {delay: 1s, coalesce: false, queueLimit: {entries: 200, whenFull: ${whenFull}}}`,
    });

  test(
    'reject: writes fail while the store is away, and nothing accepted is missing',
    async () => {
      const result = await simulate(full('reject'), 5);
      expect(count(result, 'errorRatio')).toBeGreaterThan(0);
      expectAlways(result, 'storeMissing', 0);
      expect(result.metrics.pumpBacklog!.max).toBe(200);
    },
    testTimeout,
  );

  test(
    'block: writes wait for the store, none fails and none is missing',
    async () => {
      const result = await simulate(full('block'), 5);
      expectAlways(result, 'errorRatio', 0);
      expectAlways(result, 'storeMissing', 0);
      expect(result.metrics.responseTime!.max).toBeGreaterThan(5000);
      expect(result.metrics.pumpBacklog!.max).toBe(200);
    },
    testTimeout,
  );

  test(
    'drop-oldest: writes are accepted and the oldest never reach the store',
    async () => {
      const result = await simulate(full('drop-oldest'), 5);
      expectAlways(result, 'errorRatio', 0);
      expect(count(result, 'storeMissing')).toBeGreaterThan(0);
      expect(found(result, 'rows-dropped')?.text).toContain('the queue of the pump was full');
    },
    testTimeout,
  );
});
