/**
 * The event loop: a clock, the pending events and the handlers that run them.
 *
 * Events run in order of (time, sequence number): equal times are first scheduled, first run, always, wherever the event
 * waited (queue, zero-delay list or timer lane). Time is whole ns; a delay is rounded once, when scheduling. A part of a
 * model registers one handler a kind of event; its operands are two int32 (the instance first, by custom) and a double.
 * A rolling hash over all events executed is always on, so that two runs can be compared by one number.
 * Leaves out: processes, priorities, threads, and everything that is not about time.
 */
import { EventQueue } from './event-queue.ts';
import { EventRecords } from './event-records.ts';
import { ImpossibleState, invariant } from './invariant.ts';
import { MAX_TIME, type Nanoseconds } from './time.ts';
import { type LaneId, type TimerHandle, TimerLanes } from './timer-lanes.ts';

export type { LaneId, TimerHandle };

/** Runs one event. a and b are int32 (the instance first), x is a double. */
export type Handler = (a: number, b: number, x: number) => void;

/** A registered handler; numbers are given in order of registration. */
export type HandlerId = number;

/** Why run() returned: nothing pending, horizon reached, stop() called, or the event limit hit. */
export type RunEnd = 'idle' | 'reached' | 'stopped' | 'event-limit';

/** One event as it was run. */
export interface ExecutedEvent {
  /** ns. */
  readonly time: Nanoseconds;
  /** Name of its handler. */
  readonly name: string;
  readonly a: number;
  readonly b: number;
}

export interface SimulationOptions {
  /** Events after which run() gives up, over all runs together; default Infinity. */
  readonly eventLimit?: number;
}

export class Simulation {
  /** Simulated time, ns. Read only outside. */
  now: Nanoseconds = 0;
  /** Events executed so far, the present one included. Read only outside. */
  executed = 0;
  private readonly eventLimit: number;
  private readonly handlers: Handler[] = [];
  private readonly names: string[] = [];
  private readonly records = new EventRecords();
  private readonly queue = new EventQueue(this.records);
  private readonly lanes = new TimerLanes(this.records, this.queue);
  /** Events for the present instant, in order of scheduling: first and last of a list. */
  private instantHead = 0;
  private instantTail = 0;
  /** Number of the next event; counts all that were ever scheduled or armed. */
  private sequence = 0;
  private cancelled = 0;
  private stopping = false;
  private hashHigh = 0x6a09e667;
  private hashLow = 0x3c6ef372;

  constructor(options: SimulationOptions = {}) {
    this.eventLimit = options.eventLimit ?? Number.POSITIVE_INFINITY;
  }

  /** Registers what runs events of one kind; once a kind, not once an instance. The name is for messages. */
  handler(name: string, run: Handler): HandlerId {
    this.names.push(name);
    return this.handlers.push(run) - 1;
  }

  /** Schedules an event `delay` ns (0 to 2^52) from now, rounded to whole ns; 0 is later in this same instant. */
  schedule(delay: Nanoseconds, handler: HandlerId, a = 0, b = 0, x = 0): void {
    const time = this.now + Math.floor(delay + 0.5);
    if (!(delay >= 0 && time <= Number.MAX_SAFE_INTEGER && this.knows(handler))) this.refuse(delay, handler);
    const slot = this.record(handler, a, b, x);
    this.records.time[slot] = time;
    this.enqueue(slot);
  }

  /** Schedules an event at a time in ns, not before now. */
  scheduleAt(time: Nanoseconds, handler: HandlerId, a = 0, b = 0, x = 0): void {
    const floor = Math.floor(time);
    const whole = floor + +(time - floor >= 0.5);
    if (!(time >= this.now && whole <= Number.MAX_SAFE_INTEGER && this.knows(handler)))
      this.refuse(time - this.now, handler);
    const slot = this.record(handler, a, b, x);
    this.records.time[slot] = whole;
    this.enqueue(slot);
  }

  /** The lane for timers of this constant delay (ns, rounded, >= 0); the same delay gives the same lane. */
  lane(delay: Nanoseconds): LaneId {
    invariant(delay >= 0 && delay <= MAX_TIME, () => `a timer lane with a delay of ${delay} ns`);
    return this.lanes.of(Math.round(delay));
  }

  /** Arms a timer: an event after the lane's delay that can be cancelled. The handle is never 0. */
  arm(lane: LaneId, handler: HandlerId, a = 0, b = 0, x = 0): TimerHandle {
    const delay = this.lanes.delayOf(lane);
    if (delay === undefined) throw new ImpossibleState(`no timer lane ${lane}`);
    const time = this.now + delay;
    if (!(time <= Number.MAX_SAFE_INTEGER && this.knows(handler))) this.refuse(delay, handler);
    const slot = this.record(handler, a, b, x);
    this.records.time[slot] = time;
    return this.lanes.arm(lane, slot);
  }

  /** Cancels a timer; false, and harmless, if it has fired or been cancelled before. */
  cancel(handle: TimerHandle): boolean {
    const live = this.lanes.cancel(handle);
    if (live) this.cancelled++;
    return live;
  }

  /** Events and timers that are still to run. */
  get pending(): number {
    return this.sequence - this.cancelled - this.executed;
  }

  /** Leaves run() after the present event; outside a run it does nothing. */
  stop(): void {
    this.stopping = true;
  }

