/** Members fail, stand still and come back: what is lost, who takes over, how the copies end up. */
import { describe, expect, test } from 'vitest';
import { perFault, samples, share, simulate } from '../run/simulate.ts';
import { PRODUCT, smallScenario } from '../run/small-scenario.ts';
import type { Witness } from '../run/witness.ts';

const client = 'client: {timeout: 400ms, retries: 3, backoff: 50ms}';
const puts = `{name: puts, map: map, op: put, rate: 300/s, service: 50us, ${client}}`;
const mixed = `{name: mixed, map: map, mix: {put: 50%, get: 50%}, rate: 300/s, service: 50us, ${client}}`;

/** Every partition has one primary, as many complete backups as configured, and all hold the same. */
function expectWholeGrid({ history }: Witness, backups: number): void {
  for (const { index, copies } of history.partitions) {
    const primaries = copies.filter((copy) => copy.role === 'primary');
    expect(primaries, `primaries of partition ${index}`).toHaveLength(1);
    const [primary] = primaries;
    const following = copies.filter((copy) => copy.role === 'backup' && copy.source === primary);
    expect(following, `backups of partition ${index}`).toHaveLength(backups);
    for (const backup of following) {
      expect([backup.branch.id, backup.applied], `partition ${index}`).toEqual([primary!.branch.id, primary!.applied]);
    }
  }
}

