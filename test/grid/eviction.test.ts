/** Entries that leave the grid, told as small stories: what is counted lost and what is not, what backups know, what comes back old. */
import { describe, expect, test } from 'vitest';
import { share, simulate } from '../run/simulate.ts';

interface Story {
  readonly map: string;
  readonly store?: string;
  readonly mix?: string;
  readonly rate?: string;
  readonly keys?: string;
  readonly members?: number;
  readonly backups?: number;
  readonly product?: string;
  readonly faults?: string;
  readonly seconds?: number;
}

function run(story: Story) {
  const { map, store, mix = '{put: 100%}', rate = '200/s', keys = 'uniform', faults = '', seconds = 10 } = story;
  const { members = 1, backups = 0, product = '{kind: generic, partitions: 7, heartbeatTimeout: 2s}' } = story;
  return simulate(`
apiVersion: sba/v1
name: eviction
question: What becomes of entries that leave?
design:
  product: ${product}
  members: ${members}
  backups: ${backups}
  maps: [{name: things, entries: 1000, ${map}}]
  ${store === undefined ? '' : `store: {${store}}`}
workload: [{name: clients, map: things, rate: ${rate}, arrivals: constant, mix: ${mix}, keys: ${keys}, service: 0s}]
run: {duration: ${seconds}s, warmup: 0s, settle: 60s, seed: 5}
faults: [${faults}]
`).summary;
}

const lost = ({ counts }: { readonly counts: Readonly<Record<string, number>> }) => counts.acknowledgedWritesLost;

describe('what is lost when an entry has left', () => {
  const crash = '{id: crash, kind: crash, target: all, at: 9s, duration: 500ms}';

  test('without a store an evicted write is no loss; a crash loses the writes of the entries that were there', () => {
    const all = run({ map: 'persistence: {none: true}', faults: crash });
    const few = run({ map: 'eviction: {maxEntries: 10}', faults: crash });
    expect(lost(all)).toBeGreaterThan(1500);
    // Ten entries, hardly one of them written twice while it was there.
    expect(lost(few)).toBeGreaterThanOrEqual(10);
    expect(lost(few)).toBeLessThanOrEqual(14);
    expect(few.counts.keysLost).toBe(10);
  });

  test('the same holds for entries that have expired', () => {
    const few = run({ map: 'eviction: {timeToLive: 100ms}', faults: crash });
    expect(lost(few)).toBeGreaterThanOrEqual(19);
    expect(lost(few)).toBeLessThanOrEqual(21);
    expect(few.counts.expirations).toBeGreaterThan(1700);
  });

  test('the queue of a write-behind pump still has the value of an entry that was evicted', () => {
    const summary = run({
      map: 'persistence: {writeBehind: {delay: 3s, batch: 10000}}, eviction: {maxEntries: 5}',
      store: 'latency: 1ms',
    });
    expect(summary.counts.evictions).toBeGreaterThan(1500);
    expect(summary.counts).toMatchObject({ acknowledgedWritesLost: 0, keysLost: 0, storeStale: 0, storeMissing: 0 });
  });

  test('a write that left the grid and then died with the queue of its member is lost', () => {
    const story = {
      store: 'latency: 1ms',
      members: 3,
      backups: 1,
      faults: '{id: crash, kind: crash, target: any, at: 5s}',
    };
    const pump = 'delay: 60s, batch: 10000, queueOnBackups';
    const kept = run({ ...story, map: `persistence: {writeBehind: {${pump}: true}}, eviction: {maxEntries: 5}` });
    const gone = run({ ...story, map: `persistence: {writeBehind: {${pump}: false}}, eviction: {maxEntries: 5}` });
    const held = run({ ...story, map: `persistence: {writeBehind: {${pump}: false}}` });
    expect(lost(kept)).toBe(0);
    expect(lost(held)).toBe(0);
    expect(lost(gone)).toBeGreaterThan(100);
    expect(gone.lossCauses['left the grid before the store had it']).toBe(lost(gone));
  });
});

