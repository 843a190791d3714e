/**
 * Theories of what has been acknowledged and is still on its way: to the store, to another region, to a backup.
 *
 *   write-behind   (1 + Σ 1 − (1 − e^(−x)) / x) · T / (T + 1/λ) + rows · latency      x = λ p T: keys waiting under a periodic flush   (W02)
 *   regions        mean age in the batch, (T + λ T² / 2) / (1 + λ T), and the way there; a lost region takes rate × that    (W03, W04, Little)
 *   host           rate × (way to the backup − way of the answer to the client), where that is positive                      (W03)
 *
 * The last two count what the loss of a host with its link really takes: a write whose answer was lost with the host is not acknowledged.
 * Batches end by age, not by size (six deviations below the limit). Each returns undefined where the scenario does not meet its assumptions.
 */
import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import { isPartitioned } from '../model/map-kind.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Layout } from '../run/layout.ts';
import { keysWaiting, rowsPerPeriod } from '../sizing/coalescing.ts';
import { delayBetween, pumpOf, putShareOf } from './grid-theories.ts';
import { answersNear, limitsLinks, offeredLoad, rateOf, type Theory } from './theory.ts';

/** Writes of one period, so that how it begins does not matter. */
const MANY = 20;
/** Share of the writes that may meet one of another region. */
const CONFLICTS = 0.01;
/** Losses that must be expected over all replications. */
const ENOUGH = 100;

export function backlogTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const pump = pumpOf(scenario, layout);
  const { store } = scenario.design;
  if (pump === undefined || store === undefined || store.writesPerSecond !== undefined) return undefined;
  const { stream, delay, batch, coalesce, rows } = pump;
  const { warmup } = scenario.run;
  if (warmup === 'auto' || warmup < delay * SECOND || stream.writes * delay < MANY) return undefined;
  const full = coalesce ? rowsPerPeriod(stream, delay) : stream.writes * delay;
  if (full > batch - 6 * Math.sqrt(batch)) return undefined;
  const waiting = 1 + (coalesce ? keysWaiting(stream, delay) : (stream.writes * delay) / 2);
  const perPump = waiting * (delay / (delay + 1 / stream.writes)) + (rows * meanOf(store.latency)) / SECOND;
  return {
    name: 'entries waiting for the store',
    metric: 'pumpBacklog',
    expected: perPump * layout.members,
    formula: 'pumps · (1 + Σ keys 1 − (1 − e^(−λ·p·T)) / (λ·p·T)) · T / (T + 1/λ) + rows · latency',
    source: 'oracles W02, W04; Little 1961',
    tolerance: 0.05,
  };
}

/** Mean time from a write to its being applied in another region, and how many are on the way out of each region. */
interface Travel {
  readonly lag: number;
  /** Writes per second and time on the way, ns, by region. */
  readonly regions: readonly { readonly rate: number; readonly lag: number }[];
}

function travelOf(scenario: Scenario, layout: Layout): Travel | undefined {
  const { wan, maps, regions } = scenario.design;
  const { delays, grids } = layout;
  const isPlain = maps.every((map) => isPartitioned(map) && map.readFrom === 'primary') && !answersNear(scenario);
  if (wan === undefined || wan.queueLimit !== undefined || !isPlain || limitsLinks(scenario)) return undefined;
  const way = meanOf(delays.crossRegion);
  if ([delays.sameZone, delays.crossZone, delays.crossRegion].some((delay) => scvOf(delay) > 0)) return undefined;
  // One batch at a time: its way and the answer must fit into the delay.
  if (wan.delay < 2 * way || wan.acknowledgeTimeout < 3 * way) return undefined;
  const rates = regions.map(() => 0);
  for (const source of scenario.workload) {
    const rate = rateOf(source, layout);
    const evenly = source.keys.kind === 'uniform' && source.from !== 'beside-owner' && source.target === undefined;
    if (rate === undefined || !evenly || source.client.retries > 0) return undefined;
    const zones = layout.zones.flatMap((name, zone) =>
      source.from === 'any-zone' || name === source.from ? [zone] : [],
    );
    for (const zone of zones)
      rates[layout.places[layout.clientPlaces[zone]!]!.region]! += (rate * putShareOf(source)) / zones.length;
  }
  const load = offeredLoad(scenario, layout);
  if (load === undefined || load > 0.5 * (layout.members / grids) * layout.threads) return undefined;
  const seconds = wan.delay / SECOND;
  const perPump = rates.map((rate) => (rate * grids) / layout.members);
  if (perPump.some((rate) => rate * seconds > wan.batch - 1 - 6 * Math.sqrt(wan.batch))) return undefined;
  const lags = perPump.map((rate) => (wan.delay * (1 + (rate * seconds) / 2)) / (1 + rate * seconds) + way);
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  if (total === 0) return undefined;
  // A value that loses against one of the other region is not applied, so what is measured would be the fresher ones.
  const fewest = maps.reduce((least, { entries }) => Math.min(least, entries), Number.POSITIVE_INFINITY);
  const writers = rates.filter((rate) => rate > 0).length;
  if (writers > 1 && (total * Math.max(...lags)) / SECOND / fewest > CONFLICTS) return undefined;
  return {
    lag: rates.reduce((sum, rate, region) => sum + rate * lags[region]!, 0) / total,
    regions: rates.map((rate, region) => ({ rate, lag: lags[region]! })),
  };
}

