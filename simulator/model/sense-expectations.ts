/**
 * Sense of the expectations: what they speak of can happen in this scenario, so that none passes for want of anything to judge.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Expectation } from './expectation.ts';
import { type MetricDefinition, type MetricName, metrics } from './metrics.ts';
import { isString, namesIn, numbered, type SenseView, unknownName } from './sense-view.ts';

export function expectationSense(view: SenseView): DraftProblem[] {
  const sources = namesIn(view.file, ['workload'], 'name').filter(isString);
  const services = namesIn(view.file, ['design', 'services'], 'name').filter(isString);
  return numbered(view.expectations).flatMap(([index, expectation]) => [
    ...workload(expectation, index, sources),
    ...service(expectation, index, services),
    ...faults(expectation, index, view),
    ...durable(expectation, index, view),
    ...probe(expectation, index, view),
  ]);
}

function workload({ workload }: Expectation, index: number, sources: readonly string[]): DraftProblem[] {
  if (workload === undefined || sources.includes(workload)) return [];
  return [unknownName(['expect', index], workload, sources, 'workload')];
}

function service({ metric, service }: Expectation, index: number, services: readonly string[]): DraftProblem[] {
  const path = ['expect', index];
  if (service !== undefined) return services.includes(service) ? [] : [unknownName(path, service, services, 'service')];
  if (metric !== 'queueLength') return [];
  const suggestion = services[0] === undefined ? undefined : `write queueLength{service:${services[0]}}`;
  return [{ path, found: 'queueLength of no service', expected: 'queueLength{service:NAME}', suggestion }];
}

function faults({ metric, mode }: Expectation, index: number, view: SenseView): DraftProblem[] {
  const written = (view.file as { faults?: unknown }).faults;
  if (written !== undefined && !(Array.isArray(written) && written.length === 0)) return [];
  const { shape }: MetricDefinition = metrics[metric];
  const needing = shape === 'perFault' ? metric : mode === 'during-faults' || mode === 'per-fault' ? mode : undefined;
  if (needing === undefined) return [];
  const expected = 'a fault, since this is measured from a fault on';
  const suggestion =
    'add faults: [{id: crash, kind: crash, at: 20s, target: {primaryOf: any}}], or remove the expectation';
  return [{ path: ['expect', index], found: `${needing} without any fault`, expected, suggestion }];
}

/** Metrics of the way to the durable store. */
const storeMetrics: readonly MetricName[] = [
  'storeMissing',
  'storeStale',
  'storeNewer',
  'storeWrites',
  'entriesAtRisk',
];
const pumpMetrics: readonly MetricName[] = [
  'pumpBacklog',
  'pumpDelay',
  'coalescedRatio',
  'batchSize',
  'batchAge',
  'rowsDropped',
  'rowsSetBack',
  'rowsWrittenTwice',
  'updatesWithoutRow',
];

function durable({ metric }: Expectation, index: number, { understood }: SenseView): DraftProblem[] {
  const { maps = [] } = understood.design;
  const pump = pumpMetrics.includes(metric);
  if (!pump && !storeMetrics.includes(metric)) return [];
  const serves = (kind: string) => kind !== 'none' && (kind !== 'writeThrough' || !pump);
  if (maps.some((map) => map === undefined || serves(map.persistence.kind))) return [];
  if (metric === 'storeWrites' && maps.some((map) => map?.kind?.kind === 'database')) return [];
  const expected = `a map with ${pump ? 'writeBehind' : 'persistence'}`;
  const suggestion = 'add persistence: {writeBehind: {}} to a map, or remove the expectation';
  return [{ path: ['expect', index], found: `${metric}, and no map is persisted that way`, expected, suggestion }];
}

function probe({ metric }: Expectation, index: number, { understood }: SenseView): DraftProblem[] {
  const { workload } = understood;
  if (metric !== 'clientOutage' || workload === undefined) return [];
  if (workload.some((source) => source === undefined || source.target === 'each-owner')) return [];
  const expected = 'a probe, since clientOutage is what a probe sees';
  const suggestion = 'add a source {name: probe, map: NAME, op: put, every: 10ms, target: each-owner}';
  return [{ path: ['expect', index], found: 'clientOutage without a probe', expected, suggestion }];
}
