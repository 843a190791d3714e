/**
 * Clocks of the members: what each believes the time is, which decides who wrote last when timestamps decide.
 *
 * reading = true time + offset + drift × (true time − when the drift began). An undisturbed clock shows the true time. Left out: smearing,
 * synchronisation that pulls a clock back slowly (a fault that heals sets it right at once, as a step of NTP does).
 */
export class Clocks {
  readonly #offset: Float64Array;
  readonly #drift: Float64Array;
  readonly #since: Float64Array;

  constructor(members: number) {
    this.#offset = new Float64Array(members);
    this.#drift = new Float64Array(members);
    this.#since = new Float64Array(members);
  }

  /** What the clock of `member` shows at true time `now`, whole ns. */
  read(member: number, now: number): number {
    return Math.round(now + this.#offset[member]! + this.#drift[member]! * (now - this.#since[member]!));
  }

  /** The clock jumps by so many ns; the negative takes that back. */
  shift(member: number, by: number): void {
    this.#offset[member]! += by;
  }

  /** From now on the clock gains so many ns each ns (0.001: one millisecond a second) on top of what it gained before. */
  addDrift(member: number, rate: number, now: number): void {
    this.#offset[member]! += this.#drift[member]! * (now - this.#since[member]!);
    this.#drift[member]! += rate;
    this.#since[member] = now;
  }
}
