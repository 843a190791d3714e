/**
 * What Apache Ignite loses and when: Ignite 2 by writeSynchronizationMode and by a write-behind buffer that is on no backup, Ignite 3 by
 * leases and majorities (grid-products.md 2.2, 3.2, 5.2).
 */
import { describe, expect, test } from 'vitest';
import { majorityOf, peersOf } from '../../simulator/products/ignite3-rules.ts';
import { perFault, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const client = 'client: {timeout: 300ms, retries: 0}';
const lost = '{id: lost, kind: host-loss, at: {uniform: [3s, 4s]}, target: {primaryOf: any}, link: true}';

describe('Ignite 2', () => {
  const lossesBy = (mode: string) => {
    const product = `{kind: ignite, partitions: 64, failureDetectionTimeout: 1s${mode}}`;
    const workload = ['{name: puts, map: map, op: put, rate: 600/s, service: 0us, from: beside-owner}'];
    const network = '{crossZone: 50ms}';
    const text = smallScenario({ product, network, workload, duration: '6s', faults: [lost] });
    let sum = 0;
    for (let replication = 0; replication < 20; replication++)
      sum += simulate(text, { replication }).summary.counts.acknowledgedWritesLost!;
    return sum / 20;
  };

  test('loses what was on its way to the backups under PRIMARY_SYNC, the default: rate of the node × one-way delay', () => {
    // A third of 600 writes a second for 50 ms.
    expect(Math.abs(lossesBy('') - 10)).toBeLessThan(3);
  });

  test('loses no acknowledged write with one node under FULL_SYNC', () => {
    expect(lossesBy(', writeSynchronizationMode: FULL_SYNC')).toBe(0);
  });

  test('keeps the write-behind buffer on no backup: after a crash the store misses rows that the grid has', () => {
    const missing = (product: string) => {
      const map = 'entries: 100k, replication: sync, persistence: {writeBehind: {delay: 5s, batch: 10000}}';
      const workload = [`{name: puts, map: map, op: put, rate: 300/s, service: 50us, ${client}}`];
      const faults = ['{id: kill, kind: crash, at: 4s, target: {primaryOf: any}}'];
      const store = '{writesPerSecond: 10k/s, latency: 1ms}';
      const text = smallScenario({ product, map, store, workload, faults, duration: '6s' });
      const { counts } = simulate(text).summary;
      expect(counts.acknowledgedWritesLost).toBe(0);
      return counts.storeMissing! + counts.storeStale!;
    };
    expect(missing('{kind: generic, partitions: 64}')).toBe(0);
    expect(missing('{kind: ignite, partitions: 64}')).toBeGreaterThan(200);
  });
});

describe('Ignite 3', () => {
  const product = '{kind: ignite, version: "3", partitions: 64}';
  const puts = `{name: puts, map: map, op: put, rate: 50/s, service: 50us, ${client}}`;
  const kill = '{id: kill, kind: crash, at: {uniform: [5s, 10s]}, target: {primaryOf: any}}';

  test('serves again when the rest of the lease is over: half to all of 5 s after the loss', () => {
    const text = smallScenario({ product, members: 3, backups: 2, workload: [puts], duration: '20s', faults: [kill] });
    const times = Array.from({ length: 40 }, (_, replication) =>
      Math.max(...perFault(simulate(text, { replication }).summary, 'writeOutage')),
    );
    expect(Math.min(...times)).toBeGreaterThan(2490);
    expect(Math.max(...times)).toBeLessThan(5050);
    expect(Math.abs(times.reduce((sum, time) => sum + time, 0) / 40 - 3750)).toBeLessThan(350);
  });

  test('takes no write of a partition with one of two replicas, and every write with two of three', () => {
    const acknowledgedLate = (backups: number) => {
      const text = smallScenario({ product, members: 5, backups, workload: [puts], duration: '40s', faults: [kill] });
      const { witness } = simulate(text);
      return witness.acknowledged.filter(({ at }) => at > 20e9 && at < 40e9).length;
    };
    expect(acknowledgedLate(2)).toBeGreaterThan(900);
    // Two of five nodes held a copy of a partition; one of them is gone: 40 % of the partitions.
    expect(acknowledgedLate(1)).toBeGreaterThan(400);
    expect(acknowledgedLate(1)).toBeLessThan(800);
  });

  test('loses no acknowledged write with one of three nodes', () => {
    const text = smallScenario({ product, members: 3, backups: 2, workload: [puts], duration: '20s', faults: [lost] });
    for (let replication = 0; replication < 10; replication++)
      expect(simulate(text, { replication }).summary.counts.acknowledgedWritesLost).toBe(0);
  });

  describe('whose logs are on disk', () => {
    const onDisk = (fsync: boolean) => `{kind: ignite, version: "3", partitions: 64, fsync: ${fsync}}`;
    const gone = (kind: string, members = '[0, 1, 2]') =>
      `{id: ${kind}, kind: ${kind}, at: {uniform: [40s, 41s]}, duration: 3s, target: {members: ${members}}}`;
    const lostBy = (fsync: boolean, fault: string) => {
      const text = smallScenario({
        product: onDisk(fsync),
        members: 3,
        backups: 2,
        workload: [puts],
        duration: '60s',
        faults: [fault],
      });
      return Array.from({ length: 4 }, (_, replication) => {
        const { summary, witness } = simulate(text, { replication });
        // It serves again, whatever was lost.
        expect(witness.acknowledged.filter(({ at }) => at > 52e9).length).toBeGreaterThan(350);
        return summary.counts.acknowledgedWritesLost!;
      });
    };

    test('loses nothing when all processes die', () => {
      expect(Math.max(...lostBy(false, gone('crash')))).toBe(0);
    });

    test('loses up to 30 s of writes when all nodes lose power without fsync, nothing with it', () => {
      const lost = lostBy(false, gone('host-loss'));
      expect(Math.min(...lost)).toBeGreaterThan(0);
      expect(Math.max(...lost)).toBeLessThan(1_520);
      expect(Math.max(...lostBy(true, gone('host-loss')))).toBe(0);
    });

    test('loses nothing when a minority loses power', () => {
      expect(Math.max(...lostBy(false, gone('host-loss', '[1]')))).toBe(0);
    });
  });

  test('has peers and majorities by formula', () => {
    expect([1, 2, 3, 4, 5, 7].map((replicas) => peersOf(replicas))).toEqual([1, 2, 3, 3, 5, 5]);
    expect(peersOf(5, 2)).toBe(3);
    expect([1, 2, 3, 4, 5].map(majorityOf)).toEqual([1, 2, 2, 2, 3]);
  });
});
