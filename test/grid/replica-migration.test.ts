/** Replicas of Redis Cluster that move to a primary which has lost its own (rules of cluster.c 7.0: clusterHandleSlaveMigration). */
import { describe, expect, test } from 'vitest';
import { perFault, simulate } from '../run/simulate.ts';
import { problems, redis } from './redis-write-scenario.ts';

/** Members 0, 1, 2 are primaries; i + 3 and i + 6 the replicas of i. */
const both = '{id: replicas, kind: crash, at: 5s, target: {members: [3, 6]}}';
const thenItself = `${both}, {id: primary, kind: crash, at: 25s, target: {member: 0}}`;

const cluster = (product: string, faults: string, backups = 2) =>
  redis({ product, backups, faults, duration: '60s', source: 'rate: 300/s, from: beside-owner' });

const outcome = (product: string, faults: string, seed = 1) => {
  const { summary, witness } = simulate(cluster(product, faults), { seed });
  return { failovers: summary.counts.failovers, lost: witness.lost().length, summary };
};

describe('A primary that has lost both replicas and dies 20 s later', () => {
  test('takes its keys along where replicas stay, and is replaced without loss where one of another primary moved to it', () => {
    for (let seed = 1; seed <= 4; seed++) {
      expect(outcome(', allowReplicaMigration: false', thenItself, seed).failovers).toBe(0);
      const moving = outcome('', thenItself, seed);
      expect([moving.failovers, moving.lost]).toEqual([1, 0]);
    }
  });

  test('has no successor before the replicas are FAIL and 5 s have passed', () => {
    const soon = (at: string) => `${both}, {id: primary, kind: crash, at: ${at}, target: {member: 0}}`;
    // FAIL comes 2 to 4 s after 5 s; the copy of nothing takes no time.
    expect(outcome(', allowReplicaMigration: true', soon('11500ms')).failovers).toBe(0);
    expect(outcome(', allowReplicaMigration: true', soon('15s')).failovers).toBe(1);
  });

  test('waits in vain where every primary must keep two', () => {
    expect(outcome(', allowReplicaMigration: true, migrationBarrier: 2', thenItself).failovers).toBe(0);
  });

  test('is served by Valkey alike', () => {
    const text = cluster(', allowReplicaMigration: true', thenItself).replace('kind: redis-cluster', 'kind: valkey');
    expect(simulate(text).summary.counts.failovers).toBe(1);
  });
});

test('One replica moves, not two, and none as long as a primary has one left', () => {
  const moves = (faults: string) =>
    simulate(cluster(', allowReplicaMigration: true', faults)).summary.counts.partitionsMoved;
  expect(moves(both)).toBe(1);
  expect(moves('{id: one, kind: crash, at: 5s, target: {member: 3}}')).toBe(0);
});

test('The primary that a replica left counts it as missing even when all are back', () => {
  const back = both.replace('at: 5s', 'at: 5s, duration: 25s');
  const restored = (product: string) => perFault(outcome(product, back).summary, 'redundancyRestored')[0]!;
  expect(restored(', allowReplicaMigration: false')).toBeLessThan(27_000);
  expect(restored('')).toBeGreaterThan(55_000);
});

test('A replica that moved is again a replica of the primary it moved to when its process restarts', () => {
  const restart = '{id: moved, kind: crash, at: 20s, duration: 3s, target: {member: 4}}';
  const dies = '{id: primary, kind: crash, at: 35s, target: {member: 0}}';
  expect(outcome(', allowReplicaMigration: true', `${both}, ${restart}, ${dies}`).failovers).toBe(1);
});

test('A replica that moved counts as a good one of its new primary', () => {
  const product = ', minReplicasToWrite: 1, minReplicasMaxLag: 2s, allowReplicaMigration: true';
  const [outage] = perFault(outcome(product, both).summary, 'healthyOutage').filter((ms) => ms > 0);
  // From the death of its replicas, which close their connections, to FAIL (2 to 4 s), 5 s and a tick more.
  expect(outage).toBeGreaterThan(7_000);
  expect(outage).toBeLessThan(10_500);
});

test.each([
  ['with one replica each there is none to spare', 1, ', allowReplicaMigration: true', 'backups: 1'],
  [
    'without one to spare a barrier says nothing',
    1,
    ', migrationBarrier: 2',
    'migrationBarrier where no replica moves',
  ],
  [
    'nor where none moves',
    2,
    ', allowReplicaMigration: false, migrationBarrier: 2',
    'migrationBarrier where no replica moves',
  ],
])('%s, which is said', (_, backups, product, words) => {
  const found = problems(cluster(product, '', backups));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(words);
});
