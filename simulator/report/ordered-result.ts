/**
 * The result with its keys in the order of the contract, whatever order they were made in: two runs of one scenario are the same bytes.
 *
 * Keys that the contract does not name (additions within a major version) come after the known ones, by name. Metrics come in the order of
 * the metrics table, those of one workload behind the whole. Nothing is rounded or left out.
 */
import { metricNames } from '../model/metrics.ts';
import type { RunResult } from '../model/result.ts';

const top = [
  'summary',
  'verdict',
  'schemaVersion',
  'scenario',
  'engine',
  'runId',
  'seed',
  'replications',
  'expectations',
  'metrics',
  'faults',
  'findings',
  'assumptions',
  'twins',
  'cost',
  'observed',
  'uncertainty',
  'timeline',
  'traceDigest',
];
const keysOf = {
  scenario: ['name', 'digest', 'parameters', 'text'],
  engine: ['name', 'version'],
  interval: ['low', 'high'],
  expectation: ['text', 'verdict', 'estimate', 'low', 'high', 'limit', 'unit', 'method', 'n', 'explanation'],
  metric: [
    'unit',
    'count',
    'mean',
    'ci95',
    'min',
    'p10',
    'p50',
    'p90',
    'p95',
    'p99',
    'p999',
    'max',
    'basis',
    'unknown',
    'censored',
  ],
  fault: ['id', 'kind', 'tookEffect', 'effects', 'atMs', 'detectedMs', 'restoredMs'],
  finding: ['severity', 'code', 'text', 'advice'],
  twin: [
    'name',
    'metric',
    'statistic',
    'formula',
    'source',
    'expected',
    'low',
    'high',
    'simulated',
    'unit',
    'tolerance',
    'gap',
    'agrees',
    'comparison',
  ],
} as const;

/** A plain object in the order in which JSON shows it. */
export type Ordered = Readonly<Record<string, unknown>>;

export function orderedResult(result: RunResult): Ordered {
  const metrics = Object.fromEntries(
    metricOrder(Object.keys(result.metrics)).map((name) => [name, orderedMetric(result.metrics[name]!)]),
  );
  const parts = {
    ...result,
    scenario: ordered(result.scenario, keysOf.scenario),
    engine: ordered(result.engine, keysOf.engine),
    expectations: result.expectations.map((entry) => ordered(entry, keysOf.expectation)),
    metrics,
    faults: result.faults.map((entry) => ordered(entry, keysOf.fault)),
    findings: result.findings.map((entry) => ordered(entry, keysOf.finding)),
    twins: result.twins.map((entry) => ordered(entry, keysOf.twin)),
  };
  return ordered(parts, top);
}

function orderedMetric(metric: RunResult['metrics'][string]): Ordered {
  const ci95 = metric.ci95 === undefined ? undefined : ordered(metric.ci95, keysOf.interval);
  return ordered({ ...metric, ci95 }, keysOf.metric);
}

/** Known keys first, in their order, then the others by name; absent ones stay absent. */
function ordered(value: object, keys: readonly string[]): Ordered {
  const given = value as Record<string, unknown>;
  const others = Object.keys(given).filter((key) => !keys.includes(key));
  const names = [...keys, ...others.sort()].filter((key) => given[key] !== undefined);
  return Object.fromEntries(names.map((key) => [key, given[key]]));
}

/** Order of the metrics table; `responseTime{workload:checkout}` behind `responseTime`; unknown names last. */
export function metricOrder(names: readonly string[]): readonly string[] {
  const rank = (name: string): number => {
    const at = (metricNames as readonly string[]).indexOf(name.split('{')[0]!);
    return at < 0 ? metricNames.length : at;
  };
  return [...names].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : Number(left > right)));
}
