/**
 * Merging after a split of a partitioned grid, through scenario text. Five members in two zones hold everything; the zone with two of them
 * is cut off from 10 s to 20 s, its clients with it; each side promotes and goes on. Half of 100 writes a second come from each zone.
 */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const PRODUCT = '{kind: generic, partitions: 5, heartbeatInterval: 1ms, heartbeatTimeout: 2ms, promotion: any-side}';

interface Case {
  readonly merge?: string;
  readonly map?: string;
  readonly workload?: readonly string[];
  readonly store?: string;
  readonly seed?: number;
  readonly faults?: readonly string[];
}

const SPREAD =
  '{name: spread, map: map, op: put, rate: 100/s, service: 0s, client: {timeout: 5ms, retries: 5, backoff: 1ms}}';
const CUT = '{id: cut, kind: split, at: 10s, duration: 10s, target: {zone: eu-b}}';

function text({ merge, map = 'entries: 10k', workload = [SPREAD], store, faults = [CUT] }: Case): string {
  return smallScenario({
    product: PRODUCT,
    zones: 2,
    members: 5,
    backups: 4,
    network: 'none',
    map: `${map}, replication: sync${merge === undefined ? '' : `, merge: ${merge}`}`,
    workload,
    duration: '30s',
    faults,
    ...(store === undefined ? {} : { store }),
  });
}

function run({ seed = 1, ...parts }: Case): ReplicationSummary {
  return simulate(text(parts), { seed }).summary;
}

const POLICIES = [
  'last-write-wins',
  'version',
  'highest-hits',
  'put-if-absent',
  'pass-through',
  'discard',
  'field-merge',
];

describe('few writes of the same entry', () => {
  const without = run({});

  test('without a merge every acknowledged write of the side that gives way is lost', () => {
    expect(without.counts.acknowledgedWritesLost).toBeGreaterThan(430);
    expect(without.counts.acknowledgedWritesLost).toBeLessThan(570);
    expect([without.counts.mergeConflicts, without.counts.mergeLosses]).toEqual([0, 0]);
  });

  test('discard: the same writes, counted as merge losses, too', () => {
    const { counts } = run({ merge: '{policy: discard}' });
    expect(counts.acknowledgedWritesLost).toBe(without.counts.acknowledgedWritesLost);
    expect(counts.mergeLosses).toBe(counts.acknowledgedWritesLost);
    expect(counts.mergeConflicts).toBeGreaterThan(0);
  });

  test('put-if-absent: entries exist, so nothing comes in; in a map that began empty, all but the conflicts do', () => {
    const full = run({ merge: '{policy: put-if-absent}' }).counts;
    expect(full.acknowledgedWritesLost).toBe(without.counts.acknowledgedWritesLost);
    const empty = run({ merge: '{policy: put-if-absent}', map: 'entries: 10k, startsEmpty: true' }).counts;
    // What was written before the split, about a tenth of the keys, is there as well.
    expect(empty.acknowledgedWritesLost).toBeGreaterThan(empty.mergeConflicts! - 1);
    expect(empty.acknowledgedWritesLost).toBeLessThan(without.counts.acknowledgedWritesLost! / 2);
  });

  test('last write wins: only entries that both sides wrote lose anything, one side each', () => {
    const { counts } = run({ merge: '{policy: last-write-wins}' });
    expect(counts.mergeConflicts).toBeGreaterThan(5);
    expect(counts.acknowledgedWritesLost).toBeLessThan(counts.mergeConflicts!);
    expect(counts.mergeLosses).toBeGreaterThanOrEqual(counts.mergeConflicts!);
    expect(counts.mergeLosses).toBeLessThan(2 * counts.mergeConflicts!);
    // The newest acknowledged value of every key is there.
    expect(counts.keysLost).toBe(0);
    expect(without.counts.keysLost).toBeGreaterThan(300);
  });

  test('pass-through: all that comes is kept, and what it met is overwritten', () => {
    const { counts } = run({ merge: '{policy: pass-through}' });
    expect(counts.acknowledgedWritesLost).toBe(0);
    expect(counts.mergeLosses).toBeGreaterThanOrEqual(counts.mergeConflicts!);
  });

  test('field by field: fewer conflicts than entry by entry', () => {
    const byEntry = run({ merge: '{policy: last-write-wins}', map: 'entries: 500' }).counts;
    const byField = run({ merge: '{policy: field-merge, fields: 16}', map: 'entries: 500' }).counts;
    expect(byField.mergeConflicts).toBeLessThan(byEntry.mergeConflicts! / 3);
    expect(byField.mergeLosses).toBeLessThan(byEntry.mergeLosses! / 3);
  });
});

