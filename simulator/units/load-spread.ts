/** The gap between the fullest and the emptiest of some units, kept up to date one change at a time. */
export class LoadSpread {
  readonly #load: Int32Array;
  /** How many units have each load. */
  readonly #units: number[];
  #least = 0;
  #most = 0;

  constructor(count: number) {
    this.#load = new Int32Array(count);
    this.#units = [count];
  }

  /** Most minus least. */
  get gap(): number {
    return this.#most - this.#least;
  }

  set(unit: number, load: number): void {
    this.#units[this.#load[unit]!]!--;
    this.#load[unit] = load;
    while (this.#units.length <= load) this.#units.push(0);
    this.#units[load]!++;
    this.#least = Math.min(this.#least, load);
    this.#most = Math.max(this.#most, load);
    while (this.#units[this.#least] === 0) this.#least++;
    while (this.#units[this.#most] === 0) this.#most--;
  }
}
