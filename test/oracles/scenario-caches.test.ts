/**
 * Caches asked through scenario text (oracles C01–C06): LRU and LFU under independent requests, small LRU caches exactly, lives by time,
 * near caches that are stale for as long as theory says. Without a network and with a store that answers at once, a cache is alone.
 */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../simulator/model/result.ts';
import { type Cache, cacheScenario } from './cache-scenario.ts';
import { expectMean, full, meanOf, scenario, simulate, testTimeout } from './scenario-oracle.ts';

/** `seconds`: measured; a full run is ten times as long. */
const cache = ({ seconds, ...more }: Cache) => cacheScenario({ ...more, seconds: seconds * (full ? 10 : 1) });

/**
 * C01 gives ± 0.002 with 2e6 requests, which holds Che's error (below 0.001 here). A shorter run adds four standard errors of its own,
 * and must not be so short that these hide the difference between policies.
 */
function expectNear(result: RunResult, theory: number): void {
  const { estimate, standardError } = meanOf(result, 'hitRatio');
  expect(standardError).toBeLessThanOrEqual(full ? 0.0005 : 0.0015);
  expect(Math.abs(estimate - theory), `${estimate}, theory ${theory}`).toBeLessThanOrEqual(
    0.002 + (full ? 0 : 4 * standardError),
  );
}

const thousand = { entries: 1000, keys: '{zipf: 0.8}', seconds: 20 };

describe('a full cache under independent requests', { timeout: testTimeout }, () => {
  test('LRU with room for 100 of 1000 keys hits as Che, Tung and Wang (2002) say (oracle C01)', async () => {
    expectNear(await simulate(cache({ ...thousand, eviction: 'policy: lru, maxEntries: 100' })), 0.37779);
  });

  test('LRU with room for 500 of 10 000 keys, given as bytes (oracle C01)', async () => {
    const law = { entries: 10_000, keys: '{zipf: 0.7}', warmup: 3, seconds: 10 };
    expectNear(await simulate(cache({ ...law, eviction: 'maxSize: 500KiB' })), 0.227744);
  });

  test('LFU with counts that outlive evictions comes to hold the most popular keys (oracle C01)', async () => {
    const law = { ...thousand, warmup: full ? 100 : 50, seconds: full ? 100 : 50 };
    const result = await simulate(cache({ ...law, eviction: 'policy: perfect-lfu, maxEntries: 100' }), full ? 20 : 4);
    const { estimate } = meanOf(result, 'hitRatio');
    // One place always holds a newcomer, which costs up to p(100) = 0.0016; counts of a short run are not yet exact.
    expect(estimate).toBeGreaterThan(0.525827 - (full ? 0.003 : 0.008));
    expect(estimate).toBeLessThan(0.525827 + 0.002);
  });

  test('LFU that forgets counts is stuck below that and above LRU, sampled LRU comes near to LRU, random falls behind', async () => {
    const hits = async (eviction: string) =>
      meanOf(await simulate(cache({ ...thousand, eviction }), 5), 'hitRatio').estimate;
    const lfu = await hits('policy: lfu, maxEntries: 100');
    const sampled = await hits('policy: sampled-lru, sample: 15, maxEntries: 100');
    const random = await hits('policy: random, maxEntries: 100');
    expect(lfu).toBeGreaterThan(0.42);
    expect(lfu).toBeLessThan(0.5);
    expect(Math.abs(sampled - 0.37779)).toBeLessThan(0.015);
    expect(random).toBeLessThan(0.365);
  });

  const small = [
    { what: 'C = 2 of p = (.5, .3, .2)', room: 2, keys: '{weights: [0.5, 0.3, 0.2]}', entries: 3, hit: 0.71928571 },
    { what: 'C = 1 of p = (.5, .3, .2)', room: 1, keys: '{weights: [5, 3, 2]}', entries: 3, hit: 0.38 },
    { what: 'C = 2 of 6 keys by Zipf(1)', room: 2, keys: '{zipf: 1}', entries: 6, hit: 0.46050283 },
    { what: 'C = 3 of 6 keys by Zipf(1)', room: 3, keys: '{zipf: 1}', entries: 6, hit: 0.63781503 },
  ];
  test.each(small)('LRU exactly, $what (King 1971) (oracle C02)', async ({ room, keys, entries, hit }) => {
    expectMean(await simulate(cache({ keys, entries, eviction: `maxEntries: ${room}`, seconds: 5 })), 'hitRatio', hit);
  });

  test('a limit for each partition evicts like one cache each, of limit × members / partitions entries (at least 1)', async () => {
    const eviction = 'maxEntries: 1, scope: partition';
    const result = await simulate(cache({ entries: 1000, eviction, seconds: 5 }), 2);
    // 271 partitions with one entry each; nearly all have keys.
    expect(result.metrics.memoryUsed?.mean).toBeGreaterThan(260 * 1024);
    expect(result.metrics.memoryUsed?.mean).toBeLessThanOrEqual(271 * 1024);
  });
});

