/**
 * Links with a limited rate: every member's host sends through one and receives through one, and a message of b bytes keeps each busy for
 * b / rate. What finds a link busy waits, first come, first served (oracle: one source and one link are M/D/1).
 *
 * A message streams: an idle path costs bytes / (slower rate), not the sum of both. When the last byte arrives is reckoned when a message
 * is sent; on the receiving side it takes the first gap at or after its arrival that is long enough, so that one from afar does not hold
 * up one from nearby. Clients of a zone are many hosts, so their side has no limit. Left out: what waits when a limit changes goes on at
 * the old rate; lost packets, acknowledgements of TCP; the way to the durable store; members suspected for a full link alone,
 * before any fault of the network (until then heartbeats are no events).
 */
import type { Simulation } from '../kernel/simulation.ts';
import { SECOND } from '../kernel/time.ts';

/** Hosts of members that are 1 in `touched` send and receive at most `rate` bytes a second. */
export interface LinkLimit {
  readonly touched: Uint8Array;
  readonly rate: number;
}

/** Busy stretches in ascending order, ns. */
interface Calendar {
  readonly begins: number[];
  readonly ends: number[];
}

export class Links {
  readonly #simulation: Simulation;
  readonly #rates: Float64Array;
  /** When the last message that was sent has left, ns. */
  readonly #sendFree: Float64Array;
  readonly #receiving: readonly Calendar[];
  #limits: readonly LinkLimit[] = [];

  /** `members`: the hosts that can be limited, places 0 … members − 1. */
  constructor(simulation: Simulation, members: number) {
    this.#simulation = simulation;
    this.#rates = new Float64Array(members).fill(Number.POSITIVE_INFINITY);
    this.#sendFree = new Float64Array(members);
    this.#receiving = Array.from({ length: members }, () => ({ begins: [], ends: [] }));
  }

  limit(limit: LinkLimit): void {
    this.#limits = [...this.#limits, limit];
    this.#reckonRates();
  }

  limitNoMore(limit: LinkLimit): void {
    this.#limits = this.#limits.filter((other) => other !== limit);
    this.#reckonRates();
  }

  isLimited(place: number): boolean {
    return place < this.#rates.length && this.#rates[place] !== Number.POSITIVE_INFINITY;
  }

  /** ns that a message sent now takes longer for its way through both links; `delay` is the time between them. */
  passing(from: number, to: number, bytes: number, delay: number): number {
    const { now } = this.#simulation;
    let sending = 0;
    let sent = now;
    if (this.isLimited(from)) {
      sending = this.#time(from, bytes);
      sent = Math.max(now, this.#sendFree[from]!) + sending;
      this.#sendFree[from] = sent;
    }
    if (!this.isLimited(to)) return sent - now;
    const receiving = this.#time(to, bytes);
    const due = sent + delay - Math.min(sending, receiving);
    return this.#receive(this.#receiving[to]!, due, receiving) - delay - now;
  }

  #time(place: number, bytes: number): number {
    return Math.ceil((bytes / this.#rates[place]!) * SECOND);
  }

  /** Takes the first gap of this length at or after `due`; returns its end. */
  #receive({ begins, ends }: Calendar, due: number, length: number): number {
    const { now } = this.#simulation;
    while (ends.length > 0 && ends[0]! <= now) {
      begins.shift();
      ends.shift();
    }
    let begin = due;
    let at = 0;
    for (; at < begins.length && begins[at]! < begin + length; at++) if (ends[at]! > begin) begin = ends[at]!;
    const end = begin + length;
    const joinsBefore = at > 0 && ends[at - 1] === begin;
    const joinsAfter = at < begins.length && begins[at] === end;
    if (joinsBefore && joinsAfter) {
      ends.splice(at - 1, 1);
      begins.splice(at, 1);
    } else if (joinsBefore) ends[at - 1] = end;
    else if (joinsAfter) begins[at] = begin;
    else {
      begins.splice(at, 0, begin);
      ends.splice(at, 0, end);
    }
    return end;
  }

  #reckonRates(): void {
    for (let place = 0; place < this.#rates.length; place++) {
      let rate = Number.POSITIVE_INFINITY;
      for (const limit of this.#limits) if (limit.touched[place] === 1) rate = Math.min(rate, limit.rate);
      this.#rates[place] = rate;
      if (rate !== Number.POSITIVE_INFINITY) continue;
      this.#sendFree[place] = 0;
      this.#receiving[place]!.begins.length = 0;
      this.#receiving[place]!.ends.length = 0;
    }
  }
}
