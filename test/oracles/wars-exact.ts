/**
 * Exact tails of the WARS model: the time of an operation is the W-th smallest of three independent sums of two ways, so its quantile
 * follows from P(first + second > t) = P(second > t) + ∫ f₂(a) P(first > t − a) da and the binomial law (Bailis et al., VLDB 2012).
 * The integral is Gauss-Legendre of ten points on pieces that end where a density jumps; 1e-10 of a quantile. Times in ms.
 */

interface Part {
  readonly weight: number;
  readonly survival: (t: number) => number;
  readonly density: (t: number) => number;
}

export interface Way {
  readonly parts: readonly Part[];
  /** Where the density jumps. */
  readonly edge: number;
}

const pareto = (weight: number, minimum: number, shape: number): Part => ({
  weight,
  survival: (t) => (t <= minimum ? 1 : (minimum / t) ** shape),
  density: (t) => (t < minimum ? 0 : (shape / t) * (minimum / t) ** shape),
});
const exponential = (weight: number, rate: number): Part => ({
  weight,
  survival: (t) => (t <= 0 ? 1 : Math.exp(-rate * t)),
  density: (t) => (t < 0 ? 0 : rate * Math.exp(-rate * t)),
});

export const ways = {
  ssd: { parts: [pareto(0.9122, 0.235, 10), exponential(0.0878, 1.66)], edge: 0.235 },
  diskWrite: { parts: [pareto(0.38, 1.05, 1.51), exponential(0.62, 0.183)], edge: 1.05 },
} satisfies Record<string, Way>;

/** Quantile `q` of the time until `needed` of three replicas have gone both ways. */
export function exactTail(first: Way, second: Way, needed: number, q: number): number {
  let [low, high] = [0, 1e4];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atLeast(needed, 1 - longerThan(middle, first, second)) < q) low = middle;
    else high = middle;
  }
  return high;
}

/** P(at least `needed` of three have arrived). */
function atLeast(needed: number, p: number): number {
  const terms = [(1 - p) ** 3, 3 * p * (1 - p) ** 2, 3 * p * p * (1 - p), p ** 3];
  return terms.slice(needed).reduce((sum, term) => sum + term, 0);
}

function longerThan(t: number, first: Way, second: Way): number {
  const inside = (a: number) => sum(second, (part) => part.density(a)) * sum(first, (part) => part.survival(t - a));
  const edges = [0, second.edge, t - first.edge, t, 0.5, 1, 2, 5, 10, 20, 40, 80].filter((at) => at >= 0 && at <= t);
  edges.sort((a, b) => a - b);
  let total = sum(second, (part) => part.survival(t));
  for (let at = 1; at < edges.length; at++) total += integral(inside, edges[at - 1]!, edges[at]!);
  return total;
}

const sum = (way: Way, of: (part: Part) => number) =>
  way.parts.reduce((total, part) => total + part.weight * of(part), 0);

const POINTS = [
  [0.14887433898163122, 0.29552422471475287],
  [0.4333953941292472, 0.26926671930999635],
  [0.6794095682990244, 0.21908636251598204],
  [0.8650633666889845, 0.1494513491505806],
  [0.9739065285171717, 0.06667134430868814],
] as const;

function integral(f: (a: number) => number, from: number, to: number): number {
  const pieces = 20;
  const half = (to - from) / pieces / 2;
  let total = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + (2 * piece + 1) * half;
    for (const [at, weight] of POINTS) total += weight * half * (f(middle - half * at) + f(middle + half * at));
  }
  return total;
}
