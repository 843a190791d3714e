/** Faults of members: slow, leave, join, zone-loss. */
import { describe, expect, test } from 'vitest';
import { perFault, simulate } from '../run/simulate.ts';
import { errorsOf, story, timesOf } from './stories.ts';

describe('slow', () => {
  const workload = 'rate: 100/s, arrivals: constant, service: 1ms';

  test.each(['fifo', 'processor-sharing'])(
    '%s: five times as long while it lasts, and nobody is suspected',
    (discipline) => {
      const run = story({
        design: `members: 1, backups: 0, network: none, units: {threads: 1, discipline: ${discipline}}`,
        workload,
        faults: 'kind: slow, at: 10s, duration: 10s, target: {member: 0}, factor: 5',
        seconds: 20,
      });
      const times = timesOf(run, 'responseTime');
      expect(times.max).toBe(5);
      expect(times.mean).toBeCloseTo(3, 1);
      expect(run.summary.faults[0]!.effects).toEqual([]);
    },
  );

  test('two on top of one another multiply', () => {
    const text = `
apiVersion: sba/v1
name: two
question: Do they multiply?
design: {members: 1, backups: 0, network: none, units: {threads: 1}}
workload: [{name: users, ${workload}}]
run: {duration: 30s, warmup: 0s}
faults:
  - {id: a, kind: slow, at: 5s, duration: 10s, target: all, factor: 3}
  - {id: b, kind: slow, at: 10s, duration: 10s, target: all, factor: 1.5}
`;
    const times = timesOf(simulate(text), 'responseTime');
    expect(times.max).toBe(4.5);
    expect(times.mean).toBeCloseTo((15 * 1 + 5 * 3 + 5 * 4.5 + 5 * 1.5) / 30, 1);
  });
});

const generic =
  'product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: 1s}, regions: [{name: eu, zones: 3}], members: 6, network: three-zones, maps: [{name: m, entries: 1k, entrySize: 1KiB}]';
const redis =
  'product: {kind: redis-cluster, nodeTimeout: 1s}, regions: [{name: eu, zones: 3}], members: 6, network: three-zones, maps: [{name: m, entries: 1k, entrySize: 1KiB}]';
const puts = 'map: m, op: put, rate: 200/s, client: {timeout: 300ms, retries: 3}';

describe('leave and join', () => {
  test.each([
    ['generic', generic],
    ['redis-cluster', redis],
  ])('%s: who leaves in good order takes no acknowledged write along, and can come back', (_, design) => {
    const faults = `kind: leave, at: 3s, target: {primaryOf: 0}}
  - {id: back, kind: join, at: 12s, target: all`;
    const run = story({ design, workload: puts, faults, seconds: 25 });
    const [left, back] = run.summary.faults;
    expect(left!.members).toHaveLength(1);
    expect(back!.members).toEqual(left!.members);
    expect(errorsOf(run)).toBe(0);
    expect(run.witness.lost()).toEqual([]);
    expect(run.summary.counts.falseSuspicions).toBe(0);
    // The stretch of a join is over when the copies are complete: there is calm time at the end again.
    expect(run.summary.seconds[0]).toBeGreaterThan(5);
  });

  test('join finds nobody away: it strikes nothing', () => {
    const faults = `kind: crash, at: 20s, target: {member: 0}}
  - {id: back, kind: join, at: 12s, target: any`;
    const run = story({ design: generic, workload: puts, faults, seconds: 25 });
    expect(run.summary.faults.map(({ at }) => at !== undefined)).toEqual([true, false]);
  });
});

describe('rolling-restart', () => {
  test.each([
    ['generic', generic],
    ['redis-cluster', redis],
  ])('%s: every member really goes and comes back, and clients notice nothing', (_, design) => {
    const run = story({
      design,
      workload: puts,
      faults: 'kind: rolling-restart, at: 3s, downtime: 500ms, pause: 100ms',
      seconds: 90,
    });
    // Whoever comes back is empty: all of its copies are made again.
    const copies = design === generic ? 2 * 31 : 6;
    expect(run.summary.counts.partitionsMoved).toBeGreaterThanOrEqual(copies);
    expect(errorsOf(run)).toBe(0);
    expect(run.witness.lost()).toEqual([]);
  });

  test('two that leave at the same time do not hand over to one another', () => {
    const run = story({
      design: generic.replace('members: 6', 'members: 6, backups: 2'),
      workload: puts,
      faults: `kind: leave, at: 3s, target: {members: [0, 1]}}
  - {id: back, kind: join, at: 12s, target: all`,
      seconds: 25,
    });
    expect(run.summary.faults[1]!.members).toEqual([0, 1]);
    expect(errorsOf(run)).toBe(0);
  });
});

describe('zone-loss', () => {
  test.each([
    ['generic', generic],
    ['redis-cluster', redis],
  ])(
    '%s: the members of the zone fail over, its clients reach nobody, and after it everything is back',
    (_, design) => {
      const faults = 'kind: zone-loss, zone: eu-b, at: 5s, duration: 15s';
      const run = story({ design, workload: puts, faults, seconds: 40 });
      const [fault] = run.summary.faults;
      expect(fault!.members).toEqual([1, 4]);
      expect(fault!.effects).toContain('failover');
      expect(perFault(run.summary, 'writeOutage').length).toBeGreaterThan(0);
      // A third of the clients for 15 of 40 s, and some of the others until the failover.
      expect(errorsOf(run)).toBeGreaterThan(0.11);
      expect(errorsOf(run)).toBeLessThan(0.2);
      expect(run.summary.counts.falseSuspicions).toBe(0);
      expect(perFault(run.summary, 'redundancyRestored')[0]).toBeLessThan(30_000);
      expect(run.witness.lost().length).toBe(run.summary.counts.acknowledgedWritesLost);
    },
  );
});
