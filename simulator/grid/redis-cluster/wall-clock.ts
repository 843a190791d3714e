/**
 * The wall clock of the machines, in whole milliseconds rounded down as Redis reads it (mstime), the same on all of them.
 *
 * Where in a second the run begins is drawn per replication, because gossip rounds times to whole seconds.
 * Left out: clock offsets and drift between machines (only gossip compares clocks, and only to raise a pong time).
 */

import type { RandomStream } from '../../kernel/random-stream.ts';
import type { Simulation } from '../../kernel/simulation.ts';

/** The clock stands far from 0, which means never; 10^5 s, in ns. */
const EPOCH = 1e14;
const SECOND = 1e9;
const MILLISECOND = 1e6;

export class WallClock {
  readonly #simulation: Simulation;
  readonly #offset: number;

  constructor(simulation: Simulation, stream: RandomStream) {
    this.#simulation = simulation;
    this.#offset = EPOCH + stream.below(SECOND);
  }

  /** Milliseconds. */
  get now(): number {
    return Math.floor((this.#simulation.now + this.#offset) / MILLISECOND);
  }
}
