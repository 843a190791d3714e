/** What a Redis primary reads back when it returns before it is replaced: nothing, its append-only file, its last snapshot. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../run/simulate.ts';
import { problems, redis } from './redis-write-scenario.ts';

describe('a primary that comes back before it is replaced', () => {
  const source = 'every: 10ms, target: each-owner, from: beside-owner';
  /** Acknowledged writes of one primary of 100/s that are lost when it is away for half a second. */
  const lost = (product: string, fault: string, at = '15s') => {
    const faults = `{id: away, kind: ${fault}, at: ${at}, duration: 500ms, target: {primaryOf: 0}}`;
    const { summary } = simulate(redis({ product, faults, source, duration: '20s' }));
    expect(summary.counts.failovers).toBe(0);
    return summary.counts.acknowledgedWritesLost!;
  };

  test('is empty without any file, and with it everything it had is gone', () => {
    expect(lost('', 'crash')).toBeGreaterThan(1_490);
  });

  test('reads back all it has answered when only its process died, however seldom the file is flushed', () => {
    for (const mode of ['always', 'everysec', 'no']) expect(lost(`, appendfsync: ${mode}`, 'crash')).toBe(0);
  });

  test('reads back what was flushed when its host was lost', () => {
    expect(lost(', appendfsync: always', 'host-loss')).toBe(0);
    const everysec = lost(', appendfsync: everysec', 'host-loss');
    expect(everysec).toBeGreaterThan(0);
    expect(everysec).toBeLessThanOrEqual(101);
    expect(lost(', appendfsync: no', 'host-loss')).toBeGreaterThan(everysec);
  });

  test('a flush each second loses half a second of writes in the mean', () => {
    const faults = '{id: away, kind: host-loss, at: 5s, duration: 500ms, target: {primaryOf: 0}}';
    const text = redis({ product: ', appendfsync: everysec', faults, source, duration: '8s' });
    const counts = Array.from(
      { length: 40 },
      (_, replication) => simulate(text, { replication }).summary.counts.acknowledgedWritesLost!,
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    // Uniform from 0 to 100: standard error 4.6.
    expect(Math.abs(mean - 50)).toBeLessThan(15);
    expect(Math.max(...counts)).toBeGreaterThan(80);
  });

  test('reads back its last snapshot, whether its process or its host was lost', () => {
    for (const fault of ['crash', 'host-loss']) {
      // One after more than 5 s with 10 writes in them: two or three by 15 s.
      const some = lost(', save: [{after: 5s, changes: 10}]', fault);
      expect(some).toBeGreaterThan(0);
      expect(some).toBeLessThan(520);
      expect(lost(', save: [{after: 5s, changes: 100000}]', fault)).toBeGreaterThan(1_490);
    }
  });

  test('a replica that took over makes no use of the disk: what only that had is lost', () => {
    const faults = '{id: gone, kind: host-loss, link: true, at: 5s, duration: 8s, target: {primaryOf: 0}}';
    const network = '{sameZone: 50ms, crossZone: 50ms, crossRegion: 50ms}';
    const run = (product: string) =>
      simulate(redis({ product, faults, network, source, duration: '20s' })).summary.counts;
    const { failovers, acknowledgedWritesLost } = run(', appendfsync: always');
    expect(failovers).toBe(1);
    expect(acknowledgedWritesLost).toBe(run('').acknowledgedWritesLost);
    expect(acknowledgedWritesLost).toBeGreaterThanOrEqual(4);
  });

  test('with its only replica dead, too, the disk is all there is', () => {
    const faults = '{id: both, kind: crash, at: 5s, duration: 8s, target: {members: [0, 3]}}';
    const run = (product: string) => simulate(redis({ product, faults, source, duration: '25s' })).summary.counts;
    expect(run('').acknowledgedWritesLost).toBeGreaterThan(490);
    expect(run(', appendfsync: everysec').acknowledgedWritesLost).toBe(0);
  });

  test.each([
    ['snapshots beside an append-only file', ', appendfsync: no, save: [{after: 60s, changes: 1}]', '', 'remove save'],
    ['a file of a cache', ', appendfsync: no', ', eviction: {policy: lru, maxEntries: 10}', 'remove appendfsync'],
  ])('%s is refused with a remedy', (_, product, map, words) => {
    const found = problems(redis({ product, map }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });
});
