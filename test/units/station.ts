/** One unit of a discipline under given arrivals and demands, and what an observer with a stop watch would write down. */
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { processingUnits } from '../../simulator/units/processing-unit.ts';
import type { Discipline } from '../../simulator/units/station.ts';

export interface Job {
  /** ns. */
  readonly at: number;
  readonly demand: number;
}

export interface Watched {
  /** ns at which each request was served; −1: never. */
  readonly servedAt: readonly number[];
  /** Begin and end of every time in which somebody was there, ns. */
  readonly busyPeriods: readonly (readonly [number, number])[];
  readonly waits: readonly number[];
  readonly refused: readonly number[];
}

export interface StationEvent {
  readonly at: number;
  readonly do: 'pause' | 'resume' | 'stop' | 'slow' | 'quicken';
}

export interface StationSettings {
  readonly discipline: Discipline;
  readonly threads?: number;
  readonly queueLimit?: number;
  readonly events?: readonly StationEvent[];
}

/** `slow` makes everything take three times as long. */
const FACTOR = 3;

export function watch(jobs: readonly Job[], settings: StationSettings): Watched {
  const { discipline, threads = 1, queueLimit = Number.POSITIVE_INFINITY, events = [] } = settings;
  const simulation = new Simulation();
  const servedAt = jobs.map(() => -1);
  const busyPeriods: [number, number][] = [];
  const waits: number[] = [];
  const refused: number[] = [];
  let inside = 0;
  let busySince = 0;
  let busy = 0;
  let paused = false;
  let pausedAt = 0;
  let deferred: { left: number; run: () => void }[] = [];
  const count = (change: number) => {
    if (inside === 0) busySince = simulation.now;
    inside += change;
    const last = busyPeriods.at(-1);
    if (inside > 0) return;
    if (last !== undefined && last[1] === busySince) last[1] = simulation.now;
    else busyPeriods.push([busySince, simulation.now]);
  };
  const unit = processingUnits(
    simulation,
    { count: 1, threads, queueLimit, discipline },
    {
      served: (_, request) => {
        servedAt[request] = simulation.now;
        unit.release(0);
        count(-1);
      },
      waited: (ns) => waits.push(ns),
      busyChanged: (delta) => {
        busy += delta;
        if (busy < 0 || busy > threads) throw new Error(`${busy} busy threads of ${threads}`);
      },
      isPaused: () => paused,
      deferWork: (_, handler, a, b, x) => {
        deferred.push({ left: simulation.now - pausedAt, run: () => simulation.schedule(0, handler, a, b, x) });
      },
    },
  );
  const arrive = simulation.handler('test/arrive', (request) => {
    count(1);
    if (unit.offer(0, request, jobs[request]!.demand)) return;
    refused.push(request);
    count(-1);
  });
  const go = simulation.handler('test/go', (index) => deferred[index]!.run());
  const happen = simulation.handler('test/event', (index) => {
    const what = events[index]!.do;
    if (what === 'stop') {
      unit.stop(0);
      count(-inside);
    } else if (what === 'slow' || what === 'quicken') unit.slow(0, what === 'slow' ? FACTOR : 1 / FACTOR);
    else {
      paused = what === 'pause';
      if (paused) [pausedAt, deferred] = [simulation.now, []];
      else for (const [at, { left }] of deferred.entries()) simulation.schedule(left, go, at);
      unit.pauseChanged(0);
    }
  });
  for (const [request, { at }] of jobs.entries()) simulation.scheduleAt(at, arrive, request);
  for (const [index, { at }] of events.entries()) simulation.scheduleAt(at, happen, index);
  simulation.run(Number.POSITIVE_INFINITY);
  if (busy !== 0) throw new Error(`${busy} threads are still busy`);
  return { servedAt, busyPeriods, waits, refused };
}
