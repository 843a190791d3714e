/**
 * Theories of the grid: how far an asynchronous copy lags, how many rows a pump writes, how long a deadline detector takes.
 * Each returns undefined where the scenario does not meet its assumptions.
 */

import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import { deadlineDetection } from '../products/deadline-detection.ts';
import { hostLossDetection } from '../products/hazelcast-detection.ts';
import { killedNodeDetection, silentNodeDetection } from '../products/ignite-detection.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Layout } from '../run/layout.ts';
import { coalescedRate, type WriteStream } from '../sizing/coalescing.ts';
import { limitsLinks, onlyFaults, rateOf, type Theory } from './theory.ts';

/** Periods of the pump that a run must hold; without a warm-up more, so that the first one, which writes nothing, does not matter. */
const PERIODS = { warm: 8, cold: 50 };

/**
 * An asynchronous copy lags by the one-way delay, the mean over the pairs of primary and backup. Only for constant delays: on a
 * connection that keeps the order, random ones add up to more than their mean.
 */
export function lagTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const asynchronous = layout.waits.length > 0 && layout.waits.every((waits) => !waits);
  const { product } = scenario.design;
  // The layout does not know what each replication draws.
  if (!hasReplicaSets(product) && tableRules(product).placement === 'random') return undefined;
  if (layout.backups === 0 || !asynchronous || limitsLinks(scenario) || !onlyFaults(scenario, ['store-down', 'crash']))
    return undefined;
  if ([layout.delays.sameZone, layout.delays.crossZone, layout.delays.crossRegion].some((delay) => scvOf(delay) > 0))
    return undefined;
  const stride = layout.backups + 1;
  let sum = 0;
  for (let partition = 0; partition < layout.partitions; partition++) {
    const [primary, ...backups] = layout.placement.subarray(partition * stride, (partition + 1) * stride);
    for (const backup of backups) sum += delayBetween(layout, primary!, backup);
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

/** Rows that a pump really writes, one pump a member with an equal share of the keys, as long as neither store nor pump is the limit. */
export function rowsTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const pump = pumpOf(scenario, layout);
  if (pump === undefined) return undefined;
  return {
    name: 'rows reaching the store',
    metric: 'storeWrites',
    expected: pump.rows * layout.members,
    formula: 'Σ keys 1 − e^(−λ·p·T), per period T',
    source: 'oracle W02',
    tolerance: 0.05,
  };
}

/** What comes to the write-behind pump of each member, and how many rows per second it writes. */
export interface PumpLoad {
  readonly stream: WriteStream;
  /** Seconds. */
  readonly delay: number;
  readonly batch: number;
  readonly coalesce: boolean;
  readonly rows: number;
}

/** The only pump, with even keys, no faults and less than half of what it can write; undefined otherwise. */
export function pumpOf(scenario: Scenario, layout: Layout): PumpLoad | undefined {
  const [map, ...otherMaps] = scenario.design.maps;
  const [source, ...others] = scenario.workload.filter(
    ({ map: used, saga }) => used !== undefined || saga !== undefined,
  );
  if (map === undefined || source === undefined || otherMaps.length > 0 || others.length > 0) return undefined;
  const { persistence } = map;
  const plain =
    source.keys.kind === 'uniform' && !hasReplicaSets(scenario.design.product) && scenario.faults.length === 0;
  const rate = rateOf(source, layout);
  if (persistence.kind !== 'writeBehind' || !plain || rate === undefined || putShareOf(source) === 0) return undefined;
  if (persistence.queueLimit !== undefined || scenario.design.store?.failureRatio !== undefined) return undefined;
  // Ignite and Hazelcast flush by their own rules, from members with uneven shares.
  if (persistence.flushSize !== undefined || scenario.design.product.kind !== 'generic') return undefined;
  const { delay, batch, coalesce } = persistence;
  const { warmup, duration } = scenario.run;
  const warm = warmup !== 'auto' && warmup >= delay / 2;
  if (duration < (warm ? PERIODS.warm : PERIODS.cold) * delay) return undefined;
  const writes = (rate * putShareOf(source)) / layout.members;
  const stream = { popularity: source.keys, keys: map.entries / layout.members, writes };
  const rows = coalesce ? coalescedRate(stream, { batch, delay: delay / SECOND }).rows : writes;
  if (rows > 0.5 * pumpCapacity(scenario, layout, batch)) return undefined;
  return { stream, delay: delay / SECOND, batch, coalesce, rows };
}

/** Rows per second that one pump can write: one batch at a time, and its share of the store. */
function pumpCapacity(scenario: Scenario, layout: Layout, batch: number): number {
  const { latency, writesPerSecond } = scenario.design.store!;
  const share = (writesPerSecond ?? Number.POSITIVE_INFINITY) / layout.members;
  const seconds = meanOf(latency) / SECOND;
  return Math.min(share, seconds === 0 ? Number.POSITIVE_INFINITY : batch / seconds);
}

export function putShareOf(source: Source): number {
  if (source.op !== undefined) return source.op === 'put' ? 1 : 0;
  return (source.mix?.put ?? 0) + (source.mix?.remove ?? 0);
}

/** Deadline detector: a single member dies, silently or by crash. */
export function detectionTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const { product } = scenario.design;
  const [fault, ...others] = scenario.faults;
  if (hasReplicaSets(product) || fault === undefined || others.length > 0) return undefined;
  const { detector, heartbeatInterval, heartbeatTimeout, ring } = tableRules(product);
  // Dead processes are noticed by their connections there.
  if (product.kind === 'hazelcast' && fault.kind === 'crash') return undefined;
  if (detector !== undefined && detector.kind !== 'deadline') return undefined;
  if (
    (fault.kind !== 'crash' && fault.kind !== 'host-loss') ||
    fault.duration !== undefined ||
    fault.healsWith !== undefined ||
    fault.restartAfterDetection !== undefined
  )
    return undefined;
  if (fault.target.kind !== 'any' && fault.target.kind !== 'primaryOf') return undefined;
  let delay = 0;
  for (let member = 1; member < layout.members; member++)
    delay += delayBetween(layout, member, 0) / (layout.members - 1);
  const deadline = () => deadlineDetection({ heartbeatInterval, heartbeatTimeout, delay });
  const ofRing = (rules: NonNullable<typeof ring>) =>
    fault.kind === 'crash' ? killedNodeDetection(rules, delay) : silentNodeDetection(rules);
  const range =
    product.kind === 'hazelcast' ? hostLossDetection(product, delay) : ring === undefined ? deadline() : ofRing(ring);
  return {
    name: ring === undefined ? 'detection by deadline' : 'detection by the ring',
    metric: 'detectionTime',
    // On a ring the news passes half of it on its way to the oldest member, who decides.
    expected: range.mean + (ring === undefined ? 0 : ((layout.members - 1) / 2) * delay),
    formula: ring === undefined ? range.formula : `${range.formula} + half the ring`,
    source: range.source,
    tolerance: 0.02,
  };
}

export function delayBetween(layout: Layout, from: number, to: number): number {
  const a = layout.places[from]!;
  const b = layout.places[to]!;
  if (a.zone === b.zone) return meanOf(layout.delays.sameZone);
  return meanOf(a.region === b.region ? layout.delays.crossZone : layout.delays.crossRegion);
}
