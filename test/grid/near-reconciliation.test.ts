/** How a near cache finds invalidations that never came, as Hazelcast does it: numbers, gaps, questions every 60 s, ten tolerated. */
import { describe, expect, test } from 'vitest';
import { InvalidationNumbers } from '../../simulator/grid/cache/invalidation-numbers.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { highest, samples, share, simulate } from '../run/simulate.ts';

const GENERIC = '{kind: generic, partitions: 7, heartbeatTimeout: 2s}';

interface Story {
  readonly product?: string;
  readonly faults?: string;
  readonly entries?: number;
  readonly writes?: string;
  readonly duration?: string;
  readonly load?: string;
  readonly members?: number;
}

function scenario(nearCache: string, story: Story): string {
  const {
    product = GENERIC,
    faults = '',
    entries = 40,
    writes = '20/s',
    duration = '40s',
    load = '',
    members = 3,
  } = story;
  return `
apiVersion: sba/v1
name: near
question: Does a near cache find what it missed?
design:
  product: ${product}
  members: ${members}
  backups: 1
  network: three-zones
  regions: [{name: eu, zones: 3}]
  maps: [{name: things, entries: ${entries}, entrySize: 1000B, nearCache: {${nearCache}}}]
workload:
  - {name: readers, map: things, rate: 400/s, op: get, from: eu-b}
  - {name: writers, map: things, rate: ${writes}, op: put, from: eu-a}
  ${load}
run: {duration: ${duration}, warmup: 0s, seed: 8}
faults: [${faults}]
`;
}

function run(nearCache: string, story: Story = {}) {
  return simulate(scenario(nearCache, story)).summary;
}

function problems(nearCache: string, story: Story = {}): readonly string[] {
  const checked = parseScenario(scenario(nearCache, story), { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, suggestion }) => `${path}: ${suggestion}`);
}

/** Readers in eu-b hear nothing for a while. */
const deaf = '{id: deaf, kind: split, target: {zone: eu-b}, at: 5s, duration: 1500ms, direction: inbound}';
const reads = (seconds: number) => seconds * 1e9;

describe('numbers of invalidations', () => {
  test('a gap between two messages is what was missed in between; what a member tells counts whole', () => {
    const numbers = new InvalidationNumbers(2, 10);
    numbers.at(5);
    expect(numbers.heard(5, 0, 0, 1, true)).toBe(0);
    expect(numbers.heard(5, 0, 0, 4, true)).toBe(2);
    expect(numbers.heard(5, 0, 0, 6, false)).toBe(2);
    expect(numbers.heard(5, 0, 0, 6, true)).toBe(0);
  });

  test('ten missed ones are tolerated over all partitions, and the eleventh makes stale what was kept of the partitions concerned', () => {
    const numbers = new InvalidationNumbers(3, 10);
    numbers.at(0);
    numbers.heard(0, 0, 0, 6, false);
    numbers.heard(0, 1, 0, 4, false);
    expect(numbers.mustRepair(0)).toBe(false);
    numbers.heard(0, 1, 0, 5, false);
    expect(numbers.mustRepair(0)).toBe(true);
    numbers.repair(0);
    expect([0, 1, 2].map((partition) => numbers.isStale(0, partition, 0, 0))).toEqual([true, true, false]);
    expect(numbers.isStale(0, 1, 0, 5)).toBe(false);
    expect(numbers.mustRepair(0)).toBe(false);
  });

  test('a partition that lost all copies has another life, and nothing kept of the one before is read', () => {
    const numbers = new InvalidationNumbers(1, 10);
    numbers.next(0);
    numbers.at(0);
    numbers.beganAnew(0);
    expect(numbers.isStale(0, 0, 0, 1)).toBe(false);
    numbers.heard(0, 0, 1, numbers.next(0), true);
    expect(numbers.isStale(0, 0, 0, 1)).toBe(true);
    expect(numbers.heard(0, 0, 0, 9, true)).toBe(0);
  });
});

