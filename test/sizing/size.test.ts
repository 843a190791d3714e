/**
 * Sizing answers: worked examples of product guides (grid-products.md 6, peers.md F.3), the constraint that decides, and honesty.
 */
import { describe, expect, it } from 'vitest';
import { type DesignCardInput, designCard } from '../../simulator/model/design-card.ts';
import { product } from '../../simulator/model/product.ts';
import { bases } from '../../simulator/model/result.ts';
import { profileOf } from '../../simulator/products/profile-of.ts';
import { primariesByMemory } from '../../simulator/sizing/memory.ts';
import { largestPartition } from '../../simulator/sizing/partitions.ts';
import { size } from '../../simulator/sizing/size.ts';
import { primariesByLoad } from '../../simulator/sizing/throughput.ts';

const sizeOf = (card: DesignCardInput) => size(designCard.parse(card));
const number = (answer: ReturnType<typeof size>, name: string) => answer.numbers.find((one) => one.name === name)!;
const generic = profileOf(product.parse('generic'));

describe('memory', () => {
  it('Hazelcast worked example: 50 GB, 2 backups: 150 GB, 250 GB at 60 %, 18 members of 14 GB', () => {
    // 50 million entries whose 1000 bytes include the 200 of overhead.
    const answer = sizeOf({ entries: '50M', entrySize: '800B', backups: 2, memberMemory: '14000000000B' });
    expect(number(answer, 'memoryData').value).toBe(50e9);
    expect(answer.memoryTotalBytes).toBe(150e9);
    expect(answer.memoryTotalBytes / 0.6).toBeCloseTo(250e9, 0);
    expect(answer.members).toBe(18);
    expect(answer.binding.constraint).toBe('memory');
  });

  it('Ignite worked example: 2,000,000 entries of 1024 bytes, 1 backup: 4,096,000,000 bytes', () => {
    const answer = sizeOf({ entries: '2M', entrySize: '824B' });
    expect(answer.memoryTotalBytes).toBe(4_096_000_000);
  });

  it('Red Hat Data Grid: 10 GB on 5 members with one failure to survive: 7.5 GB a member means data x (F + 2) / (N - F)', () => {
    // F = 1 has 2 copies; their rule keeps one spare share more than ours, so ours must not exceed it.
    const answer = sizeOf({ entries: '10M', entrySize: '800B', members: 5, memberMemory: '64GiB' });
    expect(number(answer, 'memoryPerMemberAfterLoss').value).toBe(5e9);
    expect(number(answer, 'memoryPerMemberAfterLoss').value).toBeLessThanOrEqual(7.5e9);
  });

  it('finds the fewest primaries that hold the data', () => {
    for (const profile of [generic, profileOf(product.parse('redis-cluster'))]) {
      const copies = profile.spreadsLoss ? 2 : 1;
      for (const entries of [1000, 123_456, 7_777_777, 1e9]) {
        const entry = { keyLength: 16, valueLength: 100 };
        const primaries = primariesByMemory({ profile, entry, entries, backups: 1 }, 1e9);
        const fits = (count: number) =>
          (entries * copies * profile.entryBytes(entry, entries / count)) / count <= 1e9 * profile.memoryFill.share;
        expect(fits(primaries)).toBe(true);
        if (primaries > 1) expect(fits(primaries - 1)).toBe(false);
      }
    }
  });

  it('growth is planned for', () => {
    const [today, grown] = [sizeOf({}), sizeOf({ growth: '50%' })];
    expect(grown.memoryTotalBytes / today.memoryTotalBytes).toBeCloseTo(1.5, 9);
  });
});

describe('partitions', () => {
  it('50 GB take 503 partitions, 5 GB take 271, Redis has 16384', () => {
    expect(sizeOf({ entries: '50M', entrySize: '1000B' }).partitions).toBe(503);
    expect(sizeOf({ entries: '5M', entrySize: '1000B' }).partitions).toBe(271);
    expect(sizeOf({ product: 'redis-cluster' }).partitions).toBe(16384);
  });

  it('the bound on the fullest partition is above what a real hash shows (100,000 keys over 271: 421 of 369 in the mean)', () => {
    expect(largestPartition(100_000, 271)).toBeGreaterThan(421);
    expect(largestPartition(100_000, 271)).toBeLessThan(440);
    expect(largestPartition(1000, 1)).toBe(1000);
  });
});

describe('throughput', () => {
  it('one member more than the load needs where losses spread, none where a replica takes over', () => {
    const load = { requests: 48_000, service: 0.001, threads: 8 };
    expect(primariesByLoad(load, 0.6, generic)).toBe(11);
    expect(primariesByLoad({ ...load, threads: 1 }, 0.6, profileOf(product.parse('redis-cluster')))).toBe(80);
  });

  it('decides when it asks for most', () => {
    const answer = sizeOf({ reads: '400k/s', writes: '80k/s' });
    expect(answer.binding.constraint).toBe('throughput');
    expect(answer.members).toBe(11);
    expect(answer.binding.runnerUp.members).toBeLessThan(11);
    expect(number(answer, 'utilisationAfterLoss').value).toBeCloseTo(0.6, 9);
  });
});

