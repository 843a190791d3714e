/**
 * Sources that follow another one: a request a given time after each of its acknowledged writes, for the same key. A probe that reads its
 * own writes asks exactly so long after the client had the answer, which no source with a clock of its own can.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Source } from './source.ts';

export class Followers {
  readonly #simulation: Simulation;
  readonly #sources: readonly Source[];
  /** For each source, those that follow it. */
  readonly #following: readonly (readonly number[])[];
  readonly #due: HandlerId;

  constructor(simulation: Simulation, sources: readonly Source[], arrive: (source: number, key: number) => void) {
    this.#simulation = simulation;
    this.#sources = sources;
    this.#following = sources.map((_, leader) =>
      sources.flatMap(({ follows }, source) => (follows?.leader === leader ? [source] : [])),
    );
    // Numbers of handlers enter the digest, so who follows nobody has none.
    const used = sources.some(({ follows }) => follows !== null);
    this.#due = used ? simulation.handler('client/follow', (source, _b, key) => arrive(source, key)) : -1;
  }

  /** A write of `leader` was acknowledged now; requests after `until` do not come. */
  wrote(leader: number, key: number, until: number): void {
    for (const source of this.#following[leader]!) {
      const { delay, delays } = this.#sources[source]!.follows!;
      const time = this.#simulation.now + delay.sample(delays);
      if (time < until) this.#simulation.scheduleAt(time, this.#due, source, 0, key);
    }
  }
}
