/**
 * Reverse sizing is the inverse of sizing: what it says fits, and one more does not.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SizingCard, sizingCard } from '../../simulator/model/sizing-card.ts';
import { type ClusterCard, fits } from '../../simulator/sizing/fits.ts';
import { size } from '../../simulator/sizing/size.ts';

const OF_DATA = ['memory', 'failures', 'heap', 'off-heap', 'copy-on-write'];

const cluster = (card: Parameters<typeof sizingCard.parse>[0], members: number): ClusterCard => ({
  ...sizingCard.parse(card),
  members,
});

/** Members that the constraints of the data ask for, going forward. */
const askedByData = (card: SizingCard) =>
  Math.max(
    ...size(card)
      .constraints.filter(({ constraint }) => OF_DATA.includes(constraint))
      .map(({ members }) => members),
  );
const askedByLoad = (card: SizingCard) =>
  size(card).constraints.find(({ constraint }) => constraint === 'throughput')!.members;

const anyCluster = fc
  .record({
    product: fc.constantFrom('generic' as const, 'redis-cluster' as const),
    entrySize: fc.integer({ min: 1, max: 100_000 }).map((bytes) => `${bytes}B`),
    memberMemory: fc.integer({ min: 1, max: 200_000 }).map((size) => `${size}MiB`),
    backups: fc.integer({ min: 0, max: 3 }),
    growth: fc.integer({ min: 0, max: 300 }).map((share) => `${share}%`),
    serviceTime: fc.integer({ min: 1000, max: 10_000_000 }).map((ns) => `${ns}ns`),
    targetUtilisation: fc.integer({ min: 5, max: 100 }).map((share) => `${share}%`),
    storage: fc.constantFrom(undefined, 'heap' as const, 'off-heap' as const),
    persistence: fc.constantFrom(undefined, 'snapshot' as const, 'log' as const),
    indexes: fc.constantFrom(undefined, '30%'),
    timeToLive: fc.constantFrom(undefined, '1h'),
    failures: fc.constantFrom(undefined, 1, 2),
  })
  .chain((card) => fc.integer({ min: 3, max: 60 }).map((members) => cluster(card, members)));

describe('what fits a cluster', () => {
  it('fits when sized again, and one entry more does not', () => {
    fc.assert(
      fc.property(anyCluster, (card) => {
        const { mostEntries } = fits(card);
        if (mostEntries > 0) expect(askedByData({ ...card, entries: mostEntries })).toBeLessThanOrEqual(card.members);
        expect(askedByData({ ...card, entries: mostEntries + 1 })).toBeGreaterThan(card.members);
      }),
      { numRuns: 150 },
    );
  });

  it('carries its load when sized again, and not one request a second more', () => {
    fc.assert(
      fc.property(anyCluster, (card) => {
        const { mostRequests, numbers } = fits(card);
        const carries = numbers.find(({ name }) => name === 'mostRequests')!.value !== undefined;
        const load = (reads: number) => askedByLoad({ ...card, reads, writes: 0 });
        if (carries) expect(load(mostRequests)).toBeLessThanOrEqual(card.members);
        expect(load(carries ? mostRequests + 1 : 0)).toBeGreaterThan(card.members);
      }),
      { numRuns: 150 },
    );
  });

  it('3 members of 8 GB at 60 % hold 7,200,000 entries of 800 bytes and 200 of overhead twice', () => {
    const answer = fits(cluster({ entrySize: '800B', memberMemory: '8GB' }, 3));
    expect(answer.mostEntries).toBe(7_200_000);
    expect(answer.mostRequests).toBe(96_000);
    expect(answer.fits).toBe(true);
    expect(answer.numbers.find(({ name }) => name === 'entriesUsed')!.value).toBeCloseTo(1 / 7.2, 12);
    expect(answer.scenario).toContain('entries: 7.2M');
    expect(answer.limits.map(({ constraint }) => constraint)).toEqual(['memory', 'throughput']);
  });

  it('the tightest limit comes first, the next one behind it', () => {
    const answer = fits(cluster({ product: 'redis-cluster', persistence: 'snapshot', memberMemory: '8GB' }, 6));
    expect(answer.limits.slice(0, 2).map(({ constraint }) => constraint)).toEqual(['copy-on-write', 'memory']);
    expect(answer.summary).toContain('copy-on-write decides, then memory');
    expect(answer.limits[0]!.most).toBe(answer.mostEntries);
  });

  it('an overfull cluster does not fit, nor one without enough members for its copies', () => {
    const base = { entrySize: '800B', memberMemory: '8GB' };
    expect(fits(cluster({ ...base, entries: '7200001' }, 3)).fits).toBe(false);
    const few = fits(cluster(base, 2));
    expect(few.fits).toBe(false);
    expect(few.warnings.join()).toContain('zones asks for 3 members');
    const none = fits(cluster({ entrySize: '1GiB', memberMemory: '1MiB' }, 3));
    expect([none.mostEntries, none.scenario]).toEqual([0, undefined]);
    expect(none.warnings).toContain('Not one entry fits.');
  });
});
