/**
 * Latin hypercube: n points in the unit cube such that each coordinate has exactly one value in each n-th of its range.
 *
 * McKay, Beckman & Conover, Technometrics 21 (1979). Against independent draws the variance of a mean is never more than n/(n − 1) times as
 * large, and much smaller where the answer depends on the coordinates one by one (Owen, Annals of Statistics 25, 1997), so a binomial
 * interval of a share of the points is on the careful side.
 */
import { invariant } from '../kernel/invariant.ts';
import type { RandomStream } from '../kernel/random-stream.ts';

/** One list a coordinate, with its value in (0, 1) at each of the points; every coordinate draws from a stream of its own. */
export function latinHypercube(points: number, streams: readonly RandomStream[]): readonly (readonly number[])[] {
  invariant(points >= 1, () => `latinHypercube: ${points} points`);
  return streams.map((stream) => {
    const strata = Array.from({ length: points }, (_, index) => index);
    for (let last = points - 1; last > 0; last--) {
      const other = stream.below(last + 1);
      [strata[last], strata[other]] = [strata[other]!, strata[last]!];
    }
    return strata.map((stratum) => inside((stratum + stream.uniform()) / points));
  });
}

/** Away from 0 and 1, which have no quantile. */
function inside(share: number): number {
  return Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, share));
}
