/** However the work is cut, every replication belongs to exactly one shard, and the pieces weigh the same as far as replications allow. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangesOf } from '../../simulator/study/shard-plan.ts';

const scenarios = fc.array(
  fc.record({ replications: fc.integer({ min: 0, max: 50 }), weight: fc.integer({ min: 1, max: 1_000_000 }) }),
  { minLength: 1, maxLength: 8 },
);

describe('shards', () => {
  test('take every replication once, in ranges that follow one another', () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 1, max: 20 }), (planned, of) => {
        const next = planned.map(() => 0);
        for (let index = 1; index <= of; index++)
          for (const [file, { from, to }] of rangesOf(planned, { index, of }).entries()) {
            if (from === to) continue;
            expect(from).toBe(next[file]);
            next[file] = to;
          }
        expect(next).toEqual(planned.map(({ replications }) => replications));
      }),
    );
  });

  test('differ by no more than one replication of the heaviest scenario', () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 1, max: 20 }), (planned, of) => {
        const total = planned.reduce((sum, { replications, weight }) => sum + replications * weight, 0);
        const heaviest = Math.max(...planned.map(({ weight }) => weight));
        for (let index = 1; index <= of; index++) {
          const ranges = rangesOf(planned, { index, of });
          const work = ranges.reduce((sum, { from, to }, file) => sum + (to - from) * planned[file]!.weight, 0);
          expect(Math.abs(work - total / of)).toBeLessThanOrEqual(heaviest);
        }
      }),
    );
  });

  test('more shards than replications leave some with nothing', () => {
    const planned = [{ replications: 2, weight: 10 }];
    const sizes = [1, 2, 3, 4, 5]
      .map((index) => rangesOf(planned, { index, of: 5 })[0]!)
      .map(({ from, to }) => to - from);
    expect(sizes.toSorted()).toEqual([0, 0, 0, 1, 1]);
  });
});
