/**
 * The units that a balancer may send requests to, in ascending order. Who is among them is decided elsewhere: by the registry, or by the
 * truth when there is none.
 */
export class Candidates {
  #units: readonly number[];
  readonly #isIn: Uint8Array;
  /** Counts the changes, for who keeps something made of the units. */
  version = 0;

  constructor(count: number) {
    this.#units = Array.from({ length: count }, (_, unit) => unit);
    this.#isIn = new Uint8Array(count).fill(1);
  }

  get units(): readonly number[] {
    return this.#units;
  }

  has(unit: number): boolean {
    return this.#isIn[unit] === 1;
  }

  /** Takes a unit in or out; false when nothing changed. */
  set(unit: number, isIn: boolean): boolean {
    if (this.has(unit) === isIn) return false;
    this.#isIn[unit] = isIn ? 1 : 0;
    this.#units = Array.from(this.#isIn.keys()).filter((other) => this.has(other));
    this.version++;
    return true;
  }
}
