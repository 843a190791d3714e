/**
 * Write-behind, loss and availability against oracles W01-W04, W08, W09, A01, A02 and the collision table of peers.md F.2.
 */
import { describe, expect, it } from 'vitest';
import {
  anyPartitionLossProbability,
  downtimePerYear,
  partitionLossProbability,
  quorumAvailability,
  shardLossProbability,
} from '../../simulator/sizing/availability.ts';
import {
  coalescedRate,
  distinctKeys,
  keysWaiting,
  lnFactorial,
  pumpBatch,
  rowsPerPeriod,
} from '../../simulator/sizing/coalescing.ts';
import { collisionRates } from '../../simulator/sizing/collisions.ts';
import { writesLostOnHostLoss } from '../../simulator/sizing/durability.ts';
import { type KeyPopularity, sumOverKeys } from '../../simulator/sizing/key-sum.ts';
import { pumpFlow, pumpNumbers } from '../../simulator/sizing/pump.ts';

const zipf = (exponent: number): KeyPopularity => ({ kind: 'zipf', exponent });
const uniform: KeyPopularity = { kind: 'uniform' };

describe('coalescing', () => {
  it('W01 and W09: distinct rows among n writes', () => {
    expect(distinctKeys(zipf(1), 1000, 1000)).toBeCloseTo(333.74686, 5);
    expect(distinctKeys(uniform, 1000, 1000)).toBeCloseTo(632.30458, 5);
    expect(distinctKeys(zipf(1), 10_000, 5000)).toBeCloseTo(1747.8944, 4);
    expect(distinctKeys(zipf(0.8), 1000, 1000)).toBeCloseTo(441.22993, 5);
    expect(distinctKeys(zipf(1), 100, 1000)).toBeCloseTo(95.816163, 6);
  });

  it('W02: 500 writes a second, Zipf(1) over 1000 keys, flush every 5 s', () => {
    const stream = { popularity: zipf(1), keys: 1000, writes: 500 };
    expect(rowsPerPeriod(stream, 5)).toBeCloseTo(559.94239, 5);
    expect(keysWaiting(stream, 5)).toBeCloseTo(354.65225, 5);
    expect(rowsPerPeriod(stream, 5) / 5).toBeCloseTo(111.988, 3);
  });

  it('sums over many keys by an integral that agrees with the sum', () => {
    const share = (p: number) => -Math.expm1(-5000 * p);
    for (const exponent of [0.8, 0.99, 1, 1.2]) {
      const keys = 300_000;
      let total = 0;
      for (let i = 1; i <= keys; i++) total += i ** -exponent;
      let exact = 0;
      for (let i = 1; i <= keys; i++) exact += share(i ** -exponent / total);
      expect(sumOverKeys(zipf(exponent), keys, share) / exact).toBeCloseTo(1, 9);
    }
    expect(sumOverKeys(zipf(0.99), 1e12, (p) => p)).toBeCloseTo(1, 9);
  });

  it('a hot set is two uniform groups, and its shares add up', () => {
    const hot: KeyPopularity = { kind: 'hotSet', keys: 0.01, requests: 0.9 };
    expect(sumOverKeys(hot, 1000, (p) => p)).toBeCloseTo(1, 12);
    expect(sumOverKeys(hot, 1000, (p) => p * p)).toBeCloseTo((0.9 * 0.9) / 10 + (0.1 * 0.1) / 990, 12);
    expect(sumOverKeys(hot, 1, (p) => p)).toBeCloseTo(1, 12);
  });
});

