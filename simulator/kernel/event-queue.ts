/**
 * The pending events, earliest first, equal times in order of scheduling.
 *
 * Up to 256 events: a heap alone. Beyond, a hybrid: events of the next buckets of time in a ring of unsorted lists, those
 * beyond the ring in a far heap; when a bucket's turn comes it is poured into a sorted run, so most events never enter a
 * heap. What comes later for the present bucket, or does not sort easily, goes to the near heap. If the bucket width
 * suits the data badly, the queue degrades to a heap, not to a list, which is what undoes calendar queues (R. Brown,
 * CACM 31(10), 1988) under skewed delays.
 *
 * The bucket of a time is ONE monotone expression, floor(time * inverseWidth). Near or not, ring or far, and which list
 * are all decided by that number, so rounding can never put two events in the wrong order. A heap alone is the same
 * thing with inverseWidth 0. The width follows the number of events seen in a bucket; see adapt().
 */
import { EventHeap } from './event-heap.ts';
import type { EventRecords } from './event-records.ts';
import { SortedRun } from './sorted-run.ts';

/** Up to so many pending events the heap alone is faster. */
const HEAP_ONLY = 256;
/** Wanted mean number of events poured from a bucket; the width is refitted when off by more than a factor of 2. */
const OCCUPANCY = 6;
/** Where many events share their instants: wanted number of instants in a bucket, since one instant sorts by itself. */
const DISTINCT_OCCUPANCY = 0.5;
const LEAST_WORK_BETWEEN_FITS = 512;
const MAX_BUCKETS = 4194304;
const SAMPLE = 64;

export class EventQueue {
  /** Events in the queue. */
  size = 0;
  private readonly records: EventRecords;
  /** What was poured from the current bucket and sorted at once. */
  private readonly run: SortedRun;
  /** The other events whose bucket is the current one or before. */
  private readonly near: EventHeap;
  /** Every event whose bucket, when it came, was beyond the ring; it goes from here straight to the near heap. */
  private readonly far: EventHeap;
  /** First event of each bucket's list; the bucket numbered n is at index n mod the length, a power of two. */
  private ring = new Int32Array(1);
  private inRing = 0;
  /** Buckets a ns, at most 1. */
  private inverseWidth = 0;
  /** Number of the bucket that was poured last; never decreases between rebuilds. */
  private current = 0;
  private growAt = HEAP_ONLY;
  /** Since the last fit: events poured, changes of time among them, buckets passed; and the work left to the next look. */
  private poured = 0;
  private distinct = 0;
  private passed = 0;
  private workLeft = 0;

  constructor(records: EventRecords) {
    this.records = records;
    this.run = new SortedRun(records);
    this.near = new EventHeap(records);
    this.far = new EventHeap(records);
  }

  /** Adds the event of a slot, whose record holds its time and sequence number. */
  push(slot: number): void {
    this.place(slot);
    if (++this.size > this.growAt) this.rebuild();
  }

  /** Takes the first event out if its time is not after `until`; otherwise 0. */
  takeUntil(until: number): number {
    this.near.settle();
    const exhausted = Math.min(this.run.firstTime(), this.near.firstTime()) === Number.POSITIVE_INFINITY;
    if (exhausted && !this.advance()) return 0;
    const runTime = this.run.firstTime();
    const nearTime = this.near.firstTime();
    if (nearTime < runTime || (nearTime === runTime && this.nearPrecedesRun())) {
      if (nearTime > until) return 0;
      this.size--;
      return this.near.takeFirst();
    }
    if (runTime > until) return 0;
    this.size--;
    return this.run.takeFirst();
  }

  private nearPrecedesRun(): boolean {
    return this.records.precedes(this.near.firstSlot(), this.run.firstSlot());
  }

  /** Takes the first event out if it is at the time of the other, which is not in the queue, and scheduled before it. */
  takeBefore(other: number): number {
    const slot = this.takeUntil(this.records.time[other]!);
    if (slot === 0 || this.records.precedes(slot, other)) return slot;
    this.push(slot);
    return 0;
  }

  private place(slot: number): void {
    const bucket = Math.floor(this.records.time[slot]! * this.inverseWidth);
    const ahead = bucket - this.current;
    const ring = this.ring;
    if (ahead <= 0) {
      this.near.push(slot);
    } else if (ahead < ring.length) {
      const index = bucket & (ring.length - 1);
      this.records.next[slot << 1] = ring[index]!;
      ring[index] = slot;
      this.inRing++;
    } else {
      this.far.push(slot);
    }
  }

