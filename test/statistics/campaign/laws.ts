/** Laws whose mean, quantiles or ratio are known exactly: what a coverage claim is measured on. */
import { exp, ln } from '../../../simulator/kernel/portable-math.ts';
import type { RandomStream } from '../../../simulator/kernel/random-stream.ts';
import type { ClusterCount } from '../../../simulator/statistics/design-effect.ts';
import { normalQuantile } from '../../../simulator/statistics/special-functions.ts';
import { mm1Delays } from '../queue-model.ts';

/** One value a replication. */
export interface ScalarLaw {
  readonly name: string;
  readonly mean: number;
  readonly draw: (random: RandomStream) => number;
}

/** Many requests a replication. */
export interface RequestLaw {
  readonly name: string;
  readonly draw: (random: RandomStream) => Float64Array;
  readonly quantile: (q: number) => number;
}

/** Requests and errors of a replication. */
export interface ErrorLaw {
  readonly name: string;
  readonly ratio: number;
  readonly draw: (random: RandomStream) => ClusterCount;
}

const LOAD = 0.8;
const REQUESTS = 1000;
/** Mean delay of M/M/1 at load 0.8, in times between arrivals. */
export const MEAN_DELAY = 3.2;

/** Q06a: squared coefficient of variation about 5.05. */
const hyperexponential = (random: RandomStream) => random.exponential() * (random.uniform() < 0.9 ? 0.5 : 5.5);

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const scalarLaws: readonly ScalarLaw[] = [
  { name: 'normal', mean: 1, draw: (random) => 1 + 0.3 * random.normal() },
  { name: 'exponential', mean: 1, draw: (random) => random.exponential() },
  { name: 'hyperexponential (Q06a)', mean: 1, draw: hyperexponential },
  {
    name: 'M/M/1 0.8, mean of 200 delays',
    mean: MEAN_DELAY,
    draw: (random) => average(mm1Delays(random, LOAD, 200, 'stationary')),
  },
  {
    name: 'M/M/1 0.8, mean of 2000 delays',
    mean: MEAN_DELAY,
    draw: (random) => average(mm1Delays(random, LOAD, 2000, 'stationary')),
  },
  { name: 'losses: 1 burst of 20', mean: 20, draw: (random) => burstsOf(random, 1, 20) },
  { name: 'losses: 0.3 bursts of 20', mean: 6, draw: (random) => burstsOf(random, 0.3, 20) },
];

export const requestLaws: readonly RequestLaw[] = [
  {
    name: 'exponential, 1000 a replication',
    draw: (random) => Float64Array.from({ length: REQUESTS }, () => random.exponential()),
    quantile: (q) => -ln(1 - q),
  },
  {
    name: 'hyperexponential (Q06a), 1000 a replication',
    draw: (random) => Float64Array.from({ length: REQUESTS }, () => hyperexponential(random)),
    quantile: hyperexponentialQuantile,
  },
  {
    name: 'M/M/1 0.8, 1000 sojourns a replication',
    draw: (random) =>
      mm1Delays(random, LOAD, REQUESTS, 'stationary').map((delay) => delay + LOAD * random.exponential()),
    quantile: (q) => -4 * ln(1 - q),
  },
  {
    name: 'lognormal, replications differ',
    draw: (random) => {
      const effect = 0.5 * random.normal();
      return Float64Array.from({ length: REQUESTS / 5 }, () => exp(effect + random.normal()));
    },
    quantile: (q) => exp(normalQuantile(q) * Math.sqrt(1.25)),
  },
];

export const errorLaws: readonly ErrorLaw[] = [
  errors('0.1 bursts of 50 in 2000', 0.1, 50),
  errors('0.3 bursts of 20 in 2000', 0.3, 20),
  errors('0.3 single errors in 2000', 0.3, 1),
  errors('5 bursts of 10 in 2000', 5, 10),
];

function errors(name: string, bursts: number, size: number): ErrorLaw {
  const count = 2000;
  const draw = (random: RandomStream) => ({ count, hits: Math.min(count, burstsOf(random, bursts, size)) });
  return { name, ratio: (bursts * size) / count, draw };
}

/** So many bursts on average, each of so many on average (single ones: of exactly one). */
function burstsOf(random: RandomStream, bursts: number, size: number): number {
  let total = 0;
  for (let time = random.exponential(); time < bursts; time += random.exponential())
    total += size === 1 ? 1 : Math.floor(random.exponential() * size + random.uniform());
  return total;
}

/** Where 1 − 0.9 e^(−2x) − 0.1 e^(−x/5.5) = q, by halving. */
function hyperexponentialQuantile(q: number): number {
  let low = 0;
  let high = 100;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (0.9 * exp(-2 * middle) + 0.1 * exp(-middle / 5.5) > 1 - q) low = middle;
    else high = middle;
  }
  return low;
}

/** Mean delays of two M/M/1 queues under common random numbers, service times 4 % apart; from the stationary law of each. */
export function pairedDelays(random: RandomStream): { readonly difference: number } {
  const loads = [0.8, 0.77] as const;
  const start = random.uniform();
  const rest = random.exponential();
  const delays = loads.map((load) => (start < load ? (rest * load) / (1 - load) : 0));
  const sums = [0, 0];
  for (let i = 0; i < REQUESTS; i++) {
    const service = random.exponential();
    const gap = random.exponential();
    loads.forEach((load, side) => {
      sums[side]! += delays[side]!;
      delays[side] = Math.max(0, delays[side]! + load * service - gap);
    });
  }
  return { difference: (sums[1]! - sums[0]!) / REQUESTS };
}

export const PAIRED_TRUTH = 0.77 ** 2 / 0.23 - 0.8 ** 2 / 0.2;