describe('what comes back', () => {
  const mix = '{put: 50%, get: 50%}';

  test('a read that loads while the newer value still waits in the pump brings the old one, which is read as stale', () => {
    const story = { store: 'latency: 1ms', mix, keys: '{hotSet: {keys: 1%, requests: 90%}}' };
    const map = (delay: string) =>
      `reader: {readThrough: {}}, persistence: {writeBehind: {delay: ${delay}}}, eviction: {maxEntries: 5}`;
    const slow = share(run({ ...story, map: map('5s') }), 'staleReadRatio');
    const quick = share(run({ ...story, map: map('10ms') }), 'staleReadRatio');
    expect(slow.hits / slow.of).toBeGreaterThan(0.2);
    expect(quick.hits / quick.of).toBeLessThan(slow.hits / slow.of / 5);
  });

  test('with write-through nothing that is loaded is old', () => {
    const map = 'reader: {readThrough: {}}, persistence: {writeThrough: {}}, eviction: {maxEntries: 5}';
    const summary = run({ map, store: 'latency: 0s', mix, keys: '{hotSet: {keys: 1%, requests: 90%}}' });
    expect(share(summary, 'staleReadRatio').hits).toBe(0);
    expect(share(summary, 'hitRatio').hits).toBeGreaterThan(0);
  });

  test('without a reader a read of what is not there is answered, and a miss', () => {
    const summary = run({ map: 'eviction: {maxEntries: 100}', mix: '{get: 100%}' });
    expect(share(summary, 'hitRatio')).toEqual({ hits: 0, of: share(summary, 'staleReadRatio').of });
    expect(share(summary, 'errorRatio').hits).toBe(0);
  });

  test('a promoted backup goes on with the entries that its primary held: nothing has to be loaded again', () => {
    const story = {
      store: 'latency: 1ms',
      mix: '{get: 100%}',
      members: 3,
      keys: '{hotSet: {keys: 5%, requests: 99%}}',
    };
    const map = 'reader: {readThrough: {}}, eviction: {maxEntries: 200}';
    const calm = run({ ...story, map, backups: 1, seconds: 20 });
    const failed = run({
      ...story,
      map,
      backups: 1,
      seconds: 20,
      faults: '{id: crash, kind: crash, target: any, at: 10s}',
    });
    expect(failed.counts.failovers).toBeGreaterThan(0);
    const [before, after] = [calm, failed].map(
      (summary) => share(summary, 'hitRatio').hits / share(summary, 'hitRatio').of,
    );
    expect(Math.abs(after! - before!)).toBeLessThan(0.02);
  });
});

describe('memory', () => {
  test('is that of the entries that are there, with their copies: backups hold what their primaries hold', () => {
    const summary = run({ map: 'eviction: {maxEntries: 30}', members: 3, backups: 1, seconds: 20 });
    const { maximum } = summary.levels.memoryUsed![0];
    expect(maximum).toBe(2 * 30 * 1024);
  });

  const troubles = [
    '{id: a, kind: crash, target: any, at: 3s, duration: 2s}',
    '{id: a, kind: split, target: any, at: 3s, duration: 4s}',
    '{id: a, kind: rolling-restart, at: 1s, downtime: 1s, pause: 500ms}',
    '{id: a, kind: pause, target: any, at: 3s, duration: 3s}',
    '{id: a, kind: crash, target: all, at: 5s, duration: 1s}',
  ];
  const products = [
    { product: '{kind: generic, partitions: 13, heartbeatTimeout: 1500ms}', members: 3 },
    { product: '{kind: generic, partitions: 13, heartbeatTimeout: 1500ms, promotion: any-side}', members: 4 },
    { product: '{kind: redis-cluster, nodeTimeout: 1s}', members: 6 },
  ];
  test.each(products)('stays counted to the entry whatever happens to members of $product', (where) => {
    for (const faults of troubles) {
      for (const limit of ['maxEntries: 20, policy: lfu', 'maxEntries: 40, scope: partition, maxIdle: 2s']) {
        const map = `reader: {readThrough: {}}, replication: async, persistence: {writeBehind: {delay: 500ms}}, eviction: {${limit}}`;
        const mix = '{put: 40%, get: 60%}';
        // The checkers of the run recount everything and throw.
        const summary = run({ ...where, map, mix, faults, backups: 1, store: 'latency: 2ms', seconds: 12 });
        expect(summary.counts.evictions! + summary.counts.expirations!).toBeGreaterThan(0);
      }
    }
  });
});

describe('a preload that puts without looking', () => {
  const story = { store: 'readsPerSecond: 200/s, latency: 5ms', mix: '{put: 98%, get: 2%}' };
  const reader = (overwrites: boolean) => `reader: {preload: {overwrites: ${overwrites}, batch: 100}}`;

  test('destroys newer values that only the grid had, and none when it looks', () => {
    const pump = 'persistence: {writeBehind: {delay: 20s}}';
    const blind = run({ ...story, map: `${reader(true)}, ${pump}` });
    const looking = run({ ...story, map: `${reader(false)}, ${pump}` });
    expect(lost(looking)).toBe(0);
    expect(blind.lossCauses['overwritten by the preload']).toBeGreaterThan(100);
    expect(blind.counts.keysLost).toBeGreaterThan(50);
  });

  test('leaves the newer value to the store when the queue of the pump has it, and the grid stale', () => {
    const summary = run({
      ...story,
      map: `${reader(true)}, persistence: {writeBehind: {delay: 20s, coalesce: false}}`,
    });
    expect(lost(summary)).toBe(0);
    expect(summary.counts.storeNewer).toBeGreaterThan(50);
    expect(share(summary, 'staleReadRatio').hits).toBeGreaterThan(0);
  });
});
