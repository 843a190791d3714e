/**
 * One statistic of one metric, with its interval over replications: the number an expectation is held against.
 *
 * Means: Student's t over replications, longer on the side of a tail. Quantiles: clustered order statistics (a request is not an observation, a replication is).
 * Shares: clustered Clopper–Pearson. Extremes and counts: every replication by itself, with the bound 1 − 0.05^(1/n) on the share of
 * replications that would look otherwise. A censored sample is a lower bound: it raises the upper end to infinity.
 */
import { Histogram } from '../kernel/histogram.ts';
import { ImpossibleState } from '../kernel/invariant.ts';
import type { Expectation, Statistic } from '../model/expectation.ts';
import { metrics } from '../model/metrics.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Readings, ReplicationSummary } from '../run/replication-summary.ts';
import { clusteredQuantile } from '../statistics/clustered-quantile.ts';
import { clusteredRatio } from '../statistics/clustered-ratio.ts';
import { skewedMeanInterval } from '../statistics/skewed-mean.ts';
import { SortedSample } from '../statistics/sorted-sample.ts';
import { unspokenOf } from './partition-metrics.ts';
import {
  endLevelsOf,
  evidenceOf,
  faultSamplesOf,
  histogramsOf,
  keysOf,
  levelsOf,
  ratesOf,
  ratiosOf,
  windowsOf,
} from './samples.ts';

/** In engine units. */
export type Estimate =
  | {
      readonly kind: 'interval';
      readonly estimate: number;
      readonly low: number;
      readonly high: number;
      readonly method: string;
      readonly n: number;
      readonly replicationsNeeded: number | undefined;
    }
  /** One value a replication, each of which must do. */
  | { readonly kind: 'each'; readonly values: readonly number[]; readonly method: string; readonly n: number }
  | { readonly kind: 'none'; readonly why: string };

export const quantiles: Partial<Record<Statistic, number>> = {
  p10: 0.1,
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};

const BATCH_MEANS = 'batch means';
const EVERY_BATCH = 'every batch';

/** Two-sided confidence of an interval unless the caller looks several times (study/). */
export const CONFIDENCE = 0.95;

export interface EstimateOptions {
  /** Only the samples of this fault. */
  readonly fault?: string;
  readonly confidence?: number;
}

export function estimateOf(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  expectation: Pick<Expectation, 'metric' | 'workload' | 'service' | 'statistic' | 'mode'>,
  { fault, confidence = CONFIDENCE }: EstimateOptions = {},
): Estimate {
  const { metric, statistic, mode, service } = expectation;
  const why = unspokenOf(scenario, metric);
  if (why !== undefined) return { kind: 'none', why };
  const { shape } = metrics[metric];
  if (shape === 'perFault') return ofFaultSamples(faultSamplesOf(summaries, metric, fault), statistic, confidence);
  if (shape === 'count') {
    const values = summaries.map((summary) => summary.counts[metric] ?? 0);
    return ofCounts(values, statistic, confidence);
  }
  if (shape === 'level' && mode === 'end') return each(endLevelsOf(summaries, metric, service));
  const evidence = evidenceOf(summaries);
  const found = ofReadings(scenario, evidence, expectation, confidence);
  return evidence.length > summaries.length ? named(found) : found;
}

/** The statistic of one batch by itself, or of one replication; undefined where it has none. */
export function valueIn(
  scenario: Scenario,
  readings: Readings,
  expectation: Pick<Expectation, 'metric' | 'workload' | 'service' | 'statistic' | 'mode'>,
): number | undefined {
  const found = ofReadings(scenario, [readings], expectation, CONFIDENCE);
  if (found.kind === 'interval') return found.estimate;
  return found.kind === 'each' ? found.values[0] : undefined;
}

/** Of what the instruments counted, whether over replications or over batches of one. */
function ofReadings(
  scenario: Scenario,
  readings: readonly Readings[],
  expectation: Pick<Expectation, 'metric' | 'workload' | 'service' | 'statistic' | 'mode'>,
  confidence: number,
): Estimate {
  const { metric, statistic, mode, service } = expectation;
  const windows = windowsOf(mode);
  const keys = keysOf(scenario, metric, expectation);
  switch (metrics[metric].shape) {
    case 'distribution':
      return ofHistograms(histogramsOf(readings, keys, windows), statistic, confidence);
    case 'ratio':
      return ofRatios(ratiosOf(readings, keys, windows), confidence);
    case 'rate':
      return ofMean(ratesOf(readings, keys, windows), 'no measured time', confidence);
    case 'level': {
      const levels = levelsOf(readings, metric, windows, service);
      if (statistic === 'max') return each(levels.map(({ maximum }) => maximum));
      const averages = levels.map(({ average }) => average);
      return ofMean(averages, 'no measured time', confidence);
    }
    default:
      throw new ImpossibleState(`instruments do not count ${metric}`);
  }
}