describe('lives by time', { timeout: testTimeout }, () => {
  const loaded = [
    { rate: '2/s', life: '1s', hit: 2 / 3, seconds: 3000 },
    { rate: '0.5/s', life: '10s', hit: 0.83333333, seconds: 8000 },
    { rate: '10/s', life: '300ms', hit: 0.75, seconds: 800 },
  ];
  test.each(loaded)(
    'reads at $rate of an entry that lives $life from its load hit with λT / (1 + λT) (oracle C03)',
    async (law) => {
      expectMean(await simulate(cache({ ...law, eviction: `timeToLive: ${law.life}` })), 'hitRatio', law.hit);
    },
  );

  const used = [
    { rate: '2/s', life: '1s', hit: 0.86466472, seconds: 3000 },
    { rate: '10/s', life: '300ms', hit: 0.95021293, seconds: 800 },
  ];
  test.each(used)(
    'reads at $rate of an entry that lives $life from its last use hit with 1 − e^(−λT) (oracle C06)',
    async (law) => {
      expectMean(await simulate(cache({ ...law, eviction: `maxIdle: ${law.life}` })), 'hitRatio', law.hit);
    },
  );

  test('every expiry is counted, and its memory is free again', async () => {
    const law = { rate: '2/s', seconds: 2000 };
    const result = await simulate(cache({ ...law, eviction: 'timeToLive: 1s' }), 5);
    // A cycle is a life and a wait for the next read: 1 s + 0.5 s; the entry is there two thirds of the time.
    const cycles = (1 + law.seconds * (full ? 10 : 1)) / 1.5;
    expect(Math.abs((result.metrics.expirations?.mean ?? 0) / cycles - 1)).toBeLessThan(0.03);
    expect(Math.abs((result.metrics.memoryUsed?.mean ?? 0) / 1024 - 2 / 3)).toBeLessThan(0.02);
    expect(result.metrics.evictions?.max).toBe(0);
  });
});

function near(nearCache: string, reads: string, writes: string, seconds: number): string {
  return scenario(
    'near',
    `
design:
  members: 1
  backups: 0
  network: none
  maps: [{name: things, entries: 1, nearCache: {${nearCache}}}]
workload:
  - {name: readers, map: things, op: get, rate: ${reads}, service: 0s}
  - {name: writers, map: things, op: put, rate: ${writes}, service: 0s}
run: {duration: ${10 + seconds * (full ? 10 : 1)}s, warmup: 10s}
`,
  );
}

describe('near caches', { timeout: testTimeout }, () => {
  test('entries that live 2 s and hear of no write: P(stale) 0.160, P(stale | hit) 1 − (1 − e^(−wT)) / (wT) (oracle C04)', async () => {
    const result = await simulate(near('invalidate: none, timeToLive: 2s', '5/s', '0.2/s', 4000));
    const stale = meanOf(result, 'staleReadRatio{workload:readers}');
    const hit = meanOf(result, 'nearHitRatio');
    expectMean(result, 'nearHitRatio', 10 / 11);
    expectMean(result, 'staleReadRatio{workload:readers}', 0.15981829);
    // What misses is fresh, so stale reads are hits; the error of the quotient is at most the sum of both.
    const share = stale.estimate / hit.estimate;
    const error = share * (stale.standardError / stale.estimate + hit.standardError / hit.estimate);
    expect(Math.abs(share - 0.17580012)).toBeLessThanOrEqual(4 * error);
  });

  test('invalidations that take 200 ms, with a version check: stale 4 / 45, hit 44 / 45 (oracle C05)', async () => {
    const result = await simulate(near('invalidate: {onWrite: {delay: 200ms}}', '20/s', '0.5/s', 3000));
    expectMean(result, 'staleReadRatio{workload:readers}', 0.088888889);
    expectMean(result, 'nearHitRatio', 0.97777778);
  });

  test('without a version check late invalidations drop fresh values too: fewer hits', async () => {
    const law = ['20/s', '5/s', 500] as const;
    const checked = await simulate(near('invalidate: {onWrite: {delay: 200ms}}', ...law), 5);
    const blind = await simulate(near('invalidate: {onWrite: {delay: 200ms}}, versionCheck: false', ...law), 5);
    expect(meanOf(blind, 'nearHitRatio').estimate).toBeLessThan(meanOf(checked, 'nearHitRatio').estimate - 0.01);
  });

  test('batches of 10 s: a value is stale for what is left of the period, a third of it on average where a read is stale', async () => {
    const result = await simulate(near('invalidate: {batch: {size: 100, interval: 10s}}', '20/s', '0.01/s', 4000), 20);
    expect(Math.abs((result.metrics.staleness?.mean ?? 0) - 3333)).toBeLessThan(500);
    expect(result.metrics.staleness?.max).toBeLessThanOrEqual(10_000);
  });
});
