/**
 * Queueing closed forms against textbook values (oracles Q01-Q07, S02; Kleinrock, Erlang 1917, Pollaczek-Khinchine, Crommelin 1932).
 */
import { describe, expect, it } from 'vitest';
import {
  erlangB,
  erlangC,
  multiServerSojournQuantile,
  multiServerSojournTail,
  multiServerWait,
  multiServerWaitQuantile,
} from '../../simulator/sizing/erlang.ts';
import {
  constantServiceWaitProbability,
  constantServiceWaitQuantile,
  exponentialSojourn,
  exponentialSojournQuantile,
  limitedQueue,
  singleServerWait,
  singleServerWaitVariance,
} from '../../simulator/sizing/queueing.ts';
import {
  amdahlSpeedup,
  gustafsonSpeedup,
  scalabilityPeak,
  universalScalability,
} from '../../simulator/sizing/scalability.ts';

describe('M/M/1', () => {
  const queue = { arrivalRate: 0.8, serviceTime: 1 };

  it('Q01: rho 0.8: W 5, Wq 4, sojourn p50 / p95 / p99 / p99.9', () => {
    expect(exponentialSojourn(queue)).toBeCloseTo(5, 12);
    expect(singleServerWait(queue, 1)).toBeCloseTo(4, 12);
    const quantiles = [0.5, 0.95, 0.99, 0.999].map((q) => exponentialSojournQuantile(queue, q).toFixed(6));
    expect(quantiles).toEqual(['3.465736', '14.978661', '23.025851', '34.538776']);
  });

  it('Q01 in milliseconds: 900/s at 1000/s: W 10, p99 46.0517, p99.9 69.0776', () => {
    const ms = { arrivalRate: 0.9, serviceTime: 1 };
    expect(exponentialSojourn(ms)).toBeCloseTo(10, 9);
    expect(exponentialSojournQuantile(ms, 0.99).toFixed(4)).toBe('46.0517');
    expect(exponentialSojournQuantile(ms, 0.999).toFixed(4)).toBe('69.0776');
  });

  it('has no steady state when overloaded', () => {
    expect(exponentialSojourn({ arrivalRate: 1, serviceTime: 1 })).toBe(Number.POSITIVE_INFINITY);
    expect(singleServerWait({ arrivalRate: 2, serviceTime: 1 }, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('M/M/c', () => {
  it('Q02: four servers at rho 0.8', () => {
    const queue = { arrivalRate: 3.2, serviceTime: 1, servers: 4 };
    expect(erlangC(queue)).toBeCloseTo(0.596432472, 9);
    expect(multiServerWait(queue)).toBeCloseTo(0.74554059, 8);
    expect(multiServerWait(queue) * 3.2).toBeCloseTo(2.38572989, 8);
    expect(multiServerWaitQuantile(queue, 0.99)).toBeCloseTo(5.1104762, 7);
    expect(multiServerSojournQuantile(queue, 0.95)).toBeCloseTo(4.738019, 6);
    expect(multiServerSojournQuantile(queue, 0.99)).toBeCloseTo(6.893204, 6);
  });

  it('Q03: two servers at rho 0.9, and pooling at 0.8', () => {
    const queue = { arrivalRate: 1.8, serviceTime: 1, servers: 2 };
    expect(erlangC(queue)).toBeCloseTo(0.85263158, 8);
    expect(multiServerWait(queue)).toBeCloseTo(4.2631579, 7);
    expect(multiServerSojournQuantile(queue, 0.99)).toBeCloseTo(23.34443, 5);
    expect(multiServerWait({ arrivalRate: 1.6, serviceTime: 1, servers: 2 })).toBeCloseTo(1.777778, 6);
  });

  it('Q04: Erlang B', () => {
    expect(erlangB(5, 10)).toBeCloseTo(0.0183845703, 10);
    expect(erlangB(3, 5)).toBeCloseTo(0.110054348, 9);
    expect(erlangB(84.064, 100)).toBeCloseTo(0.009999683, 9);
  });

  it('is M/M/1 for one server, also where two rates coincide', () => {
    const one = { arrivalRate: 0.5, serviceTime: 1, servers: 1 };
    expect(multiServerSojournQuantile(one, 0.99)).toBeCloseTo(exponentialSojournQuantile(one, 0.99), 9);
    // c mu - lambda = mu: the two exponentials are equal and the tail is e^-t (1 + C t).
    const equal = { arrivalRate: 1, serviceTime: 1, servers: 2 };
    expect(multiServerSojournTail(equal, 1)).toBeCloseTo(Math.exp(-1) * (1 + erlangC(equal)), 9);
  });
});

describe('M/G/1', () => {
  it('Q05: M/D/1', () => {
    const busy = { arrivalRate: 0.8, serviceTime: 1 };
    expect(singleServerWait(busy, 0)).toBeCloseTo(2, 12);
    expect(singleServerWait({ arrivalRate: 0.5, serviceTime: 1 }, 0)).toBeCloseTo(0.5, 12);
    expect(singleServerWaitVariance(busy, 1, 1)).toBeCloseTo(5.3333333, 7);
    expect(constantServiceWaitProbability(busy, 0)).toBeCloseTo(0.2, 12);
    expect(constantServiceWaitProbability(busy, 1)).toBeCloseTo(0.44510819, 8);
    expect(constantServiceWaitQuantile(busy, 0.99)).toBeCloseTo(10.355887, 6);
  });

  it('M/D/1: beyond 12 service times the tail goes on without a step', () => {
    const busy = { arrivalRate: 0.95, serviceTime: 1 };
    const before = 1 - constantServiceWaitProbability(busy, 11.9);
    const after = 1 - constantServiceWaitProbability(busy, 12.1);
    const later = 1 - constantServiceWaitProbability(busy, 12.3);
    expect(after / before).toBeCloseTo(later / after, 7);
  });

  it('Q06: hyperexponential, Erlang-4 and log-normal service', () => {
    expect(singleServerWait({ arrivalRate: 0.7, serviceTime: 1 }, 5.5)).toBeCloseTo(7.5833333, 7);
    expect(singleServerWait({ arrivalRate: 0.9, serviceTime: 1 }, 0.25)).toBeCloseTo(5.625, 9);
    expect(singleServerWait({ arrivalRate: 0.6, serviceTime: 1 }, Math.E - 1)).toBeCloseTo(2.0387114, 7);
  });
});

describe('M/M/1/K', () => {
  it('Q07: lambda 1.2, mu 1, at most 10 in the system', () => {
    const queue = limitedQueue({ arrivalRate: 1.2, serviceTime: 1 }, 10);
    expect(queue.rejected).toBeCloseTo(0.1925865, 7);
    expect(queue.throughput).toBeCloseTo(0.96889621, 8);
    expect(queue.meanInSystem).toBeCloseTo(6.7107087, 7);
    expect(queue.sojourn).toBeCloseTo(6.9261378, 7);
    expect(queue.empty).toBeCloseTo(0.031103794, 9);
  });

  it('keeps its digits under heavy overload and many places', () => {
    const queue = limitedQueue({ arrivalRate: 10, serviceTime: 1 }, 5000);
    expect(queue.rejected).toBeCloseTo(0.9, 9);
    expect(queue.meanInSystem).toBeCloseTo(5000 - 1 / 9, 6);
  });
});

describe('scalability', () => {
  it('S02: Amdahl, Gustafson, USL', () => {
    expect([8, 64].map((n) => amdahlSpeedup(0.95, n).toFixed(6))).toEqual(['5.925926', '15.421687']);
    expect(amdahlSpeedup(0.95, Number.POSITIVE_INFINITY)).toBeCloseTo(20, 9);
    expect(gustafsonSpeedup(0.05, 64)).toBeCloseTo(60.85, 9);
    const usl = [1, 2, 4, 6, 8, 10].map((n) =>
      Number(universalScalability({ contention: 0.02, coherency: 0.02 }, n).toFixed(4)),
    );
    expect(usl).toEqual([1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]);
    expect(scalabilityPeak({ contention: 0.001, coherency: 1e-5 }).toFixed(4)).toBe('316.0696');
  });
});
