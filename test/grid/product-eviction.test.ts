/** Eviction as the products do it, under their own names: pools, counts that age, the last use but one, full caches that refuse. */
import { describe, expect, test } from 'vitest';
import { CacheRows } from '../../simulator/grid/cache/cache-rows.ts';
import { evictionPolicy, type PolicySpec } from '../../simulator/grid/cache/eviction-policy.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { highest, share, simulate } from '../run/simulate.ts';

const SECOND = 1e9;

/** One cache whose clock the test moves. */
class Bench {
  now = 0;
  readonly rows = new CacheRows();
  readonly rowOf = new Map<number, number>();
  readonly policy;
  readonly #ends = new Map<number, number>();

  constructor(spec: PolicySpec) {
    const times = { now: () => this.now, endOf: (row: number) => this.#ends.get(row)! };
    this.policy = evictionPolicy(spec, this.rows, new Streams(3, 0).named('bench'), times);
  }

  add(key: number, end = 0): void {
    const row = this.rows.take(key);
    this.rows.use(row);
    this.#ends.set(row, end);
    this.rowOf.set(key, row);
    this.policy.added(row);
  }

  use(key: number): void {
    this.rows.use(this.rowOf.get(key)!);
    this.policy.used(this.rowOf.get(key)!);
  }

  evict(): number {
    const row = this.policy.victim();
    const key = this.rows.key[row]!;
    this.policy.removed(row);
    this.rows.give(row);
    this.rowOf.delete(key);
    return key;
  }
}

/** How old the evicted are in the order of use, 0: the oldest of all, in the mean; keys 0 … 999 are used in this order. */
function meanRank(spec: PolicySpec): number {
  const bench = new Bench(spec);
  for (let key = 0; key < 1000; key++) {
    bench.now += SECOND;
    bench.add(key);
  }
  let sum = 0;
  for (let evicted = 0; evicted < 200; evicted++) {
    const key = bench.evict();
    sum += [...bench.rowOf.keys()].filter((other) => other < key).length;
  }
  return sum / 200;
}

describe('the pool of Redis', () => {
  test('gets nearer to the least recently used than as many draws without it, and more draws nearer still', () => {
    const [plain, pooled, more] = [
      meanRank({ policy: 'sampled-lru', sample: 5 }),
      meanRank({ policy: 'pooled-lru', sample: 5 }),
      meanRank({ policy: 'pooled-lru', sample: 10 }),
    ];
    // The least of five uniform draws of 900 or so stands at a sixth of them.
    expect(plain).toBeGreaterThan(100);
    expect(pooled).toBeLessThan(0.75 * plain);
    expect(more).toBeLessThan(pooled);
    expect(meanRank({ policy: 'lru', sample: 1 })).toBe(0);
  });

  test('evicts a candidate by what it was worth when drawn, although it has been used since', () => {
    const bench = new Bench({ policy: 'pooled-lru', sample: 200 });
    for (let key = 0; key < 20; key++) {
      bench.now += SECOND;
      bench.add(key);
    }
    expect(bench.evict()).toBe(0);
    bench.now += SECOND;
    bench.use(1);
    expect(bench.evict()).toBe(1);
  });

  test('sees whole seconds only: among entries used within one it takes any', () => {
    const bench = new Bench({ policy: 'pooled-lru', sample: 5 });
    for (let key = 0; key < 1000; key++) {
      bench.now += SECOND / 10_000;
      bench.add(key);
    }
    const evicted = Array.from({ length: 100 }, () => bench.evict());
    expect(evicted.reduce((sum, key) => sum + key, 0) / 100).toBeGreaterThan(350);
  });

  test('passes over a candidate that has left by itself', () => {
    const bench = new Bench({ policy: 'pooled-lru', sample: 100 });
    for (let key = 0; key < 4; key++) {
      bench.now += SECOND;
      bench.add(key);
    }
    bench.evict();
    const row = bench.rowOf.get(1)!;
    bench.policy.removed(row);
    bench.rows.give(row);
    bench.rowOf.delete(1);
    expect(bench.evict()).toBe(2);
  });

  test('of volatile-ttl holds what ends next', () => {
    const bench = new Bench({ policy: 'pooled-ttl', sample: 200 });
    [50, 20, 90, 10].forEach((end, key) => {
      bench.add(key, end);
    });
    expect([bench.evict(), bench.evict()]).toEqual([3, 1]);
  });
});

describe('the counts of Redis', () => {
  const spec: PolicySpec = { policy: 'pooled-lfu', sample: 200, lfu: { logFactor: 10, decay: 60 * SECOND } };

  test('keep what is used often', () => {
    const bench = new Bench(spec);
    for (let key = 0; key < 10; key++) bench.add(key);
    for (let use = 0; use < 100; use++) for (const key of [3, 7]) bench.use(key);
    const order = Array.from({ length: 10 }, () => bench.evict());
    expect(order.slice(8).sort()).toEqual([3, 7]);
  });

  test('age: what was popular an hour ago leaves before what is now', () => {
    const bench = new Bench(spec);
    const fixed = new Bench({ ...spec, lfu: { logFactor: 10, decay: 0 } });
    for (const cache of [bench, fixed]) {
      cache.add(1);
      for (let use = 0; use < 1000; use++) cache.use(1);
      cache.now += 3600 * SECOND;
      cache.add(2);
      for (let use = 0; use < 10; use++) cache.use(2);
    }
    expect([bench.evict(), fixed.evict()]).toEqual([1, 2]);
  });
});

function scenario(
  eviction: string,
  story: { readonly product: string; readonly load?: string; readonly map?: string },
) {
  const { product, load = '{name: c, map: things, rate: 500/s, mix: {get: 100%}, keys: {zipf: 0.9}}', map } = story;
  return `
apiVersion: sba/v1
name: eviction
question: Who leaves?
design:
  product: ${product}
  members: 6
  backups: 1
  network: none
  store: {latency: 1ms}
  maps: [{name: things, entries: 10000, entrySize: 1000B, ${map ?? 'reader: {readThrough: {}}'}, eviction: {${eviction}}}]
workload:
  - ${load}
run: {duration: 60s, warmup: 20s, seed: 4}
`;
}

function hitRatio(eviction: string, product: string, load?: string): number {
  const { summary } = simulate(scenario(eviction, { product, ...(load === undefined ? {} : { load }) }));
  const { hits, of } = share(summary, 'hitRatio');
  return hits / of;
}

describe('in a grid', () => {
  test('the policies of Redis stand where they should: exact order of use over the pool over any entry', () => {
    const [exact, pooled, any] = ['lru', 'allkeys-lru', 'allkeys-random'].map((policy) =>
      hitRatio(`policy: ${policy}, maxEntries: 300`, 'redis-cluster'),
    );
    expect(pooled!).toBeGreaterThan(any! + 0.01);
    expect(pooled!).toBeLessThan(exact! + 0.01);
  });

  test('the last use but one of Ignite holds what is used again against a scan', () => {
    const load = '{name: c, map: things, rate: 1000/s, mix: {get: 100%}, keys: {hotSet: {keys: 2%, requests: 50%}}}';
    const [once, twice] = ['RANDOM_LRU', 'RANDOM_2_LRU'].map((policy) =>
      hitRatio(`policy: ${policy}, maxEntries: 60`, 'ignite', load),
    );
    expect(twice!).toBeGreaterThan(once! + 0.03);
  });

  test('Ignite begins to evict at 90 % of the limit', () => {
    const { summary } = simulate(scenario('policy: RANDOM_LRU, maxEntries: 100', { product: 'ignite' }));
    // 90 entries as primary, and as many copies.
    expect(highest(summary, 'memoryUsed')).toBe(180_000);
  });

  test('Hazelcast holds its limit in each partition', () => {
    const { summary } = simulate(
      scenario('policy: LRU, maxEntries: 100', { product: '{kind: hazelcast, partitions: 60}' }),
    );
    // 100 × 6 members / 60 partitions = 10, of primaries and of copies.
    expect(highest(summary, 'memoryUsed')).toBe(200_000);
    expect(summary.counts.evictions).toBeGreaterThan(100);
  });

  test('a full Redis without eviction refuses writes, loses nothing and goes on answering reads', () => {
    const load = '{name: c, map: things, rate: 500/s, mix: {get: 50%, put: 50%}, keys: uniform}';
    const { summary } = simulate(
      scenario('policy: noeviction, maxEntries: 100', { product: 'redis-cluster', load, map: 'startsEmpty: true' }),
    );
    const { hits, of } = share(summary, 'errorRatio');
    expect(hits / of).toBeGreaterThan(0.45);
    expect(hits / of).toBeLessThan(0.55);
    expect(summary.counts.evictions).toBe(0);
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
    // 100 on each of three primaries, and as many copies, on six members; a write under way when it fills still comes in.
    expect(highest(summary, 'memoryUsed')).toBeLessThan(102_000);
  });
});

describe('a policy is refused', () => {
  const problems = (text: string): readonly string[] => {
    const checked = parseScenario(text, { source: '<text>', parameters: {} });
    return checked.ok ? [] : checked.problems.map(({ path, suggestion }) => `${path}: ${suggestion}`);
  };

  test.each([
    ['that another product has', 'policy: allkeys-lru, maxEntries: 9', 'ignite', 'write RANDOM_LRU'],
    ['that only a product has', 'policy: RANDOM_LRU, maxEntries: 9', 'generic', 'write sampled-lru'],
    ['that finds nothing volatile', 'policy: volatile-lru, maxEntries: 9', 'valkey', 'write noeviction'],
    ['that cannot keep what a reader reads', 'policy: noeviction, maxEntries: 9', 'valkey', 'write allkeys-lru'],
    [
      'whose counts nobody keeps',
      'policy: allkeys-lru, maxEntries: 9, lfuLogFactor: 1',
      'valkey',
      'remove lfuLogFactor',
    ],
    ['in half minutes', 'policy: allkeys-lfu, maxEntries: 9, lfuDecayTime: 90s', 'valkey', 'write 2min'],
    ['whose sample is fixed', 'policy: RANDOM_LRU, maxEntries: 9, sample: 3', 'ignite', 'sampled-lru'],
    ['that evicts nobody, with a limit', 'policy: NONE, maxEntries: 9', 'hazelcast', 'write policy: lru'],
  ])('%s', (_, eviction, product, remedy) => {
    expect(problems(scenario(eviction, { product }))).toEqual([expect.stringContaining(remedy)]);
  });

  test('in a near cache unless it is Hazelcast’s', () => {
    const near = (policy: string) =>
      problems(
        scenario('maxEntries: 9', { product: 'hazelcast' }).replace(
          'eviction: {',
          `nearCache: {policy: ${policy}, maxEntries: 9}, eviction: {`,
        ),
      );
    expect(near('LRU')).toEqual([]);
    expect(near('allkeys-lru')).toEqual([expect.stringContaining('write lru')]);
  });
});