export function regionLagTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const travel = scenario.faults.every(isForGood) ? travelOf(scenario, layout) : undefined;
  if (travel === undefined) return undefined;
  return {
    name: 'lag between regions',
    metric: 'wanLag',
    expected: travel.lag,
    formula: '(T + λ·T² / 2) / (1 + λ·T) + way to the region, λ per member',
    source: 'batches by age (oracle W04)',
    tolerance: 0.02,
  };
}

/** One region is lost as a whole and for good, with what had not left it. */
export function regionLossTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const [fault, ...others] = scenario.faults;
  if (fault?.kind !== 'host-loss' || !isForGood(fault) || others.length > 0) return undefined;
  const { target, link } = fault;
  const regions = scenario.design.regions;
  const region = target.kind === 'region' ? regions.findIndex(({ name }) => name === target.region) : -1;
  const travel = travelOf(scenario, layout)?.regions[region];
  if (travel === undefined || scenario.design.maps.some(({ persistence }) => persistence.kind !== 'none'))
    return undefined;
  // Not yet answered is not acknowledged: the write waits for its copies, then the answer travels.
  const { sameZone, crossZone } = layout.delays;
  const before = meanOf(sameZone) + 2 * Math.max(meanOf(sameZone), meanOf(crossZone));
  if (before > 0.01 * travel.lag) return undefined;
  // What a host had sent arrives, unless its link is lost with it.
  const window = link ? travel.lag : travel.lag - meanOf(layout.delays.crossRegion);
  return {
    name: 'writes lost with a region',
    metric: 'acknowledgedWritesLost',
    expected: (travel.rate * window) / SECOND,
    formula: link
      ? 'writes of the region · (mean age in the batch + way to the other region)'
      : 'writes of the region · mean age in the batch',
    source: 'Little 1961; oracle W03',
    tolerance: 0.05,
    least: ENOUGH,
  };
}

/** The host of one primary is lost with its link, for good, and its only backup takes over. */
export function hostLossTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const [fault, ...others] = scenario.faults;
  if (fault?.kind !== 'host-loss' || !fault.link || !isForGood(fault) || others.length > 0) return undefined;
  const { product, maps, middleware } = scenario.design;
  const [map, ...otherMaps] = maps;
  const isAsynchronous = layout.backups === 1 && layout.grids === 1 && layout.waits[0] === false;
  if (map === undefined || otherMaps.length > 0 || !isPartitioned(map) || !isAsynchronous) return undefined;
  if (map.persistence.kind !== 'none' || map.minCopies !== undefined || middleware !== undefined) return undefined;
  if (limitsLinks(scenario) || (!hasReplicaSets(product) && tableRules(product).placement === 'random'))
    return undefined;
  const { delays, owners, partitions, placement } = layout;
  if ([delays.sameZone, delays.crossZone, delays.crossRegion].some((delay) => scvOf(delay) > 0)) return undefined;
  // Who is lost must be an owner like any other, all of its partitions together.
  const isOwner = fault.target.kind === 'primaryOf' || (fault.target.kind === 'any' && owners === layout.members);
  if (!isOwner) return undefined;
  let expected = 0;
  for (const source of scenario.workload) {
    const rate = rateOf(source, layout);
    if (rate === undefined || source.keys.kind !== 'uniform' || source.client.retries > 0) return undefined;
    let window = 0;
    for (let partition = 0; partition < partitions; partition++) {
      const [primary, backup] = placement.subarray(2 * partition, 2 * partition + 2);
      const there = delayBetween(layout, primary!, backup!);
      const answers =
        source.from === 'beside-owner'
          ? [meanOf(delays.sameZone)]
          : layout.clientPlaces
              .filter((_, zone) => source.from === 'any-zone' || layout.zones[zone] === source.from)
              .map((place) => delayBetween(layout, primary!, place));
      for (const answer of answers) window += Math.max(0, there - answer) / answers.length;
    }
    const puts = source.target === undefined ? putShareOf(source) : source.op === 'put' ? 1 : 0;
    expected += ((rate * puts) / owners) * (window / partitions / SECOND);
  }
  return {
    name: 'writes lost with a host',
    metric: 'acknowledgedWritesLost',
    expected,
    formula: 'writes / owners · (way to the backup − way of the answer)',
    source: 'rate × window (oracle W03)',
    tolerance: 0.05,
    least: ENOUGH,
  };
}

/** Members die in every replication and do not come back. */
export function isForGood(fault: Fault): boolean {
  return (
    (fault.kind === 'host-loss' || fault.kind === 'crash') &&
    fault.probability === undefined &&
    fault.duration === undefined &&
    fault.healsWith === undefined
  );
}
