/**
 * Theories of what a client waits for besides a thread: the slowest synchronous copy, or the k-th answer of a quorum.
 *
 * One source of one map, no faults, no queueing worth speaking of (the wait is below half a percent of the whole), keys that spread evenly.
 * Copies: constant delays anywhere, or exponential ones in one zone at a rate at which messages on one connection do not meet. Quorums: the
 * client coordinates, without a network, and at most one of the two legs of an operation is exponential, the other constant.
 */
import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import { isPartitioned } from '../model/map-kind.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { QuorumMap } from '../model/quorum-map.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Layout } from '../run/layout.ts';
import { slowestRoundTrip } from '../sizing/copy-latency.ts';
import { multiServerWait } from '../sizing/erlang.ts';
import { exponentialQuorumMean } from '../sizing/tail-at-scale.ts';
import { delayBetween, putShareOf } from './grid-theories.ts';
import { answersNear, holdsThreads, limitsLinks, rateOf, type Theory } from './theory.ts';

/** Share of the whole that the wait for a thread may be. */
const HARDLY = 0.005;
/** Messages of one connection within a mean delay; above, those that are slow hold up those behind them. */
const ALONE = 0.005;

export function synchronousCopyTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const source = soleReaderOrWriter(scenario);
  const [map, ...others] = scenario.design.maps;
  if (source === undefined || map === undefined || others.length > 0 || !isPartitioned(map)) return undefined;
  const { product, units, middleware } = scenario.design;
  const isSynchronous = layout.waits[0] === true && layout.backups > 0 && layout.grids === 1;
  const rate = rateOf(source, layout);
  const puts = putShareOf(source);
  if (!isSynchronous || rate === undefined || puts === 0 || source.keys.kind !== 'uniform') return undefined;
  if (map.minCopies !== undefined || map.readFrom !== 'primary' || middleware !== undefined) return undefined;
  if (holdsThreads(scenario) || answersNear(scenario) || units.lifecycle !== undefined) return undefined;
  if (units.queueLimit !== undefined || layout.discipline !== 'fifo' || map.entries < 20 * layout.partitions)
    return undefined;
  if (!hasReplicaSets(product) && tableRules(product).placement === 'random') return undefined;
  const ways = waysOf(source, layout, puts, rate);
  if (ways === undefined) return undefined;
  const serviceTime = meanOf(source.service);
  const expected = ways.mean + serviceTime;
  const load = { arrivalRate: rate / layout.owners, serviceTime: serviceTime / SECOND, servers: layout.threads };
  const wait = serviceTime === 0 ? 0 : multiServerWait(load) * Math.max(1, (1 + scvOf(source.service)) / 2) * SECOND;
  if (wait > HARDLY * expected || source.client.timeout < 20 * expected || source.client.wait !== undefined)
    return undefined;
  return {
    name: 'answer after synchronous copies',
    metric: 'responseTime',
    expected,
    formula: ways.formula,
    source: 'order statistics (oracle S05)',
    tolerance: 0.02,
  };
}

interface Ways {
  readonly mean: number;
  readonly formula: string;
}

function waysOf(source: Source, layout: Layout, puts: number, rate: number): Ways | undefined {
  const { sameZone, crossZone, crossRegion } = layout.delays;
  const { backups, partitions, placement, owners } = layout;
  if ([sameZone, crossZone, crossRegion].every((delay) => scvOf(delay) === 0)) {
    let sum = 0;
    for (let partition = 0; partition < partitions; partition++) {
      const [primary, ...copies] = placement.subarray(partition * (backups + 1), (partition + 1) * (backups + 1));
      const slowest = copies.reduce((most, copy) => Math.max(most, delayBetween(layout, primary!, copy)), 0);
      sum += 2 * fromClients(source, layout, primary!) + 2 * puts * slowest;
    }
    return { mean: sum / partitions, formula: '2 · way to the primary + E[S] + puts · max(2 · way to a copy)' };
  }
  if (layout.zones.length > 1 || sameZone.kind !== 'exponential') return undefined;
  const delay = meanOf(sameZone);
  if (((rate * puts) / owners) * (delay / SECOND) > ALONE) return undefined;
  return {
    mean: 2 * delay + puts * slowestRoundTrip(backups, delay),
    formula: '2 · delay + E[S] + puts · E[slowest of the round trips], each the sum of two exponentials',
  };
}

/** Mean one-way delay from the clients of a source to a member. */
function fromClients({ from }: Source, layout: Layout, member: number): number {
  if (from === 'beside-owner') return meanOf(layout.delays.sameZone);
  const places = layout.clientPlaces.filter((_, zone) => from === 'any-zone' || layout.zones[zone] === from);
  return places.reduce((sum, place) => sum + delayBetween(layout, place, member), 0) / places.length;
}

export function quorumTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const source = soleReaderOrWriter(scenario);
  const [map, ...others] = scenario.design.maps;
  if (source === undefined || others.length > 0 || map?.kind?.kind !== 'quorum') return undefined;
  const { kind } = map;
  const { sameZone, crossZone, crossRegion } = layout.delays;
  const isNear = [sameZone, crossZone, crossRegion].every((delay) => meanOf(delay) === 0);
  if (kind.coordinator !== 'client' || kind.legs === undefined || !isNear || rateOf(source, layout) === undefined)
    return undefined;
  const { write, acknowledge, request, response } = kind.legs;
  const puts = putShareOf(source);
  const written = puts > 0 ? answered(kind, kind.write, [write, acknowledge]) : 0;
  const read = puts < 1 ? answered(kind, kind.read, [request, response]) : 0;
  if (written === undefined || read === undefined) return undefined;
  const expected = puts * written + (1 - puts) * read;
  if (expected === 0 || source.client.timeout < 20 * expected || source.client.wait !== undefined) return undefined;
  return {
    name: 'answer of a quorum',
    metric: 'responseTime',
    expected,
    formula: 'constant legs + mean · (1/n + … + 1/(n − k + 1))',
    source: 'order statistics (oracles S05, S06)',
    tolerance: 0.02,
  };
}

type Leg = NonNullable<QuorumMap['legs']>['write'];

/** Mean time until `needed` replicas have answered over these legs. */
function answered(kind: QuorumMap, needed: number, legs: readonly Leg[]): number | undefined {
  const random = legs.filter((leg) => scvOf(leg) > 0);
  if (random.length > 1 || random.some((leg) => leg.kind !== 'exponential')) return undefined;
  const constant = legs.reduce((sum, leg) => sum + (scvOf(leg) > 0 ? 0 : meanOf(leg)), 0);
  const asked = kind.expanding ? kind.replicas : needed;
  return constant + (random[0] === undefined ? 0 : exponentialQuorumMean(asked, needed, meanOf(random[0])));
}

function soleReaderOrWriter(scenario: Scenario): Source | undefined {
  const [source, ...others] = scenario.workload;
  if (source === undefined || others.length > 0 || source.map === undefined || source.via !== undefined)
    return undefined;
  if (scenario.faults.length > 0 || limitsLinks(scenario) || source.target !== undefined) return undefined;
  return source.client.retries > 0 || source.after !== undefined ? undefined : source;
}
