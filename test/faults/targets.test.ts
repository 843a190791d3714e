/** Targets by share, by majority, by region and by chance: which members a fault strikes. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../run/simulate.ts';
import { errorsOf, story } from './stories.ts';

function struck(target: string, members: number, replication = 0): readonly number[] {
  const text = `
apiVersion: sba/v1
name: targets
question: Whom does it strike?
design: {regions: [{name: eu, zones: 2}, {name: us, zones: 1}], members: ${members}, network: three-zones}
workload: [{name: users, rate: 1/s, service: 0s}]
run: {duration: 2s, warmup: 0s}
faults: [{id: fault, kind: slow, at: 1s, duration: 100ms, target: ${target}, factor: 2}]
`;
  return simulate(text, { replication }).summary.faults[0]!.members;
}

describe('so many members, at random', () => {
  test.each([
    ['{percent: 30%}', 10, 3],
    ['{percent: 25%}', 10, 3],
    ['{percent: 1%}', 10, 1],
    ['{percent: 100%}', 7, 7],
    ['majority', 3, 2],
    ['majority', 4, 3],
    ['majority', 5, 3],
    ['minority', 3, 1],
    ['minority', 4, 1],
    ['minority', 5, 2],
    ['minority', 8, 3],
  ])('%s of %i members: %i, and over the runs every one of them', (target, members, count) => {
    const seen = new Set<number>();
    for (let replication = 0; replication < 60; replication++) {
      const hit = struck(target, members, replication);
      expect(hit).toHaveLength(count);
      for (const member of hit) seen.add(member);
    }
    expect(seen.size).toBe(members);
  });
});

test('a region: its members, in all of its zones', () => {
  expect(struck('{region: eu}', 7)).toEqual([0, 1, 3, 4, 6]);
  expect(struck('{region: us}', 7)).toEqual([2, 5]);
});

test('chance: each member for itself, so their number is binomial', () => {
  const counts = Array.from({ length: 400 }, (_, replication) => struck('{chance: 30%}', 8, replication).length);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
  expect(Math.abs(mean - 2.4)).toBeLessThan(4 * Math.sqrt((8 * 0.3 * 0.7) / 400));
  expect(variance).toBeGreaterThan(1.2);
  expect(variance).toBeLessThan(2.2);
});

test('pause and slow strike a share of the members', () => {
  const faults = (kind: string) => `kind: ${kind}, at: 5s, duration: 5s, target: {percent: 50%}`;
  const design = 'members: 4, backups: 0, network: none, units: {threads: 1}';
  const workload = 'rate: 40/s, arrivals: constant, service: 5ms, client: {timeout: 20ms}';
  const paused = errorsOf(story({ design, workload, faults: faults('pause'), seconds: 20 }));
  // Half of the members stand still for a quarter of the time.
  expect(Math.abs(paused - 0.125)).toBeLessThan(0.03);
  const slowed = errorsOf(story({ design, workload, faults: `${faults('slow')}, factor: 5`, seconds: 20 }));
  expect(Math.abs(slowed - 0.125)).toBeLessThan(0.03);
});

describe('region-loss', () => {
  test('members elsewhere take over, clients there reach nobody, and afterwards all is back', () => {
    const run = story({
      design:
        'product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: 1s}, regions: [{name: eu, zones: 2}, {name: us, zones: 1}], members: 6, network: {crossRegion: 5ms}, maps: [{name: m, entries: 1k, entrySize: 1KiB}]',
      workload: 'map: m, op: put, rate: 200/s, client: {timeout: 300ms, retries: 3}',
      faults: 'kind: region-loss, region: us, at: 5s, duration: 15s, mustCause: [failover]',
      seconds: 40,
    });
    const [fault] = run.summary.faults;
    expect(fault!.members).toEqual([2, 5]);
    expect(fault!.effects).toContain('failover');
    expect(errorsOf(run)).toBeGreaterThan(0.11);
    expect(errorsOf(run)).toBeLessThan(0.2);
    expect(run.witness.lost().length).toBe(run.summary.counts.acknowledgedWritesLost);
  });

  test('a split of a region takes its clients along: each side goes on by itself under any-side', () => {
    const run = story({
      design:
        'product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: 1s, promotion: any-side}, regions: [{name: eu, zones: 2}, {name: us, zones: 1}], members: 6, network: {crossRegion: 5ms}, maps: [{name: m, entries: 1k, entrySize: 1KiB}]',
      workload: 'map: m, op: put, rate: 200/s, client: {timeout: 300ms, retries: 9, backoff: 300ms}',
      faults: 'kind: split, target: {region: us}, at: 5s, duration: 15s',
      seconds: 40,
    });
    expect(errorsOf(run)).toBe(0);
    expect(run.summary.counts.acknowledgedWritesLost).toBeGreaterThan(0);
  });
});
