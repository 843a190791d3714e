/** Twins of the newer parts: the closed form is there where its assumptions hold, agrees, and is silent where they do not. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { Twin } from '../../simulator/model/result.ts';
import { closedThroughput, lossRatio } from '../../simulator/sizing/bounded-queue.ts';
import { leastRecentlyUsedHits, timeToLiveHits } from '../../simulator/sizing/cache-hits.ts';
import { erlangB } from '../../simulator/sizing/erlang.ts';

async function twinOf(name: string, body: string): Promise<Twin | undefined> {
  const text = `apiVersion: sba/v1\nname: twins\nquestion: Does theory agree?\n${body}\n`;
  const checked = await runScenario(text, { replications: 4 });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  const { twins } = checked.value.result;
  expect(twins.filter(({ agrees, comparison }) => !agrees && comparison === undefined)).toEqual([]);
  return twins.find((twin) => twin.name === name);
}

const station = (units: string) => `design: {members: 1, backups: 0, network: none, units: {${units}}}`;
const run = (duration: string, warmup: string) => `run: {duration: ${duration}, warmup: ${warmup}}`;

describe('requests turned away', () => {
  const lossy = (units: string, service: string, client = '{timeout: 1h}') =>
    `${station(units)}\nworkload: [{name: users, rate: 1800/s, service: ${service}, client: ${client}}]\n${run('11s', '1s')}`;

  test('M/M/c/K, and Erlang B for any law of service', async () => {
    const bounded = await twinOf('requests turned away', lossy('threads: 2, queueLimit: 3', '{exponential: 1ms}'));
    expect(bounded?.expected).toBeCloseTo(0.1411, 4);
    const blocked = await twinOf('requests turned away', lossy('threads: 5, queueLimit: 0', '2ms'));
    expect(blocked?.expected).toBeCloseTo(erlangB(3.6, 5), 10);
  });

  test('not where clients try again or give up, nor M/D/c/K', async () => {
    const exponential = '{exponential: 1ms}';
    for (const client of ['{timeout: 1h, retries: 1}', '{timeout: 2ms}'])
      expect(
        await twinOf('requests turned away', lossy('threads: 2, queueLimit: 3', exponential, client)),
      ).toBeUndefined();
    expect(await twinOf('requests turned away', lossy('threads: 2, queueLimit: 3', '1ms'))).toBeUndefined();
  });
});

test('clients that wait: throughput of machine repair, not with a time-out that strikes', async () => {
  const closed = (timeout: string) =>
    `${station('threads: 2')}\nworkload: [{name: users, clients: 20, think: 20ms, service: {exponential: 2ms}, client: {timeout: ${timeout}}}]\n${run('20s', '2s')}`;
  const twin = await twinOf('throughput of clients that wait', closed('1h'));
  expect(twin?.gap).toBeLessThan(0.02);
  expect(await twinOf('throughput of clients that wait', closed('10ms'))).toBeUndefined();
});

describe('data collisions', () => {
  const replicated = (kind: string, rest = '') =>
    `design: {regions: [{name: eu, zones: 3}], members: 6, backups: 0, network: three-zones, maps: [{name: stock, entries: 50, kind: {replicated: {${kind}}}}]}
workload: [{name: users, map: stock, rate: 1k/s, mix: {put: 50%, get: 50%}, keys: {zipf: 0.9}, service: {exponential: 300us}}]\n${run('20s', '0s')}\n${rest}`;

  test('pairs of independent writes', async () => {
    expect(await twinOf('data collisions', replicated('busDelay: 5ms'))).toMatchObject({ metric: 'mergeConflicts' });
  });

  test('not with random delays, faults or merged fields', async () => {
    const split = 'faults: [{id: cut, kind: split, at: 5s, duration: 5s, target: {zone: eu-a}}]';
    for (const text of [
      replicated('busDelay: {exponential: 5ms}'),
      replicated('busDelay: 5ms, resolve: field-merge'),
      replicated('busDelay: 5ms', split),
    ])
      expect(await twinOf('data collisions', text)).toBeUndefined();
  });
});

describe('hit ratio', () => {
  const cache = (eviction: string, { members = 1, op = 'get', latency = '100us' } = {}) =>
    `design: {members: ${members}, backups: 0, network: none, units: {threads: 64}, maps: [{name: p, entries: 2k, reader: {readThrough: {}}, eviction: {${eviction}}}], store: {latency: ${latency}}}
workload: [{name: users, map: p, op: ${op}, rate: 1k/s, service: 50us, keys: {zipf: 0.9}}]\n${run('15s', '7s')}`;

  test('LRU by the approximation of Che, time to live by renewal', async () => {
    expect(await twinOf('hit ratio', cache('policy: lru, maxEntries: 300'))).toMatchObject({
      source: 'Che, Tung, Wang 2002',
    });
    expect(await twinOf('hit ratio', cache('timeToLive: 2s', { members: 3 }))).toMatchObject({ source: 'renewal' });
  });

  test('not for other policies, several members, writes, or loads that last', async () => {
    for (const text of [
      cache('policy: random, maxEntries: 300'),
      cache('policy: lru, maxEntries: 300', { members: 3 }),
      cache('policy: lru, maxEntries: 300', { op: 'put' }),
      cache('timeToLive: 2s', { latency: '100ms' }),
    ])
      expect(await twinOf('hit ratio', text)).toBeUndefined();
  });
});

describe('the formulas by themselves', () => {
  test('M/M/c/K: Erlang B without places to wait, (1 − r) r^K / (1 − r^(K + 1)) for one server', () => {
    const queue = { arrivalRate: 9, serviceTime: 0.5, servers: 4, waiting: 0 };
    expect(lossRatio(queue)).toBeCloseTo(erlangB(4.5, 4), 14);
    const single = { arrivalRate: 0.5, serviceTime: 1, servers: 1, waiting: 3 };
    expect(lossRatio(single)).toBeCloseTo((0.5 * 0.5 ** 4) / (1 - 0.5 ** 5), 14);
  });

  test('machine repair: one client never waits, very many keep the servers busy', () => {
    expect(closedThroughput({ clients: 1, thinkTime: 3, serviceTime: 1, servers: 1 })).toBeCloseTo(1 / 4, 12);
    expect(closedThroughput({ clients: 50_000, thinkTime: 3, serviceTime: 1, servers: 2 })).toBeCloseTo(2, 6);
  });

  test('caches: uniform reads hit with C / N, and a time to live by λT / (1 + λT)', () => {
    const stream = { popularity: { kind: 'uniform' as const }, keys: 1000, reads: 500 };
    expect(leastRecentlyUsedHits(stream, 250).hits).toBeCloseTo(0.25, 9);
    expect(timeToLiveHits(stream, 6)).toBeCloseTo(3 / 4, 12);
  });
});
