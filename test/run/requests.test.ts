/** Requests on their way: queues that refuse, answers that come too late, popular keys. */
import { describe, expect, test } from 'vitest';
import { answered, samples, share, simulate } from './simulate.ts';
import { smallScenario } from './small-scenario.ts';

const alone = { members: 1, backups: 0, zones: 1, network: 'none' };

describe('a queue with a limit', () => {
  const workload = ['{name: work, map: map, op: get, rate: 50/s, service: 100ms, client: {timeout: 60s}}'];

  test('rejects what does not fit, and the rest waits no longer than the queue is long', () => {
    const { summary } = simulate(smallScenario({ ...alone, units: '{threads: 1, queueLimit: 2}', workload }));
    const { hits, of } = share(summary, 'errorRatio');
    // 50/s are offered and 10/s served.
    expect(1 - hits / of).toBeCloseTo(0.2, 1);
    expect(samples(summary, 'responseTime').maximum / 1e6).toBeLessThanOrEqual(300);
  });

  test('without a limit rejects nobody and lets them wait ever longer', () => {
    const { summary } = simulate(smallScenario({ ...alone, units: '{threads: 1}', workload }));
    expect(share(summary, 'errorRatio').hits).toBe(0);
    expect(samples(summary, 'responseTime').maximum / 1e9).toBeGreaterThan(30);
  });
});

describe('an answer that comes too late', () => {
  test('is no acknowledgement, although the write was applied', () => {
    const workload = ['{name: late, map: map, op: put, rate: 20/s, service: 200ms, client: {timeout: 100ms}}'];
    const { summary, witness } = simulate(smallScenario({ ...alone, workload }));
    expect(answered(summary, 'late')).toBe(0);
    expect(witness.acknowledged).toEqual([]);
    expect(
      Math.max(...witness.history.partitions.flatMap(({ copies }) => copies.map(({ applied }) => applied))),
    ).toBeGreaterThan(5);
  });
});

describe('popular keys', () => {
  const partitionShare = (keys: string) => {
    const workload = [`{name: puts, map: map, op: put, rate: 300/s, keys: ${keys}, service: 50us}`];
    const { witness } = simulate(smallScenario({ members: 6, map: 'entries: 10000', workload }));
    const counts = new Map<number, number>();
    for (const { partition } of witness.acknowledged) counts.set(partition, (counts.get(partition) ?? 0) + 1);
    return Math.max(...counts.values()) / witness.acknowledged.length;
  };

  test('by Zipf concentrate on one partition, and so on one unit', () => {
    // The first of 10000 keys has a share of 1 / Σ 1/r² = 0.61 at an exponent of 2; partitions add a little.
    expect(partitionShare('{zipf: 2}')).toBeGreaterThan(0.58);
    expect(partitionShare('{zipf: 2}')).toBeLessThan(0.75);
  });

  test('spread evenly when all are equally popular', () => {
    expect(partitionShare('uniform')).toBeLessThan(0.13);
  });
});
