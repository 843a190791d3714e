/** What a scenario may not ask of Apache Ignite, and what is said instead. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { smallScenario } from '../run/small-scenario.ts';

const workload = ['{name: puts, map: map, op: put, rate: 10/s}'];

function problemsOf(product: string, map?: string) {
  const store = '{writesPerSecond: 3k/s, latency: 4ms}';
  const parts = { product, workload, store, ...(map === undefined ? {} : { map }) };
  const checked = parseScenario(smallScenario(parts), { source: '<text>' });
  return checked.ok ? [] : checked.problems.map(({ path, suggestion }) => ({ path, suggestion }));
}

describe('Apache Ignite', () => {
  test('is known by its name alone, and has version 2 then', () => {
    expect(problemsOf('ignite')).toEqual([]);
    expect(problemsOf('{kind: ignite, version: "3"}')).toEqual([]);
  });

  test('refuses settings of the other version, each with a way out', () => {
    expect(problemsOf('{kind: ignite, version: "3", failureDetectionTimeout: 3s, affinityBackupFilter: zone}')).toEqual(
      [
        {
          path: 'design.product.failureDetectionTimeout',
          suggestion: 'remove failureDetectionTimeout, or write version: "2"',
        },
        {
          path: 'design.product.affinityBackupFilter',
          suggestion: 'remove affinityBackupFilter, or write version: "2"',
        },
      ],
    );
    expect(problemsOf('{kind: ignite, version: "2.8", leaseExpirationInterval: 3s}')).toEqual([
      {
        path: 'design.product.leaseExpirationInterval',
        suggestion: 'remove leaseExpirationInterval, or write version: "3"',
      },
    ]);
  });

  test('honours IGNORE only without a wait for the baseline', () => {
    const [problem] = problemsOf('{kind: ignite, partitionLossPolicy: IGNORE, baselineAutoAdjustTimeout: 5s}');
    expect(problem?.path).toBe('design.product.partitionLossPolicy');
    expect(problemsOf('{kind: ignite, partitionLossPolicy: IGNORE}')).toEqual([]);
  });

  test('wants an election that is over before the lease', () => {
    const [problem] = problemsOf('{kind: ignite, version: "3", leaseExpirationInterval: 2s}');
    expect(problem).toEqual({
      path: 'design.product.leaseExpirationInterval',
      suggestion: 'write leaseExpirationInterval: 4800ms',
    });
  });

  test('keeps no write-behind buffer on backups, and says so only when it is asked for', () => {
    const map = (option: string) => `entries: 1000, persistence: {writeBehind: {delay: 5s${option}}}`;
    expect(problemsOf('ignite', map(''))).toEqual([]);
    expect(problemsOf('ignite', map(', queueOnBackups: true')).map(({ suggestion }) => suggestion)).toEqual([
      'write queueOnBackups: false',
    ]);
  });

  test('has a log only with persistence, and log settings only in modes where they act', () => {
    const disk = (settings: string) =>
      problemsOf(`{kind: ignite, ${settings}}`).map(({ path }) => path.replace('design.product.', ''));
    expect(disk('walMode: FSYNC, walSegmentSyncTimeout: 1s')).toEqual(['walMode', 'walSegmentSyncTimeout']);
    expect(disk('persistenceEnabled: false, walMmap: false')).toEqual(['walMmap']);
    expect(disk('persistenceEnabled: true, walMode: FSYNC, walSegmentSyncTimeout: 1s')).toEqual([
      'walSegmentSyncTimeout',
    ]);
    expect(disk('persistenceEnabled: true, walMode: BACKGROUND, walFlushFrequency: 1s')).toEqual(['walFlushFrequency']);
    expect(disk('persistenceEnabled: true, walMmap: false')).toEqual(['walMmap']);
    const whole = 'walMode: BACKGROUND, walMmap: false, walFlushFrequency: 1s, walSegmentSyncTimeout: 5s';
    expect(disk(`persistenceEnabled: true, ${whole}`)).toEqual([]);
    expect(disk('version: "3", persistenceEnabled: true')).toEqual(['persistenceEnabled']);
  });

  test('ignores losses only in memory with a baseline that adjusts at once, and resets only what stays lost', () => {
    const paths = (settings: string) =>
      problemsOf(`{kind: ignite, ${settings}}`).map(({ path }) => path.replace('design.product.', ''));
    expect(paths('persistenceEnabled: true, partitionLossPolicy: IGNORE')).toEqual(['partitionLossPolicy']);
    expect(paths('baselineAutoAdjustEnabled: false, partitionLossPolicy: IGNORE')).toEqual(['partitionLossPolicy']);
    expect(paths('resetLostPartitionsAfter: 1s')).toEqual(['resetLostPartitionsAfter']);
    expect(paths('persistenceEnabled: true, resetLostPartitionsAfter: 1s')).toEqual([]);
    expect(paths('persistenceEnabled: true, baselineAutoAdjustTimeout: 1min')).toEqual(['baselineAutoAdjustTimeout']);
    expect(paths('persistenceEnabled: true, baselineAutoAdjustEnabled: true, baselineAutoAdjustTimeout: 1min')).toEqual(
      [],
    );
  });

  test('keeps only maps on disk whose entries stay', () => {
    const paths = (map: string) => problemsOf('{kind: ignite, persistenceEnabled: true}', map).map(({ path }) => path);
    expect(paths('entries: 1000, eviction: {policy: lru, maxEntries: 10}')).toEqual([
      'design.product.persistenceEnabled',
    ]);
    expect(paths('entries: 1000, kind: {replicated: {}}')).toEqual(['design.product.persistenceEnabled']);
    expect(paths('entries: 1000')).toEqual([]);
    const third = problemsOf('{kind: ignite, version: "3", fsync: false}', 'entries: 1000, kind: {replicated: {}}');
    expect(third.map(({ path }) => path)).toEqual(['design.product.fsync']);
    expect(problemsOf('{kind: ignite, fsync: true}').map(({ path }) => path)).toEqual(['design.product.fsync']);
  });
});
