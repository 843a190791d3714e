/**
 * Attempts: one row for every try of a request, from the moment its client sends it until both sides are done with it.
 *
 * A client that gave up does not stop the work: the unit still serves a late attempt (its answer is then ignored). A row is therefore
 * freed when neither the client waits for it nor any part of the system still carries it. Retries and hedges are further rows.
 */
import { grownBytes, grownDoubles, grownIntegers } from '../kernel/columns.ts';
import { invariant } from '../kernel/invariant.ts';
import type { TimerHandle } from '../kernel/simulation.ts';

const CLIENT_WAITS = 1;
const CARRIED = 2;
const REPLYING = 4;
const INSIDE = 8;

/** What an attempt does to the grid. */
export const PUT = 0;
export const GET = 1;
/** Computes in a unit and touches no data. */
export const COMPUTE = 2;

/** When a put is applied: always; always, as an update that reads first, in one step; only if the key is as its client read it. */
export const ALWAYS = 0;
export const READS_ITSELF = 1;
export const IF_UNCHANGED = 2;

export class Attempts {
  source = new Int32Array(1024);
  operation = new Uint8Array(1024);
  /** When its put is applied. */
  condition = new Uint8Array(1024);
  map = new Int32Array(1024);
  key = new Float64Array(1024);
  partition = new Int32Array(1024);
  /** Place of the network where the client stands. */
  place = new Int32Array(1024);
  /** Member it was sent to. */
  member = new Int32Array(1024);
  /** Thread time it needs, ns. */
  demand = new Float64Array(1024);
  /** When its request began, ns (before any retry). */
  startedAt = new Float64Array(1024);
  /** When this attempt was sent, ns. */
  sentAt = new Float64Array(1024);
  /** Tries before this one. */
  tries = new Int32Array(1024);
  /** Stretch of the run in which its request was offered: a failure counts there, however late it comes. */
  window = new Int32Array(1024);
  /** Redirections of this attempt so far. */
  hops = new Uint8Array(1024);
  /** Owner group that a probe asks, or −1. */
  group = new Int32Array(1024);
  /** Request of several calls that it belongs to, or −1: it is a request by itself. */
  request = new Int32Array(1024);
  /** Thread time of the second half, ns: the write after the read of an update, or the copy of a hedged attempt. */
  secondDemand = new Float64Array(1024);
  /** For an update: number of the write whose value it has read (0: the value from before the run); else −1. */
  seen = new Float64Array(1024);
  /** The other attempt of a hedged pair while a client waits for both, or −1. */
  twin = new Int32Array(1024);
  /** The attempt for which the unit at `place` asks for data, or −1: a client of a source asks. */
  caller = new Int32Array(1024);
  timer: TimerHandle[] = [];
  hedgeTimer: TimerHandle[] = [];
  /** Write it caused: row and number in the write table; row −1 when none. */
  row = new Int32Array(1024);
  rowNumber = new Float64Array(1024);
  /** Tells a row apart from its earlier users. */
  generation = new Int32Array(1024);
  #state = new Uint8Array(1024);
  #free: number[] = [];
  #used = 0;

  /** Rows in use. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  add(): number {
    const attempt = this.#free.pop() ?? this.#used++;
    if (attempt >= this.source.length) this.#grow();
    this.#state[attempt] = CLIENT_WAITS | CARRIED;
    this.row[attempt] = -1;
    this.condition[attempt] = ALWAYS;
    this.hops[attempt] = 0;
    this.tries[attempt] = 0;
    this.group[attempt] = -1;
    this.request[attempt] = -1;
    this.seen[attempt] = -1;
    this.twin[attempt] = -1;
    this.caller[attempt] = -1;
    return attempt;
  }

  /** A further attempt at the same thing, not sent yet. */
  copyOf(attempt: number): number {
    const copy = this.add();
    this.source[copy] = this.source[attempt]!;
    this.operation[copy] = this.operation[attempt]!;
    this.condition[copy] = this.condition[attempt]!;
    this.map[copy] = this.map[attempt]!;
    this.key[copy] = this.key[attempt]!;
    this.partition[copy] = this.partition[attempt]!;
    this.demand[copy] = this.demand[attempt]!;
    this.secondDemand[copy] = this.secondDemand[attempt]!;
    this.place[copy] = this.place[attempt]!;
    this.startedAt[copy] = this.startedAt[attempt]!;
    this.tries[copy] = this.tries[attempt]!;
    this.window[copy] = this.window[attempt]!;
    this.group[copy] = this.group[attempt]!;
    this.request[copy] = this.request[attempt]!;
    this.seen[copy] = this.seen[attempt]!;
    this.member[copy] = -1;
    return copy;
  }

