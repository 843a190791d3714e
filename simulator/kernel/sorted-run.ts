/**
 * The events of one bucket in order, the first at the end, where it is taken.
 *
 * Filled by insertion, which for a handful of events beats every heap, and for any number of events at one instant is
 * linear: a bucket's list gives the latest scheduled first, so each goes to the end at once. An event that would have to
 * move further than 32 places is refused (the caller has a heap for it), so the cost is bounded whatever the data.
 */
import type { EventRecords } from './event-records.ts';

const INITIAL_CAPACITY = 1024;

export class SortedRun {
  /** Index of the first event, the last entry; entry 0 is a sentinel that is never before anything. */
  private top = 0;
  private times = withSentinel(INITIAL_CAPACITY);
  private slots = new Int32Array(INITIAL_CAPACITY);
  private readonly records: EventRecords;

  constructor(records: EventRecords) {
    this.records = records;
  }

  /** Time of the first event, Infinity when empty. */
  firstTime(): number {
    return this.times[this.top]!;
  }

  /** The first event; only when not empty. */
  firstSlot(): number {
    return this.slots[this.top]!;
  }

  takeFirst(): number {
    return this.slots[this.top--]!;
  }

  /** Inserts an event; false, and nothing done, if its place is too far from the end. */
  insert(slot: number): boolean {
    const top = this.top;
    if (top + 1 === this.times.length) this.grow();
    const time = this.records.time[slot]!;
    const times = this.times;
    const slots = this.slots;
    if (top >= 32 && times[top - 31]! < time) return false;
    let i = top;
    for (let other = times[i]!; other <= time; other = times[i]!) {
      if (other === time && this.records.precedes(slot, slots[i]!)) break;
      times[i + 1] = other;
      slots[i + 1] = slots[i]!;
      i--;
    }
    times[i + 1] = time;
    slots[i + 1] = slot;
    this.top = top + 1;
    return true;
  }

  /** Takes all events out into the list. */
  drainInto(list: number[]): void {
    for (let i = this.top; i > 0; i--) list.push(this.slots[i]!);
    this.top = 0;
  }

  private grow(): void {
    const times = withSentinel(this.times.length * 2);
    times.set(this.times);
    const slots = new Int32Array(this.slots.length * 2);
    slots.set(this.slots);
    this.times = times;
    this.slots = slots;
  }
}

function withSentinel(capacity: number): Float64Array {
  const times = new Float64Array(capacity);
  times[0] = Number.POSITIVE_INFINITY;
  return times;
}
