/**
 * The average over time of a quantity that changes in steps: queue length, busy threads, members up.
 *
 * The integral of value * time is kept exactly for whole values below 2^27: the span is split into a high and a low part
 * of 26 bits, each with its own sum, and the low sum carries into the high one long before 2^53. So an identity such as
 * Little's law holds to the last unit. For fractional values it is as good as double arithmetic. Leaves out: the
 * distribution over time (record the value in a Histogram with recordMany for that).
 */
import { invariant } from './invariant.ts';
import type { Nanoseconds } from './time.ts';

const SPLIT = 67108864;
const CARRY_AT = 2251799813685248;

export class TimeAverage {
  private level: number;
  private highest: number;
  private start: Nanoseconds;
  private last: Nanoseconds;
  /** The integral is sumHigh * SPLIT + sumLow. */
  private sumHigh = 0;
  private sumLow = 0;

  constructor(value = 0, now: Nanoseconds = 0) {
    this.level = value;
    this.highest = value;
    this.start = now;
    this.last = now;
  }

  /** The value now. */
  get value(): number {
    return this.level;
  }

  /** The largest value since the start or the last reset. */
  get maximum(): number {
    return this.highest;
  }

  /** From now on the quantity has this value. Times never go back. */
  set(now: Nanoseconds, value: number): void {
    this.advance(now);
    this.level = value;
    if (value > this.highest) this.highest = value;
  }

  /** From now on the quantity is larger by delta (smaller if negative). */
  add(now: Nanoseconds, delta: number): void {
    this.set(now, this.level + delta);
  }

  /** Integral of the value over time since the start or the last reset, in value * ns. */
  integral(to: Nanoseconds): number {
    this.advance(to);
    return this.sumHigh * SPLIT + this.sumLow;
  }

  /** Mean value from the start or the last reset until `to`; the present value if no time has passed. */
  average(to: Nanoseconds): number {
    const area = this.integral(to);
    return to > this.start ? area / (to - this.start) : this.level;
  }

  /** Begins anew at this time with the present value, as at the end of a warm-up. */
  reset(now: Nanoseconds): void {
    this.advance(now);
    this.start = now;
    this.sumHigh = 0;
    this.sumLow = 0;
    this.highest = this.level;
  }

  private advance(now: Nanoseconds): void {
    const span = now - this.last;
    invariant(span >= 0, () => `a time average went back from ${this.last} to ${now}`);
    if (span === 0) return;
    this.last = now;
    const high = Math.floor(span / SPLIT);
    this.sumHigh += this.level * high;
    this.sumLow += this.level * (span - high * SPLIT);
    if (this.sumLow < CARRY_AT) return;
    const carry = Math.floor(this.sumLow / SPLIT);
    this.sumHigh += carry;
    this.sumLow -= carry * SPLIT;
  }
}
