/**
 * A binary heap of events in order of (time, sequence number).
 *
 * Three things make it fast on today's machines, where a mispredicted branch costs more than a comparison:
 * `+(a < b)` picks the smaller child without a branch; entries past the end are Infinity, so a missing right child needs
 * no test; and taking the minimum only leaves a hole at the root (lazy hole), which the next push, usually made by the
 * very event just taken, fills with one descent. The sequence number stays in the event's record and is read only when
 * two times are equal. Calls pass slots, not times: a double passed to a function that is not inlined is an allocation.
 */
import type { EventRecords } from './event-records.ts';

const INITIAL_CAPACITY = 1024;

export class EventHeap {
  /** Entries, from index 1; the one at the root may be a hole, until settle(). */
  private size = 0;
  private hole = false;
  private times = new Float64Array(INITIAL_CAPACITY).fill(Number.POSITIVE_INFINITY);
  private slots = new Int32Array(INITIAL_CAPACITY);
  private readonly records: EventRecords;

  constructor(records: EventRecords) {
    this.records = records;
  }

  push(slot: number): void {
    if (this.hole) {
      this.hole = false;
      this.sink(slot);
    } else {
      this.rise(slot);
    }
  }

  /** Fills the hole that takeFirst() left; due before the first event is looked at again. */
  settle(): void {
    if (!this.hole) return;
    this.hole = false;
    const last = this.size--;
    this.times[last] = Number.POSITIVE_INFINITY;
    if (last > 1) this.sink(this.slots[last]!);
  }

  /** Time of the first event, Infinity when empty; only when settled. */
  firstTime(): number {
    return this.times[1]!;
  }

  /** The first event; only when settled and not empty. */
  firstSlot(): number {
    return this.slots[1]!;
  }

  /** Takes the first event out; only when settled and not empty. */
  takeFirst(): number {
    this.hole = true;
    return this.slots[1]!;
  }

  /** Takes all events out, in no order, into the list. */
  drainInto(list: number[]): void {
    this.settle();
    for (let i = 1; i <= this.size; i++) list.push(this.slots[i]!);
    this.times.fill(Number.POSITIVE_INFINITY, 0, this.size + 1);
    this.size = 0;
  }

  /** Places an event from the root downwards. */
  private sink(slot: number): void {
    const time = this.records.time[slot]!;
    const times = this.times;
    const slots = this.slots;
    const size = this.size;
    let i = 1;
    for (let child = 2; child <= size; child = i << 1) {
      const left = times[child]!;
      const right = times[child + 1]!;
      if (left === right) child += +this.records.precedes(slots[child + 1]!, slots[child]!);
      else child += +(right < left);
      const childTime = times[child]!;
      if (time < childTime || (time === childTime && this.records.precedes(slot, slots[child]!))) break;
      times[i] = childTime;
      slots[i] = slots[child]!;
      i = child;
    }
    times[i] = time;
    slots[i] = slot;
  }

  /** Places an event from a new last leaf upwards. */
  private rise(slot: number): void {
    const time = this.records.time[slot]!;
    let i = ++this.size;
    // One entry beyond the last must exist, as the sentinel of a missing right child.
    if (i + 2 > this.times.length) this.grow();
    const times = this.times;
    const slots = this.slots;
    while (i > 1) {
      const parent = i >> 1;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && this.records.precedes(slots[parent]!, slot))) break;
      times[i] = parentTime;
      slots[i] = slots[parent]!;
      i = parent;
    }
    times[i] = time;
    slots[i] = slot;
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2).fill(Number.POSITIVE_INFINITY);
    times.set(this.times);
    const slots = new Int32Array(this.slots.length * 2);
    slots.set(this.slots);
    this.times = times;
    this.slots = slots;
  }
}
