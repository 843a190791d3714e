/** Zipf by rejection-inversion against the exact probabilities, at exponents below, at and above 1. */
import { describe, expect, test } from 'vitest';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { ZipfSampler } from '../../simulator/kernel/zipf.ts';

const COUNT = 300_000;

describe.each([0, 0.5, 0.99, 1, 1 + 1e-12, 1.5, 3])('exponent %f', (exponent) => {
  test.each([1, 2, 10, 100])('%i ranks have the probabilities of the law (chi-square)', (ranks) => {
    const weights = Array.from({ length: ranks }, (_, rank) => (rank + 1) ** -exponent);
    const total = weights.reduce((a, b) => a + b, 0);
    const stream = new Streams(2, 0).named(`${ranks}`);
    const zipf = new ZipfSampler(ranks, exponent);
    const counts = new Float64Array(ranks);
    for (let i = 0; i < COUNT; i++) counts[zipf.sample(stream)]! += 1;
    // Ranks with less than 5 expected are left to the others.
    let chiSquare = 0;
    let cells = 0;
    counts.forEach((count, rank) => {
      const expected = (COUNT * weights[rank]!) / total;
      if (expected < 5) return;
      chiSquare += (count - expected) ** 2 / expected;
      cells++;
    });
    expect(counts.reduce((a, b) => a + b, 0)).toBe(COUNT);
    expect(chiSquare).toBeLessThan(cells - 1 + 3.3 * Math.sqrt(2 * cells) + 10);
  });
});

test('a million million ranks need no memory and keep the share of the first ranks', () => {
  const stream = new Streams(1, 0).named('s');
  const zipf = new ZipfSampler(1e12, 1);
  const draws = Float64Array.from({ length: COUNT }, () => zipf.sample(stream));
  // Harmonic numbers: H(1000) / H(10^12) by ln n + Euler's constant + 1/2n.
  const share = (Math.log(1000) + 0.5772156649 + 0.0005) / (Math.log(1e12) + 0.5772156649);
  expect(draws.every((rank) => Number.isInteger(rank) && rank >= 0 && rank < 1e12)).toBe(true);
  expect(Math.abs(draws.filter((rank) => rank < 1000).length / COUNT - share)).toBeLessThan(0.003);
});
