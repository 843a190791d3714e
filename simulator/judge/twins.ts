/**
 * Closed-form twins: what theory says beside what was simulated, wherever the scenario meets the assumptions of a formula.
 *
 * A twin agrees when theory lies within the tolerance of the estimate or inside its interval. A gap beyond that is an error in the
 * result: either the simulation or the formula is wrong here. Formulas come from sizing/, which knows nothing of the simulation.
 */
import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import { type MetricName, metrics } from '../model/metrics.ts';
import type { Twin } from '../model/result.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import { deadlineDetection } from '../products/deadline-detection.ts';
import type { Layout } from '../run/layout.ts';
import { CALM, type ReplicationSummary } from '../run/replication-summary.ts';
import { coalescedRate } from '../sizing/coalescing.ts';
import { multiServerWait } from '../sizing/erlang.ts';
import { singleServerWait } from '../sizing/queueing.ts';
import { estimateOf } from './estimate.ts';
import { shown } from './samples.ts';

/** What theory expects of the mean of a metric, in engine units. */
interface Theory {
  readonly name: string;
  readonly metric: MetricName;
  readonly expected: number;
  readonly formula: string;
  readonly source: string;
  /** Allowed relative gap; covers what the formula leaves out. */
  readonly tolerance: number;
}

export function twinsOf(scenario: Scenario, layout: Layout, summaries: readonly ReplicationSummary[]): Twin[] {
  const theories = [
    memory(scenario, layout),
    load(scenario, layout),
    wait(scenario, layout),
    lag(scenario, layout),
    rows(scenario, layout),
    detection(scenario, layout),
  ];
  const calm = summaries.every(({ seconds }) => seconds[CALM] > 0);
  return theories
    .filter((theory) => theory !== undefined)
    .filter(({ metric }) => calm || metrics[metric].shape === 'perFault')
    .flatMap((theory) => compared(scenario, summaries, theory));
}

