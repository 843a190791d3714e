/**
 * Apache Ignite 2 on its ring, through scenario text: how soon what kind of loss is noticed, who waits for whom, who halts, and what both
 * halves of a split do (grid-products.md 3.2 and 4).
 */
import { describe, expect, test } from 'vitest';
import { Members } from '../../simulator/grid/members.ts';
import { rendezvousTable } from '../../simulator/products/rendezvous.ts';
import { perFault, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';
import type { Witness } from '../run/witness.ts';

const client = 'client: {timeout: 300ms, retries: 0}';
const puts = `{name: puts, map: map, op: put, rate: 50/s, service: 50us, ${client}}`;
const ring = (settings = '') => `{kind: ignite, partitions: 64, restartAfter: 5s${settings}}`;

function detections(faults: readonly string[], { product = ring(), members = 6, replications = 40 } = {}): number[] {
  const text = smallScenario({ product, members, workload: [puts], duration: '40s', settle: '90s', faults });
  return Array.from({ length: replications }, (_, replication) =>
    Math.min(...perFault(simulate(text, { replication }).summary, 'detectionTime')),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const at = 'at: {uniform: [5s, 6s]}';

describe('a lost node is noticed by its neighbour in the ring', () => {
  test('within half a second when its process is killed', () => {
    const times = detections([`{id: kill, kind: crash, ${at}, target: any}`]);
    expect(Math.min(...times)).toBeGreaterThan(0);
    expect(Math.max(...times)).toBeLessThan(520);
    expect(mean(times)).toBeGreaterThan(180);
    expect(mean(times)).toBeLessThan(320);
  });

  test.each([
    ['frozen', `{id: freeze, kind: pause, ${at}, duration: 25s, target: any}`],
    ['gone with its host', `{id: host, kind: host-loss, ${at}, target: any}`],
  ])('after failureDetectionTimeout and up to half a second when it is %s', (_, fault) => {
    const times = detections([fault]);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...times)).toBeLessThan(10_520);
    expect(Math.abs(mean(times) - 10_250)).toBeLessThan(80);
  });

  test('up to 2.8 only after twice that, at most 20.8 s', () => {
    const product = ring(', version: "2.8"');
    const times = detections([`{id: host, kind: host-loss, ${at}, target: any}`], { product, replications: 10 });
    expect(Math.min(...times)).toBeGreaterThanOrEqual(20_300);
    expect(Math.max(...times)).toBeLessThan(20_820);
  });

  test('a third of failureDetectionTimeout later for each silent neighbour more in a row', () => {
    const faults = [
      `{id: first, kind: host-loss, at: 5s, target: {members: [2]}}`,
      `{id: second, kind: host-loss, at: 5s, target: {members: [3]}}`,
    ];
    const text = smallScenario({ product: ring(), members: 6, workload: [puts], duration: '40s', faults });
    for (let replication = 0; replication < 10; replication++) {
      const { summary } = simulate(text, { replication });
      const [time] = perFault(summary, 'detectionTime', 'second');
      expect(time).toBeGreaterThanOrEqual(13_333);
      expect(time).toBeLessThan(13_860);
    }
  });
});

describe('partition map exchange', () => {
  test('holds the updates of everyone until a frozen node answers or is found out', () => {
    const faults = [
      '{id: freeze, kind: pause, at: 5s, duration: 4s, target: {members: [4]}}',
      '{id: kill, kind: crash, at: 6s, target: {members: [1]}}',
    ];
    const text = smallScenario({ product: ring(), members: 6, workload: [puts], duration: '20s', faults });
    const { witness } = simulate(text);
    // Killed at 6 s and noticed by 6.5 s; the frozen node answers when it goes on at 9 s.
    const at = witness.acknowledged.map((write) => write.at / 1e9);
    expect(at.filter((time) => time > 5 && time < 6).length).toBeGreaterThan(20);
    expect(at.filter((time) => time > 6.6 && time < 9)).toEqual([]);
    expect(at.filter((time) => time > 9.1 && time < 10).length).toBeGreaterThan(20);
  });

  test('is over in milliseconds when all are well', () => {
    const faults = ['{id: kill, kind: crash, at: 6s, target: {members: [1]}}'];
    const text = smallScenario({ product: ring(), members: 6, workload: [puts], duration: '20s', faults });
    const outages = perFault(simulate(text).summary, 'writeOutage', 'kill');
    expect(Math.max(...outages)).toBeLessThan(530);
  });
});

describe('who is cut off', () => {
  const isWhole = ({ history }: Witness) =>
    history.partitions.every(
      ({ copies }) => copies.length === 2 && copies.filter(({ role }) => role === 'primary').length === 1,
    );

  /** Which members' processes were started while the scenario ran. */
  function watched(text: string) {
    const { start } = Members.prototype;
    const started: number[] = [];
    Members.prototype.start = function (this: Members, member) {
      started.push(member);
      start.call(this, member);
    };
    try {
      return { result: simulate(text), started };
    } finally {
      Members.prototype.start = start;
    }
  }

  test('halts after connectionRecoveryTimeout when it is alone, and is back when its way is free', () => {
    const faults = ['{id: cut, kind: split, at: 5s, duration: 40s, target: {members: [4]}}'];
    const text = smallScenario({
      product: ring(),
      members: 6,
      workload: [puts],
      duration: '60s',
      settle: '90s',
      faults,
    });
    const { result, started } = watched(text);
    expect(result.summary.counts.failovers).toBeGreaterThan(0);
    expect(isWhole(result.witness)).toBe(true);
    expect(started).toEqual([4]);
  });

  test('and frozen for longer than failureDetectionTimeout halts when it goes on', () => {
    const faults = ['{id: freeze, kind: pause, at: 5s, duration: 15s, target: {members: [4]}}'];
    const text = smallScenario({ product: ring(), members: 6, workload: [puts], duration: '40s', faults });
    const { result, started } = watched(text);
    expect(started).toEqual([4]);
    expect(isWhole(result.witness)).toBe(true);
  });

  test('as one of two halves goes on as the other does, and the smaller one gives way after the heal', () => {
    const faults = ['{id: cut, kind: split, at: 5s, duration: 30s, target: {zone: eu-a}}'];
    const both = ['eu-a', 'eu-b'].map(
      (from) =>
        `{name: ${from}, map: map, op: put, rate: 50/s, from: ${from}, client: {timeout: 300ms, retries: 3, backoff: 50ms}}`,
    );
    const text = smallScenario({ product: ring(), members: 9, workload: both, duration: '60s', settle: '90s', faults });
    const { summary, witness } = simulate(text);
    const late = witness.acknowledged.filter(({ at }) => at > 22e9 && at < 34e9);
    // 12 s of 50 writes a second on each side; one side alone could not answer more than 600.
    expect(late.length).toBeGreaterThan(750);
    expect(summary.counts.acknowledgedWritesLost).toBeGreaterThan(400);
    expect(isWhole(witness)).toBe(true);
  });
});

describe('copies of a lost node', () => {
  const lost = '{id: kill, kind: crash, at: 5s, target: {members: [1]}}';

  test('are made again where rendezvous hashing says for the nodes that are left', () => {
    const text = smallScenario({ product: ring(), members: 5, workload: [puts], faults: [lost] });
    const { witness } = simulate(text);
    const spec = { partitions: 64, members: 5, backups: 1, zones: 3, distinctZones: false };
    const expected = rendezvousTable(spec, Uint8Array.of(1, 0, 1, 1, 1));
    for (const { index, copies } of witness.history.partitions) {
      const holders = copies.map(({ member }) => member).sort((a, b) => a - b);
      expect(holders).toEqual([...expected.subarray(2 * index, 2 * index + 2)].sort((a, b) => a - b));
    }
  });

  test('are not made again while the baseline may still adjust, and are after that', () => {
    const copiesAfter = (timeout: string) => {
      const product = ring(`, baselineAutoAdjustTimeout: ${timeout}`);
      const text = smallScenario({ product, members: 5, workload: [puts], settle: '30s', faults: [lost] });
      return simulate(text).witness.history.partitions.filter(({ copies }) => copies.length < 2).length;
    };
    expect(copiesAfter('10min')).toBeGreaterThan(10);
    expect(copiesAfter('3s')).toBe(0);
  });

  test('without backups begin again empty, or stay away with READ_WRITE_SAFE', () => {
    const leftBy = (policy: string) => {
      const product = ring(`, partitionLossPolicy: ${policy}`);
      const text = smallScenario({ product, members: 5, backups: 0, workload: [puts], faults: [lost] });
      const { summary, witness } = simulate(text);
      const away = witness.history.partitions.filter(({ copies }) => copies.length === 0).length;
      return { away, lost: summary.counts.acknowledgedWritesLost };
    };
    expect(leftBy('IGNORE').away).toBe(0);
    expect(leftBy('READ_WRITE_SAFE').away).toBeGreaterThan(5);
    expect(leftBy('READ_WRITE_SAFE').lost).toBeGreaterThan(0);
  });
});
