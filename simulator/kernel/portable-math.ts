/**
 * ln, exp and power with the same bits on every JavaScript engine.
 *
 * Math.log and Math.exp differ by one unit in the last place between engines and processors, and one such unit in one
 * service time can swap two events. These use only + - * / and the bits of a double, all of which IEEE 754 and
 * ECMAScript fix. Method and coefficients are those of fdlibm (e_log.c, e_exp.c; error below 1 ulp), whose notice is:
 * "Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and
 * distribute this software is freely granted, provided that this notice is preserved."
 */

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
scratch[0] = 1;
/** Index of the 32-bit word that holds sign and exponent: 1 on little-endian machines, 0 on others. */
const HIGH = words[1] === 0x3ff00000 ? 1 : 0;
const LOW = 1 - HIGH;

/** Natural logarithm; -Infinity at 0, NaN below. Error below 1 ulp. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let exponent = -1023;
  scratch[0] = x;
  if (words[HIGH]! < 0x00100000) {
    scratch[0] = x * 2 ** 54; // subnormal: bring the leading bit into place
    exponent -= 54;
  }
  const high = words[HIGH]!;
  // Mantissa into [sqrt 1/2, sqrt 2): the carry of this addition tells which half of the octave it is in.
  const carry = ((high & 0xfffff) + 0x95f64) & 0x100000;
  exponent += (high >>> 20) + (carry >>> 20);
  words[HIGH] = (high & 0xfffff) | (carry ^ 0x3ff00000);
  const f = scratch[0]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  // ln 2 in two parts, the first with trailing zeros, so that its product with any exponent is exact.
  const ln2High = 0.6931471803691238;
  const ln2Low = 1.9082149292705877e-10;
  return exponent * ln2High - (half - (s * (half + odd + even) + exponent * ln2Low) - f);
}

/** e to the x; 0 below about -745, Infinity above about 709.8. Error below 1 ulp. */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Two factors, because 2^1024 is not a double and subnormal results need a gradual last step.
  const first = k >> 1;
  return y * powerOfTwo(first) * powerOfTwo(k - first);
}

function powerOfTwo(exponent: number): number {
  words[HIGH] = (exponent + 1023) << 20;
  words[LOW] = 0;
  return scratch[0]!;
}

/** x to the y for x >= 0, as exp(y ln x): relative error about |y ln x| * 2^-53. power(0, 0) is 1. */
export function power(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 0) return y > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(y * ln(x));
}

/** ln(1 + x) without loss for small x (W. Kahan): the rounding of 1 + x is divided out again. */
export function log1p(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : (ln(u) * x) / (u - 1);
}

/** e^x - 1 without loss for small x (W. Kahan). */
export function expm1(x: number): number {
  const u = exp(x);
  if (u === 1) return x;
  const difference = u - 1;
  if (difference === -1 || u === Number.POSITIVE_INFINITY) return difference;
  return (difference * x) / ln(u);
}
