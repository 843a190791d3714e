/**
 * Metrics that only some part of a scenario gives a meaning, a partitioned map above all: where there is none, the reason why they say
 * nothing.
 * Outages are not among them where maps of other kinds are: those know by themselves whether they can be written and read.
 */
import { hasPartitions } from '../model/map-kind.ts';
import type { MetricName } from '../model/metrics.ts';
import { sagaMetrics } from '../model/saga.ts';
import type { Scenario } from '../model/scenario.ts';

const ofPartitions: readonly MetricName[] = [
  'failoverTime',
  'redundancyRestored',
  'partitionsMoved',
  'migrationTime',
  'failovers',
];

const ofOutages: readonly MetricName[] = ['writeOutage', 'readOutage'];

/** Undefined where the metric can have a value. */
export function unspokenOf({ design, workload }: Scenario, metric: MetricName): string | undefined {
  if (metric === 'monotonicViolations' && design.maps.every(({ monotonicReads }) => monotonicReads === undefined))
    return 'no map says monotonicReads (true: kept, false: counted)';
  if (metric === 'waitsUnmet' && workload.every(({ client }) => client.wait === undefined))
    return 'no client waits for replicas (client.wait)';
  if (sagaMetrics.includes(metric) && workload.every(({ saga }) => saga === undefined)) return 'no source is a saga';
  if (hasPartitions(design)) return undefined;
  if (ofPartitions.includes(metric)) return 'no map is partitioned, so nothing fails over or moves';
  if (metric === 'healthyOutage') return 'no map is partitioned: an outage is that of a whole map';
  if (ofOutages.includes(metric) && design.maps.length === 0)
    return 'there is no map that could be written or read, and services do not fail';
  return undefined;
}
