/** Redis Cluster: what the death of a whole replica set costs its keys, and what it costs everybody else. */
import { describe, expect, test } from 'vitest';
import { perFault, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const client = 'client: {timeout: 300ms}';
const puts = `{name: puts, map: map, op: put, rate: 300/s, service: 50us, ${client}}`;
const pair = '{id: pair, kind: crash, at: 10s, target: {ownerPair: any}}';
const primary = '{id: one, kind: crash, at: 10s, target: {primaryOf: any}}';

const cluster = (fullCoverage: boolean, fault: string) =>
  smallScenario({
    product: `{kind: redis-cluster, nodeTimeout: 2s, fullCoverage: ${fullCoverage}}`,
    members: 6,
    network: 'loopback',
    workload: [puts],
    duration: '25s',
    faults: [fault],
  });

/** Failed requests in a stretch of the run of 25 s, as a share of what was offered then. */
const failedShare = (timeline: Readonly<Record<string, readonly number[]>>, from: number, to: number) => {
  const failed = timeline.failed!;
  const inside = failed.filter((_, bin) => (bin * 25) / failed.length >= from && (bin * 25) / failed.length < to);
  return inside.reduce((sum, failures) => sum + failures, 0) / (300 * (to - from));
};

describe('a primary killed together with its replica', () => {
  test.each([true, false])(
    'loses everything acknowledged for its slots and nothing else (full coverage %s)',
    (full) => {
      const { summary, witness } = simulate(cluster(full, pair));
      const { acknowledgedWritesLost: lost, failovers } = summary.counts;
      expect(failovers).toBe(0);
      expect(lost).toBe(witness.lost().length);
      // A third of the slots, of ten seconds of 300 writes.
      expect(lost).toBeGreaterThan(900);
      expect(lost).toBeLessThan(1100);
    },
  );

  test('takes every shard with it, once FAIL is known, when full coverage is required', () => {
    const { summary } = simulate(cluster(true, pair));
    expect(failedShare(summary.timeline, 15, 25)).toBeGreaterThan(0.95);
    expect(perFault(summary, 'healthyOutage').length).toBeGreaterThan(0);
  });

  test('leaves the healthy shards working when full coverage is not required', () => {
    const { summary } = simulate(cluster(false, pair));
    expect(failedShare(summary.timeline, 15, 25)).toBeGreaterThan(0.28);
    expect(failedShare(summary.timeline, 15, 25)).toBeLessThan(0.39);
    expect(perFault(summary, 'healthyOutage').filter((outage) => outage > 0)).toEqual([]);
  });
});

test('a primary killed alone is replaced by its replica, and afterwards no request fails', () => {
  for (let replication = 0; replication < 5; replication++) {
    const { summary } = simulate(cluster(true, primary), { replication });
    expect(summary.counts.failovers).toBe(1);
    expect(Math.max(...perFault(summary, 'writeOutage'))).toBeGreaterThan(2000);
    expect(Math.max(...perFault(summary, 'writeOutage'))).toBeLessThan(6000);
    expect(failedShare(summary.timeline, 17, 25)).toBe(0);
    expect(share(summary, 'errorRatio').hits).toBeGreaterThan(0);
  }
});
