/**
 * Oracles W01–W04, W08 and W09 as scenarios: coalescing, the dirty set, size-or-age batches, and what a crash takes along.
 * Ten times as fast as the oracles where only rate × delay counts. The store takes no time, so that only the pump is seen.
 */
import { describe, expect, test, vi } from 'vitest';
import {
  expectAlways,
  expectedOf,
  expectMean,
  expectTwins,
  expectWithin,
  full,
  meanOf,
  scenario,
  simulate,
  testTimeout,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

interface Pump {
  readonly entries: number;
  readonly keys?: string;
  readonly rate: string;
  readonly arrivals?: 'poisson' | 'constant';
  readonly delay: string;
  readonly batch?: number;
  readonly coalesce: boolean;
  readonly duration: string;
  readonly warmup?: string;
  readonly rest?: string;
}

/** One member, no backup. */
function pump(name: string, options: Pump): string {
  const { entries, keys = 'uniform', rate, arrivals = 'poisson', delay, batch = 1_000_000, coalesce } = options;
  const { duration, warmup = '0s' } = options;
  const persistence = `{writeBehind: {delay: ${delay}, batch: ${batch}, coalesce: ${coalesce}}}`;
  return scenario(
    name,
    `
design:
  product: {kind: generic, partitions: 1}
  members: 1
  backups: 0
  network: none
  maps: [{name: rows, entries: ${entries}, persistence: ${persistence}}]
  store: {latency: 0s}
workload: [{name: writers, map: rows, op: put, rate: ${rate}, arrivals: ${arrivals}, keys: ${keys}, service: 0s}]
run: {duration: ${duration}, warmup: ${warmup}}
${options.rest ?? ''}
`,
  );
}

describe('W01, W09: distinct rows among n writes, Σ 1 − (1 − p)^n', () => {
  // Evenly spaced writes and a delay half a gap short of n gaps: every batch is n writes, whatever they coalesce to.
  test.each([
    { entries: 1000, zipf: 1, n: 1000, rows: 333.74686 },
    { entries: 1000, zipf: 0, n: 1000, rows: 632.30458 },
    { entries: 1000, zipf: 0.8, n: 1000, rows: 441.22993 },
    { entries: 100, zipf: 1, n: 1000, rows: 95.816163 },
    { entries: 10_000, zipf: 1, n: 5000, rows: 1747.8944 },
  ])('$entries keys, Zipf $zipf, $n writes: $rows', async ({ entries, zipf, n, rows }) => {
    const batches = full ? 100 : Math.round(20_000 / n);
    const result = await simulate(
      pump('w01', {
        entries,
        keys: zipf === 0 ? 'uniform' : `{zipf: ${zipf}}`,
        rate: '1k/s',
        arrivals: 'constant',
        delay: `${n - 0.5}ms`,
        coalesce: true,
        duration: `${batches * n + 1}ms`,
      }),
    );
    const seconds = (batches * n + 1) / 1000;
    const { estimate, standardError } = meanOf(result, 'storeWrites');
    const found = (estimate * seconds) / batches;
    const error = (standardError * seconds) / batches;
    expect(Math.abs(found - rows), `${found} ± ${error}`).toBeLessThanOrEqual(4 * error);
    expect(error).toBeLessThanOrEqual(0.005 * rows);
  });
});

/** A whole number of periods after a quarter of a second, so that as many batches fall into the window as periods. */
function wholePeriods(ms: number): { warmup: string; duration: string } {
  const periods = full ? 800 : 30;
  return { warmup: '250ms', duration: `${Math.round((250 + periods * ms) * 1000)}us` };
}

describe('W02: the dirty set under a periodic flush', () => {
  const flush = { entries: 1000, rate: '5k/s', delay: '500ms', coalesce: true, ...wholePeriods(500.2) };

  test('5000 writes/s, Zipf 1 over 1000 keys, every 0.5 s: 1120 rows/s, 354.65 keys dirty', async () => {
    const result = await simulate(pump('w02', { ...flush, keys: '{zipf: 1}' }));
    expectWithin(0.01, meanOf(result, 'storeWrites').estimate, 1119.88);
    expectWithin(0.01, meanOf(result, 'pumpBacklog').estimate, 354.65225);
    expectWithin(0.01, meanOf(result, 'coalescedRatio').estimate, 1 - 559.94239 / 2500);
    // What waits is keys, what is at risk is writes: rate × mean age.
    expectWithin(0.01, meanOf(result, 'entriesAtRisk').estimate, 1250);
  });

  test('uniform keys have their twin', async () => {
    expectTwins(await simulate(pump('w02-even', flush)), [
      'memory per member',
      'utilisation',
      'rows reaching the store',
    ]);
  });
});

describe('W04: batches by size or age', () => {
  const rest = 'expect: [pumpDelay mean < 1h outside-faults]';
  const waiting = { entries: 100_000_000, delay: '500ms', batch: 1000, coalesce: false, rest };

  test('half a batch arrives in a delay: 501 a batch, the oldest waits the whole delay', async () => {
    const result = await simulate(pump('w04-age', { ...waiting, rate: '1k/s', ...wholePeriods(501) }));
    expect(result.metrics.pumpDelay?.max).toBe(500);
    expectWithin(0.01, expectedOf(result, 'pumpDelay mean').estimate, (500 + 500 * 250) / 501);
    expectWithin(0.01, meanOf(result, 'storeWrites').estimate, 1000);
    // 501 a batch: the backlog rises from 1 to 501 over the delay and is gone for a mean gap.
    expectWithin(0.01, meanOf(result, 'pumpBacklog').estimate, (1 + 250) * (500 / 501));
    expectTwins(result, ['memory per member', 'utilisation', 'rows reaching the store']);
  });

  test('three times that rate: 1000 a batch, the oldest waits 333 ms', async () => {
    const result = await simulate(pump('w04-size', { ...waiting, rate: '3k/s', ...wholePeriods(1000 / 3) }));
    expectWithin(0.01, 2 * expectedOf(result, 'pumpDelay mean').estimate, 333);
    expectWithin(0.01, meanOf(result, 'storeWrites').estimate, 3000);
    expect(result.metrics.pumpBacklog?.max).toBe(1000);
    expectTwins(result, ['memory per member', 'utilisation', 'rows reaching the store']);
  });
});

describe('W03: a write-behind queue dies with its only copy', () => {
  const flush = { entries: 100_000_000, rate: '2k/s', delay: '499900us', coalesce: false, duration: '1600ms' };
  const crash = (at: string) => `faults: [{id: dies, kind: crash, at: ${at}, target: {member: 0}}]`;

  test.each([
    { at: '250100us', lost: 500 },
    { at: '500300us', lost: 1000 },
    { at: '750100us', lost: 500 },
  ])('evenly spaced writes, crash at $at: exactly $lost lost', async ({ at, lost }) => {
    const result = await simulate(pump('w03-saw-tooth', { ...flush, arrivals: 'constant', rest: crash(at) }), 2);
    expectAlways(result, 'acknowledgedWritesLost', lost);
  });

  test('a crash at a random moment loses rate × delay / 2', async () => {
    const text = pump('w03-flush', { ...flush, rest: crash('{uniform: [501ms, 1502ms]}') });
    const result = await simulate(text, full ? 20_000 : 500);
    expectMean(result, 'acknowledgedWritesLost', 500.5, full ? 0.005 : 0.03);
  });
});

describe('W08: which crashes lose partitions', () => {
  const grid = (members: number, dying: readonly number[]) =>
    scenario(
      'w08',
      `
design:
  product: {kind: generic, partitions: 271, heartbeatInterval: 10ms, heartbeatTimeout: 30ms}
  members: ${members}
  backups: 1
  network: none
  maps: [{name: rows, entries: 1000000, replication: sync}]
workload:
  - {name: writers, map: rows, op: put, rate: [{at: 0s, rate: 2k/s}, {at: 1s, rate: 0/s}], service: 0s}
faults: [{id: dies, kind: crash, at: 1500ms, target: {members: [${dying.join(', ')}]}}]
run: {duration: 2s, warmup: 0s, settle: 1s}
`,
    );
  const lost = async (members: number, dying: readonly number[]) =>
    (await simulate(grid(members, dying), 1)).metrics.keysLost!.mean!;

  test('as many deaths as backups lose nothing', async () => {
    for (let member = 0; member < 10; member++) expect(await lost(10, [member])).toBe(0);
  });

  test('two of ten: 6.0222 of 271 partitions in the mean, so all pairs together lose every key once', async () => {
    const all = await lost(10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let sum = 0;
    for (let a = 0; a < 10; a++) for (let b = 0; b < a; b++) sum += await lost(10, [a, b]);
    expect(all).toBeGreaterThan(1900);
    expect(sum).toBe(all);
  });
});
