/**
 * What theory says of one metric of a scenario, and the little that all theories need to know of a load.
 */
import { meanOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Statistic } from '../model/expectation.ts';
import type { MetricName } from '../model/metrics.ts';
import type { Fault, Scenario, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';

/** What is expected of the mean (or another statistic) of a metric, in engine units. */
export interface Theory {
  readonly name: string;
  readonly metric: MetricName;
  readonly expected: number;
  readonly formula: string;
  readonly source: string;
  /** Absent: the mean, of a rate its value. */
  readonly statistic?: Statistic;
  /** The service whose metric it is. Absent: the metric of all. */
  readonly service?: string;
  /** Bounds between which theory puts the statistic, where it gives no more than bounds. Absent: it must be `expected`. */
  readonly range?: { readonly low: number; readonly high: number };
  /** A formula that is known to differ, and why; it stands beside the others and raises no alarm. */
  readonly comparison?: string;
  /** Allowed relative gap; covers what the formula leaves out. */
  readonly tolerance: number;
  /** Fewer replications than this could not tell chance from error. Absent: 1; of counts, bounds and quantiles 3. */
  readonly leastReplications?: number;
  /** Of a count: how many must be expected over all replications before it is compared. Absent: any number. */
  readonly least?: number;
}

/** Calls per second of a source with one constant rate, probes included; undefined when the rate changes or a request is several calls. */
export function rateOf(source: Source, layout: Layout): number | undefined {
  const { client, fanOut = 1, mix } = source;
  const several =
    source.saga !== undefined ||
    fanOut > 1 ||
    (mix?.update ?? 0) > 0 ||
    client.hedge !== undefined ||
    client.breaker !== undefined;
  if (several) return undefined;
  if (source.every !== undefined) return (SECOND / source.every) * (source.target === 'each-owner' ? layout.owners : 1);
  const [step, ...others] = source.rate ?? [];
  return step?.at === 0 && step.over === undefined && others.length === 0 ? step.rate : undefined;
}

/** Thread time per second that the sources ask for; undefined unless every one has a constant rate and asks once. */
export function offeredLoad(scenario: Scenario, layout: Layout): number | undefined {
  if (scenario.workload.length === 0) return undefined;
  let load = 0;
  for (const source of scenario.workload) {
    const rate = rateOf(source, layout);
    if (rate === undefined || source.client.retries > 0) return undefined;
    load += (rate * meanOf(source.service)) / SECOND;
  }
  return load;
}

/** A fault of one of these kinds leaves the calm stretches of a run as theory sees them. */
export function onlyFaults(scenario: Scenario, kinds: readonly Fault['kind'][]): boolean {
  return scenario.faults.every(({ kind }) => kinds.includes(kind));
}

/** Some reads never reach a unit, because a near cache answers them. */
export function answersNear({ design }: Scenario): boolean {
  return design.maps.some(({ nearCache }) => nearCache !== undefined);
}

/** Messages queue for links: what arrives where is no longer what was sent. */
export function limitsLinks({ design }: Scenario): boolean {
  return 'bandwidth' in design.network && design.network.bandwidth !== undefined;
}

/** What a write that finds a full pump does with its thread meanwhile. */
const holding: readonly unknown[] = ['block', 'caller-writes'];

/** A thread may wait for the store: reads that miss, writes that go through or find a full pump. */
export function holdsThreads(scenario: Scenario): boolean {
  return scenario.design.maps.some(
    ({ kind, persistence, reader }) =>
      (kind?.kind === 'database' && kind.holdsThread) ||
      reader !== undefined ||
      persistence.kind === 'writeThrough' ||
      ('queueLimit' in persistence && holding.includes(persistence.queueLimit?.whenFull)),
  );
}

/** The only source, if it asks units for computation and nothing else. */
export function loneComputation({ workload }: Scenario): Source | undefined {
  const [source, ...others] = workload;
  if (source === undefined || others.length > 0) return undefined;
  return source.map === undefined && source.to === undefined && source.saga === undefined ? source : undefined;
}

/** Requests that clients coordinate themselves take no thread of a unit. */
export function asksNoUnit(scenario: Scenario): boolean {
  return scenario.design.maps.some(({ kind }) => kind?.kind === 'quorum' && kind.coordinator === 'client');
}
