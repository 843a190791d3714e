/**
 * Random streams: the laws of the draws (Kolmogorov-Smirnov, chi-square at fixed seeds), the independence of streams by
 * name, and draws that are a pure hash of their operands.
 */
import { describe, expect, test } from 'vitest';
import { counterDraw, type RandomStream } from '../../simulator/kernel/random-stream.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';

const COUNT = 500_000;

/** Kolmogorov-Smirnov statistic times sqrt n; above 1.95 once in a thousand. */
function kolmogorov(draws: Float64Array, distribution: (x: number) => number): number {
  draws.sort();
  let distance = 0;
  draws.forEach((x, i) => {
    const p = distribution(x);
    distance = Math.max(distance, Math.abs(p - i / draws.length), Math.abs(p - (i + 1) / draws.length));
  });
  return distance * Math.sqrt(draws.length);
}

/** Distribution of the standard normal: series near 0, continued fraction in the tails (Abramowitz & Stegun 26.2.10, 14). */
function normalDistribution(x: number): number {
  const z = Math.abs(x);
  if (z > 5) {
    let fraction = z;
    for (let k = 40; k > 0; k--) fraction = z + k / fraction;
    const tail = Math.exp(-z * z * 0.5) / (Math.sqrt(2 * Math.PI) * fraction);
    return x > 0 ? 1 - tail : tail;
  }
  let term = z;
  let sum = z;
  for (let k = 1; k < 120; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  const half = (sum * Math.exp(-z * z * 0.5)) / Math.sqrt(2 * Math.PI);
  return x > 0 ? 0.5 + half : 0.5 - half;
}

const draws = (draw: (stream: RandomStream) => number, stream = new Streams(1, 0).named('test')) =>
  Float64Array.from({ length: COUNT }, () => draw(stream));

describe('the laws', () => {
  test('the ziggurat exponential is exponential, tail and wedges included', () => {
    const sample = draws((stream) => stream.exponential());
    expect(kolmogorov(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(1.95);
    // Beyond the tail's edge of 7.697 lie 4.5 in 10,000: 227 of 500,000, give or take 15.
    expect(Math.abs(sample.filter((x) => x > 7.69711747013105).length - 227)).toBeLessThan(3.3 * 15);
  });

  test('the ziggurat normal is normal, tail and wedges included', () => {
    const sample = draws((stream) => stream.normal());
    expect(kolmogorov(sample, normalDistribution)).toBeLessThan(1.95);
    // Beyond 3.654 on either side lie 2.58 in 10,000: 129, give or take 11.
    expect(Math.abs(sample.filter((x) => Math.abs(x) > 3.654152885361009).length - 129)).toBeLessThan(3.3 * 11.4);
  });

  test('uniform draws are uniform and lie in [0, 1)', () => {
    const sample = draws((stream) => stream.uniform());
    expect(kolmogorov(sample, (x) => x)).toBeLessThan(1.95);
    expect(sample.every((x) => x >= 0 && x < 1)).toBe(true);
  });

  test.each([1, 2, 6, 1000])('below(%i) gives every number equally often', (n) => {
    const counts = new Float64Array(n);
    for (const k of draws((stream) => stream.below(n))) counts[k]! += 1;
    const expected = COUNT / n;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(n - 1 + 3.3 * Math.sqrt(2 * n) + 10);
  });

  test('below does not favour small numbers where 2^32 does not divide', () => {
    const third = 3 * 2 ** 29;
    const low = draws((stream) => stream.below(third)).filter((k) => k < 2 ** 29).length;
    expect(Math.abs(low / COUNT - 1 / 3)).toBeLessThan(0.0025);
  });

  test.each([0, 0.5, -1, Number.NaN, 2 ** 31 + 1, 2 ** 33])(
    'below %d is impossible, instead of never coming to an end',
    (n) => {
      expect(() => draws((stream) => stream.below(n))).toThrow('a whole number is drawn below 1 to 2^31');
    },
  );
});

describe('streams by name', () => {
  test('the same name is the same stream, continued', () => {
    const streams = new Streams('seed', 3);
    expect(streams.named('arrivals')).toBe(streams.named('arrivals'));
  });

  test.each([
    ['seed', new Streams(2, 0).named('a')],
    ['replication', new Streams(1, 1).named('a')],
    ['name', new Streams(1, 0).named('b')],
  ])('another %s is another stream, uncorrelated', (_what, other) => {
    const here = new Streams(1, 0).named('a');
    let product = 0;
    for (let i = 0; i < 100_000; i++) product += (here.uniform() - 0.5) * (other.uniform() - 0.5);
    expect(Math.abs((12 * product) / Math.sqrt(100_000))).toBeLessThan(3.3);
  });

  test('names that join to the same text are different streams', () => {
    expect(new Streams('a', 1).named('b').next()).not.toBe(new Streams('a,1', 1).named('b').next());
    expect(new Streams('7', 0).named('x').next()).toBe(new Streams(7, 0).named('x').next());
  });

  test('G08: a part that is added, and draws at will, changes no draw of the others', () => {
    const alone = new Streams(1, 0);
    const expected = Array.from({ length: 100 }, () => alone.named('arrivals').next());
    const crowded = new Streams(1, 0);
    const found = Array.from({ length: 100 }, (_, i) => {
      crowded.named(`probe ${i}`).exponential();
      crowded.named('service').normal();
      return crowded.named('arrivals').next();
    });
    expect(found).toEqual(expected);
  });

  test('the first draws are the golden ones, on every engine', () => {
    const stream = new Streams(1, 0).named('golden');
    const found = [stream.next(), stream.uniform(), stream.exponential(), stream.normal(), stream.below(1000)];
    expect(found).toMatchInlineSnapshot(`
      [
        4189737091,
        0.7801754921063401,
        0.3034417938536258,
        -0.5734367379978409,
        979,
      ]
    `);
    expect(new Streams(1, 0).key('golden')).toMatchInlineSnapshot(`630130311`);
  });
});

describe('counter-based draws', () => {
  const key = new Streams(1, 0).key('demand');

  test('a draw depends on its operands only', () => {
    expect(counterDraw(key, 12, 3)).toBe(counterDraw(key, 12, 3));
    const neighbours = [
      counterDraw(key, 12, 3),
      counterDraw(key, 12, 4),
      counterDraw(key, 13, 3),
      counterDraw(key + 1, 12, 3),
    ];
    neighbours.push(counterDraw(key, 12 + 2 ** 32, 3));
    expect(new Set(neighbours).size).toBe(5);
  });

  test.each([
    ['consecutive requests', (i: number) => counterDraw(key, i, 0)],
    ['consecutive attempts', (i: number) => counterDraw(key, 7, i)],
    ['consecutive streams', (i: number) => counterDraw(i, 7, 0)],
    ['requests beyond 2^32', (i: number) => counterDraw(key, i * 2 ** 32, 1)],
  ])('draws for %s are uniform and uncorrelated', (_what, draw) => {
    const sample = Float64Array.from({ length: 100_000 }, (_, i) => draw(i));
    let product = 0;
    for (let i = 1; i < sample.length; i++) product += (sample[i]! - 0.5) * (sample[i - 1]! - 0.5);
    expect(Math.abs((12 * product) / Math.sqrt(sample.length))).toBeLessThan(3.3);
    expect(kolmogorov(sample, (x) => x)).toBeLessThan(1.95);
  });
});
