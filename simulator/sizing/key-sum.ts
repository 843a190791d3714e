/**
 * Sums over all keys of a function of the key's popularity: the closed forms behind coalescing and collisions.
 *
 *   sum_i f(p_i)      uniform: p = 1/N     zipf: p_i = i^-s / sum_j j^-s     hotSet: two uniform groups
 *                     weights: p_i = w_i / sum_j w_j
 *
 * Up to 16384 keys the sum is exact. Beyond, the rest of a Zipf sum is the integral from i - 1/2 to N + 1/2 (midpoint rule, relative error
 * about s^2 / (24 i^2) per term, below 1e-9), by Simpson's rule in ln i. So a trillion keys cost as much as twenty thousand.
 */
import { exp, ln } from '../kernel/portable-math.ts';
import type { Source } from '../model/scenario.ts';

export type KeyPopularity = Source['keys'];

const EXACT = 16384;
const PANELS = 2000;

/** Sum of f(p) over all keys, where p is the share of requests that go to the key. */
export function sumOverKeys(popularity: KeyPopularity, keys: number, f: (share: number) => number): number {
  switch (popularity.kind) {
    case 'uniform':
      return keys * f(1 / keys);
    case 'hotSet': {
      const hot = Math.max(1, Math.round(keys * popularity.keys));
      const cold = keys - hot;
      const hotSum = hot * f((cold === 0 ? 1 : popularity.requests) / hot);
      return cold === 0 ? hotSum : hotSum + cold * f((1 - popularity.requests) / cold);
    }
    case 'weights': {
      const total = popularity.weights.reduce((sum, weight) => sum + weight, 0);
      const asked = popularity.weights.reduce((sum, weight) => sum + f(weight / total), 0);
      return asked + Math.max(0, keys - popularity.weights.length) * f(0);
    }
    case 'zipf': {
      const weight = (rank: number) => exp(-popularity.exponent * ln(rank));
      const total = sumOverRanks(keys, weight);
      return sumOverRanks(keys, (rank) => f(weight(rank) / total));
    }
  }
}

/** Sum of g(1) .. g(n) for a smooth falling g. */
function sumOverRanks(n: number, g: (rank: number) => number): number {
  const exact = Math.min(n, EXACT);
  let sum = 0;
  for (let rank = 1; rank <= exact; rank++) sum += g(rank);
  if (n <= EXACT) return sum;
  const from = ln(EXACT + 0.5);
  const step = (ln(n + 0.5) - from) / PANELS;
  let integral = 0;
  for (let i = 0; i <= PANELS; i++) {
    const rank = exp(from + i * step);
    const weight = i === 0 || i === PANELS ? 1 : i % 2 === 1 ? 4 : 2;
    integral += weight * g(rank) * rank;
  }
  return sum + (integral * step) / 3;
}
