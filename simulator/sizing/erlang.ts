/**
 * Several servers and one queue: Erlang's formulas, M/M/c.
 *
 *   B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1))        blocking of k servers, offered load a = lambda S
 *   C = B / (1 - rho (1 - B)), rho = a / c            probability that a request waits
 *   Wq = C S / (c (1 - rho))                          mean wait;   P(wait > t) = C e^{-(c mu - lambda) t}
 *
 * Source: A. K. Erlang 1917; any queueing text. Poisson arrivals, exponential service, first come first served, no limit. Times and
 * rates in any one unit. An overloaded queue has no steady state: the answers are Infinity. Oracles Q01-Q04.
 */
import { invariant } from '../kernel/invariant.ts';
import { exp, ln } from '../kernel/portable-math.ts';

export interface MultiServer {
  readonly arrivalRate: number;
  readonly serviceTime: number;
  readonly servers: number;
}

/** Probability that a request is turned away when all servers are busy and none may wait (M/G/c/c). */
export function erlangB(offeredLoad: number, servers: number): number {
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = (offeredLoad * blocking) / (k + offeredLoad * blocking);
  return blocking;
}

/** Probability that a request has to wait; 1 when overloaded. */
export function erlangC({ arrivalRate, serviceTime, servers }: MultiServer): number {
  const load = arrivalRate * serviceTime;
  const utilisation = load / servers;
  if (utilisation >= 1) return 1;
  const blocking = erlangB(load, servers);
  return blocking / (1 - utilisation * (1 - blocking));
}

export function multiServerWait(queue: MultiServer): number {
  const utilisation = (queue.arrivalRate * queue.serviceTime) / queue.servers;
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  return (erlangC(queue) * queue.serviceTime) / (queue.servers * (1 - utilisation));
}

/** Wait that a share q of the requests does not exceed: 0 when fewer than 1 - q wait at all. */
export function multiServerWaitQuantile(queue: MultiServer, q: number): number {
  const spare = queue.servers / queue.serviceTime - queue.arrivalRate;
  if (spare <= 0) return Number.POSITIVE_INFINITY;
  return Math.max(0, ln(erlangC(queue) / (1 - q)) / spare);
}

/** P(wait + service > t): the wait is 0 or exponential with rate c mu - lambda, and service follows it. */
export function multiServerSojournTail(queue: MultiServer, t: number): number {
  const rate = 1 / queue.serviceTime;
  const spare = queue.servers * rate - queue.arrivalRate;
  if (spare <= 0) return 1;
  const waits = erlangC(queue);
  const served = exp(-rate * t);
  const gap = spare - rate;
  const both = Math.abs(gap) < 1e-9 * rate ? served * (1 + rate * t) : (spare * served - rate * exp(-spare * t)) / gap;
  return (1 - waits) * served + waits * both;
}

/** Time from arrival to answer that a share q of the requests does not exceed. */
export function multiServerSojournQuantile(queue: MultiServer, q: number): number {
  if (queue.arrivalRate * queue.serviceTime >= queue.servers) return Number.POSITIVE_INFINITY;
  return solveFalling((t) => multiServerSojournTail(queue, t), 1 - q, queue.serviceTime);
}

/** The t at which a falling function reaches `level`, by doubling from `start` and 100 halvings (exact to the last bits). */
export function solveFalling(tail: (t: number) => number, level: number, start: number): number {
  invariant(level > 0 && start > 0, 'a quantile lies below 1 and its scale above 0');
  let high = start;
  while (tail(high) > level) high *= 2;
  let low = 0;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (tail(middle) > level) low = middle;
    else high = middle;
  }
  return high;
}
