/**
 * Intervals in, intervals out: the laws are kept, the same answer comes every time, and without intervals nothing changes.
 */
import { describe, expect, it } from 'vitest';
import { splitBetween, type UncertainCard, withIntervals } from '../../simulator/model/between.ts';
import { sizingCard } from '../../simulator/model/sizing-card.ts';
import { size } from '../../simulator/sizing/size.ts';
import { sizeUncertain } from '../../simulator/sizing/uncertain.ts';

function read(written: Readonly<Record<string, unknown>>): UncertainCard {
  const { plain, between } = splitBetween(written);
  const checked = withIntervals(sizingCard.parse(plain), between, 'design');
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}

function refused(written: Readonly<Record<string, unknown>>): string {
  const { plain, between } = splitBetween(written);
  const checked = withIntervals(sizingCard.parse(plain), between, 'design');
  return checked.ok ? '' : checked.problems.map(({ path, found, expected }) => `${path}: ${found}; ${expected}`).join();
}

const varying = (written: Readonly<Record<string, unknown>>, name: string) =>
  sizeUncertain(read(written)).uncertainty!.numbers.find((one) => one.name === name);

describe('a design with intervals', () => {
  it('reads both forms and takes the median of the log-normal for the plain numbers', () => {
    const { card, between } = read({ entries: '2M..8M', writes: { between: ['100/s', '400/s'] }, growth: '0%..50%' });
    expect(between).toEqual({
      entries: { low: 2e6, high: 8e6 },
      writes: { low: 100, high: 400 },
      growth: { low: 0, high: 0.5 },
    });
    expect([card.entries, card.writes, card.growth]).toEqual([4e6, 200, 0.25]);
  });

  it('a number proportional to one input has that input as its law: 5 % and 95 % at its ends, the mean of a log-normal', () => {
    const total = varying({ entries: '2M..8M', entrySize: '800B' }, 'memoryTotal')!;
    expect(total.low / 4e9).toBeCloseTo(1, 1);
    expect(total.high / 16e9).toBeCloseTo(1, 1);
    // exp(sigma^2 / 2) above the median, sigma = ln 4 / (2 × 1.645)
    const sigma = Math.log(4) / 2 / 1.6448536269514722;
    expect(total.mean / (8e9 * Math.exp((sigma * sigma) / 2))).toBeCloseTo(1, 2);
    expect(total.decides).toBe('entries');
  });

  it('a share is uniform between its ends', () => {
    const total = varying({ growth: '0%..100%', entries: '10M', entrySize: '800B' }, 'memoryTotal')!;
    expect(total.mean / 30e9).toBeCloseTo(1, 3);
    expect([total.low / 21e9, total.high / 39e9].map((ratio) => ratio.toFixed(2))).toEqual(['1.00', '1.00']);
  });

  it('the product of two inputs is narrower than their corners', () => {
    const total = varying({ entries: '1M..4M', entrySize: '1000B..4000B' }, 'memoryTotal')!;
    expect(total.low).toBeGreaterThan(2 * 1e6 * 1200 * 1.2);
    expect(total.high).toBeLessThan(2 * 4e6 * 4200 * 0.8);
  });

  it('names the input that moves each number most', () => {
    const written = { entries: '1M..100M', writes: '290/s..310/s', members: 9 };
    expect(varying(written, 'memoryPerMember')!.decides).toBe('entries');
    expect(varying(written, 'writesRefused')!.decides).toBe('writes');
    expect(varying(written, 'failoverTime')).toBeUndefined();
  });

  it('says in how many designs a number exists', () => {
    const wait = varying(
      { product: 'redis-cluster', members: 6, reads: '10k/s..100k/s', writes: '0/s' },
      'queueWaitMean',
    )!;
    expect(wait.known).toBeGreaterThan(0);
    expect(wait.known).toBeLessThan(400);
  });

  it('is the same every time, and the same as a plain design when nothing is uncertain', () => {
    const given = read({ entries: '2M..5M' });
    expect(JSON.stringify(sizeUncertain(given))).toBe(JSON.stringify(sizeUncertain(given)));
    expect(JSON.stringify(sizeUncertain(read({ entries: '2M' })))).toBe(
      JSON.stringify(size(sizingCard.parse({ entries: '2M' }))),
    );
  });

  it('refuses intervals that are none, with the reason', () => {
    expect(refused({ entries: '5M..2M' })).toContain('the lower end of entries first');
    expect(refused({ entries: '2M..2M' })).toContain('the lower end of entries first');
    expect(refused({ entries: '2M..many' })).toContain('entries: "many"; a whole number');
    expect(refused({ members: '3..5', product: 'generic' })).toContain('members: an interval of members; one value');
    expect(refused({ product: 'generic..redis-cluster' })).toContain('only estimated quantities');
    expect(refused({ constructor: '1..2' })).toContain('only estimated quantities');
  });
});
