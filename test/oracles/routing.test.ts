/** Routing algorithms against their oracles H01–H06, and MD5 against the vectors of RFC 1321. */
import { describe, expect, test } from 'vitest';
import { murmurPartition } from '../../simulator/products/murmur-hash.ts';
import { inverseIncompleteBeta } from '../../simulator/statistics/incomplete-beta.ts';
import { HashRing } from '../../simulator/units/routing/hash-ring.ts';
import { jumpHash, jumps } from '../../simulator/units/routing/jump-hash.ts';
import { loadCap } from '../../simulator/units/routing/load-cap.ts';
import { maglevTable, preferenceOf } from '../../simulator/units/routing/maglev-table.ts';
import { md5, md5Number } from '../../simulator/units/routing/md5.ts';
import { rendezvousHash } from '../../simulator/units/routing/rendezvous-hash.ts';

const full = process.env.ORACLES === 'full';
const names = (count: number, prefix = 'pu') => Array.from({ length: count }, (_, node) => `${prefix}-${node + 1}`);
const all = () => true;
const relativeSd = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean;
};

describe('MD5', () => {
  test.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('of %j is that of RFC 1321', (text, digest) => {
    expect(md5Number(text).toString(16).padStart(32, '0')).toBe(digest);
  });

  test.each([55, 56, 57, 63, 64, 65])('pads a text of %d bytes to whole blocks', (length) => {
    // Any change of the last byte changes the digest, so every byte is in it; lengths around a block are where padding goes wrong.
    const text = 'x'.repeat(length);
    expect(md5(text)).not.toEqual(md5(`${text.slice(1)}y`));
    expect(md5(text)).not.toEqual(md5(`${text}x`));
  });
});

describe('H02: the ring of the guide, exactly', () => {
  const ring = new HashRing(names(3), 150);

  test('shares of pu-1, pu-2 and pu-3', () => {
    const shares = ring.shares();
    [0.323968892, 0.316406894, 0.359624214].forEach((share, node) => {
      expect(Math.abs(shares[node]! - share)).toBeLessThan(1e-9);
    });
    expect(Math.max(...shares) * 3).toBeCloseTo(1.0788726, 7);
  });

  test('owners of session-0 to session-9', () => {
    const owners = Array.from({ length: 10 }, (_, key) => `pu-${ring.find(`session-${key}`, all) + 1}`);
    expect(owners.join(' ')).toBe('pu-2 pu-3 pu-3 pu-2 pu-2 pu-2 pu-2 pu-1 pu-3 pu-2');
  });

  test('a node that takes nothing is as good as not there', () => {
    const without = new HashRing(['pu-1', 'pu-3'], 150);
    for (let key = 0; key < 500; key++) {
      const found = ring.find(`session-${key}`, (node) => node !== 1);
      expect(found).toBe(without.find(`session-${key}`, all) * 2);
    }
    expect(ring.find('session-0', () => false)).toBe(-1);
  });
});

