/** The portable ln, exp and power against the engine's own, which on this engine is within 1 ulp of the truth. */
import { expect, test } from 'vitest';
import { exp, expm1, ln, log1p, power } from '../../simulator/kernel/portable-math.ts';
import { RandomStream } from '../../simulator/kernel/random-stream.ts';

const COUNT = 200_000;

/** Distance in units in the last place of the expected value. */
function ulps(found: number, expected: number): number {
  if (Object.is(found, expected)) return 0;
  const bits = new Float64Array([expected, expected]);
  new BigInt64Array(bits.buffer)[1]! += 1n;
  return Math.abs(found - expected) / Math.abs(bits[1]! - expected);
}

function worst(draw: (stream: RandomStream) => number, ours: (x: number) => number, theirs: (x: number) => number) {
  const stream = RandomStream.fromWords(1, 2, 3, 4);
  let largest = 0;
  for (let i = 0; i < COUNT; i++) {
    const x = draw(stream);
    largest = Math.max(largest, ulps(ours(x), theirs(x)));
  }
  return largest;
}

test.each([
  ['in (0, 1)', (stream: RandomStream) => stream.uniform() + 2 ** -60],
  ['near 1', (stream: RandomStream) => 1 + (stream.uniform() - 0.5) * 1e-3],
  ['of every size', (stream: RandomStream) => 2 ** (stream.uniform() * 2000 - 1000)],
  ['subnormal', (stream: RandomStream) => stream.uniform() * 2 ** -1030 + Number.MIN_VALUE],
])('ln of numbers %s is within 2 ulp', (_what, draw) => {
  expect(worst(draw, ln, Math.log)).toBeLessThanOrEqual(2);
});

test.each([
  ['in [-1, 1)', (stream: RandomStream) => stream.uniform() * 2 - 1],
  ['in [-745, 709)', (stream: RandomStream) => stream.uniform() * 1454 - 745],
])('exp of numbers %s is within 2 ulp', (_what, draw) => {
  expect(worst(draw, exp, Math.exp)).toBeLessThanOrEqual(2);
});

test('log1p and expm1 keep small arguments to within 8 ulp', () => {
  const small = (stream: RandomStream) => 2 ** (-50 * stream.uniform()) * 0.5;
  expect(worst(small, log1p, Math.log1p)).toBeLessThanOrEqual(8);
  expect(worst(small, expm1, Math.expm1)).toBeLessThanOrEqual(8);
});

test('the ends of the number line', () => {
  expect([ln(0), ln(-1), ln(1), ln(Infinity), ln(NaN)]).toEqual([-Infinity, NaN, 0, Infinity, NaN]);
  expect([exp(0), exp(-Infinity), exp(Infinity), exp(NaN), exp(-800), exp(710)]).toEqual([
    1,
    0,
    Infinity,
    NaN,
    0,
    Infinity,
  ]);
  expect([power(0, 0), power(0, 2), power(0, -1), power(5, 0)]).toEqual([1, 0, Infinity, 1]);
  expect(power(2, 10)).toBeCloseTo(1024, 10);
  expect([log1p(0), expm1(0), expm1(-800), expm1(800)]).toEqual([0, 0, -1, Infinity]);
});
