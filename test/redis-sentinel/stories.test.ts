/** What Sentinel does for a design and what it does not, told by scenarios. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { perFault, type Simulated, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

interface Story {
  readonly settings?: string;
  readonly zones?: number;
  readonly backups?: number;
  readonly fault: string;
  readonly duration?: string;
  readonly workload?: readonly string[];
}

const WRITER = '{name: writer, rate: 100/s, op: put, map: map, from: beside-owner, client: {timeout: 300ms}}';
const PROBE = '{name: probe, every: 20ms, target: each-owner, map: map, op: put, client: {timeout: 300ms}}';

function textOf({
  settings = '',
  zones = 3,
  backups = 2,
  fault,
  duration = '40s',
  workload = [WRITER],
}: Story): string {
  return smallScenario({
    product: `{kind: redis-sentinel, downAfter: 2s${settings}}`,
    zones,
    members: 1 + backups,
    backups,
    workload,
    duration,
    settle: '30s',
    faults: [`{id: fault, at: 10s, ${fault}}`],
  });
}

const told = (story: Story, seed = 1): Simulated => simulate(textOf(story), { seed });
const failovers = ({ summary }: Simulated) => perFault(summary, 'failoverTime').length;
const detections = ({ summary }: Simulated) => perFault(summary, 'detectionTime').length;
const lost = ({ summary }: Simulated) => summary.counts.acknowledgedWritesLost ?? 0;

describe('Sentinel replaces the primary', () => {
  test('that is killed, in down-after and less than half a second, without losing a write', () => {
    const run = told({ fault: 'kind: crash, target: {primaryOf: any}' });
    expect(perFault(run.summary, 'writeOutage')[0]).toBeGreaterThan(2200);
    expect(perFault(run.summary, 'writeOutage')[0]).toBeLessThan(2600);
    expect(lost(run)).toBe(0);
  });

  test('that pauses for longer than down-after, and makes it a replica when it goes on', () => {
    const run = told({ fault: 'kind: pause, duration: 10s, target: {primaryOf: any}' });
    expect(failovers(run)).toBe(1);
    expect(run.summary.counts.falseSuspicions).toBe(1);
    expect(perFault(run.summary, 'redundancyRestored')[0]).toBeLessThan(35_000);
  });

  test('with two of three sentinels left', () => {
    const run = told({ settings: ', sentinelHosts: members', fault: 'kind: host-loss, target: {primaryOf: any}' });
    expect(failovers(run)).toBe(1);
  });
});

describe('a sentinel that was cut off and switches to the new primary after the heal', () => {
  test('no longer finds the others down: their next failure is noticed as one', () => {
    const text = smallScenario({
      product: '{kind: redis-sentinel, downAfter: 2s}',
      zones: 3,
      members: 3,
      backups: 2,
      workload: [WRITER],
      duration: '60s',
      faults: [
        '{id: cut, kind: split, at: 10s, duration: 10s, target: {zone: eu-a}}',
        '{id: lost, kind: host-loss, at: 45s, target: {members: [1, 2]}}',
      ],
    });
    expect(perFault(simulate(text).summary, 'detectionTime')).toHaveLength(3);
  });
});

describe('Sentinel does not replace the primary', () => {
  test('when one sentinel of three is left on the hosts of the members', () => {
    const run = told({ settings: ', sentinelHosts: members', fault: 'kind: host-loss, target: {members: [0, 1]}' });
    expect(failovers(run)).toBe(0);
    // Of the replica that was lost, too, it is the one that knows; of the primary nobody agrees with it.
    expect(detections(run)).toBe(1);
  });

  test('when the lost zone takes the majority of the sentinels along', () => {
    const run = told({ zones: 2, fault: 'kind: zone-loss, zone: eu-a' });
    expect(failovers(run)).toBe(0);
    // The replica in it.
    expect(detections(run)).toBe(1);
  });

  test('when the quorum is reached without a majority: it is agreed to be down, and nobody is elected', () => {
    const run = told({ zones: 2, settings: ', quorum: 1', fault: 'kind: zone-loss, zone: eu-a' });
    expect(detections(run)).toBe(2);
    expect(failovers(run)).toBe(0);
  });

  test('when no replica may be promoted', () => {
    const run = told({ settings: ', replicaPriorities: [100, 0, 0]', fault: 'kind: crash, target: {primaryOf: any}' });
    expect([detections(run), failovers(run)]).toEqual([1, 0]);
  });

  test('that is restarted empty before down-after: its replicas copy the empty set, and everything is lost', () => {
    const run = told({ fault: 'kind: crash, duration: 1s, target: {primaryOf: any}' });
    expect([detections(run), failovers(run)]).toEqual([0, 0]);
    expect(lost(run)).toBeGreaterThan(800);
  });
});

describe('A split between the primary with its clients and the others', () => {
  const split = (duration: string) =>
    told({ fault: `kind: split, duration: ${duration}, target: {zone: eu-a}`, duration: '50s' });

  test('costs what the old primary acknowledged in it, once it is made a replica', () => {
    const run = split('12s');
    expect(failovers(run)).toBe(1);
    // 100 writes a second beside the owner, who is the old primary for about 12 s and until it is told, ten seconds after.
    expect(lost(run)).toBeGreaterThan(600);
  });

  test('costs nothing when it is shorter than down-after', () => {
    const run = split('1500ms');
    expect([failovers(run), lost(run)]).toEqual([0, 0]);
  });
});

describe('Clients', () => {
  const away = (clients: string) =>
    perFault(
      told({
        settings: `, clients: ${clients}`,
        fault: 'kind: crash, target: {primaryOf: any}',
        workload: [PROBE],
      }).summary,
      'clientOutage',
    )[0]!;

  test('that ask the sentinels are away longer than those that try the members, by up to a second and a step', () => {
    const longer = away('ask-sentinels') - away('try-members');
    expect(longer).toBeGreaterThan(0);
    expect(longer).toBeLessThan(1150);
  });
});

describe('Refused', () => {
  const problemsOf = (text: string) => {
    const parsed = parseScenario(text, { source: '<text>', parameters: {} });
    return parsed.ok ? [] : parsed.problems.map(({ path }) => path);
  };

  test.each([
    ['a quorum above the number of sentinels', ', quorum: 4', 'design.product.quorum'],
    ['more sentinels than hosts for them', ', sentinels: 5, sentinelHosts: members', 'design.product.sentinelHosts'],
    ['priorities for some members', ', replicaPriorities: [1, 2]', 'design.product.replicaPriorities'],
    ['a failover-timeout below the period of INFO', ', failoverTimeout: 1s', 'design.product.failoverTimeout'],
  ])('%s', (_, settings, path) => {
    const text = textOf({ settings, fault: 'kind: crash, target: {primaryOf: any}' });
    expect(JSON.stringify(problemsOf(text))).toContain(path);
  });

  test('members that are not the primary and its replicas', () => {
    const text = textOf({ fault: 'kind: crash, target: {primaryOf: any}' }).replace('members: 3', 'members: 6');
    expect(JSON.stringify(problemsOf(text))).toContain('members');
  });
});