describe('H01: spread of a ring with v points a node', () => {
  test.each([
    [1000, 1, 200],
    [100, 10, 300],
    [10, 150, 400],
    [1000, 100, full ? 200 : 5],
  ])('%d nodes, %d points: relative standard deviation sqrt((n−1)/(nv+1)) over %d rings', (nodes, points, rings) => {
    const shares = Array.from({ length: rings }, (_, ring) =>
      new HashRing(names(nodes, `ring-${ring}`), points).shares(),
    ).flat();
    const theory = Math.sqrt((nodes - 1) / (nodes * points + 1));
    expect(Math.abs(relativeSd(shares) / theory - 1)).toBeLessThan(0.02);
    if (points === 150) expect(theory).toBeCloseTo(0.07743386, 7);
  });

  // 99 % of the shares of 1000 nodes, of the mean; rings as many as the ends take to within 1 % (the lower one of v = 1 takes 20 000).
  test.each([
    { points: 1, low: 0.005, high: 5.29, rings: full ? 20_000 : 300 },
    { points: 10, low: 0.372, high: 1.999, rings: full ? 1000 : 60 },
    { points: 100, low: 0.761, high: 1.276, rings: full ? 200 : 6 },
    { points: 1000, low: 0.92, high: 1.083, rings: full ? 200 : 1 },
  ])('99 % of the shares lie between the quantiles of Beta($points, 999 · $points): $low to $high', (one) => {
    const { points, low, high, rings } = one;
    const beta = (q: number) => inverseIncompleteBeta(q, points, 999 * points).x * 1000;
    expect(Math.abs(beta(0.005) / low - 1)).toBeLessThan(0.01);
    expect(Math.abs(beta(0.995) / high - 1)).toBeLessThan(0.01);
    const shares = Array.from({ length: rings }, (_, ring) => new HashRing(names(1000, `r${ring}`), points).shares())
      .flat()
      .map((share) => share * 1000)
      .sort((a, b) => a - b);
    for (const q of [0.005, 0.995]) {
      const [found, theory] = [shares[Math.floor(q * shares.length)]!, beta(q)];
      // Standard error of an order statistic, by the slope of the quantile function.
      const slope = (beta(q + 0.001) - beta(q - 0.001)) / 0.002;
      const error = Math.sqrt((q * (1 - q)) / shares.length) * slope;
      const allowed = Math.max(0.01 * theory, 4 * error);
      expect(Math.abs(found - theory), `${found}, theory ${theory}`).toBeLessThanOrEqual(allowed);
      if (full) expect(error).toBeLessThanOrEqual(0.01 * theory);
    }
  });
});

describe('H03: movement when an eleventh node joins ten', () => {
  const KEYS = 20_000;
  const moved = (old: (key: number) => number, now: (key: number) => number) => {
    let toNew = 0;
    let between = 0;
    for (let key = 0; key < KEYS; key++) {
      if (old(key) === now(key)) continue;
      if (now(key) === 10) toNew++;
      else between++;
    }
    return { share: toNew / KEYS, between };
  };
  /** Four standard errors of a share of 1/11. */
  const BAND = 4 * Math.sqrt(((1 / 11) * (10 / 11)) / KEYS);
  const only = (count: number) => (node: number) => node < count;

  test('ring: what the newcomer takes is its share, and nothing else moves', () => {
    const ring = new HashRing(names(11), 150);
    const owner = (count: number) => (key: number) => ring.find(`key-${key}`, only(count));
    const { share, between } = moved(owner(10), owner(11));
    expect(between).toBe(0);
    expect(Math.abs(share - ring.shares()[10]!)).toBeLessThan(BAND);
  });

  test('ring: the share of the newcomer has mean 1/11 and standard deviation 0.007075 over many rings', () => {
    const rings = full ? 4000 : 500;
    const taken = Array.from({ length: rings }, (_, ring) => new HashRing(names(11, `j${ring}`), 150).shares()[10]!);
    const mean = taken.reduce((sum, share) => sum + share, 0) / taken.length;
    expect(Math.abs(mean - 1 / 11)).toBeLessThan((4 * 0.007075) / Math.sqrt(rings));
    expect(Math.abs((relativeSd(taken) * mean) / 0.007075 - 1)).toBeLessThan(4 / Math.sqrt(2 * rings));
  });

  test('the number of partitions as divisor: 10 of 11 keys change hands', () => {
    const owner = (count: number) => (key: number) => murmurPartition(`key-${key}`, count);
    const { share, between } = moved(owner(10), owner(11));
    expect(Math.abs(share + between / KEYS - 10 / 11)).toBeLessThan(BAND);
  });

  test('jump', () => {
    const owner = (count: number) => (key: number) => jumpHash(md5Number(`key-${key}`) >> 64n, count);
    const { share, between } = moved(owner(10), owner(11));
    expect(between).toBe(0);
    expect(Math.abs(share - 1 / 11)).toBeLessThan(BAND);
  });

  test('rendezvous', () => {
    const nodes = names(11).map((name) => md5(name)[0]);
    const owner = (count: number) => (key: number) => rendezvousHash(md5(`key-${key}`), nodes, only(count));
    const { share, between } = moved(owner(10), owner(11));
    expect(between).toBe(0);
    expect(Math.abs(share - 1 / 11)).toBeLessThan(BAND);
  });

  test('rendezvous: the keys of a node that goes are spread evenly over all others', () => {
    const nodes = names(11).map((name) => md5(name)[0]);
    const heirs = new Map<number, number>();
    for (let key = 0; key < KEYS; key++) {
      const digest = md5(`key-${key}`);
      if (rendezvousHash(digest, nodes, all) !== 3) continue;
      const heir = rendezvousHash(digest, nodes, (node) => node !== 3);
      heirs.set(heir, (heirs.get(heir) ?? 0) + 1);
    }
    expect(heirs.size).toBe(10);
    for (const count of heirs.values()) expect(Math.abs(count / (KEYS / 110) - 1)).toBeLessThan(0.35);
  });
});