describe('size-or-age batches', () => {
  it('W04: 1000 entries or 5 s: 100/s gives 501 entries of 5 s, 300/s gives 1000 of 3.33 s', () => {
    const limits = { batch: 1000, delay: 5 };
    expect(pumpBatch(100, limits).size).toBeCloseTo(501, 6);
    expect(pumpBatch(100, limits).oldest).toBeCloseTo(5, 6);
    expect(pumpBatch(300, limits).size).toBeCloseTo(1000, 3);
    expect(pumpBatch(300, limits).oldest).toBeCloseTo(3.33, 6);
  });

  it('between the two both limits act', () => {
    // lambda T = B - 1: E min(m, N) = m - m e^-m m^m / m! for N ~ Poisson(m), about m - sqrt(m / 2 pi).
    const m = 999;
    const { size } = pumpBatch(m / 5, { batch: m + 1, delay: 5 });
    expect(size - 1).toBeCloseTo(m - m * Math.exp(m * Math.log(m) - m - lnFactorial(m)), 6);
  });

  it('ln n! by the sum and by the series meet', () => {
    let exact = 0;
    for (let i = 2; i <= 100; i++) exact += Math.log(i);
    expect(lnFactorial(100)).toBeCloseTo(exact, 10);
    expect(lnFactorial(64)).toBeCloseTo(lnFactorial(63) + Math.log(64), 10);
  });

  it('a full batch ends the period before the delay does', () => {
    const stream = { popularity: uniform, keys: 1e6, writes: 10_000 };
    const { rows, period } = coalescedRate(stream, { batch: 1000, delay: 5 });
    expect(period).toBeCloseTo(0.1, 3);
    expect(rows / 10_000).toBeCloseTo(1, 2);
  });
});

describe('acknowledged data at risk', () => {
  const loss = { writesPerPrimary: 2000, lag: 0.05, backups: 1, basis: 'source' } as const;

  it('W03: 50 ms of lag at 2000/s lose 100 writes; a synchronous backup loses none; without a backup it is unknown', () => {
    expect(writesLostOnHostLoss({ ...loss, replication: 'async' }).value).toBeCloseTo(100, 9);
    expect(writesLostOnHostLoss({ ...loss, replication: 'sync' }).value).toBe(0);
    const none = writesLostOnHostLoss({ ...loss, backups: 0, replication: 'async' });
    expect(none.value).toBeUndefined();
    expect(none.unknown).toContain('backup');
  });

  it('redis-failover.md section 2: 0.68 writes per ms and 5 ms lose 3.4', () => {
    expect(
      writesLostOnHostLoss({ ...loss, writesPerPrimary: 680, lag: 0.005, replication: 'async' }).value,
    ).toBeCloseTo(3.4, 9);
  });

  it('W03: a flush every 5 s at 400/s has 1000 entries at risk in the mean', () => {
    const stream = { popularity: uniform, keys: 1e9, writes: 400 };
    expect(keysWaiting(stream, 5)).toBeCloseTo(1000, 2);
  });

  it('the backlog grows by what the store does not take, and is unknown when nobody said what it takes', () => {
    const stream = { popularity: uniform, keys: 1e9, writes: 500 };
    const growth = (storeWrites: number | undefined) =>
      pumpNumbers({ stream, pumps: 2, limits: { batch: 100_000, delay: 5 }, storeWrites, storeLatency: 0 }).find(
        ({ name }) => name === 'pumpBacklogGrowth',
      )!;
    expect(growth(700).value).toBeCloseTo(300, 1);
    expect(growth(2000).value).toBe(0);
    expect(growth(undefined).value).toBeUndefined();
    expect(growth(undefined).unknown).toContain('storeWrites');
  });
});

