/**
 * Theories of near caches that go by time or by the order of use alone (sizing/cache-hits.ts): how many reads hit, how many hits are stale.
 *
 * One map, sources of Poisson reads that spread over the client places alike, and for stale reads one source of writes of which nothing is
 * told to the near caches, all keys being as popular for both. Answers take no time beside the lives of entries (five percent of the reads of
 * the most popular key at most come meanwhile). Each returns nothing where its assumptions are not met.
 */
import { meanOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { leastRecentlyUsedHits, timeToLiveHits, timeToLiveStaleReads } from '../sizing/cache-hits.ts';
import { sumOverKeys } from '../sizing/key-sum.ts';
import { putShareOf } from './grid-theories.ts';
import { limitsLinks, offeredLoad, rateOf, type Theory } from './theory.ts';

const MEANWHILE = 0.05;
/** How often the time that an entry stays must fit into the warm-up. */
const TURNS = 3;
/** With fewer entries the characteristic time of LRU is not as good as constant. */
const MANY = 100;

export function nearCacheTheories(scenario: Scenario, layout: Layout): readonly Theory[] {
  const { design, workload, faults, run } = scenario;
  const [map, ...others] = design.maps;
  const near = map?.nearCache;
  if (map === undefined || near === undefined || others.length > 0 || faults.length > 0 || limitsLinks(scenario))
    return [];
  if (
    design.middleware !== undefined ||
    design.wan !== undefined ||
    map.reader !== undefined ||
    map.eviction !== undefined
  )
    return [];
  if (near.maxIdle !== undefined || run.warmup === 'auto') return [];
  const reads = streamOf(workload, layout, (source) => source.op === 'get');
  const writes = streamOf(workload, layout, (source) => putShareOf(source) === 1);
  if (reads === undefined || writes === undefined || reads.sources + writes.sources < workload.length) return [];
  if (reads.keys === undefined || map.startsEmpty) return [];
  if (writes.sources > 0 && (near.localUpdate !== undefined || design.product.kind === 'hazelcast')) return [];
  const load = offeredLoad(scenario, layout);
  const most = sumOverKeys(reads.keys, map.entries, (share) => share * share);
  const { sameZone, crossZone, crossRegion } = layout.delays;
  const answer = 2 * Math.max(meanOf(sameZone), meanOf(crossZone), meanOf(crossRegion)) + reads.service;
  if (load === undefined || load > 0.3 * layout.threads || (reads.rate * most * answer) / SECOND > MEANWHILE) return [];
  const stream = { popularity: reads.keys, keys: map.entries, reads: reads.rate / layout.zones.length };
  const { timeToLive, maxEntries, policy } = near;
  if (timeToLive !== undefined && maxEntries === undefined) {
    const seconds = timeToLive / SECOND;
    if (run.warmup < TURNS * timeToLive || (writes.sources > 0 && near.invalidate.kind !== 'none')) return [];
    const source = 'renewal (oracle C04)';
    const hits: Theory = {
      name: 'hit ratio of near caches',
      metric: 'nearHitRatio',
      expected: timeToLiveHits(stream, seconds),
      formula: 'Σ p · λ·p·T / (1 + λ·p·T), λ per place',
      source,
      tolerance: 0.02,
    };
    if (writes.rate === 0 || JSON.stringify(writes.keys) !== JSON.stringify(reads.keys)) return [hits];
    const stale: Theory = {
      name: 'stale reads of near caches',
      metric: 'staleReadRatio',
      expected: timeToLiveStaleReads(stream, writes.rate, seconds),
      formula: 'Σ p · h · (1 − (1 − e^(−w·p·T)) / (w·p·T))',
      source,
      tolerance: 0.03,
    };
    return [hits, stale];
  }
  if (timeToLive !== undefined || maxEntries === undefined || (policy ?? 'lru') !== 'lru' || writes.sources > 0)
    return [];
  const found = leastRecentlyUsedHits(stream, maxEntries);
  if (maxEntries < MANY || maxEntries >= map.entries || run.warmup < TURNS * found.seconds * SECOND) return [];
  return [
    {
      name: 'hit ratio of near caches',
      metric: 'nearHitRatio',
      expected: found.hits,
      formula: 'Σ p · (1 − e^(−λ·p·t)), Σ 1 − e^(−λ·p·t) = C, λ per place',
      source: 'Che, Tung, Wang 2002',
      tolerance: 0.02,
    },
  ];
}

interface Stream {
  readonly sources: number;
  readonly rate: number;
  /** Longest mean time of a thread, ns. */
  readonly service: number;
  readonly keys: Source['keys'] | undefined;
}

/** All sources of one kind together; undefined when they are not Poisson streams from everywhere to the same keys. */
function streamOf(
  workload: readonly Source[],
  layout: Layout,
  isOfKind: (source: Source) => boolean,
): Stream | undefined {
  const sources = workload.filter(isOfKind);
  const [first] = sources;
  let [rate, service] = [0, 0];
  for (const source of sources) {
    const own = rateOf(source, layout);
    const isPlain = source.arrivals === 'poisson' && source.every === undefined && source.client.retries === 0;
    const isSame = source.map === first?.map && JSON.stringify(source.keys) === JSON.stringify(first?.keys);
    if (own === undefined || !isPlain || !isSame || source.from !== 'any-zone') return undefined;
    rate += own;
    service = Math.max(service, meanOf(source.service));
  }
  return { sources: sources.length, rate, service, keys: first?.keys };
}
