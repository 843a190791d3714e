/**
 * Little's law as an identity (Little 1961; Stidham 1974): over a run that has drained, the integral of the number of requests in the system
 * is the sum of their times in it. One side is counted at arrivals and departures, the other one is what clients report of each request.
 */
import { invariant } from '../../kernel/invariant.ts';

/** Relative difference that rounding may bring about: sums of whole ns are exact up to 2^53 only. */
const ROUNDING = 1e-9;

export class LittlesLaw {
  #inSystem = 0;
  #since = 0;
  /** Request nanoseconds: the integral, and the sum of times. */
  #integral = 0;
  #times = 0;

  arrived(now: number): void {
    this.#advance(now);
    this.#inSystem++;
  }

  /** A request left after `time` ns by its client's reckoning. */
  left(now: number, time: number): void {
    this.#advance(now);
    this.#inSystem--;
    this.#times += time;
  }

  /** Holds when everything that came has left; `waiting`: requests that have not, by the clients' count. */
  check(waiting: number): void {
    invariant(this.#inSystem === waiting, () => `${this.#inSystem} requests are in the system, but ${waiting} wait`);
    if (waiting > 0) return;
    const difference = Math.abs(this.#integral - this.#times);
    invariant(
      difference <= ROUNDING * this.#times,
      () => `requests were in the system for ${this.#integral} ns, but report ${this.#times} ns`,
    );
  }

  #advance(now: number): void {
    this.#integral += this.#inSystem * (now - this.#since);
    this.#since = now;
  }
}
