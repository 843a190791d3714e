/**
 * Two samples side by side: what was measured and what was simulated, and in words how far apart they are.
 *
 * Means are held against 5 %, laws against the two-sample Kolmogorov-Smirnov limit at 5 %. Where one trial gives several values (healthy
 * shards) these are nearly the same number, so the limit counts trials, not values.
 */
import { ksDistance, ksLimit } from '../../simulator/statistics/kolmogorov-smirnov.ts';

export interface Comparison {
  readonly n: number;
  readonly measured: string;
  readonly simulated: string;
  /** Relative gap of the means; undefined when the measured mean is 0. */
  readonly gap: number | undefined;
  readonly distance: number;
  readonly limit: number;
  readonly verdict: string;
}

/** Gap of the means that counts as agreement. */
export const MEAN_TOLERANCE = 0.05;

/** Both ascending and not empty; `trials` are those behind each. */
export function compare(
  real: readonly number[],
  ours: readonly number[],
  trials: { readonly measured: number; readonly simulated: number },
): Comparison {
  const mean = meanOf(real);
  const gap = mean === 0 ? undefined : meanOf(ours) / mean - 1;
  const distance = ksDistance(real, ours);
  const limit = ksLimit(Math.min(real.length, trials.measured), Math.min(ours.length, trials.simulated));
  const close = gap === undefined ? meanOf(ours) === 0 : Math.abs(gap) <= MEAN_TOLERANCE;
  return {
    n: real.length,
    measured: shown(real),
    simulated: shown(ours),
    gap,
    distance,
    limit,
    verdict: verdictOf(close, distance <= limit),
  };
}

function verdictOf(close: boolean, sameLaw: boolean): string {
  if (close) return sameLaw ? 'agrees' : 'mean agrees, shape differs';
  return sameLaw ? 'mean is off, not significantly' : '**differs**';
}

/** Markdown rows of every quantity that both have. */
export function comparisonTable(
  real: { readonly trials: number; readonly quantities: Readonly<Record<string, readonly number[]>> },
  ours: { readonly trials: number; readonly quantities: Readonly<Record<string, readonly number[]>> },
): { readonly lines: readonly string[]; readonly comparisons: ReadonlyMap<string, Comparison> } {
  const comparisons = new Map<string, Comparison>();
  for (const [quantity, values] of Object.entries(ours.quantities)) {
    const measured = real.quantities[quantity] ?? [];
    if (measured.length === 0 || values.length === 0) continue;
    comparisons.set(quantity, compare(measured, values, { measured: real.trials, simulated: ours.trials }));
  }
  const rows = [...comparisons].map(([quantity, { n, measured, simulated, gap, distance, limit, verdict }]) => {
    const percent = gap === undefined ? '' : `${gap < 0 ? '−' : '+'}${Math.abs(gap * 100).toFixed(1)} %`;
    return `| ${quantity} | ${n} | ${measured} | ${simulated} | ${percent} | ${distance.toFixed(2)} (${limit.toFixed(2)}) | ${verdict} |`;
  });
  const head = [
    '| quantity | n measured | measured min / p10 / p50 / p90 / max (mean) | simulated, the same | gap of means | KS (limit) | verdict |',
    '|---|---|---|---|---|---|---|',
  ];
  return { lines: [...head, ...rows], comparisons };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function shown(sorted: readonly number[]): string {
  const quantiles = [0, 0.1, 0.5, 0.9, 1].map((share) => sorted[Math.round(share * (sorted.length - 1))]!.toFixed(0));
  const mean = meanOf(sorted);
  return `${quantiles.join(' / ')} (${mean.toFixed(mean < 10 ? 1 : 0)})`;
}
