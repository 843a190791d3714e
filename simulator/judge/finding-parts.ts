/** What findings are made of: means over replications, and numbers short enough to be read in a sentence. */
import type { MetricName } from '../model/metrics.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { estimateOf } from './estimate.ts';

/** A count, mean of the replications; 0 where nobody counts it. */
export function meanCount(summaries: readonly ReplicationSummary[], name: string): number {
  return summaries.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0) / Math.max(1, summaries.length);
}

/** Mean of a metric over everything measured, in engine units; undefined where there is none. */
export function meanOf(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  metric: MetricName,
  statistic: 'mean' | 'value' = 'mean',
): number | undefined {
  const found = estimateOf(scenario, summaries, { metric, statistic, mode: 'always' });
  if (found.kind === 'interval') return found.estimate;
  if (found.kind === 'none') return undefined;
  return found.values.reduce((sum, value) => sum + value, 0) / found.values.length;
}

/** Four significant digits at most. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
