/**
 * Hit ratio of a map that holds a part of its entries, read only and loaded when a read misses (sizing/cache-hits.ts).
 * LRU on a single member, whose order is that of all reads; time to live on any number, since each key is by itself.
 */
import { meanOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { leastRecentlyUsedHits, timeToLiveHits } from '../sizing/cache-hits.ts';
import { sumOverKeys } from '../sizing/key-sum.ts';
import { answersNear, limitsLinks, offeredLoad, rateOf, type Theory } from './theory.ts';

/** How often the time that an entry stays must fit into the warm-up. */
const TURNS = 3;
/** Reads of the most popular key while it is being loaded: they miss, too, and the formulas do not know of it. */
const MEANWHILE = 0.05;

export function hitTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const { design, workload, faults, run } = scenario;
  const [map, ...otherMaps] = design.maps;
  const [source, ...others] = workload;
  if (map?.eviction === undefined || otherMaps.length > 0 || source?.map !== map.name || others.length > 0)
    return undefined;
  const reader = map.reader;
  if (reader === undefined || !isPartitioned(map) || faults.length > 0 || design.store === undefined) return undefined;
  if (design.middleware !== undefined || design.wan !== undefined || answersNear(scenario) || limitsLinks(scenario))
    return undefined;
  const reads = rateOf(source, layout);
  const load = offeredLoad(scenario, layout);
  const onlyReads = source.op === 'get' || source.mix?.get === 1;
  if (!onlyReads || reads === undefined || load === undefined || source.arrivals !== 'poisson') return undefined;
  const most = sumOverKeys(source.keys, map.entries, (share) => share * share);
  const { latency, readsPerSecond } = design.store;
  if ((reads * most * meanOf(latency)) / SECOND > MEANWHILE || run.warmup === 'auto') return undefined;
  const stream = { popularity: source.keys, keys: map.entries, reads };
  const found = ofEviction(map.eviction, stream, layout);
  if (found === undefined || run.warmup < TURNS * found.seconds * SECOND) return undefined;
  // Loads that wait for one another, or for a thread, take longer than the latency.
  if (readsPerSecond !== undefined && reads * (1 - found.hits) > 0.5 * readsPerSecond) return undefined;
  const held = load + (reads * (1 - found.hits) * meanOf(latency)) / SECOND;
  if (held > 0.5 * layout.threads * (source.keys.kind === 'uniform' ? layout.members : 1)) return undefined;
  return { name: 'hit ratio', metric: 'hitRatio', expected: found.hits, ...found.terms, tolerance: 0.02 };
}

type Eviction = NonNullable<Scenario['design']['maps'][number]['eviction']>;

function ofEviction(
  { policy, maxEntries, maxSize, timeToLive, maxIdle }: Eviction,
  stream: Parameters<typeof timeToLiveHits>[0],
  layout: Layout,
) {
  if (maxSize !== undefined || maxIdle !== undefined) return undefined;
  if (timeToLive !== undefined && maxEntries === undefined) {
    const seconds = timeToLive / SECOND;
    const terms = { formula: 'Σ p · λ·p·T / (1 + λ·p·T)', source: 'renewal' };
    return { hits: timeToLiveHits(stream, seconds), seconds, terms };
  }
  if (timeToLive !== undefined || maxEntries === undefined || (policy ?? 'lru') !== 'lru') return undefined;
  // With many entries the characteristic time is as good as constant; with few it is not.
  if (layout.members !== 1 || maxEntries < 100 || maxEntries >= stream.keys) return undefined;
  const terms = { formula: 'Σ p · (1 − e^(−λ·p·t)), Σ 1 − e^(−λ·p·t) = C', source: 'Che, Tung, Wang 2002' };
  return { ...leastRecentlyUsedHits(stream, maxEntries), terms };
}
