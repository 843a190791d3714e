/**
 * Where events live: fixed-size records in one block of memory, addressed by slot number.
 *
 * A record is 64 bytes seen through two typed arrays: doubles for time, sequence number and the operand x, int32 for the
 * rest. Side by side, because with 100,000 pending events each separate array would be a cache miss of its own. No
 * object, closure or string an event, so no garbage. Slot 0 is nobody (NONE), so that fresh zeroed memory means empty
 * lists. Freed slots are reused last in, first out, while they are still in the cache.
 */
import { invariant } from './invariant.ts';

export const NONE = 0;

/** Shift a slot number by these to get the index of its record's first double and first int32. */
export const DOUBLES = 3;
export const INTS = 4;

/** Doubles of a record. */
export const TIME = 0;
export const SEQUENCE = 1;
export const X = 2;

/** Int32s of a record; the first six overlap the three doubles. */
export const HANDLER = 6;
export const A = 7;
export const B = 8;
/** Next in whatever list the event is in: free slots, bucket, zero-delay queue or lane. */
export const NEXT = 9;
/** Previous in a lane. */
export const PREVIOUS = 10;
/** Counts the timers this slot has held, so that a handle to an earlier one is recognised as stale. */
export const GENERATION = 11;
/** 1 + lane while the slot holds an armed timer, otherwise 0. */
export const LANE = 12;

/** A timer handle packs the slot into its low 26 bits. */
export const MAX_SLOTS = 67108864;

const INITIAL_SLOTS = 256;

export class EventRecords {
  doubles: Float64Array;
  ints: Int32Array;
  private free: number = NONE;

  constructor() {
    const memory = new ArrayBuffer(INITIAL_SLOTS << (DOUBLES + 3));
    this.doubles = new Float64Array(memory);
    this.ints = new Int32Array(memory);
    this.chain(1, INITIAL_SLOTS);
  }

  allocate(): number {
    if (this.free === NONE) this.grow();
    const slot = this.free;
    this.free = this.ints[(slot << INTS) + NEXT]!;
    return slot;
  }

  release(slot: number): void {
    this.ints[(slot << INTS) + NEXT] = this.free;
    this.free = slot;
  }

  /** Whether the first of two events at the same time was scheduled before the second. */
  precedes(first: number, second: number): boolean {
    return this.doubles[(first << DOUBLES) + SEQUENCE]! < this.doubles[(second << DOUBLES) + SEQUENCE]!;
  }

  private grow(): void {
    const slots = this.ints.length >> INTS;
    invariant(slots < MAX_SLOTS, () => `more than ${MAX_SLOTS} pending events`);
    const memory = new ArrayBuffer((slots * 2) << (DOUBLES + 3));
    const ints = new Int32Array(memory);
    ints.set(this.ints);
    this.ints = ints;
    this.doubles = new Float64Array(memory);
    this.chain(slots, slots * 2);
  }

  /** Makes the slots [from, to) the free list. */
  private chain(from: number, to: number): void {
    for (let slot = from; slot < to; slot++) this.ints[(slot << INTS) + NEXT] = slot + 1 < to ? slot + 1 : NONE;
    this.free = from;
  }
}