function compared(scenario: Scenario, summaries: readonly ReplicationSummary[], theory: Theory): Twin[] {
  const { metric, expected, tolerance, name, formula, source } = theory;
  const { shape, unit } = metrics[metric];
  const mode = shape === 'perFault' ? 'per-fault' : 'outside-faults';
  const found = estimateOf(scenario, summaries, { metric, statistic: shape === 'rate' ? 'value' : 'mean', mode });
  if (found.kind !== 'interval') return [];
  const gap = Math.abs(found.estimate - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
  const agrees = gap <= tolerance || (found.n >= 3 && found.low <= expected && expected <= found.high);
  return [
    {
      name,
      metric,
      formula,
      source,
      expected: shown(metric, expected),
      simulated: shown(metric, found.estimate),
      unit,
      tolerance,
      gap,
      agrees,
    },
  ];
}

/** Calls per second of a source with one constant rate, probes included; undefined when the rate changes or a request is several calls. */
function rateOf(source: Source, layout: Layout): number | undefined {
  const { client, fanOut = 1, mix } = source;
  if (fanOut > 1 || (mix?.update ?? 0) > 0 || client.hedge !== undefined || client.breaker !== undefined)
    return undefined;
  if (source.every !== undefined) return (SECOND / source.every) * (source.target === 'each-owner' ? layout.owners : 1);
  const [step, ...others] = source.rate ?? [];
  return step?.at === 0 && step.over === undefined && others.length === 0 ? step.rate : undefined;
}

function totalRate(scenario: Scenario, layout: Layout): number | undefined {
  let total = 0;
  for (const source of scenario.workload) {
    const rate = rateOf(source, layout);
    if (rate === undefined || source.client.retries > 0) return undefined;
    total += rate;
  }
  return total === 0 ? undefined : total;
}

/** Offered thread time per second. */
function offeredLoad(scenario: Scenario, layout: Layout): number {
  return scenario.workload.reduce(
    (sum, source) => sum + ((rateOf(source, layout) ?? 0) * meanOf(source.service)) / SECOND,
    0,
  );
}

function memory(scenario: Scenario, layout: Layout): Theory | undefined {
  if (scenario.design.maps.length === 0 || scenario.faults.length > 0) return undefined;
  const bytes = scenario.design.maps.reduce((sum, map) => sum + map.entries * map.entrySize, 0);
  return {
    name: 'memory per member',
    metric: 'memoryUsed',
    expected: (bytes * (layout.backups + 1)) / layout.members,
    formula: 'Σ entries · entrySize · (backups + 1) / members',
    source: 'definition',
    tolerance: 0.001,
  };
}

/** A thread may wait for the store: reads that miss, writes that go through or find a full pump. */
function holdsThreads(scenario: Scenario): boolean {
  return scenario.design.maps.some(
    ({ persistence, reader }) =>
      reader !== undefined ||
      persistence.kind === 'writeThrough' ||
      ('queueLimit' in persistence && persistence.queueLimit?.whenFull === 'block'),
  );
}

/** Utilisation law; holds while nothing is refused and every request is served once. */
function load(scenario: Scenario, layout: Layout): Theory | undefined {
  const stalls = scenario.faults.some(({ kind }) => kind !== 'store-down' && kind !== 'crash');
  if (
    totalRate(scenario, layout) === undefined ||
    holdsThreads(scenario) ||
    stalls ||
    scenario.design.units.queueLimit !== undefined
  )
    return undefined;
  const load = offeredLoad(scenario, layout);
  const share = load / (layout.members * layout.threads);
  if (share >= 0.95) return undefined;
  return {
    name: 'utilisation',
    metric: 'utilisation',
    expected: share,
    formula: 'λ · E[S] / (members · threads)',
    source: 'utilisation law (Denning & Buzen 1978)',
    tolerance: 0.02,
  };
}

/** One unit, one source of Poisson arrivals: M/M/c, or M/G/1 by Pollaczek and Khinchine. The mean wait of lifo is that of fifo. */
function wait(scenario: Scenario, layout: Layout): Theory | undefined {
  const [source, ...others] = scenario.workload;
  if (
    source === undefined ||
    others.length > 0 ||
    layout.members !== 1 ||
    holdsThreads(scenario) ||
    !['fifo', 'lifo'].includes(layout.discipline) ||
    scenario.design.units.queueLimit !== undefined
  )
    return undefined;
  const arrivalRate = rateOf(source, layout);
  if (
    arrivalRate === undefined ||
    source.arrivals !== 'poisson' ||
    source.every !== undefined ||
    source.client.retries > 0
  )
    return undefined;
  const serviceTime = meanOf(source.service) / SECOND;
  const { threads } = layout;
  if (arrivalRate * serviceTime >= threads) return undefined;
  const common = { name: 'mean wait in queue', metric: 'queueWait' as const, tolerance: 0.03 };
  if (source.service.kind === 'exponential') {
    return {
      ...common,
      expected: multiServerWait({ arrivalRate, serviceTime, servers: threads }) * SECOND,
      formula: 'C(c, a) / (c·μ − λ)',
      source: 'Erlang 1917',
    };
  }
  if (threads > 1) return undefined;
  return {
    ...common,
    expected: singleServerWait({ arrivalRate, serviceTime }, scvOf(source.service)) * SECOND,
    formula: 'λ·E[S²] / (2·(1 − ρ))',
    source: 'Pollaczek 1930, Khinchine 1932',
  };
}

/** An asynchronous copy lags by the one-way delay, the mean over the pairs of primary and backup. */
function lag(scenario: Scenario, layout: Layout): Theory | undefined {
  const disturbed = scenario.faults.some(({ kind }) => kind !== 'store-down' && kind !== 'crash');
  if (disturbed || layout.backups === 0 || layout.waits.some((waits) => waits) || layout.waits.length === 0)
    return undefined;
  const stride = layout.backups + 1;
  let sum = 0;
  for (let partition = 0; partition < layout.partitions; partition++) {
    const primary = layout.placement[partition * stride]!;
    for (let backup = 1; backup < stride; backup++)
      sum += delayBetween(layout, primary, layout.placement[partition * stride + backup]!);
  }
  const expected = sum / (layout.partitions * layout.backups);
  if (expected === 0) return undefined;
  const even = scenario.workload.every((source) => source.keys.kind === 'uniform');
  return {
    name: 'lag of an asynchronous copy',
    metric: 'replicationLag',
    expected,
    formula: 'mean one-way delay from primaries to backups',
    source: 'definition',
    tolerance: even ? 0.02 : 0.25,
  };
}

function delayBetween(layout: Layout, from: number, to: number): number {
  const a = layout.places[from]!;
  const b = layout.places[to]!;
  if (a.zone === b.zone) return meanOf(layout.delays.sameZone);
  return meanOf(a.region === b.region ? layout.delays.crossZone : layout.delays.crossRegion);
}

/** Rows that a coalescing pump really writes, one pump a member with an equal share of the keys. */
function rows(scenario: Scenario, layout: Layout): Theory | undefined {
  const [map, ...otherMaps] = scenario.design.maps;
  const writers = scenario.workload.filter((source) => source.map !== undefined);
  const [source, ...others] = writers;
  if (
    map === undefined ||
    source === undefined ||
    otherMaps.length > 0 ||
    others.length > 0 ||
    map.persistence.kind !== 'writeBehind' ||
    map.persistence.queueLimit !== undefined ||
    scenario.design.store?.failureRatio !== undefined
  )
    return undefined;
  const rate = rateOf(source, layout);
  const put =
    source.op === undefined ? (source.mix?.put ?? 0) + (source.mix?.remove ?? 0) : source.op === 'put' ? 1 : 0;
  const settled = scenario.run.duration > 10 * map.persistence.delay && scenario.faults.length === 0;
  if (
    rate === undefined ||
    put === 0 ||
    !settled ||
    source.keys.kind !== 'uniform' ||
    scenario.design.product.kind !== 'generic'
  )
    return undefined;
  const { delay, batch, coalesce } = map.persistence;
  const stream = { popularity: source.keys, keys: map.entries / layout.members, writes: (rate * put) / layout.members };
  const expected = coalesce
    ? coalescedRate(stream, { batch, delay: delay / SECOND }).rows * layout.members
    : rate * put;
  const limit = scenario.design.store?.writesPerSecond;
  if (limit !== undefined && expected > 0.9 * limit) return undefined;
  return {
    name: 'rows reaching the store',
    metric: 'storeWrites',
    expected,
    formula: 'Σ keys 1 − e^(−λ·p·T), per period T',
    source: 'oracle W02',
    tolerance: 0.05,
  };
}

/** Deadline detector: a single member dies silently or by crash. */
function detection(scenario: Scenario, layout: Layout): Theory | undefined {
  const { product } = scenario.design;
  const [fault, ...others] = scenario.faults;
  if (product.kind !== 'generic' || fault === undefined || others.length > 0) return undefined;
  if ((fault.kind !== 'crash' && fault.kind !== 'host-loss') || fault.duration !== undefined) return undefined;
  if (fault.target.kind !== 'any' && fault.target.kind !== 'primaryOf') return undefined;
  let delay = 0;
  for (let member = 1; member < layout.members; member++)
    delay += delayBetween(layout, member, 0) / Math.max(1, layout.members - 1);
  const range = deadlineDetection({
    heartbeatInterval: product.heartbeatInterval,
    heartbeatTimeout: product.heartbeatTimeout,
    delay,
  });
  return {
    name: 'detection by deadline',
    metric: 'detectionTime',
    expected: range.mean,
    formula: range.formula,
    source: range.source,
    tolerance: 0.02,
  };
}
