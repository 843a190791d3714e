/** Memory of the near caches: bytes of the entries of one place, in the mean over the places that have a near cache. */
import type { Simulation } from '../kernel/simulation.ts';
import type { Level } from './observations.ts';

export class NearMemory {
  readonly #simulation: Simulation;
  readonly #level: Level;
  readonly #places = new Set<number>();
  #bytes = 0;

  constructor(simulation: Simulation, level: Level) {
    this.#simulation = simulation;
    this.#level = level;
  }

  began(place: number): void {
    this.#places.add(place);
    this.changed(0);
  }

  /** So many bytes came (or went). */
  changed(bytes: number): void {
    this.#bytes += bytes;
    this.#level.set(this.#simulation.now, Math.round(this.#bytes / this.#places.size));
  }
}
