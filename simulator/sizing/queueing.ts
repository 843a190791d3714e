/**
 * One server: M/M/1, M/D/1, M/G/1 and M/M/1/K, as twins of simulated queues.
 *
 *   M/G/1: Wq = lambda E[S^2] / (2 (1 - rho))         (Pollaczek-Khinchine)
 *   M/M/1: P(T > t) = e^{-(mu - lambda) t}
 *   M/D/1: P(Wq <= t) = (1 - rho) sum_{k=0}^{floor(t/S)} [lambda (kS - t)]^k / k! e^{-lambda (kS - t)}   (Crommelin 1932)
 *   M/M/1/K: p_n = (1 - r) r^n / (1 - r^{K+1}), r = lambda / mu
 *
 * Poisson arrivals, first come first served. Times and rates in any one unit; Infinity when overloaded. Oracles Q01, Q05-Q07.
 */
import { exp, expm1, ln } from '../kernel/portable-math.ts';
import { solveFalling } from './erlang.ts';

export interface SingleServer {
  readonly arrivalRate: number;
  readonly serviceTime: number;
}

/** Mean wait; `scv` is the squared coefficient of variation of the service time: 0 constant, 1 exponential. */
export function singleServerWait({ arrivalRate, serviceTime }: SingleServer, scv: number): number {
  const utilisation = arrivalRate * serviceTime;
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  return (utilisation * serviceTime * (1 + scv)) / (2 * (1 - utilisation));
}

/** Variance of the wait from the second and third moment of the service time (Takacs): lambda E[S^3] / (3 (1 - rho)) + Wq^2. */
export function singleServerWaitVariance(queue: SingleServer, secondMoment: number, thirdMoment: number): number {
  const utilisation = queue.arrivalRate * queue.serviceTime;
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  const mean = (queue.arrivalRate * secondMoment) / (2 * (1 - utilisation));
  return (queue.arrivalRate * thirdMoment) / (3 * (1 - utilisation)) + mean * mean;
}

/** M/M/1: mean time from arrival to answer. */
export function exponentialSojourn({ arrivalRate, serviceTime }: SingleServer): number {
  const spare = 1 / serviceTime - arrivalRate;
  return spare <= 0 ? Number.POSITIVE_INFINITY : 1 / spare;
}

/** M/M/1: time from arrival to answer that a share q does not exceed. */
export function exponentialSojournQuantile(queue: SingleServer, q: number): number {
  return exponentialSojourn(queue) * -ln(1 - q);
}

/** M/D/1: P(wait <= t). Beyond 12 service times the alternating sum loses digits, and the exponential tail takes over. */
export function constantServiceWaitProbability({ arrivalRate, serviceTime }: SingleServer, t: number): number {
  const rho = arrivalRate * serviceTime;
  if (rho >= 1) return 0;
  const x = t / serviceTime;
  if (x <= TAIL_FROM) return crommelin(rho, x);
  return 1 - (1 - crommelin(rho, TAIL_FROM)) * exp(-tailDecay(rho) * (x - TAIL_FROM));
}

/** M/D/1: wait that a share q does not exceed. */
export function constantServiceWaitQuantile(queue: SingleServer, q: number): number {
  const utilisation = queue.arrivalRate * queue.serviceTime;
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  if (1 - utilisation >= q) return 0;
  return solveFalling((t) => 1 - constantServiceWaitProbability(queue, t), 1 - q, queue.serviceTime);
}

const TAIL_FROM = 12;

/** Crommelin's sum with service time 1. */
function crommelin(rho: number, x: number): number {
  let sum = 0;
  for (let k = 0; k <= x; k++) {
    const y = rho * (k - x);
    let term = exp(-y);
    for (let i = 1; i <= k; i++) term *= y / i;
    sum += term;
  }
  return (1 - rho) * sum;
}

/** Rate at which the tail falls: the positive root of rho (e^d - 1) = d. */
function tailDecay(rho: number): number {
  let low = 0;
  let high = 2 / rho;
  while (rho * expm1(high) < high) high *= 2;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (rho * expm1(middle) < middle) low = middle;
    else high = middle;
  }
  return high;
}

export interface LimitedQueue {
  readonly rejected: number;
  readonly empty: number;
  /** Accepted requests per unit of time. */
  readonly throughput: number;
  readonly meanInSystem: number;
  /** Mean time from arrival to answer of the accepted ones. */
  readonly sojourn: number;
}

/** M/M/1/K: at most `places` requests in the system, the one in service included; further ones are rejected. Never overloaded. */
export function limitedQueue({ arrivalRate, serviceTime }: SingleServer, places: number): LimitedQueue {
  const ratio = arrivalRate * serviceTime;
  let weight = 1;
  let total = 1;
  let weighted = 0;
  for (let n = 1; n <= places; n++) {
    weight *= ratio;
    total += weight;
    weighted += n * weight;
    // Overload makes the weights grow without bound; only their ratios matter.
    if (total < 1e200) continue;
    weight /= 1e200;
    total /= 1e200;
    weighted /= 1e200;
  }
  const rejected = weight / total;
  const throughput = arrivalRate * (1 - rejected);
  const meanInSystem = weighted / total;
  return {
    rejected,
    empty: 1 - throughput * serviceTime,
    throughput,
    meanInSystem,
    sojourn: meanInSystem / throughput,
  };
}