describe('the store behind the pumps', () => {
  const pump = {
    stream: { popularity: uniform, keys: 1e9, writes: 1000 },
    limits: { batch: 1000, delay: 5 },
    storeLatency: 0.002,
  };

  it('one pump alone: entries wait half a period, then their batch takes 0.2 s at 5000 rows a second', () => {
    const { offered, storeTime, atRisk } = pumpFlow({ ...pump, pumps: 1, storeWrites: 5000 });
    expect(offered).toBeCloseTo(1000, 0);
    expect(storeTime).toBeCloseTo(0.202, 3);
    expect(atRisk).toBeCloseTo(500 + 202, -1);
  });

  it('three pumps wait for each other, at most for one batch of every other', () => {
    expect(pumpFlow({ ...pump, pumps: 3, storeWrites: 5000 }).storeTime).toBeCloseTo(
      0.002 + 0.2 + (0.6 * 0.2) / (2 * 0.4),
      3,
    );
    expect(pumpFlow({ ...pump, pumps: 3, storeWrites: 3001 }).storeTime).toBeCloseTo(0.002 + 3 * (1000 / 3001), 2);
  });

  it('a store that does not keep up has no steady state', () => {
    expect(pumpFlow({ ...pump, pumps: 3, storeWrites: 2000 }).atRisk).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('availability', () => {
  it('A01: nines', () => {
    expect([0.99, 0.999, 0.9999, 0.99999].map((a) => Number(downtimePerYear(a).toPrecision(6)))).toEqual([
      5256, 525.6, 52.56, 5.256,
    ]);
  });

  it('A02: majorities, read-one, write-all', () => {
    expect(quorumAvailability(3, 2, 0.99)).toBeCloseTo(0.999702, 9);
    expect(quorumAvailability(5, 3, 0.99)).toBeCloseTo(0.9999901494, 12);
    expect(quorumAvailability(3, 2, 0.999)).toBeCloseTo(0.999997002, 12);
    expect(quorumAvailability(3, 1, 0.99)).toBeCloseTo(0.999999, 9);
    expect(quorumAvailability(3, 3, 0.99)).toBeCloseTo(0.970299, 9);
  });

  it('W08: 271 partitions, two copies, two members die', () => {
    const ten = partitionLossProbability(10, 2, 2);
    expect(anyPartitionLossProbability(271, ten)).toBeCloseTo(0.997735, 6);
    expect(271 * ten).toBeCloseTo(6.0222, 4);
    const twenty = partitionLossProbability(20, 2, 2);
    expect(anyPartitionLossProbability(271, twenty)).toBeCloseTo(0.760711, 6);
    expect(271 * twenty).toBeCloseTo(1.4263, 4);
    expect(partitionLossProbability(10, 2, 1)).toBe(0);
    expect(partitionLossProbability(10, 3, 2)).toBe(0);
  });

  it('Redis Cluster of 5 primaries with a replica each: the second loss breaks it with probability 11.11 %', () => {
    expect((shardLossProbability(10) * 100).toFixed(2)).toBe('11.11');
  });
});

describe('data collisions', () => {
  const base = { instances: 5, updates: 20, rows: 50_000, latency: 0.1, popularity: uniform };
  it.each([
    ['base', base, 14.4, 2.304, 57.6],
    ['faster replication', { ...base, latency: 0.001 }, 0.144, 0.02304, 0.576],
    ['fewer instances', { ...base, instances: 2 }, 5.76, 1.44, 5.76],
    ['smaller cache', { ...base, rows: 10_000 }, 72, 11.52, 288],
  ])('the book table, %s: book, pairs of the total, pairs of each (per hour)', (_, given, book, total, each) => {
    const rates = collisionRates(given);
    expect(rates.book * 3600).toBeCloseTo(book, 9);
    expect(rates.pairTotal * 3600).toBeCloseTo(total, 9);
    expect(rates.pairEach * 3600).toBeCloseTo(each, 9);
  });

  it('hot keys: 50,000 rows under Zipf 0.8, 0.99 and 1.2 collide 75, 577 and 2748 times as often', () => {
    const multiplier = (exponent: number) =>
      collisionRates({ ...base, popularity: zipf(exponent) }).pairTotal / collisionRates(base).pairTotal;
    expect([0.8, 0.99, 1.2].map((exponent) => Math.round(multiplier(exponent)))).toEqual([75, 577, 2748]);
  });
});
