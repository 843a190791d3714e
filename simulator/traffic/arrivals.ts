/**
 * When requests arrive: Poisson or evenly spaced, at a rate that changes in steps and ramps; or at recorded times.
 *
 * The first two walk the cumulated rate: the n-th arrival comes when the area under the rate reaches the n-th mark (marks one apart for
 * constant spacing, Exp(1) apart for Poisson). That is exact for piecewise linear rates (Law & Kelton, inversion of the cumulated rate),
 * and multiplying all rates only rescales time.
 */
import type { RandomStream } from '../kernel/random-stream.ts';
import { SECOND } from '../kernel/time.ts';

/** Times at which requests arrive, one after the other. */
export interface ArrivalTimes {
  /** Time of the next arrival in ns of scenario time, never before the one before; Infinity when none will come. */
  next(): number;
}

export interface RateStep {
  /** From this time on, ns … */
  readonly at: number;
  /** … requests per second; reached in a straight line from the rate before within … */
  readonly rate: number;
  /** … this many ns; absent: at once. */
  readonly over?: number | undefined;
}

/** A stretch in which the rate is a straight line. */
interface Stretch {
  /** When it begins, ns, and the rate there, per second. */
  readonly at: number;
  readonly rate: number;
  /** How fast the rate grows, per second and ns; 0: it is constant. */
  readonly slope: number;
}

export class Arrivals implements ArrivalTimes {
  readonly #stretches: readonly Stretch[];
  readonly #poisson: boolean;
  readonly #stream: RandomStream;
  #stretch = 0;
  /** Where the present stretch began, ns, and the area under the rate that its latest arrival marks. */
  #begin = 0;
  #area = 0;

  /** `steps` in ascending order of time, a ramp over before the next step; before the first one the rate is 0. */
  constructor(steps: readonly RateStep[], poisson: boolean, stream: RandomStream) {
    this.#stretches = stretchesOf(steps);
    this.#poisson = poisson;
    this.#stream = stream;
    this.#begin = steps[0]!.at;
  }

  /** Counted from the stretch's beginning, so rounding does not add up. */
  next(): number {
    this.#area += this.#poisson ? this.#stream.exponential() : 1;
    for (;;) {
      const stretch = this.#stretches[this.#stretch]!;
      const end = this.#stretches[this.#stretch + 1]?.at ?? Number.POSITIVE_INFINITY;
      const time = this.#begin + lengthOf(stretch, this.#area);
      if (time < end || end === Number.POSITIVE_INFINITY) return time;
      this.#area -= areaOf(stretch, end - this.#begin);
      this.#begin = end;
      this.#stretch++;
    }
  }
}

/** Requests of your own log: one at each recorded time, ns in ascending order. */
export class RecordedArrivals implements ArrivalTimes {
  readonly #times: readonly number[];
  #next = 0;

  constructor(times: readonly number[]) {
    this.#times = times;
  }

  next(): number {
    return this.#times[this.#next++] ?? Number.POSITIVE_INFINITY;
  }
}

function stretchesOf(steps: readonly RateStep[]): Stretch[] {
  return steps.flatMap(({ at, rate, over = 0 }, index) => {
    const before = steps[index - 1]?.rate ?? 0;
    if (over === 0 || rate === before) return [{ at, rate, slope: 0 }];
    return [
      { at, rate: before, slope: (rate - before) / over },
      { at: at + over, rate, slope: 0 },
    ];
  });
}

/** Arrivals due in the first `length` ns of a stretch. */
function areaOf({ rate, slope }: Stretch, length: number): number {
  return slope === 0 ? (length * rate) / SECOND : (length * (rate + (slope * length) / 2)) / SECOND;
}

/** ns from the beginning of a stretch until `area` arrivals are due; Infinity when they never are. */
function lengthOf({ rate, slope }: Stretch, area: number): number {
  if (slope === 0) return rate === 0 ? Number.POSITIVE_INFINITY : (area * SECOND) / rate;
  // The root that stays exact for a small slope; a falling rate that reaches 0 first has none.
  const square = rate * rate + 2 * slope * area * SECOND;
  return square < 0 ? Number.POSITIVE_INFINITY : (2 * area * SECOND) / (rate + Math.sqrt(square));
}
