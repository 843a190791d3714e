/**
 * When requests arrive: Poisson or evenly spaced, at a rate that changes in steps.
 *
 * Both walk the cumulated rate: the n-th arrival comes when the area under the rate reaches the n-th mark (marks one apart for constant
 * spacing, Exp(1) apart for Poisson). That is exact for piecewise constant rates, and multiplying all rates only rescales time.
 */
import type { RandomStream } from '../kernel/random-stream.ts';
import { SECOND } from '../kernel/time.ts';

export interface RateStep {
  /** From this time on, ns … */
  readonly at: number;
  /** … requests per second. */
  readonly rate: number;
}

export class Arrivals {
  readonly #steps: readonly RateStep[];
  readonly #poisson: boolean;
  readonly #stream: RandomStream;
  #step = 0;
  /** Where the present step began, ns, and the area under the rate that its latest arrival marks. */
  #begin = 0;
  #area = 0;

  /** `steps` in ascending order of time; before the first one the rate is 0. */
  constructor(steps: readonly RateStep[], poisson: boolean, stream: RandomStream) {
    this.#steps = steps;
    this.#poisson = poisson;
    this.#stream = stream;
    this.#begin = steps[0]!.at;
  }

  /** Time of the next arrival in ns, or Infinity when none will come. Counted from the step's beginning, so rounding does not add up. */
  next(): number {
    this.#area += this.#poisson ? this.#stream.exponential() : 1;
    for (;;) {
      const { rate } = this.#steps[this.#step]!;
      const end = this.#steps[this.#step + 1]?.at ?? Number.POSITIVE_INFINITY;
      const time = rate === 0 ? Number.POSITIVE_INFINITY : this.#begin + (this.#area * SECOND) / rate;
      if (time < end || end === Number.POSITIVE_INFINITY) return time;
      this.#area -= ((end - this.#begin) * rate) / SECOND;
      this.#begin = end;
      this.#step++;
    }
  }
}
