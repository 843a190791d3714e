/** One cell of the coverage table: an interval of one kind, on one law, at one size, asked many times whether it holds the truth. */

import type { RandomStream } from '../../../simulator/kernel/random-stream.ts';
import { Streams } from '../../../simulator/kernel/stream-seed.ts';
import { coverageAcceptanceBand } from '../../../simulator/statistics/binomial.ts';

export const NOMINAL = 0.95;
const SEED = 20261121;

/** One interval. */
export interface Asked {
  readonly low: number;
  readonly high: number;
  /** Whether a finding would have said that it is too narrow. */
  readonly warned?: boolean;
}

export interface Cell {
  readonly kind: string;
  readonly law: string;
  /** Replications or batches; for a sequential procedure its looks. */
  readonly n: string;
  readonly truth: number;
  /** How many times a campaign asks, and a test. */
  readonly experiments: number;
  readonly ask: (random: RandomStream) => Asked;
}

export interface Measured {
  readonly experiments: number;
  readonly covered: number;
  /** Share of intervals with two ends. */
  readonly bounded: number;
  /** Median over the intervals with two ends, relative to the truth; NaN where there are none. */
  readonly halfWidth: number;
  /** Share of intervals that a finding would have called too narrow. */
  readonly warned: number;
}

export function measure(cell: Cell, experiments = cell.experiments): Measured {
  const random = new Streams(SEED, 0).named(nameOf(cell));
  return summed(
    Array.from({ length: experiments }, () => cell.ask(random)),
    cell.truth,
  );
}

export function summed(asked: readonly Asked[], truth: number): Measured {
  const widths = asked
    .filter(({ low, high }) => Number.isFinite(high - low))
    .map(({ low, high }) => (high - low) / 2 / Math.abs(truth))
    .sort((a, b) => a - b);
  return {
    experiments: asked.length,
    covered: asked.filter(({ low, high }) => low <= truth && truth <= high).length,
    bounded: widths.length / asked.length,
    halfWidth: widths[Math.floor(widths.length / 2)] ?? Number.NaN,
    warned: asked.filter(({ warned }) => warned === true).length / asked.length,
  };
}

export function nameOf({ kind, law, n }: Pick<Cell, 'kind' | 'law' | 'n'>): string {
  return `${kind} | ${law} | ${n}`;
}

/** The coverage is not below what a sound 95 % interval gives in 99 % of campaigns of that size (oracle M07). Above is wasteful, not wrong. */
export function holds({ experiments, covered }: Measured): boolean {
  return covered / experiments >= coverageAcceptanceBand(experiments, NOMINAL, 0.99).low;
}
