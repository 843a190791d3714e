/** Caches that do not fit together are refused with a remedy. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

function problems(map: string, more: { readonly load?: string; readonly expect?: string } = {}): string[] {
  const { load = 'rate: 10/s', expect = '' } = more;
  const text = `
apiVersion: sba/v1
name: caches
question: Does it fit?
design: {members: 1, backups: 0, maps: [{name: things, entries: 100, ${map}}]}
workload: [{name: readers, map: things, op: get, ${load}}]
run: {duration: 10s}
expect: [${expect}]
`;
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, found, suggestion }) => `${path}: ${found}; ${suggestion}`);
}

describe('caches', () => {
  it.each([
    [
      'a limit that nobody keeps',
      'eviction: {policy: none, maxEntries: 10}',
      'eviction.policy: none with a maxEntries',
    ],
    ['a policy without a limit', 'eviction: {policy: lfu, timeToLive: 1s}', 'eviction.policy: lfu without a limit'],
    ['a sample that nobody draws', 'eviction: {policy: lru, maxEntries: 10, sample: 5}', 'eviction.sample'],
    ['two limits', 'eviction: {maxEntries: 10, maxSize: 1MiB}', 'maxEntries and maxSize'],
    ['no room for one entry', 'eviction: {maxSize: 100B}', 'take a larger maxSize'],
    ['no reason to leave', 'eviction: {}', 'without a limit or a time'],
    ['a scope of nothing', 'eviction: {maxIdle: 1s, scope: partition}', 'remove scope'],
    [
      'a near cache whose policy has no limit',
      'nearCache: {policy: random}',
      'nearCache.policy: random without a limit',
    ],
  ])('%s', (_, map, words) => {
    expect(problems(map)).toHaveLength(1);
    expect(problems(map)[0]).toContain(words);
  });

  it('clients that never stop asking a near cache need a pause', () => {
    expect(problems('nearCache: {}', { load: 'clients: 3' })[0]).toContain('add think: 10ms');
    expect(problems('nearCache: {}', { load: 'clients: 3, think: 10ms' })).toEqual([]);
  });

  it('weights belong to keys that exist, and one of them is above zero', () => {
    expect(problems('', { load: 'rate: 1/s, keys: {weights: [0, 0]}' })[0]).toContain('all zero');
    const many = Array.from({ length: 101 }, () => 1).join(', ');
    expect(problems('', { load: `rate: 1/s, keys: {weights: [${many}]}` })[0]).toContain('101 weights for 100 entries');
  });

  it('what is expected of a cache needs the cache', () => {
    expect(problems('', { expect: 'evictions == 0' })[0]).toContain('add eviction to a map');
    expect(problems('', { expect: 'nearHitRatio > 50%' })[0]).toContain('add nearCache to a map');
    expect(problems('eviction: {maxEntries: 3}', { expect: 'evictions == 0' })).toEqual([]);
  });
});
