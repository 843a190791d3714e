/** Hazelcast's write-behind MapStore: what a crash loses, and what a promoted backup stores twice. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { samples, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const DELAY = 4;
const MEMBERS = 4;
const RATE = 200;

interface Story {
  readonly backups: number;
  readonly map?: string;
  readonly pump?: string;
  readonly faults?: readonly string[];
  readonly product?: string;
}

const text = ({ backups, map = '', pump = '', faults, product }: Story) =>
  smallScenario({
    product: product ?? '{kind: hazelcast, partitions: 31}',
    members: MEMBERS,
    backups,
    map: `entries: 100k, persistence: {writeBehind: {delay: ${DELAY}s, batch: 1${pump}}}${map}`,
    store: '{writesPerSecond: 100k/s, latency: 100us}',
    workload: [`{name: puts, map: map, op: put, rate: ${RATE}/s}`],
    duration: '30s',
    settle: '60s',
    faults: faults ?? ['{id: dies, kind: crash, at: 20s, target: {member: 2}}'],
  });

const counts = (story: Story, replication = 0) => simulate(text(story), { replication }).summary.counts;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lost = (story: Story, replications = 8) =>
  Array.from({ length: replications }, (_, replication) => counts(story, replication).acknowledgedWritesLost!);

describe('a member crashes', () => {
  test('without backups every queued entry is lost: rate × (delay + 0 to 1 s)', () => {
    const rate = RATE / MEMBERS;
    const losses = lost({ backups: 0 });
    expect(Math.max(...losses)).toBeLessThan(1.35 * rate * (DELAY + 1));
    expect(Math.abs(mean(losses) - rate * (DELAY + 0.5)) / (rate * (DELAY + 0.5))).toBeLessThan(0.12);
    expect(counts({ backups: 0 }).rowsWrittenTwice).toBe(0);
  });

  test('with a synchronous backup nothing is lost, and what was stored in the last 10 s is stored again', () => {
    const after = counts({ backups: 1 });
    expect(after.acknowledgedWritesLost).toBe(0);
    expect(after.storeMissing! + after.storeStale!).toBe(0);
    const again = (10 * RATE) / MEMBERS;
    expect(Math.abs(after.rowsWrittenTwice! - again) / again).toBeLessThan(0.35);
    expect(counts({ backups: 1, pump: ', keptOnBackups: 0s' }).rowsWrittenTwice).toBe(0);
  });

  test('with an asynchronous backup at most what was on its way is lost', () => {
    const losses = lost({ backups: 1, map: ', replication: async' });
    expect(Math.max(...losses)).toBeLessThan(5);
  });
});

test('when the whole cluster dies every queued entry is lost, backups or not', () => {
  const faults = [0, 1, 2, 3].map(
    (member) => `{id: dies-${member}, kind: crash, at: 20s, target: {member: ${member}}}`,
  );
  const losses = lost({ backups: 1, faults }, 6);
  expect(Math.abs(mean(losses) - RATE * (DELAY + 0.5)) / (RATE * (DELAY + 0.5))).toBeLessThan(0.12);
});

describe('the worker', () => {
  test('lets an entry wait for its delay and up to a second more, also when many wait', () => {
    const steady = smallScenario({
      product: '{kind: hazelcast, partitions: 31}',
      map: 'entries: 100k, persistence: {writeBehind: {delay: 3s, batch: 50}}',
      store: '{writesPerSecond: 100k/s, latency: 100us}',
      workload: ['{name: puts, map: map, op: put, rate: 500/s}'],
      duration: '30s',
    });
    const { summary } = simulate(steady);
    const { minimum, maximum } = samples(summary, 'pumpDelay');
    const [least, most] = [minimum / 1e9, maximum / 1e9];
    expect(least).toBeGreaterThan(2.9);
    expect(most).toBeLessThan(4.2);
    expect(most - least).toBeGreaterThan(0.9);
  });

  test('without coalescing a full queue refuses writes, by default at 50 000 entries with those of backups', () => {
    const faults = ['{id: down, kind: store-down, at: 1s}'];
    const refused = (pump: string) => {
      const { summary } = simulate(text({ backups: 1, pump: `, coalesce: false${pump}`, faults }));
      return share(summary, 'errorRatio').hits;
    };
    expect(refused(', queueLimit: {entries: 100}')).toBeGreaterThan(1000);
    expect(refused('')).toBe(0);
  });
});

describe('a store that refuses some batches', () => {
  const text = (pump: string) =>
    smallScenario({
      product: '{kind: hazelcast, partitions: 31}',
      members: 1,
      backups: 0,
      map: `entries: 100k, persistence: {writeBehind: {delay: 1s, batch: 1${pump}}}`,
      store: '{writesPerSecond: 100k/s, latency: 100us, failureRatio: 70%}',
      workload: ['{name: puts, map: map, op: put, rate: 0.5/s}'],
      duration: '60s',
      settle: '200s',
    });
  const slowest = (pump: string) => samples(simulate(text(pump)).summary, 'pumpDelay');

  test('holds up those behind one batch for its three tries, and no longer', () => {
    const [passing, stubborn] = [slowest(''), slowest(', requeueAfter: 1000')];
    expect(passing.count).toBeGreaterThan(0);
    expect(passing.mean).toBeLessThan(stubborn.mean);
  });

  test('loses nothing: what went back is stored when the store takes it', () => {
    const { summary } = simulate(text(''));
    expect(summary.counts.storeMissing! + summary.counts.storeStale!).toBe(0);
    expect(summary.counts.rowsDropped).toBe(0);
  });
});

test('a batch goes back only where a worker looks again and nothing is given up', () => {
  const problems = (product: string, pump: string) => {
    const checked = parseScenario(text({ backups: 1, product, pump }), { source: '<text>', parameters: {} });
    return checked.ok ? [] : checked.problems.map(({ found }) => found);
  };
  expect(problems('{kind: hazelcast}', ', requeueAfter: 2')).toEqual([]);
  expect(problems('{kind: generic}', ', requeueAfter: 2')).toEqual(['requeueAfter without a worker']);
  expect(problems('{kind: hazelcast}', ', requeueAfter: 2, retryLimit: 3')).toEqual(['requeueAfter beside retryLimit']);
});
