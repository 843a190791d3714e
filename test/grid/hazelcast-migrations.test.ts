/** Hazelcast's migrations: how many at a time, at which rate, when they rest. */
import { describe, expect, test } from 'vitest';
import { Migrations } from '../../simulator/grid/hazelcast/migrations.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import { perFault, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const MEMBERS = 6;
/** A tenth of a second of the link. */
const BYTES = 10e6;
const BANDWIDTH = 100e6;

interface Planned {
  readonly from: number;
  readonly to: number;
}

/** Arrival of every planned copy in seconds, in the order of the plan; −1: never. `removed`: who is removed when. */
function arrivals(
  plan: readonly Planned[],
  { parallel = 10, interval = 0 }: { readonly parallel?: number; readonly interval?: number } = {},
  removed?: { readonly member: number; readonly at: number },
): number[] {
  const simulation = new Simulation();
  const times = plan.map(() => -1);
  const isGone = (copy: number) =>
    removed !== undefined &&
    simulation.now >= removed.at * SECOND &&
    (plan[copy]!.from === removed.member || plan[copy]!.to === removed.member);
  const settings = { parallel, interval: interval * SECOND, grids: 1 };
  const migrations = new Migrations(simulation, MEMBERS, BANDWIDTH, settings, {
    sourceOf: (copy) => (isGone(copy) ? -1 : plan[copy]!.from),
    memberOf: (copy) => plan[copy]!.to,
    partitionOf: (copy) => copy,
    bytesOf: () => BYTES,
    delay: () => 0,
    arrived: (copy) => {
      times[copy] = simulation.now / SECOND;
      return true;
    },
    involves: () => {},
  });
  const begin = simulation.handler('begin', (copy) => migrations.begin(copy, 1));
  const remove = simulation.handler('remove', (member) => migrations.memberRemoved(member));
  for (const copy of plan.keys()) simulation.scheduleAt(0, begin, copy);
  if (removed !== undefined) simulation.scheduleAt(removed.at * SECOND, remove, removed.member);
  simulation.run(100 * SECOND);
  return times;
}

const to = (member: number, count: number): Planned[] =>
  Array.from({ length: count }, (_, copy) => ({ from: copy % 3, to: member }));

describe('many copies go to one member', () => {
  test('ten at a time share its link, so they end in tens', () => {
    const times = arrivals(to(5, 25));
    for (const [copy, time] of times.entries()) expect(time).toBeCloseTo([1, 2, 2.5][Math.floor(copy / 10)]!, 6);
  });

  test('one at a time each has the whole link, and all together take as long', () => {
    const times = arrivals(to(5, 25), { parallel: 1 });
    for (const [copy, time] of times.entries()) expect(time).toBeCloseTo((copy + 1) / 10, 6);
  });

  test('with an interval no two begin at once', () => {
    const times = arrivals(to(5, 4), { interval: 1 });
    for (const [copy, time] of times.entries()) expect(time).toBeCloseTo(copy + 0.1, 6);
  });
});

test('a member that feeds many counts its migrations, too: one at a time leaves the links of the others idle', () => {
  const plan = [1, 2, 3, 4, 5].map((destination) => ({ from: 0, to: destination }));
  expect(Math.max(...arrivals(plan))).toBeCloseTo(0.1, 6);
  expect(Math.max(...arrivals(plan, { parallel: 1 }))).toBeCloseTo(0.5, 6);
});

describe('a member is removed', () => {
  const plan = [...to(5, 1), ...to(3, 15)];

  test('while it receives: its migration has failed, and for 3 s none begins', () => {
    const times = arrivals(plan, {}, { member: 5, at: 0.05 });
    expect(times[0]).toBe(-1);
    // Those on their way go on; of the others the first begin 3 s later.
    const others = times.slice(1);
    expect(others.filter((time) => time > 0 && time < 1.2)).toHaveLength(10);
    expect(Math.min(...others.filter((time) => time >= 1.2))).toBeCloseTo(3.05 + 0.5, 6);
  });

  test('that has no migration on its way: nothing rests', () => {
    expect(Math.max(...arrivals(to(3, 15), {}, { member: 5, at: 0.05 }))).toBeLessThan(1.6);
  });
});

describe('in a cluster', () => {
  const restored = (product: string, size = '64KiB') => {
    const text = smallScenario({
      product: `{kind: hazelcast, partitions: 31, migrationBandwidth: 50MB, ${product}}`,
      members: 4,
      map: `entries: 1000, entrySize: ${size}`,
      workload: ['{name: puts, map: map, op: put, rate: 20/s, client: {timeout: 1s}}'],
      duration: '10s',
      settle: '60s',
      faults: ['{id: dies, kind: crash, at: 5s, target: {member: 3}}'],
    });
    const { summary } = simulate(text);
    return { restored: perFault(summary, 'redundancyRestored')[0]!, moved: summary.counts.partitionsMoved };
  };

  test('the lost copies take as long as the link of the busiest member needs, however many go at once', () => {
    const ten = restored('maxParallelMigrations: 10');
    const one = restored('maxParallelMigrations: 100');
    expect(ten.moved).toBe(one.moved);
    expect(Math.abs(ten.restored - one.restored)).toBeLessThan(0.02 * one.restored);
    expect(restored('maxParallelMigrations: 1').restored).toBeGreaterThanOrEqual(0.98 * one.restored);
  });

  test('an interval of migrations bounds how soon redundancy is back', () => {
    const paced = restored('migrationInterval: 1s', '1KiB');
    expect(paced.restored).toBeGreaterThan(1000 * (paced.moved! - 1));
    expect(restored('maxParallelMigrations: 10', '1KiB').restored).toBeLessThan(2000);
  });
});

describe('with a rebalance delay of 20 s', () => {
  const lossOf = (product: string, fault: string, faults: readonly string[] = []) => {
    const text = smallScenario({
      product: `{kind: hazelcast, partitions: 31${product}}`,
      members: 4,
      workload: ['{name: puts, map: map, op: put, rate: 20/s, client: {timeout: 1s}}'],
      duration: '60s',
      settle: '60s',
      faults: [`{id: dies, kind: crash, at: 5s, target: {member: 3}${fault}}`, ...faults],
    });
    const { summary } = simulate(text);
    const seconds = (metric: string) => perFault(summary, metric, 'dies').map((ms) => ms / 1000);
    return {
      outage: seconds('writeOutage')[0]!,
      detected: seconds('detectionTime')[0]!,
      counts: summary.counts,
      summary,
    };
  };
  const DELAY = ', rebalanceDelay: 20s';

  test('the partitions of a lost member have no owner for so long, though their backups are well', () => {
    const { outage, detected, counts } = lossOf(DELAY, '');
    expect(outage).toBeGreaterThan(detected + 20);
    expect(outage).toBeLessThan(detected + 20.01);
    expect(counts.acknowledgedWritesLost).toBe(0);
    expect(lossOf('', '').outage).toBeLessThan(1);
  });

  test('a member that joins ends the wait', () => {
    const { outage } = lossOf(DELAY, ', duration: 8s');
    expect(outage).toBeGreaterThan(8);
    expect(outage).toBeLessThan(16);
  });

  test('a second loss does not prolong it', () => {
    const second = '{id: second, kind: crash, at: 15s, target: {member: 2}}';
    const { summary } = lossOf(DELAY, '', [second]);
    const [outage] = perFault(summary, 'writeOutage', 'second');
    expect(outage).toBeGreaterThan(10_000);
    expect(outage).toBeLessThan(11_000);
  });
});
