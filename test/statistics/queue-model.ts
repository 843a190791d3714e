/** Reference models whose laws are known in closed form, as raw material for tests of the statistics. */
import type { RandomStream } from '../../simulator/kernel/random-stream.ts';

/**
 * Delays in queue of the first customers of an M/M/1 queue with load rho (Lindley's recursion). The unit of time is
 * the mean time between arrivals, so services take rho. From empty, or from the stationary law: no delay with probability
 * 1 - rho, else exponential with mean rho / (1 - rho).
 */
export function mm1Delays(random: RandomStream, rho: number, customers: number, start: 'empty' | 'stationary') {
  const delays = new Float64Array(customers);
  let delay = start === 'stationary' && random.uniform() < rho ? (random.exponential() * rho) / (1 - rho) : 0;
  for (let i = 0; i < customers; i++) {
    delays[i] = delay;
    delay = Math.max(0, delay + rho * random.exponential() - random.exponential());
  }
  return delays;
}

/**
 * Expected delays of customers 1 ... n of the same queue from empty, exactly: the number found on arrival is a Markov
 * chain. Between two arrivals each of the present leaves with probability a = 1 / (1 + rho) before the next arrival.
 */
export function mm1ExpectedDelays(rho: number, customers: number): Float64Array {
  const leaves = 1 / (1 + rho);
  const arrives = 1 - leaves;
  const found = new Float64Array(customers + 2);
  found[0] = 1;
  const expected = new Float64Array(customers);
  for (let i = 0; i < customers; i++) {
    for (let k = 1; k <= i; k++) expected[i]! += rho * k * found[k]!;
    let tail = 0;
    for (let k = i + 1; k >= 1; k--) {
      tail = found[k - 1]! + leaves * tail;
      found[k] = arrives * tail;
    }
    found[0] = leaves * tail;
  }
  return expected;
}
