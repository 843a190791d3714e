/**
 * Counts that cannot be anything but 0 in a scenario, because what they count is not in its design: the terminal report leaves them out.
 * A count that is not 0 is always shown, whatever stands here.
 */
import type { MetricName } from '../model/metrics.ts';
import type { RunResult } from '../model/result.ts';
import type { GridMap, Scenario, Source } from '../model/scenario.ts';
import { scenarioOfResult } from '../model/scenario-of-result.ts';

type Uses = (scenario: Scenario) => boolean;

const someMap =
  (has: (map: GridMap) => boolean): Uses =>
  ({ design }) =>
    design.maps.some(has);
const someSource =
  (has: (source: Source) => boolean): Uses =>
  ({ workload }) =>
    workload.some(has);

const persists = someMap(({ persistence }) => persistence.kind !== 'none');
const pumps = someMap(({ persistence }) => persistence.kind === 'writeBehind' || persistence.kind === 'seedPump');
const seedPump = someMap(({ persistence }) => persistence.kind === 'seedPump');
const quorum = someMap(({ kind }) => kind?.kind === 'quorum');
const replicated = someMap(({ kind }) => kind?.kind === 'replicated');
const updates = someSource(({ mix }) => (mix?.update ?? 0) > 0);
const sagas = someSource(({ saga }) => saga !== undefined);
const wan: Uses = ({ design }) => design.wan !== undefined;
const merges: Uses = (scenario) => wan(scenario) || someMap(({ merge }) => merge !== undefined)(scenario);
const caches = someMap(({ eviction }) => eviction !== undefined);
const scales: Uses = ({ design }) => design.autoscaler !== undefined;
const hasMaps: Uses = ({ design }) => design.maps.length > 0;

const usedBy: Partial<Record<MetricName, Uses>> = {
  sagasStarted: sagas,
  sagasCompleted: sagas,
  sagasCompensated: sagas,
  sagasStuck: sagas,
  hedges: someSource(({ client }) => client.hedge !== undefined),
  breakerRejections: someSource(({ client }) => client.breaker !== undefined),
  retriesRefused: someSource(({ client }) => client.retryBudget !== undefined),
  connectionWait: someMap(({ kind }) => kind?.kind === 'database'),
  acknowledgedWritesLost: hasMaps,
  keysLost: hasMaps,
  memoryUsed: hasMaps,
  lostUpdates: (scenario) => updates(scenario) || replicated(scenario),
  updateConflicts: updates,
  mergeConflicts: (scenario) => merges(scenario) || replicated(scenario),
  mergeLosses: merges,
  replicasDiverged: replicated,
  storeMissing: persists,
  storeStale: persists,
  storeNewer: persists,
  entriesAtRisk: persists,
  storeWrites: ({ design }) => design.store !== undefined,
  storeReads: ({ design }) => design.store !== undefined,
  rowsDropped: pumps,
  rowsSetBack: seedPump,
  rowsWrittenTwice: pumps,
  updatesWithoutRow: pumps,
  pumpBacklog: pumps,
  readRepairs: quorum,
  hintsStored: quorum,
  hintsDelivered: quorum,
  antiEntropyRepairs: quorum,
  evictions: caches,
  expirations: caches,
  invalidations: someMap(({ nearCache }) => nearCache !== undefined),
  missedInvalidations: someMap(({ nearCache }) => nearCache !== undefined),
  wanBacklog: wan,
  wanDropped: wan,
  falseSuspicions: ({ faults, design }) => faults.length > 0 || design.units.garbageCollection !== undefined,
  requestsCutOff: ({ design, faults }) =>
    design.units.lifecycle !== undefined || design.autoscaler !== undefined || faults.length > 0,
  scaleEvents: scales,
  scaleReversals: scales,
  gcPauses: ({ design }) => design.units.garbageCollection !== undefined,
};

/** Whether the scenario of a result has nothing that the metric could count; false where the result does not carry its scenario. */
export function idleMetrics(result: RunResult, given?: string): (name: string) => boolean {
  const parsed = scenarioOfResult(result.scenario, given);
  if (parsed === undefined) return () => false;
  const { scenario } = parsed;
  return (name) => usedBy[name as MetricName]?.(scenario) === false;
}