describe('a member that crashes', () => {
  const crash = '{id: crash, kind: crash, at: 5s, target: {primaryOf: any}}';

  test('loses no acknowledged write when writes wait for one backup', () => {
    const text = smallScenario({ map: 'entries: 1000, replication: sync', workload: [puts], faults: [crash] });
    for (let replication = 0; replication < 20; replication++) {
      const { summary, witness } = simulate(text, { replication });
      expect(summary.counts.failovers).toBeGreaterThan(0);
      expect(summary.counts.acknowledgedWritesLost).toBe(0);
      expectWholeGrid(witness, 1);
    }
  });

  test('loses, with asynchronous backups, nothing that it had sent: a process dies, its packets arrive', () => {
    const workload = [`{name: puts, map: map, op: put, rate: 600/s, service: 0us, from: beside-owner, ${client}}`];
    const network = '{crossZone: 50ms}';
    const text = smallScenario({ map: 'entries: 1000, replication: async', network, workload, faults: [crash] });
    expect(simulate(text).summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test('is detected between timeout − interval and timeout after the crash, and failed over at once', () => {
    const text = smallScenario({ workload: [puts], faults: [crash] });
    for (let replication = 0; replication < 20; replication++) {
      const { summary } = simulate(text, { replication });
      const [detection] = perFault(summary, 'detectionTime');
      expect(detection).toBeGreaterThan(1500);
      expect(detection).toBeLessThan(2010);
    }
  });

  test('and is back before it is suspected is a new member all the same: its backups take over, it copies anew', () => {
    const quick = '{id: crash, kind: crash, at: 5s, duration: 200ms, target: {primaryOf: any}}';
    const text = smallScenario({ map: 'entries: 1000, replication: sync', workload: [puts], faults: [quick] });
    const { summary, witness } = simulate(text);
    expect(summary.counts).toMatchObject({ acknowledgedWritesLost: 0, falseSuspicions: 0 });
    expect(summary.counts.failovers).toBeGreaterThan(0);
    expect(Math.max(...perFault(summary, 'writeOutage'))).toBeLessThan(900);
    expectWholeGrid(witness, 1);
  });

  test('and was alone begins again, empty', () => {
    const quick = '{id: crash, kind: crash, at: 5s, duration: 1s, target: any}';
    const text = smallScenario({ members: 1, backups: 0, zones: 1, workload: [puts], faults: [quick] });
    const { summary, witness } = simulate(text);
    expect(perFault(summary, 'writeOutage')).toEqual([1000]);
    const before = witness.acknowledged.filter(({ at }) => at <= 5e9).length;
    expect(summary.counts.acknowledgedWritesLost).toBe(before);
  });
});

describe('a host that is lost with its link', () => {
  test('loses, with asynchronous backups, the writes that were on the wire: rate × one-way delay', () => {
    const workload = ['{name: puts, map: map, op: put, rate: 600/s, service: 0us, from: beside-owner}'];
    const faults = ['{id: lost, kind: host-loss, at: {uniform: [2s, 3s]}, target: {primaryOf: any}, link: true}'];
    const map = 'entries: 100k, replication: async';
    const text = smallScenario({ map, network: '{crossZone: 50ms}', workload, duration: '4s', faults });
    const replications = 60;
    let lost = 0;
    for (let replication = 0; replication < replications; replication++) {
      lost += simulate(text, { replication }).summary.counts.acknowledgedWritesLost!;
    }
    // A third of 600/s goes to each member; Poisson(10) a replication, so the mean of 60 is within 4 × √(10/60) = 1.6.
    expect(Math.abs(lost / replications - 10)).toBeLessThan(1.6);
  });

  test('is silent, where a crashed process refuses: clients hear of it only by their time limits', () => {
    const firstFailure = (kind: string) => {
      const workload = ['{name: puts, map: map, op: put, rate: 300/s, service: 50us, client: {timeout: 1500ms}}'];
      const faults = [`{id: gone, kind: ${kind}, at: 6s, target: {primaryOf: any}}`];
      const { summary } = simulate(smallScenario({ workload, duration: '12s', faults }));
      // 120 bins of 100 ms.
      return summary.timeline.failed!.findIndex((failures) => failures > 0) / 10;
    };
    expect(firstFailure('crash')).toBe(6);
    // Who asked just before the loss gives up just before 7.5 s.
    expect([7.4, 7.5]).toContain(firstFailure('host-loss'));
  });
});

describe('a partition whose primary and backups all die', () => {
  const everything = ['{id: all, kind: crash, at: 5s, target: all}'];

  test('loses everything acknowledged since the start when memory is all there is', () => {
    const { summary, witness } = simulate(smallScenario({ workload: [puts], faults: everything }));
    expect(witness.acknowledged.length).toBeGreaterThan(1000);
    expect(summary.counts.acknowledgedWritesLost).toBe(witness.acknowledged.length);
    expect(summary.counts.keysLost).toBe(new Set(witness.acknowledged.map(({ key }) => key)).size);
  });

  test('loses nothing when the store was written first', () => {
    const map = 'entries: 1000, persistence: {writeThrough: {}}';
    const { summary, witness } = simulate(
      smallScenario({ map, store: '{latency: 2ms}', workload: [puts], faults: everything }),
    );
    expect(witness.acknowledged.length).toBeGreaterThan(1000);
    expect(summary.counts).toMatchObject({ acknowledgedWritesLost: 0, keysLost: 0, storeStale: 0, storeMissing: 0 });
  });

  test('comes back empty on other members: what others hold is not touched', () => {
    const faults = ['{id: pair, kind: crash, at: 5s, target: {ownerPair: 0}}'];
    const { summary, witness } = simulate(smallScenario({ members: 6, workload: [puts], faults }));
    expect(summary.counts.partitionsLost).toBeGreaterThan(0);
    expect(summary.counts.acknowledgedWritesLost).toBeGreaterThan(0);
    expect(summary.counts.acknowledgedWritesLost).toBeLessThan(witness.acknowledged.length / 2);
    expectWholeGrid(witness, 1);
  });
});

describe('a primary that stands still', () => {
  test('for less than the timeout is not replaced; its requests wait and are answered late', () => {
    const faults = ['{id: gc, kind: pause, at: 5s, duration: 1s, target: {primaryOf: any}}'];
    const workload = ['{name: puts, map: map, op: put, rate: 300/s, service: 50us, client: {timeout: 5s}}'];
    const { summary } = simulate(smallScenario({ workload, faults }));
    expect(summary.counts).toMatchObject({ falseSuspicions: 0, failovers: 0, acknowledgedWritesLost: 0 });
    expect(share(summary, 'errorRatio').hits).toBe(0);
    expect(samples(summary, 'responseTime').maximum / 1e6).toBeGreaterThan(900);
    expect(samples(summary, 'responseTime').maximum / 1e6).toBeLessThan(1010);
  });

  test('for longer is replaced, and what it comes back with is copied over', () => {
    const faults = ['{id: gc, kind: pause, at: 5s, duration: 4s, target: {primaryOf: any}}'];
    const map = 'entries: 1000, replication: sync';
    const { summary, witness } = simulate(smallScenario({ map, workload: [mixed], duration: '15s', faults }));
    expect(summary.counts).toMatchObject({ falseSuspicions: 1, acknowledgedWritesLost: 0 });
    expectWholeGrid(witness, 1);
  });
});

describe('a split', () => {
  const split = '{id: cut, kind: split, at: 5s, duration: 10s, target: {zone: eu-a}}';
  const readers = ['inside', 'outside'].map(
    (name, zone) =>
      `{name: ${name}, map: map, mix: {put: 30%, get: 70%}, rate: 200/s, service: 50us, from: eu-${'ab'[zone]}, client: {timeout: 300ms}}`,
  );
  const design = (promotion: string) => ({
    members: 6,
    duration: '25s',
    map: 'entries: 50, replication: sync',
    workload: readers,
    faults: [split],
    product: PRODUCT.replace('}', `, promotion: ${promotion}}`),
  });

  test('under majority is survived by the side that sees most members; the other stops, and nothing is lost', () => {
    const { summary, witness } = simulate(smallScenario(design('majority')));
    expect(summary.counts.failovers).toBeGreaterThan(0);
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
    const failed = (side: string) => summary.ratios[`errorRatio{workload:${side}}`]![1][0];
    expect(failed('inside')).toBeGreaterThan(2 * failed('outside'));
    expectWholeGrid(witness, 1);
  });

  test('under any-side goes on as two histories: the smaller one reads stale values and its writes are thrown away', () => {
    const { summary, witness } = simulate(smallScenario(design('any-side')));
    const stale = (side: string) =>
      summary.ratios[`staleReadRatio{workload:${side}}`]!.reduce((sum, [hits]) => sum + hits, 0);
    expect(stale('inside')).toBeGreaterThan(100);
    expect(summary.counts.acknowledgedWritesLost).toBeGreaterThan(100);
    expect(summary.counts.acknowledgedWritesLost).toBe(witness.lost().length);
    expectWholeGrid(witness, 1);
  });

  test('reads of primaries without any fault are never stale', () => {
    const { summary } = simulate(smallScenario({ ...design('majority'), faults: [] }));
    expect(share(summary, 'staleReadRatio').hits).toBe(0);
  });
});

describe('a rolling restart', () => {
  const faults = ['{id: roll, kind: rolling-restart, at: 5s, downtime: 1s, pause: 1s}'];
  const roll = {
    members: 4,
    duration: '40s',
    product: PRODUCT.replace('heartbeatTimeout: 2s', 'heartbeatTimeout: 5s'),
    workload: [mixed],
    faults,
  };

  test('hands every partition over in good order and loses nothing', () => {
    const map = 'entries: 1000, replication: async, persistence: {writeBehind: {delay: 1s, batch: 100}}';
    const { summary, witness } = simulate(smallScenario({ ...roll, map, store: '{latency: 2ms}' }));
    expect(summary.counts).toMatchObject({ failovers: 0, acknowledgedWritesLost: 0, storeStale: 0 });
    expect(summary.counts.partitionsMoved).toBeGreaterThan(0);
    expect(share(summary, 'errorRatio').hits).toBe(0);
    expectWholeGrid(witness, 1);
  });

  test('costs a redirected request one more round trip, and none an error', () => {
    const workload = ['{name: gets, map: map, op: get, rate: 300/s, service: 0us, client: {timeout: 5s, retries: 1}}'];
    const network = '{sameZone: 10ms}';
    const { summary } = simulate(smallScenario({ ...roll, zones: 1, network, workload }));
    expect(share(summary, 'errorRatio').hits).toBe(0);
    const response = samples(summary, 'responseTime');
    expect(response.quantile(0.5) / 1e6).toBeCloseTo(20, 0);
    expect(response.maximum / 1e6).toBeGreaterThan(39);
    expect(response.maximum / 1e6).toBeLessThan(110);
  });
});

describe('overlapping faults', () => {
  test('keep a member down until the last of them has healed', () => {
    const faults = [
      '{id: process, kind: crash, at: 3s, duration: 1s, target: {member: 0}}',
      '{id: host, kind: host-loss, at: 3500ms, duration: 10s, target: {member: 0}}',
    ];
    const text = smallScenario({ members: 1, backups: 0, zones: 1, workload: [puts], duration: '20s', faults });
    const { summary } = simulate(text);
    expect(perFault(summary, 'writeOutage', 'process')).toEqual([500]);
    const total = [...perFault(summary, 'writeOutage'), ...perFault(summary, 'healthyOutage')].reduce(
      (a, b) => a + b,
      0,
    );
    expect(total).toBe(10_500);
  });
});