describe('failover', () => {
  it('Redis Cluster with a node timeout of 2 s: about 3.7 s, 2.65 to 4.86 s', () => {
    const answer = sizeOf({ product: 'redis-cluster', nodeTimeout: '2s' });
    expect(answer.members).toBe(6);
    expect(answer.failoverMs).toEqual({ mean: 3700, low: 2650, high: 4860 });
    expect(number(answer, 'healthyOutage').value).toBe(850);
  });

  it('the generic grid with 5 s: 4.5 s', () => {
    expect(sizeOf({ zones: 1 }).failoverMs!.mean).toBeCloseTo(4500.1, 6);
  });

  it('a Redis primary without replicas has no successor, and that is said', () => {
    const answer = sizeOf({ product: 'redis-cluster', backups: 0 });
    expect(answer.failoverMs).toBeUndefined();
    expect(number(answer, 'failoverTime').unknown).toContain('no successor');
    expect(number(answer, 'writesRefused').value).toBeUndefined();
    expect(answer.warnings.join()).toContain('Without backups');
  });

  it('copies are made again at the bandwidth of the receivers: 683 MB of a third member to two others at 50 MiB/s take 6.5 s', () => {
    expect(number(sizeOf({}), 'redundancyRestored').value).toBeCloseTo(4500.5 + (2 * 1024e6) / 3 / 2 / 52428.8, 6);
    expect(number(sizeOf({ backups: 0 }), 'redundancyRestored').value).toBeCloseTo(4500.5, 6);
    expect(number(sizeOf({ product: 'redis-cluster' }), 'redundancyRestored').unknown).toContain('lost member');
  });
});

describe('the answer', () => {
  const cards: DesignCardInput[] = [
    {},
    { product: 'redis-cluster' },
    { product: 'redis-cluster', backups: 2, entries: '500M', growth: '50%' },
    { members: 2, zones: 2, writeBehind: '5s', storeWrites: '100/s' },
    { members: 1, backups: 3 },
    { reads: '0/s', writes: '0/s', backups: 0, zones: 1 },
    { product: 'redis-cluster', members: 7, writes: '1M/s' },
    { entries: '1T', writeBehind: '1s' },
    { entrySize: '1B' },
  ];

  it('has formula, source, basis and inputs beside every number, and a reason where there is no number', () => {
    for (const card of cards) {
      for (const one of sizeOf(card).numbers) {
        expect(one.formula.length, one.name).toBeGreaterThan(0);
        expect(one.source.length, one.name).toBeGreaterThan(9);
        expect(bases).toContain(one.basis);
        for (const input of Object.values(one.inputs)) expect(Number.isFinite(input), one.name).toBe(true);
        if (one.value === undefined) expect(one.unknown!.length, one.name).toBeGreaterThan(9);
        else expect(Number.isFinite(one.value), one.name).toBe(true);
      }
    }
  });

  it('takes the members of the constraint that asks for most', () => {
    for (const card of cards) {
      const answer = sizeOf(card);
      const most = Math.max(...answer.constraints.map(({ members }) => members));
      expect(answer.binding.members).toBe(most);
      expect(answer.binding.runnerUp.members).toBeLessThanOrEqual(most);
      if (card.members === undefined)
        expect(answer.members).toBe(Math.min(card.product === 'redis-cluster' ? 9999 : 10_000, most));
      else expect(answer.members).toBe(card.members);
    }
  });

  it('warns when the given members are too few, with the number they should be', () => {
    const answer = sizeOf({ product: 'redis-cluster', members: 4 });
    expect(answer.warnings[0]).toContain('4 members are fewer than the 6');
  });

  it('an overloaded queue has no waiting time', () => {
    const answer = sizeOf({ product: 'redis-cluster', members: 6, reads: '50k/s', writes: '0/s' });
    expect(number(answer, 'queueWaitMean').value).toBeUndefined();
    expect(number(answer, 'queueWaitMean').unknown).toContain('grows without end');
    expect(answer.warnings.join()).toContain('Overload');
  });

  it('a store that is too slow shows as a growing backlog', () => {
    const answer = sizeOf({ writes: '1000/s', writeBehind: '5s', storeWrites: '400/s' });
    expect(number(answer, 'pumpBacklogGrowth').value).toBeCloseTo(600, -1);
    expect(answer.warnings.join()).toContain('backlog grows');
  });

  it('is the same text every time', () => {
    expect(JSON.stringify(sizeOf(cards[2]!))).toBe(JSON.stringify(sizeOf(cards[2]!)));
  });
});
