/** Twins of near caches: hits and stale reads, absent where an assumption is broken. */
import { describe, expect, test } from 'vitest';
import { namesOf, twinOf } from './twin-of.ts';

describe('near caches', () => {
  const near = (cache: string, { writes = '', zones = 1, keys = 'uniform' } = {}) =>
    `design:
  regions: [{name: eu, zones: ${zones}}]
  members: ${zones}
  backups: 0
  network: none
  maps: [{name: things, entries: 1000, nearCache: {${cache}}}]
workload:
  - {name: readers, map: things, op: get, rate: 2k/s, service: 0s, keys: ${keys}}
${writes}
run: {duration: 20s, warmup: 8s}`;
  const writer = (keys = 'uniform') =>
    `  - {name: writers, map: things, op: put, rate: 200/s, service: 0s, keys: ${keys}}`;
  const hits = 'hit ratio of near caches';
  const stale = 'stale reads of near caches';

  test('a time to live: λT / (1 + λT) at every place, and stale by what was written meanwhile', async () => {
    const text = near('timeToLive: 2s, invalidate: none', { writes: writer() });
    expect((await twinOf(hits, text))?.expected).toBeCloseTo(4 / 5, 9);
    expect((await twinOf(stale, text))?.expected).toBeCloseTo(0.8 * (1 - (1 - Math.exp(-0.4)) / 0.4), 9);
    const twoPlaces = near('timeToLive: 2s, invalidate: none', { zones: 2 });
    expect((await twinOf(hits, twoPlaces))?.expected).toBeCloseTo(2 / 3, 9);
  });

  test('a limit: LRU by the approximation of Che', async () => {
    const twin = await twinOf(hits, near('maxEntries: 200', { keys: '{zipf: 0.9}' }));
    expect(twin).toMatchObject({ source: 'Che, Tung, Wang 2002' });
  });

  test('absent when invalidations come, and for other policies; not of staleness when other keys are written', async () => {
    expect(await namesOf(near('timeToLive: 2s', { writes: writer() }))).not.toContain(hits);
    expect(await namesOf(near('maxEntries: 200, policy: lfu'))).not.toContain(hits);
    const others = near('timeToLive: 2s, invalidate: none', { writes: writer('{zipf: 1}') });
    expect(await namesOf(others)).not.toContain(stale);
  });
});
