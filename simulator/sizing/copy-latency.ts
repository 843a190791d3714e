/**
 * What synchronous copies add to a write: the slowest of b round trips.
 *
 *   constant delays     max over the copies of 2 d
 *   exponential delays  ∫ 1 − (1 − e^(−x) (1 + x))^b dx · d       b independent round trips, each the sum of two exponentials of mean d
 *
 * Source: order statistics (S05, S06). Left out: time at the copy, order on a connection (which matters when messages come close together).
 */
import { exp } from '../kernel/portable-math.ts';

const STEPS = 4000;
/** In means; beyond that e^(−x) (1 + x) is below 1e-20. */
const END = 50;

/** Mean of the slowest of `copies` round trips, each way exponential with mean `delay`, in its unit. */
export function slowestRoundTrip(copies: number, delay: number): number {
  // Simpson's rule.
  let sum = 0;
  for (let step = 0; step <= STEPS; step++) {
    const x = (END * step) / STEPS;
    let allIn = 1;
    for (let copy = 0; copy < copies; copy++) allIn *= 1 - exp(-x) * (1 + x);
    const weight = step === 0 || step === STEPS ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * (1 - allIn);
  }
  return (sum * END * delay) / (3 * STEPS);
}
