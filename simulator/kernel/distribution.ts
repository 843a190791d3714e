/**
 * Distributions of spans of time: a specification is data, a sampler draws from it.
 *
 * All parameters and draws are in ns. A draw is rounded to a whole nanosecond once, at the end, and lies in
 * [0, MAX_TIME]. Moments are those of the law itself, before rounding (A. Law, Simulation Modeling and Analysis, ch. 6).
 * Leaves out: laws nobody has yet needed (Weibull, gamma with fractional shape), and truncation.
 */
import { invariant } from './invariant.ts';
import { exp, ln } from './portable-math.ts';
import type { RandomStream } from './random-stream.ts';
import { NORMAL_P99, SpecSampler } from './spec-sampler.ts';
import { MAX_TIME, type Nanoseconds } from './time.ts';

export type DistributionSpec =
  | { readonly kind: 'constant'; readonly value: Nanoseconds }
  | { readonly kind: 'uniform'; readonly low: Nanoseconds; readonly high: Nanoseconds }
  | { readonly kind: 'exponential'; readonly mean: Nanoseconds }
  | { readonly kind: 'erlang'; readonly shape: number; readonly mean: Nanoseconds }
  | { readonly kind: 'lognormal'; readonly median: Nanoseconds; readonly p99: Nanoseconds }
  | { readonly kind: 'lognormalMeanCv'; readonly mean: Nanoseconds; readonly cv: number }
  | { readonly kind: 'pareto'; readonly minimum: Nanoseconds; readonly shape: number }
  | { readonly kind: 'mixture'; readonly parts: readonly MixturePart[] }
  | { readonly kind: 'empirical'; readonly values: readonly Nanoseconds[] };

export interface MixturePart {
  /** Relative to the sum of all weights; positive. */
  readonly weight: number;
  readonly of: DistributionSpec;
}

export interface Sampler {
  /** The mean of the law before rounding, in ns; Infinity for a Pareto with shape <= 1. */
  readonly mean: Nanoseconds;
  /** The largest value it can give, in ns; Infinity when unbounded. */
  readonly maximum: Nanoseconds;
  /** A draw in whole ns, >= 0. A constant takes nothing from the stream. */
  sample(stream: RandomStream): Nanoseconds;
}

/** A sampler for the specification; throws ImpossibleState for parameters that no law has. */
export function sampler(spec: DistributionSpec): Sampler {
  invariant(isPossible(spec), () => `no such distribution: ${JSON.stringify(spec)}`);
  return new SpecSampler(spec, meanOf(spec));
}

/** Mean in ns, before rounding; Infinity for a Pareto with shape <= 1. */
export function meanOf(spec: DistributionSpec): Nanoseconds {
  return momentsOf(spec).mean;
}

/** Squared coefficient of variation, Var / mean^2: 0 for a constant, 1 for an exponential; 0 where the mean is 0. */
export function scvOf(spec: DistributionSpec): number {
  const { mean, square } = momentsOf(spec);
  if (mean === 0) return 0;
  if (square === Number.POSITIVE_INFINITY) return square;
  return Math.max(0, square / (mean * mean) - 1);
}

/** Mean and mean square, in ns and ns^2. */
function momentsOf(spec: DistributionSpec): { mean: number; square: number } {
  switch (spec.kind) {
    case 'constant':
      return withScv(spec.value, 0);
    case 'uniform': {
      const mean = spec.low + (spec.high - spec.low) / 2;
      const width = spec.high - spec.low;
      return { mean, square: mean * mean + (width * width) / 12 };
    }
    case 'exponential':
      return withScv(spec.mean, 1);
    case 'erlang':
      return withScv(spec.mean, 1 / spec.shape);
    case 'lognormal': {
      const variance = square(ln(spec.p99 / spec.median) / NORMAL_P99);
      return withScv(spec.median * exp(variance / 2), exp(variance) - 1);
    }
    case 'lognormalMeanCv':
      return withScv(spec.mean, spec.cv * spec.cv);
    case 'pareto': {
      const { shape, minimum } = spec;
      return {
        mean: shape > 1 ? (shape * minimum) / (shape - 1) : Number.POSITIVE_INFINITY,
        square: shape > 2 ? (shape * minimum * minimum) / (shape - 2) : Number.POSITIVE_INFINITY,
      };
    }
    case 'mixture': {
      const total = sum(spec.parts.map((part) => part.weight));
      const moments = spec.parts.map((part) => ({ share: part.weight / total, ...momentsOf(part.of) }));
      return {
        mean: sum(moments.map(({ share, mean }) => share * mean)),
        square: sum(moments.map(({ share, square }) => share * square)),
      };
    }
    case 'empirical': {
      const { values } = spec;
      return { mean: sum(values) / values.length, square: sum(values.map(square)) / values.length };
    }
  }
}

function withScv(mean: number, scv: number): { mean: number; square: number } {
  return { mean, square: mean * mean * (1 + scv) };
}

function square(x: number): number {
  return x * x;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function isPossible(spec: DistributionSpec): boolean {
  const span = (value: number) => value >= 0 && value <= MAX_TIME;
  switch (spec.kind) {
    case 'constant':
      return span(spec.value);
    case 'uniform':
      return span(spec.low) && span(spec.high) && spec.low <= spec.high;
    case 'exponential':
      return span(spec.mean);
    case 'erlang':
      return span(spec.mean) && Number.isInteger(spec.shape) && spec.shape >= 1;
    case 'lognormal':
      return span(spec.median) && span(spec.p99) && spec.median > 0 && spec.p99 >= spec.median;
    case 'lognormalMeanCv':
      return span(spec.mean) && spec.mean > 0 && spec.cv >= 0 && spec.cv < Number.POSITIVE_INFINITY;
    case 'pareto':
      return span(spec.minimum) && spec.shape > 0;
    case 'mixture':
      return spec.parts.length > 0 && spec.parts.every((part) => part.weight > 0 && isPossible(part.of));
    case 'empirical':
      return spec.values.length > 0 && spec.values.every(span);
  }
}
