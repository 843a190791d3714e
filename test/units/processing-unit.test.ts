/**
 * What a pause does to requests in service: each needs after it what was left of it, however pauses fall.
 */
import { describe, expect, test } from 'vitest';
import { Members } from '../../simulator/grid/members.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import { processingUnits } from '../../simulator/units/processing-unit.ts';
import type { Station } from '../../simulator/units/station.ts';

/** One unit with one thread; pauses as [from, to] in seconds; requests as [at, demand]. Returns when each was served, in seconds. */
function servedAt(
  pauses: readonly (readonly [number, number])[],
  requests: readonly (readonly [number, number])[],
): number[] {
  const simulation = new Simulation();
  const members = new Members(simulation, 1);
  const served: number[] = [];
  const units: Station = processingUnits(
    simulation,
    { count: 1, threads: 1, queueLimit: Number.POSITIVE_INFINITY, discipline: 'fifo' },
    {
      served: (unit, request) => {
        served[request] = simulation.now / SECOND;
        units.release(unit);
      },
      waited: () => {},
      busyChanged: () => {},
      isPaused: (unit) => members.isPaused(unit),
      deferWork: (unit, handler, a, b, x) => members.deferWork(unit, handler, a, b, x),
    },
  );
  const pause = simulation.handler('pause', () => {
    members.pause(0);
    units.pauseChanged(0);
  });
  const resume = simulation.handler('resume', () => {
    members.resume(0);
    units.pauseChanged(0);
  });
  const offer = simulation.handler('offer', (request, demand) => units.offer(0, request, demand * SECOND));
  for (const [from, to] of pauses) {
    simulation.scheduleAt(from * SECOND, pause);
    simulation.scheduleAt(to * SECOND, resume);
  }
  requests.forEach(([at, demand], request) => {
    simulation.scheduleAt(at * SECOND, offer, request, demand);
  });
  simulation.run(1000 * SECOND);
  return served;
}

describe('a request in service when its process is paused', () => {
  test('is delayed by a pause that ends before it would have been done', () => {
    expect(servedAt([[2, 5]], [[0, 10]])).toEqual([13]);
  });

  test('does after the pause what was left, when it would have been done during it', () => {
    expect(servedAt([[8, 20]], [[0, 10]])).toEqual([22]);
  });

  test('is delayed by every pause once, also when the first moves its end into the second', () => {
    expect(
      servedAt(
        [
          [2, 5],
          [11, 15],
        ],
        [[0, 10]],
      ),
    ).toEqual([17]);
    expect(
      servedAt(
        [
          [2, 5],
          [6, 7],
          [9, 10],
        ],
        [[0, 8]],
      ),
    ).toEqual([13]);
  });

  test('hands the delay on to those behind it', () => {
    expect(
      servedAt(
        [[2, 5]],
        [
          [0, 4],
          [1, 4],
        ],
      ),
    ).toEqual([7, 11]);
  });
});
