/**
 * Sense of caches: a limit has a policy and a policy a limit, what is asked of a cache exists, a promise about
 * reads is not made past it, and weights of keys fit their map.
 */
import type { DraftProblem } from './draft-problem.ts';
import { isPartitioned } from './map-kind.ts';
import type { MetricName } from './metrics.ts';
import type { Path } from './place-index.ts';
import type { GridMap, Source } from './scenario.ts';
import { numbered, type SenseView } from './sense-view.ts';

export function cacheSense(view: SenseView): DraftProblem[] {
  const maps = numbered(view.understood.design.maps);
  return [
    ...maps.flatMap(([index, map]) => ofMap(map, ['design', 'maps', index])),
    ...numbered(view.understood.workload).flatMap(([index, source]) => ofSource(source, index, view)),
    ...expectations(view),
  ];
}

function ofMap(map: GridMap, path: Path): DraftProblem[] {
  const { eviction, nearCache } = map;
  const cached = [
    ...(eviction === undefined ? [] : [{ cache: eviction, at: [...path, 'eviction'] }]),
    ...(nearCache === undefined ? [] : [{ cache: nearCache, at: [...path, 'nearCache'] }]),
  ];
  if (!isPartitioned(map)) {
    const expected = 'a partitioned map: caches stand in and before partitions';
    return cached.map(({ at }) => ({ path: at, found: `a map of kind ${map.kind!.kind}`, expected }));
  }
  return [
    ...(nearCache !== undefined && map.monotonicReads === true ? [unguarded([...path, 'monotonicReads'])] : []),
    ...cached.flatMap(({ cache, at }) => order(cache, at)),
    ...(eviction === undefined ? [] : limits(eviction, map.entrySize, [...path, 'eviction'])),
  ];
}

function unguarded(path: Path): DraftProblem {
  return {
    path,
    found: 'monotonicReads and a nearCache',
    expected: 'one of the two: a near cache answers without asking whether its value is older than one already given',
    suggestion: 'remove monotonicReads, or nearCache',
    atKey: true,
  };
}

type Cache = NonNullable<GridMap['nearCache']> | NonNullable<GridMap['eviction']>;

function limitOf(cache: Cache): 'maxEntries' | 'maxSize' | undefined {
  if (cache.maxEntries !== undefined) return 'maxEntries';
  return 'maxSize' in cache && cache.maxSize !== undefined ? 'maxSize' : undefined;
}

/** Policies whose sample can be chosen. */
const drawing = [
  ...['sampled-lru', 'sampled-lfu', 'LRU', 'LFU', 'allkeys-lru', 'allkeys-lfu'],
  ...['volatile-lru', 'volatile-lfu', 'volatile-ttl'],
] as const;

const isNone = (policy: Cache['policy']) => policy === 'none' || policy === 'NONE';

/** Who leaves, and whether anybody ever has to. */
function order(cache: Cache, path: Path): DraftProblem[] {
  const { policy, sample } = cache;
  const limit = limitOf(cache);
  const problems: DraftProblem[] = [];
  if (isNone(policy) && limit !== undefined) {
    const expected = 'either a limit or policy: none, since with none nobody makes room';
    const suggestion = `write policy: lru, or remove ${limit}`;
    problems.push({ path: [...path, 'policy'], found: `none with a ${limit}`, expected, suggestion });
  }
  if (policy !== undefined && !isNone(policy) && limit === undefined) {
    const expected = 'a limit, since the policy says who leaves when it is reached';
    problems.push({
      path: [...path, 'policy'],
      found: `${policy} without a limit`,
      expected,
      suggestion: 'add maxEntries: 10k',
    });
  }
  if (sample !== undefined && !drawing.some((name) => name === policy)) {
    const expected = `sample beside a policy that draws as many: ${drawing.join(', ')}`;
    const found = `sample with ${policy ?? 'no policy'}`;
    problems.push({ path: [...path, 'sample'], found, expected, suggestion: 'write policy: sampled-lru' });
  }
  return problems;
}

function limits(eviction: NonNullable<GridMap['eviction']>, entrySize: number, path: Path): DraftProblem[] {
  const { maxEntries, maxSize, timeToLive, maxIdle, scope } = eviction;
  if (maxEntries !== undefined && maxSize !== undefined) {
    const expected = 'one limit, since both say the same: maxSize / entrySize entries';
    return [{ path: [...path, 'maxSize'], found: 'maxEntries and maxSize', expected, suggestion: 'remove maxSize' }];
  }
  if (maxSize !== undefined && maxSize < entrySize) {
    const expected = `room for at least one entry (entrySize is ${entrySize} bytes)`;
    return [{ path: [...path, 'maxSize'], found: `${maxSize} bytes`, expected, suggestion: 'take a larger maxSize' }];
  }
  if (maxEntries !== undefined || maxSize !== undefined) return [];
  if (timeToLive === undefined && maxIdle === undefined) {
    const expected = 'a reason to leave: maxEntries, maxSize, timeToLive or maxIdle';
    return [
      { path, found: 'eviction without a limit or a time', expected, suggestion: 'add maxEntries: 10k', atKey: true },
    ];
  }
  if (scope === undefined) return [];
  const expected = 'maxEntries or maxSize, the limit whose scope it is';
  return [{ path: [...path, 'scope'], found: `${scope} without a limit`, expected, suggestion: 'remove scope' }];
}

function ofSource(source: Source, index: number, view: SenseView): DraftProblem[] {
  const path = ['workload', index];
  const map = numbered(view.understood.design.maps).find(([, { name }]) => name === source.map)?.[1];
  const problems: DraftProblem[] = [];
  if (map?.nearCache !== undefined && source.clients !== undefined && source.think === undefined) {
    const expected =
      'think: a read that the near cache answers takes no time, so such a client would never stop asking';
    const found = `clients without think at ${map.name}, which has a near cache`;
    problems.push({ path: [...path, 'clients'], found, expected, suggestion: 'add think: 10ms' });
  }
  const { keys } = source;
  if (keys.kind !== 'weights') return problems;
  if (keys.weights.every((weight) => weight === 0)) {
    const expected = 'a weight above 0, or no key would ever be asked for';
    problems.push({ path: [...path, 'keys', 'weights'], found: 'weights that are all zero', expected });
  }
  if (map !== undefined && keys.weights.length > map.entries) {
    const found = `${keys.weights.length} weights for ${map.entries} entries of ${map.name}`;
    problems.push({ path: [...path, 'keys', 'weights'], found, expected: 'at most one weight for each entry' });
  }
  return problems;
}

/** What only happens where a map has such a cache. */
const needs: Partial<Record<MetricName, 'eviction' | 'nearCache'>> = {
  evictions: 'eviction',
  expirations: 'eviction',
  expiredEntries: 'eviction',
  nearHitRatio: 'nearCache',
  invalidations: 'nearCache',
  missedInvalidations: 'nearCache',
  nearCacheMemory: 'nearCache',
};

function expectations({ expectations, understood }: SenseView): DraftProblem[] {
  const { maps = [] } = understood.design;
  return numbered(expectations).flatMap(([index, { metric }]) => {
    const field = needs[metric];
    if (field === undefined || maps.some((map) => map === undefined || map[field] !== undefined)) return [];
    const suggestion = `add ${field} to a map, or remove the expectation`;
    return [
      {
        path: ['expect', index],
        found: `${metric}, and no map has ${field}`,
        expected: `a map with ${field}`,
        suggestion,
      },
    ];
  });
}
