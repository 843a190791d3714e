/** A Redis replica that lags behind: does it catch up or copy everything, when is it a copy again, and what is lost if its primary dies meanwhile. */
import { describe, expect, test } from 'vitest';
import { perFault, simulate } from '../run/simulate.ts';
import { problems, redis } from './redis-write-scenario.ts';

const CUT = '{id: cut, kind: split, at: 5s, duration: 20s, target: {member: 3}}';
/** 100 MiB a shard: a full copy takes a second at 100 MiB/s. */
const SHARD_SECONDS = (300_000 * 1024) / 3 / (100 * 1024 * 1024);

/** 100 writes of 1 KiB a second to each primary: 2 MB in the 20 s for which the replica of the first is cut off. */
const cluster = (product: string, faults = CUT, duration = '60s') =>
  redis({ product, faults, duration, source: 'rate: 300/s, from: beside-owner' }).replace(
    'entries: 100, entrySize: 100B',
    'entries: 300k, entrySize: 1KiB',
  );

/** Seconds from the cut to the complete copy; 0 when it never was incomplete. */
const redundantAfter = (product: string) =>
  (perFault(simulate(cluster(product)).summary, 'redundancyRestored')[0] ?? 0) / 1000;

describe('A replica cut off for 20 s', () => {
  test('goes on where it was on a connection that was not closed, however small the backlog', () => {
    expect(redundantAfter('')).toBe(0);
    expect(redundantAfter(', replBacklogSize: 16KiB')).toBe(0);
  });

  test('copies everything, 5 s after it asked, when repl-timeout closed its connection and it misses more than the backlog', () => {
    expect(redundantAfter(', replTimeout: 10s')).toBeCloseTo(20 + 5 + SHARD_SECONDS, 1);
    expect(redundantAfter(', replTimeout: 10s, replBacklogSize: 4MiB')).toBe(0);
  });

  test('copies at once with repl-diskless-sync-delay 0', () => {
    expect(redundantAfter(', replTimeout: 10s, replDisklessSyncDelay: 0s')).toBeCloseTo(20 + SHARD_SECONDS, 1);
  });

  test('copies everything when what waits for it is past the hard limit, or past the soft one for too long', () => {
    const limit = (hard: string, soft: string, time: string) =>
      `, replicaOutputBufferLimit: {hard: ${hard}, soft: ${soft}, softTime: ${time}}`;
    expect(redundantAfter(limit('1MiB', '1MiB', '60s'))).toBeGreaterThan(25);
    // 1 MiB waits after 10.5 s, so the soft limit has been exceeded for 9.5 s when the cut heals.
    expect(redundantAfter(limit('3MiB', '1MiB', '9s'))).toBeGreaterThan(25);
    expect(redundantAfter(limit('3MiB', '1MiB', '10s'))).toBe(0);
  });

  test('never ends to copy while writes fill its buffer faster than a copy takes', () => {
    // A copy takes 24 s, and 1.5 MB are written in 15 s: only the end of the load at 60 s lets one through.
    const slow = ', syncBandwidth: 4MiB, replTimeout: 10s';
    const small = ', replicaOutputBufferLimit: {hard: 1500KiB, soft: 1500KiB, softTime: 0s}';
    expect(redundantAfter(slow)).toBeLessThan(50);
    expect(redundantAfter(slow + small)).toBeGreaterThan(65);
  });

  test('is elected with what it had when its primary dies before the copy is there: all written since the cut is lost', () => {
    const faults = `${CUT}, {id: dead, kind: crash, at: 28s, target: {member: 0}}`;
    const { summary, witness } = simulate(cluster(', replTimeout: 10s', faults));
    expect(summary.counts.failovers).toBe(1);
    expect(summary.counts.acknowledgedWritesLost).toBe(witness.lost().length);
    // 23 s of 100 writes.
    expect(Math.abs(witness.lost().length - 2300)).toBeLessThan(150);
    expect(simulate(cluster('', faults)).summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test('counts as a good replica of its primary only with the full copy', () => {
    const product = ', replTimeout: 10s, minReplicasToWrite: 1, minReplicasMaxLag: 2s';
    const longest = (settings: string) => Math.max(...perFault(simulate(cluster(settings)).summary, 'healthyOutage'));
    // What was not taken in those seconds is not in the stream either.
    expect(longest(`${product}, replBacklogSize: 16KiB, syncBandwidth: 10MiB`)).toBeGreaterThan(30_000);
    expect(longest(product)).toBeLessThan(21_000);
  });
});

test('Valkey keeps 10 MiB from 8.1 on', () => {
  const after = (version: string) =>
    (perFault(
      simulate(cluster(', replTimeout: 10s').replace('kind: redis-cluster', `kind: valkey, version: "${version}"`))
        .summary,
      'redundancyRestored',
    )[0] ?? 0) / 1000;
  expect(after('8.0')).toBeGreaterThan(25);
  expect(after('8.1')).toBe(0);
});

test.each([
  [
    'without replicas nothing lags',
    redis({ product: ', replTimeout: 10s', backups: 0 }),
    'replTimeout with backups: 0',
  ],
  [
    'a soft limit above the hard one is never looked at',
    redis({ product: ', replicaOutputBufferLimit: {hard: 1MiB, soft: 2MiB, softTime: 1s}' }),
    'a soft limit above the hard one',
  ],
])('%s, which is said', (_, text, words) => {
  const found = problems(text);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(words);
});
