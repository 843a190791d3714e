/**
 * Log-gamma and the normal quantile, the same bits on every engine (only + - * / sqrt and the kernel's ln and exp).
 *
 * ln Γ(z) = (z - 1/2) ln z - z + ln(2π)/2 + δ(z), where δ, the Stirling error, has the series 1/(12z) - 1/(360z³) + ...
 * (Abramowitz & Stegun 6.1.40-41). δ stands alone because ratios of gamma functions need only differences of δ: the
 * large terms cancel on paper instead of in the last digits (C. Loader, Fast and Accurate Computation of Binomial
 * Probabilities, 2000). The normal quantile is Wichura's PPND16 (Algorithm AS 241, Applied Statistics 37, 1988).
 */
import { invariant } from '../kernel/invariant.ts';
import { ln } from '../kernel/portable-math.ts';

const HALF_LN_TWO_PI = 0.9189385332046728;
/** From here on these eight terms of the series are exact to the last bit of ln Γ. */
const SERIES_FROM = 16;
const STIRLING_SERIES: readonly number[] = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];

/** δ(z) = ln Γ(z) minus Stirling's formula, for z > 0; absolute error below 1e-14. */
export function stirlingError(z: number): number {
  let shifted = z;
  let fromShifts = 0;
  while (shifted < SERIES_FROM) {
    fromShifts += (shifted + 0.5) * ln((shifted + 1) / shifted) - 1;
    shifted += 1;
  }
  const inverseSquare = 1 / (shifted * shifted);
  return fromShifts + polynomial(STIRLING_SERIES, inverseSquare) / shifted;
}

/** ln Γ(z) for z > 0; relative error below 1e-13, except next to the roots z = 1 and 2, where the absolute error is. */
export function logGamma(z: number): number {
  invariant(z > 0, () => `logGamma needs z > 0, got ${z}`);
  return (z - 0.5) * ln(z) - z + HALF_LN_TWO_PI + stirlingError(z);
}

/** The z with P(standard normal <= z) = p, for p in [0, 1] (-Infinity and Infinity at the ends); relative error 1e-15. */
export function normalQuantile(p: number): number {
  invariant(p >= 0 && p <= 1, () => `normalQuantile needs p in [0, 1], got ${p}`);
  const centred = p - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const tail = centred < 0 ? p : 1 - p;
  const size = tail === 0 ? Number.POSITIVE_INFINITY : upperNormalQuantile(Math.sqrt(-ln(tail)));
  return centred < 0 ? -size : size;
}

function upperNormalQuantile(r: number): number {
  if (r <= 5) return polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6);
  return polynomial(FAR_TOP, r - 5) / polynomial(FAR_BOTTOM, r - 5);
}

/** Sum of coefficients[i] x^i, by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
}

const CENTRE_TOP: readonly number[] = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const CENTRE_BOTTOM: readonly number[] = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const MIDDLE_TOP: readonly number[] = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_BOTTOM: readonly number[] = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_TOP: readonly number[] = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_BOTTOM: readonly number[] = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
