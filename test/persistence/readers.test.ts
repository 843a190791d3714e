/** Data readers asked through scenario text: read-through, a single flight, preloading, a store that is away. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../simulator/model/result.ts';
import { expectAlways, expectWithin, meanOf, scenario, simulate } from '../oracles/scenario-oracle.ts';

interface Case {
  readonly reader: string;
  readonly entries: string;
  readonly rate: string;
  readonly store: string;
  readonly seconds?: number;
  readonly mix?: string;
  readonly faults?: string;
}

function shop({ reader, entries, rate, store, seconds = 10, mix = '{get: 100%}', faults = '' }: Case): string {
  return scenario(
    'shop',
    `
design:
  members: 1
  backups: 0
  network: none
  units: {threads: 1000}
  maps: [{name: products, entries: ${entries}, reader: {${reader}}}]
  store: {${store}}
workload: [{name: visitors, map: products, rate: ${rate}, arrivals: constant, mix: ${mix}, service: 0s, client: {timeout: 1h}}]
run: {duration: ${seconds}s, warmup: 0s}
faults: [${faults}]
`,
  );
}

const mean = (result: RunResult, metric: string): number => meanOf(result, metric).estimate;

describe('read-through', () => {
  test('one key, 1000 reads a second, 100 ms in the store: without a single flight each of the first 100 ms asks, with it one', async () => {
    const storm = { entries: '1', rate: '1k/s', store: 'latency: 100ms' };
    const apart = await simulate(shop({ ...storm, reader: 'readThrough: {singleFlight: false}' }), 2);
    expectWithin(0.02, mean(apart, 'storeReads') * 10, 100);
    expectWithin(0.001, mean(apart, 'hitRatio'), 0.99);
    const together = await simulate(shop({ ...storm, reader: 'readThrough: {}' }), 2);
    expect(mean(together, 'storeReads') * 10).toBeCloseTo(1, 6);
    // The 100 that share the flight wait 100 ms down to nothing.
    expectWithin(0.03, mean(together, 'responseTime'), (100 * 50) / 10_000);
  });

  test('every key is fetched once: uniform reads of N keys, N (1 − e^(−reads / N)) fetches', async () => {
    const result = await simulate(
      shop({ reader: 'readThrough: {}', entries: '5000', rate: '1k/s', store: 'latency: 0s' }),
      5,
    );
    expectWithin(0.02, mean(result, 'storeReads') * 10, 5000 * (1 - Math.exp(-2)));
  });

  test('a key that was written needs no fetch', async () => {
    const law = {
      reader: 'readThrough: {}',
      entries: '1',
      rate: '10/s',
      store: 'latency: 0s',
      mix: '{put: 50%, get: 50%}',
    };
    const result = await simulate(shop(law), 5);
    expect(mean(result, 'storeReads') * 10).toBeLessThanOrEqual(1);
  });

  test('reads that miss fail while the store is away, reads that hit do not', async () => {
    const faults = '{id: away, kind: store-down, at: 5s, duration: 5s}';
    const few = { reader: 'readThrough: {}', rate: '100/s', store: 'latency: 0s', faults };
    expectAlways(await simulate(shop({ ...few, entries: '1' }), 2), 'errorRatio', 0);
    expectWithin(0.01, mean(await simulate(shop({ ...few, entries: '1G' }), 2), 'errorRatio'), 0.5);
  });
});

describe('preload', () => {
  test('10 000 rows at 1000 rows a second are there after 10 s; a uniform reader hits half of the time until then', async () => {
    const law = {
      reader: 'preload: {batch: 100}',
      entries: '10k',
      rate: '20/s',
      store: 'readsPerSecond: 1k/s, latency: 0s',
    };
    const result = await simulate(shop({ ...law, seconds: 20 }), 10);
    expectWithin(0.05, mean(result, 'hitRatio'), 0.75);
  });

  test('a hot set of 10 % is loaded first and the rest is fetched when it is missed', async () => {
    const law = { reader: 'preload: {share: 10%, batch: 1000}', entries: '10k', rate: '1/s', store: 'latency: 1ms' };
    const result = await simulate(shop({ ...law, seconds: 500 }), 10);
    expectWithin(0.15, mean(result, 'hitRatio'), 0.1 + 0.9 * 0.025);
  });
});
