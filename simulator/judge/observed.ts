/**
 * Observed beside simulated values: the gap, whether the simulated interval holds the observed value, and for samples the distance of the two
 * distributions (Kolmogorov–Smirnov, two samples, limit of 5 %).
 *
 * The simulated value is that of everything measured (mode always). Requests of one replication depend on one another, so for them the limit
 * counts the simulated law as known exactly and is on the strict side. Nothing is fitted and no verdict depends on it.
 */
import { Histogram } from '../kernel/histogram.ts';
import type { Expectation, Statistic } from '../model/expectation.ts';
import { metrics } from '../model/metrics.ts';
import type { ObservedResult } from '../model/observed-result.ts';
import { type ObservedSamples, understandObserved } from '../model/parse-observed.ts';
import type { Finding } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { ksDistance, ksDistanceFrom, ksLimit, ksLimitFrom } from '../statistics/kolmogorov-smirnov.ts';
import { SortedSample } from '../statistics/sorted-sample.ts';
import { estimateOf, quantiles } from './estimate.ts';
import { short } from './finding-parts.ts';
import { faultSamplesOf, histogramsOf, keysOf, shown, windowsOf } from './samples.ts';

/** How far outside the simulated interval, as a share of the observed value, a reader is told. */
const FAR = 0.1;

/** Undefined where the scenario says nothing of observations. */
export function observedResults(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
): ObservedResult[] | undefined {
  if (scenario.observed === undefined) return undefined;
  const { statistics, samples } = understandObserved(scenario.observed);
  return [
    ...statistics.map(({ name, asked, n, source }) =>
      compared(scenario, summaries, asked, { metric: name, ...(n === undefined ? {} : { n }), source }),
    ),
    ...samples.flatMap((observed) => ofSamples(scenario, summaries, observed)),
  ];
}

type Label = { readonly metric: string; readonly n?: number; readonly source: string };

function compared(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  asked: Expectation,
  { metric: name, ...origin }: Label,
): ObservedResult {
  const { metric, statistic, limit } = asked;
  const head = { metric: name, statistic, unit: metrics[metric].unit, observed: shown(metric, limit) };
  const found = estimateOf(scenario, summaries, asked);
  if (found.kind === 'none') return { ...head, unknown: found.why, ...origin };
  const { estimate, low, high } = found.kind === 'interval' ? found : rangeOf(found.values);
  const finite = (key: string, value: number) => (Number.isFinite(value) ? { [key]: shown(metric, value) } : {});
  return {
    ...head,
    ...finite('simulated', estimate),
    ...finite('low', low),
    ...finite('high', high),
    ...(limit === 0 || !Number.isFinite(estimate) ? {} : { gap: (estimate - limit) / limit }),
    inside: low <= limit && limit <= high,
    ...origin,
  };
}

function rangeOf(values: readonly number[]) {
  const estimate = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { estimate, low: Math.min(...values), high: Math.max(...values) };
}

/** The mean and those quantiles that so many samples have, then the whole distribution. */
function ofSamples(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  { name, asked, samples, source }: ObservedSamples,
): ObservedResult[] {
  const sorted = new SortedSample(samples);
  const n = samples.length;
  const mean = samples.reduce((sum, value) => sum + value, 0) / n;
  const fine = (['p50', 'p90', 'p99'] as const).filter((statistic) => n * (1 - quantiles[statistic]!) >= 1);
  const asks: readonly (readonly [Statistic, number])[] = [
    ['mean', mean],
    ...fine.map((statistic) => [statistic, sorted.quantile(quantiles[statistic]!)] as const),
  ];
  const rows = asks.map(([statistic, limit]) =>
    compared(scenario, summaries, { ...asked, statistic, limit }, { metric: name, n, source }),
  );
  const ks = distanceOf(scenario, summaries, asked, samples);
  const whole: ObservedResult = {
    metric: name,
    statistic: 'distribution',
    unit: metrics[asked.metric].unit,
    ...(ks === undefined ? { unknown: 'no sample' } : { ks: { ...ks, differs: ks.distance > ks.limit } }),
    n,
    source,
  };
  return [...rows, whole];
}

function distanceOf(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  asked: Expectation,
  samples: readonly number[],
): { readonly distance: number; readonly limit: number } | undefined {
  const { metric } = asked;
  const { shape } = metrics[metric];
  if (estimateOf(scenario, summaries, asked).kind === 'none') return undefined;
  if (shape === 'distribution') {
    const pool = new Histogram();
    for (const histogram of histogramsOf(summaries, keysOf(scenario, metric, asked), windowsOf('always')))
      pool.merge(histogram);
    const distance = ksDistanceFrom(samples, (value) => 1 - pool.countAbove(value) / pool.count);
    return { distance, limit: ksLimitFrom(samples.length) };
  }
  const values =
    shape === 'perFault'
      ? faultSamplesOf(summaries, metric).flatMap((each) => each.values)
      : summaries.map(({ counts }) => counts[metric] ?? 0);
  values.sort((a, b) => a - b);
  return { distance: ksDistance(samples, values), limit: ksLimit(samples.length, values.length) };
}

/**
 * Observations that the simulation does not come near, and those that it has nothing to set against. Of listed samples the test of the whole
 * distribution decides, since it knows how much a few samples can say.
 */
export function observedFindings(observed: readonly ObservedResult[] = []): Finding[] {
  const alike = observed.filter(({ ks }) => ks?.differs === false).map(({ metric }) => metric);
  return observed
    .filter(({ metric, unknown }) => unknown !== undefined || !alike.includes(metric))
    .flatMap((row): Finding[] => {
      const name = `${row.metric} ${row.statistic}`;
      if (row.unknown !== undefined)
        return [
          {
            severity: 'note',
            code: 'observed-not-simulated',
            text: `${name} was observed (${row.source}), but the simulation has no value: ${row.unknown}.`,
          },
        ];
      if (row.observed === undefined || !isFar(row)) return [];
      const text = `${name} was observed as ${short(row.observed)} ${row.unit} (${row.source}); simulated is ${range(row)} ${row.unit}, more than ${100 * FAR} % away.`;
      const advice =
        'The model leaves something out, or the scenario is not that system: compare versions, sizes and settings before trusting either number.';
      return [{ severity: 'warning', code: 'observed-outside', text, advice }];
    });
}

function isFar({ observed = 0, low, high }: ObservedResult): boolean {
  const away = Math.max((low ?? observed) - observed, observed - (high ?? observed));
  return away > FAR * Math.abs(observed);
}

function range({ low, high }: ObservedResult): string {
  if (low === undefined) return `at most ${short(high ?? 0)}`;
  return high === undefined ? `at least ${short(low)}` : `${short(low)} to ${short(high)}`;
}