  /** Run and near heap are empty: makes the next bucket that holds anything the current one; false if there is none. */
  private advance(): boolean {
    if (this.size === 0) return false;
    if (this.workLeft <= 0) {
      this.adapt();
      if (this.near.firstTime() !== Number.POSITIVE_INFINITY) return true;
    }
    const farBucket = Math.floor(this.far.firstTime() * this.inverseWidth);
    const bucket = this.inRing > 0 ? Math.min(this.nextInRing(), farBucket) : farBucket;
    // A long jump counts as 64 buckets, lest one quiet hour set the width for a busy day.
    this.passed += Math.min(bucket - this.current, 64);
    this.current = bucket;
    if (this.inRing > 0) this.pourRing(bucket & (this.ring.length - 1));
    if (farBucket <= bucket) this.pourFar();
    return true;
  }

  /** Number of the next bucket in the ring that holds anything; the ring must not be empty. */
  private nextInRing(): number {
    const ring = this.ring;
    const mask = ring.length - 1;
    let index = this.current & mask;
    let steps = 0;
    do {
      index = (index + 1) & mask;
      steps++;
    } while (ring[index] === 0);
    this.workLeft -= steps;
    return this.current + steps;
  }

  private pourRing(index: number): void {
    const records = this.records;
    const ring = this.ring;
    let slot = ring[index]!;
    ring[index] = 0;
    let count = 0;
    let distinct = 0;
    let previous = Number.POSITIVE_INFINITY;
    while (slot !== 0) {
      const time = records.time[slot]!;
      distinct += +(time !== previous);
      previous = time;
      if (!this.run.insert(slot)) this.near.push(slot);
      slot = records.next[slot << 1]!;
      count++;
    }
    this.inRing -= count;
    this.countPoured(count, distinct);
  }

  private pourFar(): void {
    const far = this.far;
    let count = 0;
    let distinct = 0;
    let previous = Number.POSITIVE_INFINITY;
    while (Math.floor(far.firstTime() * this.inverseWidth) <= this.current) {
      distinct += +(far.firstTime() !== previous);
      previous = far.firstTime();
      this.near.push(far.takeFirst());
      far.settle();
      count++;
    }
    this.countPoured(count, distinct);
  }

  private countPoured(count: number, distinct: number): void {
    this.poured += count;
    this.distinct += distinct;
    this.workLeft -= count;
  }

  /**
   * Refits the width to the occupancy seen since the last fit, and the ring to the size. Looks only after as much work
   * (events poured, empty buckets skipped) as there are events, so a rebuild is paid for before it happens.
   */
  private adapt(): void {
    const factor = Math.min(this.poured / OCCUPANCY, this.distinct / DISTINCT_OCCUPANCY) / this.passed;
    const wanted = Math.min(1, this.inverseWidth * factor);
    const ratio = wanted / this.inverseWidth;
    if (ratio > 2 || ratio < 0.5 || this.size * 8 < this.ring.length) this.rebuild(wanted);
    else this.planNextFit();
  }

  private planNextFit(): void {
    this.poured = 0;
    this.distinct = 0;
    this.passed = 0;
    this.workLeft = Math.max(LEAST_WORK_BETWEEN_FITS, this.size);
  }

  /** Lays everything out anew for the present size; without a known width, for one estimated from the events. */
  private rebuild(knownInverseWidth?: number): void {
    const slots = this.drain();
    const times = Float64Array.from(slots, (slot) => this.records.time[slot]!);
    if (slots.length < HEAP_ONLY / 2) {
      this.inverseWidth = 0;
      this.ring = new Int32Array(1);
    } else {
      this.inverseWidth = knownInverseWidth ?? estimateInverseWidth(times);
      this.ring = new Int32Array(ringLength(slots.length));
    }
    this.growAt = Math.max(HEAP_ONLY, slots.length * 2);
    // Bucket of the first event, so that its fellows are near; an earlier event may still come, and is near too.
    this.current = Math.floor(times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) * this.inverseWidth);
    for (const slot of slots) this.place(slot);
    this.planNextFit();
  }

  private drain(): number[] {
    const slots: number[] = [];
    this.run.drainInto(slots);
    this.near.drainInto(slots);
    this.far.drainInto(slots);
    for (const first of this.ring) {
      for (let slot = first; slot !== 0; slot = this.records.next[slot << 1]!) slots.push(slot);
    }
    this.inRing = 0;
    return slots;
  }
}

/** A power of two not below the number of events: with OCCUPANCY events a bucket, room for that many times the span. */
function ringLength(events: number): number {
  let length = HEAP_ONLY;
  while (length < events && length < MAX_BUCKETS) length *= 2;
  return length;
}

/** From the density of events in the first quarter of a sample of the pending ones: that is where the next pops are. */
function estimateInverseWidth(times: Float64Array): number {
  const step = Math.max(1, Math.floor(times.length / SAMPLE));
  const sample = times.filter((_, i) => i % step === 0).sort();
  const quarter = Math.floor(sample.length / 4);
  const gap = (sample[quarter]! - sample[0]!) / (times.length / 4);
  return gap > 0 ? Math.min(1, 1 / (gap * OCCUPANCY)) : 1;
}