/** An estimate over batches says so. */
function named(found: Estimate): Estimate {
  if (found.kind === 'none') return found;
  if (found.kind === 'each') return { ...found, method: EVERY_BATCH };
  const [first, ...others] = found.method.split(', ');
  const method = first === 't' ? [BATCH_MEANS, ...others] : [BATCH_MEANS, found.method];
  return { ...found, method: method.join(', ') };
}

/** Whether the estimate of this method is over batches. */
export function isOverBatches(method: string): boolean {
  return method === EVERY_BATCH || method.startsWith(BATCH_MEANS);
}

function ofHistograms(histograms: readonly Histogram[], statistic: Statistic, confidence: number): Estimate {
  const filled = histograms.filter(({ count }) => count > 0);
  if (filled.length === 0) return { kind: 'none', why: 'no sample' };
  if (statistic === 'mean')
    return ofMean(
      filled.map(({ mean }) => mean),
      'no sample',
      confidence,
    );
  if (statistic === 'min') return each(filled.map(({ minimum }) => minimum));
  if (statistic === 'max') return each(filled.map(({ maximum }) => maximum));
  const pool = new Histogram();
  for (const histogram of filled) pool.merge(histogram);
  return interval(clusteredQuantile({ clusters: filled, pool }, quantiles[statistic] ?? 0.5, confidence));
}

function ofFaultSamples(
  samples: ReturnType<typeof faultSamplesOf>,
  statistic: Statistic,
  confidence: number,
): Estimate {
  const filled = samples.filter(({ values }) => values.length > 0);
  if (filled.length === 0) return { kind: 'none', why: 'no sample: the fault did not cause it in any replication' };
  const open = filled.some(({ censored }) => censored > 0);
  const all = filled.flatMap(({ values }) => values);
  if (statistic === 'max')
    return each(filled.map(({ values, censored }) => (censored > 0 ? Number.POSITIVE_INFINITY : Math.max(...values))));
  if (statistic === 'min') return each(filled.map(({ values }) => Math.min(...values)));
  const found =
    statistic === 'mean'
      ? ofMean(
          filled.map(({ values }) => values.reduce((sum, value) => sum + value, 0) / values.length),
          'no sample',
          confidence,
        )
      : interval(
          clusteredQuantile(
            { clusters: filled.map(({ values }) => new SortedSample(values)), pool: new SortedSample(all) },
            quantiles[statistic] ?? 0.5,
            confidence,
          ),
        );
  return open && found.kind === 'interval'
    ? { ...found, high: Number.POSITIVE_INFINITY, method: `${found.method}, censored` }
    : found;
}

function ofRatios(ratios: readonly { hits: number; count: number }[], confidence: number): Estimate {
  const filled = ratios.filter(({ count }) => count > 0);
  if (filled.length === 0) return { kind: 'none', why: 'nothing was counted' };
  if (filled.every(({ hits }) => hits === 0)) return each(filled.map(() => 0));
  return interval(clusteredRatio(filled, confidence));
}

function ofCounts(values: readonly number[], statistic: Statistic, confidence: number): Estimate {
  if (statistic === 'value' || statistic === 'min' || statistic === 'max') return each(values);
  if (statistic === 'mean') return ofMean(values, 'no replication', confidence);
  return interval(
    clusteredQuantile(
      { clusters: values.map((value) => new SortedSample([value])), pool: new SortedSample(values) },
      quantiles[statistic] ?? 0.5,
      confidence,
    ),
  );
}

function ofMean(values: readonly number[], why: string, confidence: number): Estimate {
  return values.length === 0 ? { kind: 'none', why } : interval(skewedMeanInterval(values, confidence));
}

function interval(found: {
  estimate: number;
  low: number;
  high: number;
  method: string;
  n: number;
  replicationsNeeded?: number | undefined;
}): Estimate {
  const { estimate, low, high, method, n, replicationsNeeded } = found;
  return { kind: 'interval', estimate, low, high, method, n, replicationsNeeded };
}

function each(values: readonly number[]): Estimate {
  return { kind: 'each', values, method: 'every replication', n: values.length };
}
