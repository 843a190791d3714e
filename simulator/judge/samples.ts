/**
 * From summaries of replications to the samples behind one metric: which windows count, which workloads, how replications are kept
 * apart. Probes are instruments: without a workload named, they are left out of what requests experience.
 */
import { Histogram, type HistogramSnapshot } from '../kernel/histogram.ts';
import { MILLISECOND } from '../kernel/time.ts';
import type { Expectation, Mode } from '../model/expectation.ts';
import { type MetricName, metrics } from '../model/metrics.ts';
import type { Scenario } from '../model/scenario.ts';
import {
  CALM,
  FAULTY,
  type PerFaultSamples,
  type Readings,
  type ReplicationSummary,
  SETTLING,
} from '../run/replication-summary.ts';

/** Windows that a mode looks at. */
export function windowsOf(mode: Mode): readonly number[] {
  switch (mode) {
    case 'outside-faults':
      return [CALM];
    case 'during-faults':
      return [FAULTY];
    case 'settle':
      return [SETTLING];
    default:
      return [CALM, FAULTY, SETTLING];
  }
}

/** Engine units (ns) to the unit a reader sees (ms); everything else as it is. */
export function shown(metric: MetricName, value: number): number {
  return metrics[metric].unit === 'ms' ? value / MILLISECOND : value;
}

/** What counts as one independent observation of a steady state: a replication, or a batch of it where `run.batches` cuts it. */
export function evidenceOf(summaries: readonly ReplicationSummary[]): readonly Readings[] {
  return summaries.flatMap((summary): readonly Readings[] => summary.batches ?? [summary]);
}

/** One workload or one service; neither: all requests. */
export type Selector = Pick<Expectation, 'workload' | 'service'>;

/** Names under which the parts of a metric are kept: one a workload, or the metric itself. */
export function keysOf(scenario: Scenario, metric: MetricName, { workload, service }: Selector): readonly string[] {
  if (service !== undefined) return [`${metric}{service:${service}}`];
  if (!('byWorkload' in metrics[metric])) return [metric];
  if (workload !== undefined) return [`${metric}{workload:${workload}}`];
  const requests = scenario.workload.filter(({ target }) => target !== 'each-owner');
  const asked = requests.length > 0 ? requests : scenario.workload;
  return asked.map(({ name }) => `${metric}{workload:${name}}`);
}

/** One histogram a replication; replications without a sample have an empty one. */
export function histogramsOf(
  summaries: readonly Readings[],
  keys: readonly string[],
  windows: readonly number[],
): readonly Histogram[] {
  return summaries.map((summary) => {
    const snapshots: HistogramSnapshot[] = [];
    for (const key of keys) {
      for (const window of windows) {
        const snapshot = summary.distributions[key]?.[window];
        if (snapshot !== null && snapshot !== undefined) snapshots.push(snapshot);
      }
    }
    const histogram = new Histogram();
    for (const snapshot of snapshots) histogram.merge(snapshot);
    return histogram;
  });
}

/** Samples of a per-fault metric, a list a replication; `fault`: only those of one fault. */
export function faultSamplesOf(
  summaries: readonly ReplicationSummary[],
  metric: string,
  fault?: string,
): readonly PerFaultSamples[] {
  return summaries.map((summary) => {
    const chosen = (summary.perFault[metric] ?? []).filter((samples) => fault === undefined || samples.fault === fault);
    return {
      fault: fault ?? '',
      values: chosen.flatMap(({ values }) => values),
      censored: chosen.reduce((sum, { censored }) => sum + censored, 0),
    };
  });
}

/** Numerator and denominator a replication. */
export function ratiosOf(
  summaries: readonly Readings[],
  keys: readonly string[],
  windows: readonly number[],
): readonly { hits: number; count: number }[] {
  return summaries.map((summary) => {
    let hits = 0;
    let count = 0;
    for (const key of keys) {
      for (const window of windows) {
        const [numerator, denominator] = summary.ratios[key]?.[window] ?? [0, 0];
        hits += numerator;
        count += denominator;
      }
    }
    return { hits, count };
  });
}

/** Occurrences per second a replication; the settling stretch has no load and is left out unless asked for. */
export function ratesOf(
  summaries: readonly Readings[],
  keys: readonly string[],
  windows: readonly number[],
): readonly number[] {
  const loaded = windows.length === 1 ? windows : windows.filter((window) => window !== SETTLING);
  const rates: number[] = [];
  for (const summary of summaries) {
    const seconds = loaded.reduce((sum, window) => sum + summary.seconds[window]!, 0);
    if (seconds === 0) continue;
    let occurrences = 0;
    for (const key of keys) for (const window of loaded) occurrences += summary.occurrences[key]?.[window] ?? 0;
    rates.push(occurrences / seconds);
  }
  return rates;
}

/** Time average and maximum of a level a replication. */
export function levelsOf(
  summaries: readonly Readings[],
  metric: MetricName,
  windows: readonly number[],
  service?: string,
): readonly { average: number; maximum: number }[] {
  const loaded = windows.length === 1 ? windows : windows.filter((window) => window !== SETTLING);
  const levels: { average: number; maximum: number }[] = [];
  for (const summary of summaries) {
    const { key, divisor } = levelKey(summary.levels, metric, service);
    const entry = summary.levels[key];
    let seconds = 0;
    let integral = 0;
    let maximum = 0;
    for (const window of loaded) {
      const part = entry?.[window];
      if (part === undefined || part.seconds === 0) continue;
      seconds += part.seconds;
      integral += part.average * part.seconds;
      maximum = Math.max(maximum, part.maximum);
    }
    if (seconds > 0) levels.push({ average: integral / seconds / divisor, maximum: maximum / divisor });
  }
  return levels;
}

/** Values of a level at the end of each replication. */
export function endLevelsOf(
  summaries: readonly ReplicationSummary[],
  metric: MetricName,
  service?: string,
): readonly number[] {
  return summaries.map((summary) => {
    const { key, divisor } = levelKey(summary.endLevels, metric, service);
    return (summary.endLevels[key] ?? 0) / divisor;
  });
}

/** Utilisation is kept as busy threads, under a name that tells of how many. */
function levelKey(
  levels: Readonly<Record<string, unknown>>,
  metric: MetricName,
  service: string | undefined,
): { readonly key: string; readonly divisor: number } {
  const label = service === undefined ? '' : `{service:${service}}`;
  if (metric !== 'utilisation') return { key: metric + label, divisor: 1 };
  const busy = `busy${label}/`;
  const key = Object.keys(levels).find((name) => name.startsWith(busy)) ?? '';
  return { key, divisor: Number(key.slice(busy.length)) };
}
