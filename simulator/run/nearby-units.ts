/**
 * Which unit a client of a replicated map asks: one at its own place (it stands on the unit's host), else one in its zone, else in its
 * region, else any; at random among equals. A first try goes to the nearest of these rings that has a unit, each retry to the next one
 * outwards, and beyond the last to any. Units that are still copying are not offered; that a unit is dead its clients find out.
 */
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Layout } from './layout.ts';

export class NearbyUnits {
  readonly #units: readonly number[];
  /** By place: units from the nearest ring outwards, each in one ring. */
  readonly #rings: readonly (readonly (readonly number[])[])[];
  readonly #stream: RandomStream;

  constructor({ places, members }: Layout, stream: RandomStream) {
    this.#stream = stream;
    this.#units = Array.from({ length: members }, (_, unit) => unit);
    this.#rings = places.map(({ zone, region }, at) => {
      const ringOf = (unit: number) => {
        if (unit === at) return 0;
        if (places[unit]!.zone === zone) return 1;
        return places[unit]!.region === region ? 2 : 3;
      };
      const rings = [0, 1, 2, 3].map((ring) => this.#units.filter((unit) => ringOf(unit) === ring));
      return rings.filter(({ length }) => length > 0);
    });
  }

  /** `tries`: tries before this one. `except`: a unit that is asked already, or −1. */
  choose(place: number, tries: number, except: number, mayAsk: (unit: number) => boolean): number {
    const rings = this.#rings[place]!;
    for (let ring = tries; ring < rings.length; ring++) {
      const unit = this.#oneOf(rings[ring]!, except, mayAsk);
      if (unit >= 0) return unit;
    }
    const unit = this.#oneOf(this.#units, except, mayAsk);
    return unit >= 0 ? unit : this.#units[this.#stream.below(this.#units.length)]!;
  }

  /** −1 when none fits. */
  #oneOf(units: readonly number[], except: number, mayAsk: (unit: number) => boolean): number {
    const fit = units.filter((unit) => unit !== except && mayAsk(unit));
    return fit.length === 0 ? -1 : fit[this.#stream.below(fit.length)]!;
  }
}
