/**
 * Where events live: records of 64 bytes in one block of memory. No object, closure or string an event, so no garbage to
 * collect, and with 100,000 pending events one cache miss a record instead of one a field.
 *
 * Each field is a view of the block that begins at the field's place in the record. A slot is the index of a record's
 * doubles, a multiple of 8; its int32 are at slot << 1. Slot 0 is nobody, so that fresh zeroed memory means empty lists,
 * and a link of 0 ends one. Freed slots are reused last in, first out, while they are still in the cache.
 *
 * The hot paths of this folder use no module-level constants: bundlers turn those into variables, which the compiler
 * has to load and check every time (measured: 15 % of an event).
 */
import { invariant } from './invariant.ts';

const RECORD_BYTES = 64;
const SLOT_STEP = 8;
const INITIAL_RECORDS = 256;
/** A timer handle packs the record's number into its low 26 bits. */
const MAX_RECORDS = 67108864;

export class EventRecords {
  /** Whole ns. */
  time!: Float64Array;
  /** Number of the event, by order of scheduling; the lowest of equal times goes first. */
  sequence!: Float64Array;
  x!: Float64Array;
  /** What to run; of a lane's carrier, which is no event, ~lane. This and all below at slot << 1. */
  handler!: Int32Array;
  a!: Int32Array;
  b!: Int32Array;
  /** Next in whatever list the slot is in: free slots, bucket, zero-delay list or lane. */
  next!: Int32Array;
  /** Previous in a lane. */
  previous!: Int32Array;
  /** 1 + lane while the slot holds an armed timer, otherwise 0. */
  lane!: Int32Array;
  /** Counts the timers the slot has held, so that a handle to an earlier one is recognised as stale. */
  generation!: Int32Array;
  private free = 0;
  private count = INITIAL_RECORDS;

  constructor() {
    this.view(new ArrayBuffer(INITIAL_RECORDS * RECORD_BYTES));
    this.chain(1, INITIAL_RECORDS);
  }

  allocate(): number {
    if (this.free === 0) this.grow();
    const slot = this.free;
    this.free = this.next[slot << 1]!;
    return slot;
  }

  release(slot: number): void {
    this.next[slot << 1] = this.free;
    this.free = slot;
  }

  /** Whether the first of two events at the same time was scheduled before the second. */
  precedes(first: number, second: number): boolean {
    return this.sequence[first]! < this.sequence[second]!;
  }

  private view(memory: ArrayBuffer): void {
    this.time = new Float64Array(memory, 0);
    this.sequence = new Float64Array(memory, 8);
    this.x = new Float64Array(memory, 16);
    this.handler = new Int32Array(memory, 24);
    this.a = new Int32Array(memory, 28);
    this.b = new Int32Array(memory, 32);
    this.next = new Int32Array(memory, 36);
    this.previous = new Int32Array(memory, 40);
    this.lane = new Int32Array(memory, 44);
    this.generation = new Int32Array(memory, 48);
  }

  private grow(): void {
    const records = this.count * 2;
    invariant(records <= MAX_RECORDS, () => `more than ${MAX_RECORDS} pending events`);
    const memory = new ArrayBuffer(records * RECORD_BYTES);
    new Float64Array(memory).set(this.time);
    this.view(memory);
    this.chain(this.count, records);
    this.count = records;
  }

  /** Makes the records [from, to) the free list. */
  private chain(from: number, to: number): void {
    for (let record = from; record < to; record++) {
      this.next[(record * SLOT_STEP) << 1] = record + 1 < to ? (record + 1) * SLOT_STEP : 0;
    }
    this.free = from * SLOT_STEP;
  }
}
