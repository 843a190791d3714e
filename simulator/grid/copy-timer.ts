/**
 * Lost copies are made again only after no member came or went for a while (Ignite's baseline auto-adjust), so that a short absence moves
 * no data. Each side of the cluster waits for itself; every change begins the wait anew.
 * Hazelcast's rebalance-delay-seconds holds back promotions, too, and who comes ends the wait (MigrationManagerImpl).
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

  /** One that waits already goes on waiting, for the side as it is now. */
  beginOnce(side: Uint8Array): void {
    const waiting = this.#sides.get(side.indexOf(1));
    if (waiting === undefined) this.begin(side);
    else this.#sides.set(side.indexOf(1), { side, number: waiting.number });
  }

  /** Some member came: those who wait begin anew. */
  changed(): void {
    for (const { side } of [...this.#sides.values()]) this.begin(side);
  }

  /** Some member came: nobody waits any longer. */
  end(): void {
    const waiting = [...this.#sides.values()];
    this.#sides.clear();
    for (const { side } of waiting) this.#restore(side);
  }

  /** True while some side waits. */
  get isWaiting(): boolean {
    return this.#sides.size > 0;
  }

  #onDue(first: number, number: number): void {
    const waiting = this.#sides.get(first);
    if (waiting?.number !== number) return;
    this.#sides.delete(first);
    this.#restore(waiting.side);
  }
}
