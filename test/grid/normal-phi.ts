/** phi accrual by the normal law itself, with its tail to the last digits: what the detector's thresholds are held against. */
import { exp, ln } from '../../simulator/kernel/portable-math.ts';

/** 1 / √(2π). */
const DENSITY_AT_ZERO = 0.3989422804014327;
/** From here on the continued fraction is exact to the last digits within its terms. */
const TAIL = 3;
const FRACTION_TERMS = 120;

/** phi after a silence of so many deviations beyond the mean. */
export function phiNormal(deviations: number): number {
  return -ln(normalTail(deviations)) / ln(10);
}

/** P(Z > z) of a standard normal Z. */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = DENSITY_AT_ZERO * exp(-0.5 * z * z);
  if (z < TAIL) {
    let term = z;
    let sum = z;
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= (z * z) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let term = FRACTION_TERMS; term > 0; term--) fraction = z + term / fraction;
  return density / fraction;
}