  /**
   * Runs all events up to and including time `until` (ns, not before now). Afterwards now is `until` if 'reached' or
   * 'idle' (with until = Infinity it stays at the last event), otherwise the time of the last event.
   */
  run(until: Nanoseconds): RunEnd {
    invariant(until >= this.now, () => `run until ${until}, which is before ${this.now}`);
    this.stopping = false;
    try {
      return this.loop(until);
    } catch (error) {
      throw this.located(error);
    }
  }

  /** Hash of (time, handler, a, b) of every event executed so far, in order, as 16 hexadecimal digits. */
  digest(): string {
    return hexadecimal(this.hashHigh) + hexadecimal(this.hashLow);
  }

  /**
   * Runs the next event that is due by `until` and says which it was; undefined when none is. For looking at a run event by event: it
   * makes an object an event, which run() does not.
   */
  step(until: Nanoseconds): ExecutedEvent | undefined {
    for (;;) {
      const slot = this.instantHead === 0 ? this.queue.takeUntil(until) : this.takeAtInstant();
      if (slot === 0) {
        this.finish(until);
        return undefined;
      }
      const lane = ~this.records.handler[slot << 1]!;
      const event = lane < 0 ? slot : this.lanes.due(lane);
      if (event === 0) continue;
      const { time, handler, a, b } = this.records;
      const place = event << 1;
      const executed = { time: time[event]!, name: this.names[handler[place]!]!, a: a[place]!, b: b[place]! };
      this.execute(event);
      return executed;
    }
  }

  private loop(until: number): RunEnd {
    while (!this.stopping) {
      if (this.executed >= this.eventLimit) return 'event-limit';
      const slot = this.instantHead === 0 ? this.queue.takeUntil(until) : this.takeAtInstant();
      if (slot === 0) return this.finish(until);
      const lane = ~this.records.handler[slot << 1]!;
      if (lane < 0) {
        this.execute(slot);
      } else {
        const timer = this.lanes.due(lane);
        if (timer !== 0) this.execute(timer);
      }
    }
    return 'stopped';
  }

  /** Sets the clock, frees the slot (the handler will want one at once) and runs the handler. */
  private execute(slot: number): void {
    const records = this.records;
    const time = records.time[slot]!;
    const x = records.x[slot]!;
    const handler = records.handler[slot << 1]!;
    const a = records.a[slot << 1]!;
    const b = records.b[slot << 1]!;
    this.records.release(slot);
    this.now = time;
    this.executed++;
    this.hash(time, handler, a, b);
    this.handlers[handler]!(a, b, x);
  }

  /** Two words, each event multiplied and shifted in, each word entering the other. The time enters by both its halves. */
  private hash(time: number, handler: number, a: number, b: number): void {
    const mixed = (Math.imul(this.hashHigh ^ time, 0x85ebca6b) + Math.imul(a ^ (handler << 24), 0x9e3779b1)) | 0;
    const high = mixed ^ (mixed >>> 15);
    const other = (Math.imul(this.hashLow ^ high ^ (time * 2.3283064365386963e-10), 0xc2b2ae35) + b) | 0;
    this.hashHigh = high;
    this.hashLow = other ^ (other >>> 13);
  }

  /** Puts an event, whose record is complete, where it will be found. */
  private enqueue(slot: number): void {
    if (this.records.time[slot] === this.now) this.addInstant(slot);
    else this.queue.push(slot);
  }

  /** A new record, complete but for its time. */
  private record(handler: number, a: number, b: number, x: number): number {
    const slot = this.records.allocate();
    const records = this.records;
    records.sequence[slot] = this.sequence++;
    records.x[slot] = x;
    records.handler[slot << 1] = handler;
    records.a[slot << 1] = a;
    records.b[slot << 1] = b;
    return slot;
  }

  private addInstant(slot: number): void {
    const records = this.records;
    records.next[slot << 1] = 0;
    if (this.instantHead === 0) this.instantHead = slot;
    else records.next[this.instantTail << 1] = slot;
    this.instantTail = slot;
  }

  /** The zero-delay list is not empty: its first, unless the queue has an event of this instant scheduled before it. */
  private takeAtInstant(): number {
    const head = this.instantHead;
    const earlier = this.queue.takeBefore(head);
    if (earlier !== 0) return earlier;
    this.instantHead = this.records.next[head << 1]!;
    return head;
  }

  private finish(until: number): RunEnd {
    if (until <= MAX_TIME) this.now = until;
    return this.pending === 0 ? 'idle' : 'reached';
  }

  private knows(handler: HandlerId): boolean {
    return handler >= 0 && handler < this.handlers.length;
  }

  private refuse(delay: number, handler: HandlerId): never {
    const name = this.names[handler];
    if (name === undefined) throw new ImpossibleState(`an event for handler ${handler}, which is not registered`);
    throw new ImpossibleState(`an event for '${name}' with a delay of ${delay} ns at ${this.now} ns`);
  }

  /** An impossible state found by a handler, with the time and the number of the event that it found it in. */
  private located(error: unknown): unknown {
    if (!(error instanceof ImpossibleState) || !Number.isNaN(error.time)) return error;
    return new ImpossibleState(error.message, this.now, this.executed, { cause: error });
  }
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