describe('H04: jump consistent hash', () => {
  const vector = (key: bigint) => Array.from({ length: 19 }, (_, n) => jumpHash(key, n + 1)).join(' ');

  test('buckets 1 to 19 of keys 1 and 0 are those of go-jump', () => {
    expect(vector(1n)).toBe('0 0 0 0 0 0 6 6 6 6 6 6 6 6 6 6 6 17 17');
    expect(vector(0n)).toBe(Array(19).fill(0).join(' '));
  });

  test('a key sees H(1000) = 7.4855 buckets on average', () => {
    let seen = 0;
    for (let key = 0; key < 40_000; key++) seen += [...jumps(md5Number(`key-${key}`) >> 64n, 1000)].length;
    expect(Math.abs(seen / 40_000 / 7.4854709 - 1)).toBeLessThan(0.005);
  });
});

describe('H05: Maglev', () => {
  const [b0, b1, b2] = [
    { offset: 3, skip: 4 },
    { offset: 0, skip: 2 },
    { offset: 3, skip: 1 },
  ];

  test('the table of the paper, with and without B1', () => {
    expect([...maglevTable([b0, b1, b2], 7)]).toEqual([1, 0, 1, 0, 2, 2, 0]);
    expect([...maglevTable([b0, b2], 7)].map((node) => node * 2)).toEqual([0, 0, 0, 0, 2, 2, 2]);
  });

  test('100 nodes share 65537 entries to within one', () => {
    const preferences = names(100).map((name) => preferenceOf(md5(name), 65_537));
    const counts = new Array<number>(100).fill(0);
    for (const node of maglevTable(preferences, 65_537)) counts[node]!++;
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('an entry changes hands needlessly for few when one of 100 nodes goes', () => {
    const preferences = names(100).map((name) => preferenceOf(md5(name), 65_537));
    const before = maglevTable(preferences, 65_537);
    const after = maglevTable(preferences.slice(0, 99), 65_537);
    let needless = 0;
    for (let entry = 0; entry < 65_537; entry++) if (before[entry] !== 99 && before[entry] !== after[entry]) needless++;
    expect(needless / 65_537).toBeLessThan(0.05);
  });
});

describe('H06: consistent hashing with bounded loads', () => {
  const KEYS = 20_000;
  const NODES = 100;

  test.each([
    [0.1, 220],
    [0.25, 250],
  ])('slack %f: the fullest of 100 nodes has %d of 20 000 keys, and every key has a node', (slack, most) => {
    const ring = new HashRing(names(NODES), 50);
    const cap = loadCap(KEYS, NODES, slack);
    expect(cap).toBe(most);
    const loads = new Array<number>(NODES).fill(0);
    const unbounded = new Array<number>(NODES).fill(0);
    for (let key = 0; key < KEYS; key++) {
      unbounded[ring.find(`key-${key}`, all)]!++;
      const node = ring.find(`key-${key}`, (candidate) => loads[candidate]! < cap);
      expect(node).toBeGreaterThanOrEqual(0);
      loads[node]!++;
    }
    expect(Math.max(...unbounded)).toBeGreaterThan(cap);
    expect(Math.max(...loads)).toBe(cap);
  });
});
