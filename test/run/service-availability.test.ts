/** Outages of maps that are not partitioned: from the state of their own units, replicas and store, while the empty grid says nothing. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { perFault, type Simulated, simulate } from './simulate.ts';

interface Story {
  readonly kind: string;
  readonly fault: string;
  readonly members?: number;
  readonly zones?: number;
  readonly maps?: string;
}

const text = ({ kind, fault, members = 3, zones = 1, maps = '' }: Story) => `
apiVersion: sba/v1
name: outage
question: How long can the map not be written?
design:
  product: {kind: generic, partitions: 31, heartbeatInterval: 100ms, heartbeatTimeout: 500ms}
  regions: [{name: eu, zones: ${zones}}]
  members: ${members}
  backups: ${members > 1 ? 1 : 0}
  network: one-zone
  maps: [{name: rows, entries: 1k, entrySize: 1B, kind: ${kind}}${maps}]
  store: {latency: 1ms}
workload: [{name: writers, map: rows, op: put, rate: 50/s, service: 0s, client: {timeout: 100ms}}]
run: {duration: 10s, warmup: 0s, replications: 2, settle: 1s}
faults: [${fault}]
`;

const outcomeOf = (story: Story): Simulated => simulate(text(story), { seed: 1 });
const outages = ({ summary }: Simulated) => ({
  write: perFault(summary, 'writeOutage'),
  read: perFault(summary, 'readOutage'),
});
const none = { write: [], read: [] };
const crash = (duration: string, member = 0) =>
  `{id: crash, kind: crash, at: 3s, duration: ${duration}, target: {member: ${member}}}`;

async function resultOf(story: Story): Promise<RunResult> {
  const checked = await runScenario(text(story), {});
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}

describe('a database map', () => {
  test('is out for as long as its store is down', () => {
    const fault = '{id: down, kind: store-down, at: 3s, duration: 2s}';
    const run = outcomeOf({ kind: 'database', fault });
    expect(outages(run)).toEqual({ write: [2000], read: [2000] });
    expect(run.summary.faults[0]).toMatchObject({ restored: 2e9, effects: ['write-outage'] });
  });

  test('does without one unit, and not without all', () => {
    expect(outages(outcomeOf({ kind: 'database', fault: crash('2s') }))).toEqual(none);
    expect(outages(outcomeOf({ kind: 'database', fault: crash('2s'), members: 1 }))).toEqual({
      write: [2000],
      read: [2000],
    });
  });
});

describe('a replicated map', () => {
  const kind = '{replicated: {}}';

  test('does without one unit', () => {
    expect(outages(outcomeOf({ kind, fault: crash('2s') }))).toEqual(none);
  });

  test('goes on at both sides of a split, unless a majority is asked for that neither has', () => {
    const fault = '{id: halves, kind: split, at: 3s, duration: 4s, target: {zone: eu-a}}';
    expect(outages(outcomeOf({ kind, fault, members: 4, zones: 2 }))).toEqual(none);
    const careful = '{replicated: {protection: majority, detection: 1s}}';
    const run = outcomeOf({ kind: careful, fault, members: 4, zones: 2 });
    expect(outages(run)).toEqual({ write: [3000], read: [3000] });
    expect(run.summary.faults[0]?.restored).toBe(4e9);
  });
});

describe('a quorum map', () => {
  const quorum = (rules: string) => `{quorum: {coordinator: client, ${rules}}}`;

  test('cannot be written with fewer than W replicas, and read as long as R are there', () => {
    // Nobody suspects it before it is back.
    const fault = crash('300ms', 2);
    expect(outages(outcomeOf({ kind: quorum('read: 1, write: 3'), fault }))).toEqual({ write: [300], read: [] });
    expect(outages(outcomeOf({ kind: quorum('read: 3, write: 1'), fault }))).toEqual({ write: [], read: [300] });
    expect(outages(outcomeOf({ kind: quorum('read: 2, write: 2'), fault }))).toEqual(none);
  });

  test('is out until a replica that came back is believed to be there', () => {
    const { write } = outages(outcomeOf({ kind: quorum('read: 1, write: 3'), fault: crash('2s', 2) }));
    expect(write).toHaveLength(1);
    expect(write[0]).toBeGreaterThan(2000);
    expect(write[0]).toBeLessThan(2200);
  });

  test('of five members: a sloppy quorum finds others as soon as the one that is away is suspected', () => {
    const sloppy = 'read: 1, write: 3, hintedHandoff: {keep: 1h}, sloppy: ';
    const fault = crash('3s', 2);
    const [strict] = outages(outcomeOf({ kind: quorum(`${sloppy}false`), fault, members: 5 })).write;
    const [relaxed] = outages(outcomeOf({ kind: quorum(`${sloppy}true`), fault, members: 5 })).write;
    expect(strict).toBeGreaterThan(3000);
    expect(relaxed).toBeGreaterThan(400);
    expect(relaxed).toBeLessThan(700);
  });
});

describe('the empty grid beside them', () => {
  test('says nothing, with a reason', async () => {
    const { metrics, faults, findings } = await resultOf({ kind: 'database', fault: crash('2s') });
    for (const name of ['failovers', 'failoverTime', 'partitionsMoved', 'migrationTime', 'redundancyRestored'])
      expect(metrics[name], name).toMatchObject({
        count: 0,
        unknown: 'no map is partitioned, so nothing fails over or moves',
      });
    expect(metrics.healthyOutage?.unknown).toContain('that of a whole map');
    expect(metrics.writeOutage?.unknown).toBe('no fault caused it');
    expect(faults[0]?.effects).toMatchObject({ failover: 0, 'write-outage': 0 });
    expect(findings.map(({ code }) => code)).not.toContain('partition-lost');
  });

  test('speaks as before where a map is partitioned, too', async () => {
    const { metrics, faults } = await resultOf({
      kind: 'database',
      fault: '{id: crash, kind: crash, at: 3s, target: {member: 0}}',
      maps: ', {name: carts, entries: 1k}',
    });
    expect(metrics.failovers?.mean).toBeGreaterThan(0);
    expect(metrics.writeOutage?.count).toBe(2);
    expect(faults[0]?.effects).toMatchObject({ failover: 1, 'write-outage': 1 });
  });

  test('an expectation of it is not exercised', async () => {
    const checked = await runScenario(`${text({ kind: 'database', fault: crash('2s') })}expect: [failovers == 0]`, {});
    expect(checked.ok && checked.value.result.expectations[0]).toMatchObject({ verdict: 'not exercised' });
  });
});
