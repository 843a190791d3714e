/**
 * Student's t distribution: the law of (mean - truth) / standard error for few observations of unknown variance.
 *
 * P(T > t) = I_x(ν/2, 1/2) / 2 with x = ν/(ν + t²) for t >= 0 (Abramowitz & Stegun 26.7.1), so a quantile is an inverse
 * incomplete beta. Degrees of freedom need not be whole (Welch's approximation gives fractions).
 */
import { invariant } from '../kernel/invariant.ts';
import { incompleteBeta, inverseIncompleteBeta } from './incomplete-beta.ts';

/** P(T <= t) for degrees >= 1 and any t, infinite ones included. */
export function tCdf(t: number, degrees: number): number {
  invariant(degrees >= 1 && !Number.isNaN(t), () => `tCdf: t ${t}, degrees ${degrees} out of range`);
  const upper = tUpperTail(Math.abs(t), degrees);
  return t > 0 ? 1 - upper : upper;
}

function tUpperTail(t: number, degrees: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  return 0.5 * incompleteBeta(degrees / (degrees + square), degrees / 2, 0.5, square / (degrees + square));
}

/** The last answer: a study asks for the same quantile once a metric, and the inverse costs some 30 µs. */
let latest = { p: 0.5, degrees: 1, t: 0 };

/** The t with P(T <= t) = p, for p in (0, 1) and degrees >= 1. */
export function tQuantile(p: number, degrees: number): number {
  invariant(p > 0 && p < 1 && degrees >= 1, () => `tQuantile: p ${p}, degrees ${degrees} out of range`);
  if (p !== latest.p || degrees !== latest.degrees) latest = { p, degrees, t: quantileByInverse(p, degrees) };
  return latest.t;
}

function quantileByInverse(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const { x, y } = inverseIncompleteBeta(2 * tail, degrees / 2, 0.5);
  const size = Math.sqrt((degrees * y) / x);
  return p < 0.5 ? -size : size;
}
