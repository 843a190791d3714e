/**
 * Timers with a constant delay (timeouts, heartbeats, leases), one first-in-first-out lane for every distinct delay.
 *
 * Timers of one delay expire in the order in which they were armed, so only the head of a lane need be in the queue,
 * through an event slot of the lane's own, the carrier, which has the head's time and the head's own sequence number:
 * the order of events is the same as without lanes. Arming and cancelling are linking and unlinking, O(1). A cancelled
 * head leaves the carrier where it is; when that comes up it moves on to the new head, so a lane has at most one entry
 * in the queue however many timeouts are armed and cancelled (cancelled heap entries would be 3-5 times slower).
 */
import type { EventQueue } from './event-queue.ts';
import type { EventRecords } from './event-records.ts';

/** A lane, from Simulation.lane. */
export type LaneId = number;

/**
 * An armed timer: generation * 2^26 + number of the record, below 2^53 and never 0, so 0 can mean "no timer". A handle goes stale when
 * the timer fires or is cancelled; it would name another timer only after its slot has held 2^27 more.
 */
export type TimerHandle = number;

/** Delay, ends and carrier of every lane, in arrays by lane. Links are slots; 0 is none. */
export class TimerLanes {
  private readonly records: EventRecords;
  private readonly queue: EventQueue;
  private readonly laneOfDelay = new Map<number, LaneId>();
  private readonly delays: number[] = [];
  private readonly carriers: number[] = [];
  private readonly heads: number[] = [];
  private readonly tails: number[] = [];
  /** Whether the carrier is in the queue. */
  private readonly carried: boolean[] = [];

  constructor(records: EventRecords, queue: EventQueue) {
    this.records = records;
    this.queue = queue;
  }

  /** The lane of a delay in whole ns, >= 0. */
  of(delay: number): LaneId {
    const known = this.laneOfDelay.get(delay);
    if (known !== undefined) return known;
    const lane = this.delays.length;
    const carrier = this.records.allocate();
    this.records.handler[carrier << 1] = ~lane;
    this.laneOfDelay.set(delay, lane);
    this.delays.push(delay);
    this.carriers.push(carrier);
    this.heads.push(0);
    this.tails.push(0);
    this.carried.push(false);
    return lane;
  }

  /** The lane's delay, ns; undefined if there is no such lane. */
  delayOf(lane: LaneId): number | undefined {
    return this.delays[lane];
  }

  /** Appends an event, whose record is filled in, to its lane. */
  arm(lane: LaneId, slot: number): TimerHandle {
    const records = this.records;
    const tail = this.tails[lane]!;
    records.next[slot << 1] = 0;
    records.previous[slot << 1] = tail;
    records.lane[slot << 1] = lane + 1;
    this.tails[lane] = slot;
    if (tail === 0) this.heads[lane] = slot;
    else records.next[tail << 1] = slot;
    if (!this.carried[lane]) this.carry(lane, slot);
    return (records.generation[slot << 1]! + 1) * 67108864 + (slot >>> 3);
  }

  /** Takes a timer out of its lane and frees its slot; false if it has fired or been cancelled before. */
  cancel(handle: TimerHandle): boolean {
    const generation = Math.floor(handle / 67108864);
    const slot = (handle - generation * 67108864) * 8;
    const records = this.records;
    if (!(slot < records.time.length) || records.lane[slot << 1] === 0) return false;
    if (records.generation[slot << 1]! + 1 !== generation) return false;
    this.unlink(slot);
    this.records.release(slot);
    return true;
  }

  /** The carrier of a lane has come up: the slot of the timer that is due, already unlinked, or 0 if cancelled. */
  due(lane: LaneId): number {
    const records = this.records;
    const carrier = this.carriers[lane]!;
    const head = this.heads[lane]!;
    this.carried[lane] = false;
    if (head === 0) return 0;
    if (records.sequence[head] !== records.sequence[carrier]) {
      this.carry(lane, head);
      return 0;
    }
    this.unlink(head);
    const next = this.heads[lane]!;
    if (next !== 0) this.carry(lane, next);
    return head;
  }

  /** Queues the carrier with the time and the sequence number of that timer. */
  private carry(lane: LaneId, slot: number): void {
    const records = this.records;
    const carrier = this.carriers[lane]!;
    records.time[carrier] = records.time[slot]!;
    records.sequence[carrier] = records.sequence[slot]!;
    this.carried[lane] = true;
    this.queue.push(carrier);
  }

  private unlink(slot: number): void {
    const records = this.records;
    const lane = records.lane[slot << 1]! - 1;
    const next = records.next[slot << 1]!;
    const previous = records.previous[slot << 1]!;
    if (previous === 0) this.heads[lane] = next;
    else records.next[previous << 1] = next;
    if (next === 0) this.tails[lane] = previous;
    else records.previous[next << 1] = previous;
    records.lane[slot << 1] = 0;
    records.generation[slot << 1] = (records.generation[slot << 1]! + 1) & 0x7ffffff;
  }
}
