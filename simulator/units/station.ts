/**
 * A station: where requests are served in every processing unit, under one discipline. What a request is, is not known here.
 *
 * `threads` requests are served at the same time; beyond `threads + queueLimit` in a unit one more is refused at once. A paused unit
 * stands still, a stopped one forgets everyone, a slowed one needs `factor` times as long.
 */
import type { HandlerId } from '../kernel/simulation.ts';

/** Whom a free thread takes next, or whether all share the threads. */
export type Discipline = 'fifo' | 'lifo' | 'shortest-first' | 'processor-sharing';

export interface UnitSettings {
  readonly count: number;
  readonly threads: number;
  /** Requests that may wait in one unit; Infinity: no limit. */
  readonly queueLimit: number;
  readonly discipline: Discipline;
}

export interface UnitObserver {
  /** `request` was served at `unit`. */
  served(unit: number, request: number): void;
  /** `request` waited this long (ns) for a thread. */
  waited(ns: number): void;
  /** Busy threads over all units changed. */
  busyChanged(delta: number): void;
  isPaused(unit: number): boolean;
  deferWork(unit: number, handler: HandlerId, a: number, b: number, x: number): void;
}

export interface Station {
  /** A request asks for `demand` ns of a thread. False: the queue is full. */
  offer(unit: number, request: number, demand: number): boolean;
  /** A request that was served, and may have waited for the store since, lets go of its place. */
  release(unit: number): void;
  /** The process is gone: everyone in it is forgotten. */
  stop(unit: number): void;
  /** The unit was paused, or goes on after a pause. */
  pauseChanged(unit: number): void;
  /** From now on the unit needs `factor` times as long as before; 1 / factor takes that back. */
  slow(unit: number, factor: number): void;
}