describe('every entry written on both sides', () => {
  const hot = { map: 'entries: 20' };

  test.each(POLICIES)('%s: each is a conflict, once', (policy) => {
    const { counts } = run({ ...hot, merge: `{policy: ${policy}${policy === 'field-merge' ? ', fields: 1' : ''}}` });
    expect(counts.mergeConflicts).toBe(20);
    expect(counts.mergeLosses).toBeGreaterThan(300);
  });

  test('the side with more writes keeps its values by version and by hits', () => {
    const more = SPREAD.replace('spread', 'more').replace('service', 'from: eu-a, service');
    const lost = (policy: string) =>
      run({ ...hot, workload: [SPREAD, more], merge: `{policy: ${policy}}` }).counts.acknowledgedWritesLost!;
    expect(lost('version')).toBeGreaterThan(lost('last-write-wins'));
    expect(lost('highest-hits')).toBe(lost('version'));
  });

  test('reads count as hits and not as versions', () => {
    const readers =
      '{name: readers, map: map, op: get, every: 5ms, target: each-owner, from: beside-owner, service: 0s}';
    const few = { ...hot, workload: [SPREAD, readers] };
    const { counts } = run({ ...few, merge: '{policy: highest-hits}' });
    expect(counts.mergeConflicts).toBe(20);
    expect(counts.mergeLosses).not.toBe(run({ ...few, merge: '{policy: version}' }).counts.mergeLosses);
  });
});

describe('what is kept goes on', () => {
  test('it reaches the store', () => {
    const durable = {
      map: 'entries: 10k, persistence: {writeBehind: {delay: 60s, batch: 100000}}',
      store: '{latency: 1ms}',
    };
    const { counts } = run({ ...durable, merge: '{policy: pass-through}' });
    expect([counts.acknowledgedWritesLost, counts.storeStale, counts.storeNewer]).toEqual([0, 0, 0]);
  });

  test('it is replicated: the primary dies afterwards and nothing is lost', () => {
    const death = '{id: dies, kind: crash, at: 25s, target: {members: [2]}}';
    expect(run({ merge: '{policy: pass-through}', faults: [CUT, death] }).counts.acknowledgedWritesLost).toBe(0);
  });

  test('its acknowledgements go on: when all members die later, each write is lost once', () => {
    const death = '{id: dies, kind: crash, at: 29990ms, target: all}';
    const merged = run({ merge: '{policy: pass-through}', faults: [CUT, death] });
    const thrown = run({ faults: [CUT, death] });
    expect(merged.counts.acknowledgedWritesLost).toBe(thrown.counts.acknowledgedWritesLost);
  });

  test('a second split is merged like the first', () => {
    const again = '{id: again, kind: split, at: 22s, duration: 4s, target: {zone: eu-b}}';
    const { counts } = run({ merge: '{policy: field-merge}', map: 'entries: 300', faults: [CUT, again] });
    expect(counts.mergeConflicts).toBeGreaterThan(0);
    expect(counts.mergeLosses).toBeGreaterThanOrEqual(counts.acknowledgedWritesLost!);
  });

  test.each(POLICIES)('%s: with a crash within the split, and a store, every invariant holds', (policy) => {
    const death = '{id: dies, kind: crash, at: 14s, duration: 3s, target: {members: [0]}}';
    const { counts } = run({
      merge: `{policy: ${policy}}`,
      map: 'entries: 300, persistence: {writeBehind: {delay: 1s}}',
      store: '{latency: 1ms}',
      faults: [CUT, death],
    });
    expect(counts.storeMissing).toBe(0);
  });
});

test('wrong input: a merge on redis-cluster, and fields without field-merge', () => {
  const problems = (source: string) => {
    const checked = parseScenario(source, { source: '<text>', parameters: {} });
    return checked.ok ? [] : checked.problems.map(({ found }) => found);
  };
  expect(problems(text({ merge: '{policy: version}' }))).toEqual([]);
  expect(problems(text({ merge: '{policy: version, fields: 2}' }))).toHaveLength(1);
  const redis = smallScenario({
    product: 'redis-cluster',
    members: 6,
    map: 'entries: 10, merge: {policy: version}',
    workload: ['{name: w, map: map, op: put, rate: 1/s}'],
  });
  expect(problems(redis)).toHaveLength(1);
});
