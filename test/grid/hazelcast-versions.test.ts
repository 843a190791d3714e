/** What the version of Hazelcast changes: whether near caches hear of entries that expired. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { product } from '../../simulator/model/product.ts';
import { profileOf } from '../../simulator/products/profile-of.ts';
import { share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const READS = '{name: reads, map: map, op: get, rate: 200/s, client: {timeout: 1s}}';

function read(version: string | null, map = 'eviction: {timeToLive: 2s}, reader: {readThrough: {}}') {
  const { summary } = simulate(
    smallScenario({
      product: `{kind: hazelcast, partitions: 7${version === null ? '' : `, version: "${version}"`}}`,
      map: `entries: 50, ${map}, nearCache: {}`,
      store: '{latency: 1ms}',
      workload: [READS],
      duration: '20s',
    }),
  );
  return { hits: share(summary, 'nearHitRatio').hits, invalidations: summary.counts.invalidations };
}

describe('an entry expires in its map', () => {
  test('and stays in the near caches up to 5.6, and leaves them from 5.7', () => {
    const before = read('5.6');
    const since = read('5.7');
    expect(before.invalidations).toBe(0);
    expect(since.invalidations).toBeGreaterThan(50 * 5);
    expect(since.hits).toBeLessThan(before.hits - 50 * 5);
    expect(read('6.0')).toEqual(since);
  });

  test('without a version the rules are those of 5.6', () => {
    expect(read(null)).toEqual(read('5.6'));
  });

  test('what never expires is kept alike in every version', () => {
    expect(read('5.7', 'replication: sync')).toEqual(read('5.6', 'replication: sync'));
  });
});

test('a version that nobody read is refused, and told which there are', () => {
  const text = smallScenario({ product: '{kind: hazelcast, version: "4.2"}', workload: [READS] });
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  expect(checked.ok ? [] : checked.problems.map(({ path, expected }) => [path, expected])).toEqual([
    ['design.product.version', expect.stringContaining('5.7')],
  ]);
});

test('the profile says with its source what the versions change', () => {
  const { versions } = profileOf(product.parse('hazelcast')).conduct;
  expect(versions.text).toContain('From 5.7');
  expect(versions.source).toContain('5.7');
});
