/**
 * Zipf's law over ranks 0..count-1: P(rank k) proportional to (k + 1)^-exponent, exactly, in constant time and memory.
 *
 * Rejection-inversion (W. Hörmann, G. Derflinger, Rejection-inversion to generate variates from monotone discrete
 * distributions, ACM TOMACS 6(3), 1996): invert the integral of the density x^-s and round; a rounding error is
 * repaired by rejecting, rarely. Portable exp and ln only, so the keys are the same on every engine. Written with
 * expm1(y)/y and log1p(y)/y, the formulas pass through exponent 1 without a special case; 0 is the uniform law.
 */
import { invariant } from './invariant.ts';
import { exp, expm1, ln, log1p } from './portable-math.ts';
import type { RandomStream } from './random-stream.ts';

export class ZipfSampler {
  private readonly count: number;
  private readonly exponent: number;
  private readonly integralAtStart: number;
  private readonly integralAtEnd: number;
  /** A rounded value this close above the inverted one needs no further test. */
  private readonly acceptWithin: number;

  /**
   * @param count number of ranks, a whole number in [1, 2^52]; nothing is allocated
   * @param exponent >= 0; 0 is uniform, 0.99 the habit of YCSB
   */
  constructor(count: number, exponent: number) {
    invariant(Number.isInteger(count) && count >= 1 && count <= 2 ** 52, () => `zipf over ${count} ranks`);
    invariant(exponent >= 0 && exponent <= 100, () => `zipf with exponent ${exponent}`);
    this.count = count;
    this.exponent = exponent;
    this.integralAtStart = this.integral(1.5) - 1;
    this.integralAtEnd = this.integral(count + 0.5);
    this.acceptWithin = 2 - this.integralInverse(this.integral(2.5) - this.density(2));
  }

  /** A rank in [0, count), 0 the most likely. */
  sample(stream: RandomStream): number {
    for (;;) {
      const u = this.integralAtEnd + stream.uniform() * (this.integralAtStart - this.integralAtEnd);
      const x = this.integralInverse(u);
      const k = Math.min(this.count, Math.max(1, Math.floor(x + 0.5)));
      if (k - x <= this.acceptWithin || u >= this.integral(k + 0.5) - this.density(k)) return k - 1;
    }
  }

  private density(x: number): number {
    return exp(-this.exponent * ln(x));
  }

  /** Integral of t^-s from 1 to x: (x^(1-s) - 1) / (1 - s), or ln x at s = 1. */
  private integral(x: number): number {
    const log = ln(x);
    return log * expm1Ratio((1 - this.exponent) * log);
  }

  private integralInverse(y: number): number {
    // Rounding can push the argument below -1, the value at infinite x.
    const t = Math.max(-1, y * (1 - this.exponent));
    return exp(y * log1pRatio(t));
  }
}

/** expm1(y) / y, 1 at 0. */
function expm1Ratio(y: number): number {
  return Math.abs(y) > 1e-8 ? expm1(y) / y : 1 + y * 0.5 * (1 + (y / 3) * (1 + y * 0.25));
}

/** log1p(y) / y, 1 at 0. */
function log1pRatio(y: number): number {
  return Math.abs(y) > 1e-8 ? log1p(y) / y : 1 - y * (0.5 - y * (1 / 3 - y * 0.25));
}