describe('a near cache that missed messages', () => {
  const onWrite = 'invalidate: {onWrite: {}}';
  const calmAfter = { faults: deaf, writes: '[{at: 0s, rate: 20/s}, {at: 6500ms, rate: 0/s}]' };

  test('keeps stale values for ever where nobody writes any more, and until the next question with reconciliation', () => {
    const never = run(onWrite, calmAfter);
    const asked = run(`${onWrite}, reconciliation: {interval: 10s, tolerated: 0}`, calmAfter);
    expect(samples(never, 'staleness').maximum).toBeGreaterThan(reads(30));
    expect(asked.counts.missedInvalidations).toBeGreaterThan(10);
    // Asked at 10 s, marked when it looks: within a second.
    expect(samples(asked, 'staleness').maximum).toBeLessThan(reads(6.1));
    expect(samples(asked, 'staleness').maximum).toBeGreaterThan(reads(4));
  });

  test('that are no more than it tolerates does nothing about them', () => {
    const asked = run(`${onWrite}, reconciliation: {interval: 10s, tolerated: 1000}`, calmAfter);
    expect(asked.counts.missedInvalidations).toBeGreaterThan(10);
    expect(samples(asked, 'staleness').maximum).toBeGreaterThan(reads(30));
  });

  test('finds them without asking where the partition is written again, by the gap in the numbers', () => {
    const gap = run(`${onWrite}, reconciliation: {interval: 0s, tolerated: 0}`, { faults: deaf, writes: '200/s' });
    const blind = run(onWrite, { faults: deaf, writes: '200/s', entries: 4000 });
    const seen = run(`${onWrite}, reconciliation: {interval: 0s, tolerated: 0}`, {
      faults: deaf,
      writes: '200/s',
      entries: 4000,
    });
    expect(gap.counts.missedInvalidations).toBeGreaterThan(100);
    expect(samples(blind, 'staleness').maximum).toBeGreaterThan(reads(10));
    expect(samples(seen, 'staleness').maximum).toBeLessThan(reads(3.1));
  });

  test('finds nothing in calm weather, however the network shuffles messages', () => {
    const calm = run(`${onWrite}, reconciliation: {interval: 10s, tolerated: 0}`, { writes: '200/s' });
    // A question can be answered before the messages that were sent just before it are there.
    expect(calm.counts.missedInvalidations).toBeLessThan(10);
    const unasked = run(`${onWrite}, reconciliation: {interval: 0s, tolerated: 0}`, { writes: '200/s' });
    expect(unasked.counts.missedInvalidations).toBe(0);
  });

  test('what died with its member in a batch is found by asking', () => {
    const crash = '{id: crash, kind: crash, target: all, at: 9s, duration: 100ms}';
    const batch = 'invalidate: {batch: {size: 1000, interval: 60s}}';
    const story = { faults: crash, writes: '[{at: 0s, rate: 20/s}, {at: 8s, rate: 0/s}]' };
    const kept = run(`${batch}, reconciliation: {interval: 10s, tolerated: 0}`, story);
    const lost = run(batch, story);
    // The grid lost all it had, too; near caches without reconciliation go on answering from the life before.
    expect(share(lost, 'nearHitRatio').hits).toBeGreaterThan(share(kept, 'nearHitRatio').hits);
  });

  test('does as Hazelcast does beside product hazelcast, without being told', () => {
    const story = { ...calmAfter, product: '{kind: hazelcast, partitions: 7}', duration: '80s' };
    const usual = run('invalidate: {batch: {size: 1}}', story);
    expect(usual.counts.missedInvalidations).toBeGreaterThan(10);
    expect(samples(usual, 'staleness').maximum).toBeGreaterThan(reads(50));
    expect(samples(usual, 'staleness').maximum).toBeLessThan(reads(56.5));
  });
});

describe('a near cache', () => {
  test('drops with localUpdate what its own client writes, so that the stale reads of that place are those of others', () => {
    const load = '- {name: own, map: things, rate: 50/s, op: put, from: eu-b}';
    const batch = 'invalidate: {batch: {size: 1000, interval: 20s}}';
    const late = run(batch, { load, writes: '1/s' });
    const own = run(`${batch}, localUpdate: INVALIDATE`, { load, writes: '1/s' });
    const ratio = (summary: typeof late) => share(summary, 'staleReadRatio').hits / share(summary, 'staleReadRatio').of;
    expect(ratio(late)).toBeGreaterThan(0.5);
    expect(ratio(own)).toBeLessThan(0.3 * ratio(late));
  });

  test('takes the memory of its entries at its place, up to its limit', () => {
    const unlimited = run('invalidate: none', { writes: '1/s' });
    const limited = run('invalidate: none, maxEntries: 7', { writes: '1/s' });
    expect(highest(unlimited, 'nearCacheMemory')).toBe(40_000);
    expect(highest(limited, 'nearCacheMemory')).toBe(7000);
  });
});

describe('what does not fit', () => {
  test.each([
    ['nothing to lose', 'invalidate: none, reconciliation: {}', GENERIC, 'remove reconciliation'],
    ['Redis, which numbers nothing', 'reconciliation: {}', 'valkey', 'remove reconciliation'],
    ['Ignite, which has no such policy', 'localUpdate: INVALIDATE', 'ignite', 'remove localUpdate'],
    [
      'an interval that Hazelcast refuses',
      'reconciliation: {interval: 10s}',
      '{kind: hazelcast, partitions: 7}',
      'write interval: 30s',
    ],
  ])('%s', (_, nearCache, product, remedy) => {
    const found = problems(nearCache, { product, members: product === 'valkey' ? 6 : 3 });
    expect(found.filter((line) => line.includes('nearCache'))).toEqual([expect.stringContaining(remedy)]);
  });

  test('turning it off in Hazelcast does', () => {
    expect(problems('reconciliation: {interval: 0s}', { product: '{kind: hazelcast, partitions: 7}' })).toEqual([]);
  });
});
