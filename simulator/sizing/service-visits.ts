/**
 * Networks of services: how often each is visited, and what stations of exponential service are then like.
 *
 *   visits      l_j = g_j + Σ_i l_i (p_ij + calls_ij)          traffic equations; g: arrivals from outside
 *   Jackson     each station is an M/M/c of rate l_j by itself; W of the whole = (Σ L_j + Σ l_i p_ij d_ij) / Σ g
 *   fork-join   two M/M/1 of equal rates asked at once: W = (12 − ρ) / 8 · 1 / (μ − λ)                 (Q13)
 *
 * Source: Jackson 1957; the forced flow law (Denning & Buzen 1978); Flatto & Hahn 1984, Nelson & Tantawi 1988. Times and rates in any one
 * unit. Left out: queues that turn requests away, threads that wait for calls.
 */
import { multiServerWait } from './erlang.ts';
import { exponentialSojourn, type SingleServer } from './queueing.ts';

/** Share of what leaves one service that comes to another; calls count like the rest. */
export interface Passage {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** Arrivals at each service, those from others included; undefined when requests come back for ever. */
export function visitRates(outside: readonly number[], passages: readonly Passage[]): readonly number[] | undefined {
  let rates = outside;
  const total = outside.reduce((sum, rate) => sum + rate, 0);
  for (let round = 0; round < ROUNDS; round++) {
    const next = [...outside];
    for (const { from, to, share } of passages) next[to]! += rates[from]! * share;
    const change = next.reduce((most, rate, index) => Math.max(most, Math.abs(rate - rates[index]!)), 0);
    rates = next;
    if (change <= 1e-12 * total) return rates;
  }
  return undefined;
}

const ROUNDS = 10_000;

export interface Station {
  readonly arrivalRate: number;
  readonly serviceTime: number;
  /** Lines side by side, each with this many servers; a random one gets each request. */
  readonly lines: number;
  readonly servers: number;
}

/** Mean wait at a station of a Jackson network; Infinity when it is overloaded. */
export function stationWait({ arrivalRate, serviceTime, lines, servers }: Station): number {
  return multiServerWait({ arrivalRate: arrivalRate / lines, serviceTime, servers });
}

/** Mean time until both of two equal M/M/1 have answered. */
export function forkJoinOfTwo(queue: SingleServer): number {
  return ((12 - queue.arrivalRate * queue.serviceTime) / 8) * exponentialSojourn(queue);
}