  /** Two attempts at one thing: the first answer counts. */
  pair(attempt: number, twin: number): void {
    this.twin[attempt] = twin;
    this.twin[twin] = attempt;
  }

  /** One of a pair is over; the other one goes on alone. */
  part(attempt: number): void {
    this.twin[this.twin[attempt]!] = -1;
    this.twin[attempt] = -1;
  }

  clientWaits(attempt: number): boolean {
    return (this.#state[attempt]! & CLIENT_WAITS) !== 0;
  }

  /** True while the system works on it and has not sent an answer. */
  isUnderWay(attempt: number): boolean {
    return (this.#state[attempt]! & (CARRIED | REPLYING)) === CARRIED;
  }

  /** It has reached the process of its member. */
  enter(attempt: number): void {
    this.#state[attempt]! |= INSIDE;
  }

  /** The answer has left the member. */
  reply(attempt: number): void {
    this.#state[attempt]! |= REPLYING;
  }

  /** The client sends it again after a redirection. */
  resend(attempt: number): void {
    this.#state[attempt]! &= ~(REPLYING | INSIDE);
  }

  /** The client no longer waits. */
  clientDone(attempt: number): void {
    this.#state[attempt]! &= ~CLIENT_WAITS;
    this.#release(attempt);
  }

  /** No part of the system carries it any more. */
  systemDone(attempt: number): void {
    invariant((this.#state[attempt]! & CARRIED) !== 0, 'an attempt was let go twice');
    this.#state[attempt]! &= ~(CARRIED | REPLYING | INSIDE);
    this.#release(attempt);
  }

  /** How many attempts that are requests by themselves a client waits for, a hedged pair being one. */
  waiting(): number {
    let waiting = 0;
    for (let attempt = 0; attempt < this.#used; attempt++)
      if (
        this.clientWaits(attempt) &&
        this.request[attempt]! < 0 &&
        this.twin[attempt]! < attempt &&
        this.caller[attempt]! < 0
      )
        waiting++;
    return waiting;
  }

  /** Attempts that are inside `member` (not yet answered). */
  *inside(member: number): Generator<number> {
    for (let attempt = 0; attempt < this.#used; attempt++) {
      if (
        (this.#state[attempt]! & (CARRIED | REPLYING | INSIDE)) === (CARRIED | INSIDE) &&
        this.member[attempt] === member
      )
        yield attempt;
    }
  }

  #release(attempt: number): void {
    if ((this.#state[attempt]! & (CLIENT_WAITS | CARRIED)) !== 0) return;
    this.generation[attempt]!++;
    this.#free.push(attempt);
  }

  #grow(): void {
    const rows = this.source.length * 2;
    this.source = grownIntegers(this.source, rows);
    this.operation = grownBytes(this.operation, rows);
    this.condition = grownBytes(this.condition, rows);
    this.map = grownIntegers(this.map, rows);
    this.key = grownDoubles(this.key, rows);
    this.partition = grownIntegers(this.partition, rows);
    this.place = grownIntegers(this.place, rows);
    this.member = grownIntegers(this.member, rows);
    this.demand = grownDoubles(this.demand, rows);
    this.startedAt = grownDoubles(this.startedAt, rows);
    this.sentAt = grownDoubles(this.sentAt, rows);
    this.tries = grownIntegers(this.tries, rows);
    this.hops = grownBytes(this.hops, rows);
    this.window = grownIntegers(this.window, rows);
    this.group = grownIntegers(this.group, rows);
    this.request = grownIntegers(this.request, rows);
    this.secondDemand = grownDoubles(this.secondDemand, rows);
    this.seen = grownDoubles(this.seen, rows);
    this.twin = grownIntegers(this.twin, rows);
    this.caller = grownIntegers(this.caller, rows);
    this.row = grownIntegers(this.row, rows);
    this.rowNumber = grownDoubles(this.rowNumber, rows);
    this.generation = grownIntegers(this.generation, rows);
    this.#state = grownBytes(this.#state, rows);
  }
}
