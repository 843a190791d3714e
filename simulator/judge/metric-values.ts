/**
 * Every metric of a run as the result shows it: mean with interval, extremes, quantiles, and where the rules behind it come from.
 * What was not seen is absent, with the reason, never 0.
 */

import { Histogram } from '../kernel/histogram.ts';
import { type MetricName, metricNames, metrics } from '../model/metrics.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Basis, MetricValue } from '../model/result.ts';
import { sagaMetrics } from '../model/saga.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { SortedSample } from '../statistics/sorted-sample.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { unspokenOf } from './partition-metrics.ts';
import {
  evidenceOf,
  faultSamplesOf,
  histogramsOf,
  keysOf,
  levelsOf,
  ratesOf,
  ratiosOf,
  type Selector,
  shown,
  windowsOf,
} from './samples.ts';

export function metricValues(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
): Record<string, MetricValue> {
  const values: Record<string, MetricValue> = {};
  for (const metric of metricNames) {
    values[metric] = metricValue(scenario, summaries, metric);
    if ('byService' in metrics[metric])
      for (const { name } of scenario.design.services ?? [])
        values[`${metric}{service:${name}}`] = metricValue(scenario, summaries, metric, { service: name });
    if (!('byWorkload' in metrics[metric]) || scenario.workload.length < 2) continue;
    for (const { name } of scenario.workload)
      values[`${metric}{workload:${name}}`] = metricValue(scenario, summaries, metric, { workload: name });
  }
  return values;
}

function metricValue(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  metric: MetricName,
  of: Selector = {},
): MetricValue {
  const { unit, shape } = metrics[metric];
  const basis = basisOf(scenario, metric);
  const values = samples(scenario, summaries, metric, of);
  if (values.count === 0 || unspokenOf(scenario, metric) !== undefined)
    return { unit, count: 0, basis, unknown: whyUnknown(scenario, metric) };
  const ask = {
    metric,
    statistic: shape === 'ratio' || shape === 'rate' ? ('value' as const) : ('mean' as const),
    mode: 'always' as const,
  };
  const mean = estimateOf(scenario, summaries, { ...ask, ...of });
  return {
    unit,
    count: values.count,
    ...meanPart(metric, mean),
    ...spread(metric, values.pool),
    ...(values.censored > 0 ? { censored: values.censored } : {}),
    basis,
  };
}

interface Pool {
  readonly minimum: number;
  readonly maximum: number;
  quantile(q: number): number;
}

function samples(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  metric: MetricName,
  of: Selector = {},
): { count: number; censored: number; pool: Pool } {
  const keys = keysOf(scenario, metric, of);
  const windows = windowsOf('always');
  const evidence = evidenceOf(summaries);
  const ofValues = (values: readonly number[], censored = 0) => ({
    count: values.length,
    censored,
    pool: poolOf(values),
  });
  switch (metrics[metric].shape) {
    case 'distribution': {
      const pool = new Histogram();
      for (const histogram of histogramsOf(evidence, keys, windows)) pool.merge(histogram);
      return { count: pool.count, censored: 0, pool };
    }
    case 'perFault': {
      const perReplication = faultSamplesOf(summaries, metric);
      const censored = perReplication.reduce((sum, part) => sum + part.censored, 0);
      return ofValues(
        perReplication.flatMap(({ values }) => values),
        censored,
      );
    }
    case 'ratio':
      return ofValues(
        ratiosOf(evidence, keys, windows)
          .filter(({ count }) => count > 0)
          .map(({ hits, count }) => hits / count),
      );
    case 'rate':
      return ofValues(ratesOf(evidence, keys, windows));
    case 'level': {
      const levels = levelsOf(evidence, metric, windows, of.service);
      const pool = poolOf(levels.map(({ average }) => average));
      return {
        count: levels.length,
        censored: 0,
        pool: { ...pool, quantile: pool.quantile, maximum: Math.max(...levels.map(({ maximum }) => maximum)) },
      };
    }
    case 'count':
      return ofValues(summaries.map((summary) => summary.counts[metric] ?? 0));
  }
}

function poolOf(values: readonly number[]): Pool {
  const sample = new SortedSample(values);
  return { minimum: Math.min(...values), maximum: Math.max(...values), quantile: (q) => sample.quantile(q) };
}

function meanPart(metric: MetricName, mean: Estimate) {
  if (mean.kind === 'none') return {};
  if (mean.kind === 'each')
    return { mean: shown(metric, mean.values.reduce((sum, value) => sum + value, 0) / mean.values.length) };
  const low = Number.isFinite(mean.low) ? { low: shown(metric, mean.low) } : {};
  const high = Number.isFinite(mean.high) ? { high: shown(metric, mean.high) } : {};
  return { mean: shown(metric, mean.estimate), ci95: { ...low, ...high } };
}

