/** Disciplines of a unit. Oracle G06: whom a server serves first changes who waits, never how long it works. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampler } from '../../simulator/kernel/distribution.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import type { Discipline } from '../../simulator/units/station.ts';
import { type Job, watch } from './station.ts';

const disciplines: readonly Discipline[] = ['fifo', 'lifo', 'shortest-first', 'processor-sharing'];
const MS = 1e6;

/** Jobs as [arrival, demand] in ms. */
function jobs(...pairs: readonly (readonly [number, number])[]): Job[] {
  return pairs.map(([at, demand]) => ({ at: at * MS, demand: demand * MS }));
}

function servedAtMs(list: readonly Job[], settings: Parameters<typeof watch>[1]): number[] {
  return watch(list, settings).servedAt.map((at) => (at < 0 ? at : at / MS));
}

describe('who is served when', () => {
  const five = jobs([0, 4], [1, 3], [2, 1], [3, 2], [4, 1]);

  test.each([
    ['fifo: in the order they came', 'fifo', [4, 7, 8, 10, 11]],
    ['lifo: the newest that waits at each departure', 'lifo', [4, 11, 8, 7, 5]],
    ['shortest first: the shortest that waits, the earlier of equals', 'shortest-first', [4, 11, 5, 8, 6]],
  ] as const)('%s', (_, discipline, theory) => {
    expect(servedAtMs(five, { discipline })).toEqual(theory);
  });

  test('processor sharing: two at half the pace each, then the rest alone', () => {
    expect(servedAtMs(jobs([0, 4], [2, 1]), { discipline: 'processor-sharing' })).toEqual([5, 4]);
    expect(servedAtMs(jobs([0, 3], [0, 3], [0, 3]), { discipline: 'processor-sharing' })).toEqual([9, 9, 9]);
  });

  test('processor sharing: as many as there are threads do not hinder one another', () => {
    const settings = { discipline: 'processor-sharing', threads: 2 } as const;
    expect(servedAtMs(jobs([0, 4], [1, 3]), settings)).toEqual([4, 4]);
    expect(servedAtMs(jobs([0, 4], [0, 4], [0, 4]), settings)).toEqual([6, 6, 6]);
  });

  test.each(disciplines)('%s: with no room to wait the third of three for two threads is refused', (discipline) => {
    const { refused, servedAt } = watch(jobs([0, 4], [1, 4], [2, 1], [6, 1]), {
      discipline,
      threads: 2,
      queueLimit: 0,
    });
    expect(refused).toEqual([2]);
    expect(servedAt.map((at) => at / MS)).toEqual([4, 5, -1 / MS, 7]);
  });
});

describe('what happens to the unit happens to who is in it', () => {
  test.each(disciplines)('%s: a pause over the end of a service puts it off by its length', (discipline) => {
    const events = [
      { at: 3 * MS, do: 'pause' },
      { at: 13 * MS, do: 'resume' },
    ] as const;
    expect(servedAtMs(jobs([0, 4], [14, 1]), { discipline, events })).toEqual([14, 15]);
  });

  test('processor sharing: a pause between two departures costs exactly its length', () => {
    const events = [
      { at: 2 * MS, do: 'pause' },
      { at: 3 * MS, do: 'resume' },
    ] as const;
    expect(servedAtMs(jobs([0, 4], [0, 6]), { discipline: 'processor-sharing', events })).toEqual([9, 11]);
  });

  test.each(disciplines)(
    '%s: a stop forgets everyone, and who comes later is served as if nobody had been',
    (discipline) => {
      const events = [{ at: 5 * MS, do: 'stop' }] as const;
      expect(servedAtMs(jobs([0, 4], [1, 8], [2, 9], [6, 2]), { discipline, events }).slice(1)).toEqual([-1, -1, 8]);
    },
  );

  test('a slowed unit takes three times as long for who begins then; processor sharing for what is left of everyone', () => {
    const events = [
      { at: 2 * MS, do: 'slow' },
      { at: 14 * MS, do: 'quicken' },
    ] as const;
    const two = jobs([0, 4], [4, 2], [20, 4]);
    expect(servedAtMs(two, { discipline: 'fifo', events })).toEqual([4, 10, 24]);
    // 2 ms of the first at full pace, 2/3 ms more until 4 ms; then both at a sixth until the first has had its 4 ms at 12 ms.
    expect(servedAtMs(jobs([0, 4], [4, 2]), { discipline: 'processor-sharing', events })).toEqual([
      12,
      expect.closeTo(14, 1),
    ]);
  });
});

describe('G06: work is conserved', () => {
  const customers = 20_000;
  const streams = new Streams(11, 0);
  const interarrival = sampler({ kind: 'exponential', mean: 1.25 * SECOND });
  const demand = sampler({ kind: 'lognormalMeanCv', mean: SECOND, cv: 1.5 });
  let clock = 0;
  const list = Array.from({ length: customers }, (): Job => {
    clock += interarrival.sample(streams.named('arrivals'));
    return { at: clock, demand: demand.sample(streams.named('demand')) };
  });

  test('same arrivals and demands: the same busy periods to the nanosecond, different mean times', () => {
    const results = disciplines.map((discipline) => watch(list, { discipline }));
    for (const { busyPeriods } of results) expect(busyPeriods).toEqual(results[0]!.busyPeriods);
    const means = results.map(({ servedAt }) => {
      return servedAt.reduce((sum, at, request) => sum + at - list[request]!.at, 0) / customers / SECOND;
    });
    const [fifo, lifo, shortest, sharing] = means as [number, number, number, number];
    expect(shortest).toBeLessThan(fifo);
    expect(sharing).toBeLessThan(fifo);
    expect(Math.abs(lifo / fifo - 1)).toBeLessThan(0.05);
  });

  test('any arrivals and demands: everyone is served, and the last leaves when all work is done', () => {
    const anyJobs = fc.array(fc.tuple(fc.nat(2000), fc.nat(500)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyJobs, (pairs) => {
        const some = [...pairs].sort(([a], [b]) => a - b).map(([at, need]): Job => ({ at, demand: need }));
        const results = disciplines.map((discipline) => watch(some, { discipline }));
        for (const { servedAt } of results) {
          expect(servedAt.every((at, request) => at >= some[request]!.at + some[request]!.demand - 1)).toBe(true);
          expect(Math.max(...servedAt)).toBe(Math.max(...results[0]!.servedAt));
        }
      }),
      { seed: 6 },
    );
  });
});
