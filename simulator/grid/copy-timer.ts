/**
 * Lost copies are made again only after no member came or went for a while (Ignite's baseline auto-adjust), so that a short absence moves
 * no data. Each side of the cluster waits for itself; every change begins the wait anew.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';

export class CopyTimer {
  readonly #simulation: Simulation;
  readonly #wait: number;
  readonly #restore: (side: Uint8Array) => void;
  readonly #due: HandlerId;
  /** By first member of a side: the side, and the number of its wait. */
  readonly #sides = new Map<number, { readonly side: Uint8Array; readonly number: number }>();
  #last = 0;

  /** `wait` in ns; infinite: never. */
  constructor(simulation: Simulation, wait: number, restore: (side: Uint8Array) => void) {
    this.#simulation = simulation;
    this.#wait = wait;
    this.#restore = restore;
    this.#due = simulation.handler('grid/baseline-adjusted', (first, number) => this.#onDue(first, number));
  }

  begin(side: Uint8Array): void {
    if (this.#wait === Number.POSITIVE_INFINITY) return;
    const first = side.indexOf(1);
    const number = ++this.#last;
    this.#sides.set(first, { side, number });
    this.#simulation.schedule(this.#wait, this.#due, first, number);
  }

  /** Some member came: those who wait begin anew. */
  changed(): void {
    for (const { side } of [...this.#sides.values()]) this.begin(side);
  }

  #onDue(first: number, number: number): void {
    const waiting = this.#sides.get(first);
    if (waiting?.number !== number) return;
    this.#sides.delete(first);
    this.#restore(waiting.side);
  }
}