function spread(metric: MetricName, pool: Pool) {
  const at = (q: number) => shown(metric, pool.quantile(q));
  return {
    min: shown(metric, pool.minimum),
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    max: shown(metric, pool.maximum),
  };
}

/** What the rules of a product decide; on Redis Cluster 7.0 they were held against real clusters. */
const ofTheProduct: readonly MetricName[] = [
  'detectionTime',
  'failoverTime',
  'writeOutage',
  'readOutage',
  'healthyOutage',
  'replicationLag',
  'reportedLag',
  'acknowledgedWritesLost',
];
/** With Sentinel only these times were. */
const measuredWithSentinel: readonly MetricName[] = ['detectionTime', 'failoverTime', 'writeOutage'];

/** Replicas without a leader follow Dynamo (SOSP 2007) and PBS (VLDB 2012). */
const ofQuorums: readonly MetricName[] = [
  'versionStaleness',
  'readRepairs',
  'hintsStored',
  'hintsDelivered',
  'antiEntropyRepairs',
];
/** What stands around the grid is modelled after no product. */
const ofOurOwn: readonly MetricName[] = [
  'hedges',
  'breakerRejections',
  'retriesRefused',
  'registryDetection',
  'unitsRouted',
  'loadSpread',
  'sessionHitRatio',
  'busLag',
  'queueLength',
  'connectionWait',
  'unitsReady',
  'startTime',
  'drainTime',
  'requestsCutOff',
  'scaleEvents',
  'scaleReversals',
  'gcPauses',
  'wanLag',
  'wanBacklog',
  'wanDropped',
  ...sagaMetrics,
];

/** Where the rules behind a metric come from: Redis failover was checked against real clusters, other products follow their source, the rest documents or assumptions. */
function basisOf(scenario: Scenario, metric: MetricName): Basis {
  if (ofQuorums.includes(metric)) return 'documented';
  if (ofOurOwn.includes(metric)) return 'assumed';
  const { product } = scenario.design;
  if (hasReplicaSets(product)) {
    const measured = product.kind === 'redis-cluster' ? ofTheProduct : measuredWithSentinel;
    const isMeasured = product.kind !== 'valkey' && product.version === '7.0';
    return isMeasured && measured.includes(metric) ? 'measured' : 'source';
  }
  if (product.kind !== 'generic' && (metrics[metric].shape === 'perFault' || ofTheProduct.includes(metric)))
    return 'source';
  return metrics[metric].shape === 'perFault' ? 'documented' : 'assumed';
}

function whyUnknown(scenario: Scenario, metric: MetricName): string {
  const without = unspokenOf(scenario, metric) ?? missingMiddleware(scenario, metric);
  if (without !== undefined) return without;
  if (metric === 'versionStaleness') return 'no read of a quorum map was answered';
  if (metrics[metric].shape === 'perFault')
    return scenario.faults.length === 0 ? 'the scenario has no fault' : 'no fault caused it';
  if (metric.startsWith('pump') || metric.startsWith('batch') || metric === 'coalescedRatio')
    return 'no map has write-behind persistence';
  if (metric === 'connectionWait') return 'no operation on a database map reached the store';
  if (metric === 'queueLength') return 'it is kept by service: queueLength{service:NAME}';
  if (metric === 'unitsReady') return 'the design has neither units.lifecycle nor an autoscaler';
  if (metric === 'startTime' || metric === 'drainTime')
    return 'no unit with a life cycle (units.lifecycle, autoscaler) did that';
  if (metric === 'concurrentWriteRatio') return 'no map is replicated, or nothing was written to one';
  if (metric === 'fillTime') return 'no unit copied a replicated map';
  if (metric === 'hitRatio') return 'no map has a reader';
  if (metric === 'expiredEntries') return 'no map has eviction with a sweep';
  if (metric === 'nearCacheMemory') return 'no map has a near cache';
  if (metric === 'nearHitRatio') return 'no map has a near cache that was asked';
  if (metric === 'replicationLag' || metric === 'reportedLag') return 'no write reached a backup';
  return 'nothing was counted';
}

function missingMiddleware({ design: { middleware } }: Scenario, metric: MetricName): string | undefined {
  const parts: Partial<Record<MetricName, boolean>> = {
    registryDetection: middleware?.registry !== undefined,
    unitsRouted: middleware !== undefined,
    loadSpread: middleware !== undefined,
    sessionHitRatio: middleware?.sessionCache !== undefined,
    busLag: middleware?.bus !== undefined,
  };
  return parts[metric] === false ? 'the design has no such middleware' : undefined;
}
