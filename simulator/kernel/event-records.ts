/**
 * Where events live: one typed array a field, addressed by slot number. No object, closure or string an event, so no
 * garbage to collect.
 *
 * Slot 0 is nobody, so that fresh zeroed memory means empty lists, and a link of 0 ends one. Freed slots are reused last
 * in, first out, while they are still in the cache. The hot paths of this folder use no module-level constants: bundlers
 * turn those into variables, which the compiler has to load and check every time (measured: 15 % of an event).
 */
import { invariant } from './invariant.ts';

/** A timer handle packs the slot into its low 26 bits. */
export const MAX_SLOTS = 67108864;

const INITIAL_SLOTS = 256;

export class EventRecords {
  /** Whole ns. */
  time = new Float64Array(INITIAL_SLOTS);
  /** Number of the event, by order of scheduling; the first to be executed of equal times is the lowest. */
  sequence = new Float64Array(INITIAL_SLOTS);
  /** What to run; of a lane's carrier, which is no event, ~lane. */
  handler = new Int32Array(INITIAL_SLOTS);
  a = new Int32Array(INITIAL_SLOTS);
  b = new Int32Array(INITIAL_SLOTS);
  x = new Float64Array(INITIAL_SLOTS);
  /** Next in whatever list the slot is in: free slots, bucket, zero-delay list or lane. */
  next = new Int32Array(INITIAL_SLOTS);
  /** Previous in a lane. */
  previous = new Int32Array(INITIAL_SLOTS);
  /** 1 + lane while the slot holds an armed timer, otherwise 0. */
  lane = new Int32Array(INITIAL_SLOTS);
  /** Counts the timers the slot has held, so that a handle to an earlier one is recognised as stale. */
  generation = new Int32Array(INITIAL_SLOTS);
  private free = 0;

  constructor() {
    this.chain(1, INITIAL_SLOTS);
  }

  allocate(): number {
    if (this.free === 0) this.grow();
    const slot = this.free;
    this.free = this.next[slot]!;
    return slot;
  }

  release(slot: number): void {
    this.next[slot] = this.free;
    this.free = slot;
  }

  /** Whether the first of two events at the same time was scheduled before the second. */
  precedes(first: number, second: number): boolean {
    return this.sequence[first]! < this.sequence[second]!;
  }

  private grow(): void {
    const slots = this.time.length;
    invariant(slots < MAX_SLOTS, () => `more than ${MAX_SLOTS} pending events`);
    this.time = doubled(this.time);
    this.sequence = doubled(this.sequence);
    this.handler = doubledInts(this.handler);
    this.a = doubledInts(this.a);
    this.b = doubledInts(this.b);
    this.x = doubled(this.x);
    this.next = doubledInts(this.next);
    this.previous = doubledInts(this.previous);
    this.lane = doubledInts(this.lane);
    this.generation = doubledInts(this.generation);
    this.chain(slots, slots * 2);
  }

  /** Makes the slots [from, to) the free list. */
  private chain(from: number, to: number): void {
    for (let slot = from; slot < to; slot++) this.next[slot] = slot + 1 < to ? slot + 1 : 0;
    this.free = from;
  }
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

function doubledInts(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
