/** Near caches, told as small stories: places, races, what is never told. */
import { describe, expect, test } from 'vitest';
import { NearCaches } from '../../simulator/grid/cache/near-caches.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { samples, share, simulate } from '../run/simulate.ts';

function run(
  nearCache: string,
  more: { readonly faults?: string; readonly network?: string; readonly mix?: string } = {},
) {
  const { faults = '', network = 'three-zones', mix = '{get: 100%}' } = more;
  return simulate(`
apiVersion: sba/v1
name: near
question: What does a near cache know?
design:
  product: {kind: generic, partitions: 7, heartbeatTimeout: 2s}
  members: 3
  backups: 1
  network: ${network}
  regions: [{name: eu, zones: 3}]
  maps: [{name: things, entries: 10, replication: async, nearCache: {${nearCache}}}]
workload:
  - {name: readers, map: things, rate: 200/s, mix: ${mix}, from: eu-b}
  - {name: writers, map: things, rate: 10/s, op: put, from: eu-a}
run: {duration: 20s, warmup: 0s, seed: 8}
faults: [${faults}]
`).summary;
}

function caches(versionCheck: boolean): NearCaches {
  const spec = { name: 'things', limit: 2, versionCheck, policy: 'lru' as const, sample: 1 };
  return new NearCaches(new Simulation(), new Streams(1, 0).named('x'), spec);
}

describe('one near cache', () => {
  test('is a place of its own: another one knows nothing of what it read', () => {
    const near = caches(true);
    near.fill(3, 7, 1);
    expect([near.read(3, 7), near.read(4, 7)]).toEqual([1, -1]);
  });

  test('lets go of what nobody used for longest', () => {
    const near = caches(true);
    for (const key of [1, 2]) near.fill(0, key, 0);
    near.read(0, 1);
    near.fill(0, 3, 0);
    expect([1, 2, 3].map((key) => near.read(0, key))).toEqual([0, -1, 0]);
  });

  test('an answer that was overtaken by the invalidation is not kept with a version check, and stays stale without', () => {
    const kept = [true, false].map((versionCheck) => {
      const near = caches(versionCheck);
      near.invalidate(0, 1, 5);
      near.fill(0, 1, 4);
      return near.read(0, 1);
    });
    expect(kept).toEqual([-1, 4]);
  });

  test('an invalidation of a write that the value already contains drops it only without a version check', () => {
    const kept = [true, false].map((versionCheck) => {
      const near = caches(versionCheck);
      near.fill(0, 1, 6);
      near.invalidate(0, 1, 5);
      return near.read(0, 1);
    });
    expect(kept).toEqual([6, -1]);
  });
});

describe('near caches in a grid', () => {
  test('answer in no time what they have, and everything else takes the network', () => {
    const summary = run('invalidate: {onWrite: {}}');
    const { hits, of } = share(summary, 'nearHitRatio');
    expect(hits / of).toBeGreaterThan(0.8);
    expect(samples(summary, 'responseTime').minimum).toBe(0);
    // What is sent: the reads that missed, and some 200 writes.
    expect(summary.counts.attempts! - (of - hits)).toBeGreaterThan(150);
    expect(summary.counts.attempts! - (of - hits)).toBeLessThan(260);
    expect(summary.counts.invalidations).toBeGreaterThan(10);
  });

  test('a cut between members and readers loses invalidations: values stay stale long after it has healed', () => {
    const cut = '{id: cut, kind: split, target: {zone: eu-b}, at: 5s, duration: 1500ms, direction: inbound}';
    const calm = run('invalidate: {onWrite: {}}');
    const torn = run('invalidate: {onWrite: {}}', { faults: cut });
    expect(samples(calm, 'staleness').maximum).toBeLessThan(2e6);
    expect(samples(torn, 'staleness').maximum).toBeGreaterThan(1.5e9);
  });

  test('what waits in a batch dies with its member', () => {
    const batch = 'invalidate: {batch: {size: 1000, interval: 2s}}';
    const calm = run(batch);
    const crashed = run(batch, { faults: '{id: crash, kind: crash, target: all, at: 9s, duration: 100ms}' });
    expect(samples(calm, 'staleness').count).toBeGreaterThan(0);
    expect(samples(calm, 'staleness').maximum).toBeLessThanOrEqual(2.01e9);
    expect(crashed.counts.invalidations).toBeLessThan(calm.counts.invalidations!);
  });

  test('the read of an update goes to the grid, so no update builds on a value that the near cache kept', () => {
    const summary = run('invalidate: none', { mix: '{update: 100%}' });
    expect(share(summary, 'nearHitRatio').of).toBe(0);
    expect(share(summary, 'staleReadRatio').hits).toBe(0);
  });
});
