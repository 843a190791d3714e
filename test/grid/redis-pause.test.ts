/** A Redis primary that stands still and goes on: what clients are told that waited, and what becomes of their writes. */
import { describe, expect, test } from 'vitest';
import { perFault, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';
import { redis } from './redis-write-scenario.ts';

const pause = (length: string) => `{id: still, kind: pause, at: 5s, duration: ${length}, target: {primaryOf: 0}}`;

/** Writers of one owner each, so many of them, that send the next write 10 ms after an answer. */
const closed =
  (writers: number, timeout: string, product = 'redis-cluster, nodeTimeout: 2s') =>
  (length: string, service = '0s') =>
    smallScenario({
      product: `{kind: ${product}}`,
      members: 6,
      network: 'loopback',
      workload: [
        `{name: writer, clients: ${writers}, think: 10ms, op: put, map: map, service: ${service}, client: {timeout: ${timeout}}}`,
      ],
      duration: '25s',
      faults: [pause(length)],
    });

const lost = (text: string, seed = 1) => {
  const { summary, witness } = simulate(text, { seed });
  expect(witness.lost().length).toBe(summary.counts.acknowledgedWritesLost ?? 0);
  return { count: summary.counts.acknowledgedWritesLost ?? 0, failovers: summary.counts.failovers, summary };
};

describe('A primary that was replaced while it stood still', () => {
  test('executes what clients sent that still wait: they are told OK, and lose just that write', () => {
    for (let seed = 1; seed <= 5; seed++) {
      // All writers wait for the paused primary sooner or later: each has one write there, and none a second.
      const { count, failovers } = lost(closed(12, '60s')('8s'), seed);
      expect(failovers).toBe(1);
      expect(count).toBe(12);
    }
  });

  test('acknowledges nothing to clients that have given up', () => {
    expect(lost(closed(12, '300ms')('8s')).count).toBe(0);
  });

  test('executes what has come when it has done with that, too, before it reads of its successor', () => {
    // 12 writes of 20 ms keep it busy for 240 ms; a writer told OK comes back after 10 ms and is in time for the second turn.
    const { count } = lost(closed(12, '60s')('8s', '20ms'));
    expect(count).toBeGreaterThan(12);
    expect(count).toBeLessThanOrEqual(24);
  });

  test('is no different in Valkey', () => {
    expect(lost(closed(12, '60s', 'valkey, nodeTimeout: 2s')('8s')).count).toBe(12);
  });
});

describe('A primary that stood still and was not replaced', () => {
  test.each(['1s', '1900ms'])('serves late what waited, and nothing is lost (%s of 2 s)', (length) => {
    const { count, failovers, summary } = lost(closed(12, '60s')(length));
    expect([count, failovers]).toEqual([0, 0]);
    expect(share(summary, 'errorRatio').hits).toBe(0);
    expect(perFault(summary, 'detectionTime')).toEqual([]);
  });
});

test('Behind Sentinel a replaced primary that goes on takes writes until sentinels make it a replica, and loses them', () => {
  const text = smallScenario({
    product: '{kind: redis-sentinel, downAfter: 2s}',
    members: 3,
    backups: 2,
    zones: 3,
    workload: ['{name: writer, clients: 5, think: 100ms, op: put, map: map, service: 0s, client: {timeout: 60s}}'],
    duration: '30s',
    settle: '20s',
    faults: [pause('8s')],
  });
  const { count, failovers } = lost(text);
  expect(failovers).toBe(1);
  // Five writers that know no better, ten a second each, for about 10 s.
  expect(count).toBeGreaterThan(350);
  expect(count).toBeLessThan(650);
});

test('a write that waited through the pause outlives it when WAIT is to hear of a replica: none hears, so the client knows', () => {
  const client = 'timeout: 60s, wait: {replicas: 1, timeout: 100ms}';
  const source = 'clients: 12, think: 10ms';
  const { summary } = simulate(redis({ client, source, faults: pause('8s'), duration: '25s' }));
  expect(summary.counts.waitsUnmet).toBeGreaterThanOrEqual(summary.counts.acknowledgedWritesLost!);
});

test('A primary that waits for its store when it goes on reads of its successor all the same', () => {
  const text = smallScenario({
    product: '{kind: redis-cluster, nodeTimeout: 2s}',
    members: 6,
    network: 'loopback',
    map: 'entries: 1000, persistence: {writeThrough: {}}',
    store: '{writesPerSecond: 10k/s, latency: 1ms}',
    workload: ['{name: writer, clients: 12, think: 10ms, op: put, map: map, service: 0s, client: {timeout: 60s}}'],
    duration: '20s',
    faults: [pause('8s'), '{id: away, kind: store-down, at: 12500ms, duration: 60s}'],
    settle: '1s',
  });
  const { counts } = simulate(text).summary;
  // The old primary copies what its successor has while the store is still away.
  expect([counts.failovers, counts.partitionsMoved]).toEqual([1, 1]);
});
