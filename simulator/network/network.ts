/**
 * The network between places: who can reach whom, and how long a packet takes.
 *
 * A place is a member's host or the clients of one zone. A fault is a rule: pass, delay or drop. A packet passes if no cut
 * separates sender and receiver when it is sent nor when it would arrive, so what is on the wire at the moment of a cut is lost.
 * What is sent is unknown here, and so is order: TCP's first-in-first-out is kept by `Channel`, per direction, where it matters.
 * Left out: bandwidth, loss of single packets, retransmission (a request that meets a cut is gone; replication catches up by itself).
 */
import { type DistributionSpec, type Sampler, sampler } from '../kernel/distribution.ts';
import type { Streams } from '../kernel/stream-seed.ts';

/** Where a place stands; regions and zones are small indices. */
export interface Place {
  readonly zone: number;
  readonly region: number;
}

export interface NetworkDelays {
  readonly sameZone: DistributionSpec;
  readonly crossZone: DistributionSpec;
  readonly crossRegion: DistributionSpec;
}

/** Packets between `inside` and the rest are dropped; direction is seen from the inside. */
export interface Cut {
  readonly inside: Uint8Array;
  readonly inbound: boolean;
  readonly outbound: boolean;
}

/** Packets from and to `slowed` places take `add` longer. */
export interface Slowdown {
  readonly slowed: Uint8Array;
  readonly add: Sampler;
}

export class Network {
  readonly places: readonly Place[];
  readonly #sameZone: Sampler;
  readonly #crossZone: Sampler;
  readonly #crossRegion: Sampler;
  readonly #stream;
  #cuts: readonly Cut[] = [];
  #slowdowns: readonly Slowdown[] = [];

  constructor(places: readonly Place[], delays: NetworkDelays, streams: Streams) {
    this.places = places;
    this.#sameZone = sampler(delays.sameZone);
    this.#crossZone = sampler(delays.crossZone);
    this.#crossRegion = sampler(delays.crossRegion);
    this.#stream = streams.named('network/delay');
  }

  /** True when a packet from one place to another is not dropped now. */
  passes(from: number, to: number): boolean {
    if (this.#cuts.length === 0) return true;
    for (const cut of this.#cuts) {
      const fromInside = cut.inside[from] === 1;
      const toInside = cut.inside[to] === 1;
      if (fromInside === toInside) continue;
      if (fromInside ? cut.outbound : cut.inbound) return false;
    }
    return true;
  }

  /** One-way delay in ns of a packet sent now; a place reaches itself in no time. */
  delay(from: number, to: number): number {
    if (from === to) return 0;
    let delay = this.#between(from, to).sample(this.#stream);
    for (const { slowed, add } of this.#slowdowns) {
      if (slowed[from] === 1 || slowed[to] === 1) delay += add.sample(this.#stream);
    }
    return delay;
  }

  /** Mean one-way delay in ns without any fault; for closed forms and for members' settled heartbeats. */
  meanDelay(from: number, to: number): number {
    return from === to ? 0 : this.#between(from, to).mean;
  }

  /** True while a slowdown touches packets between these places. */
  isSlowed(from: number, to: number): boolean {
    return this.#slowdowns.some(({ slowed }) => slowed[from] === 1 || slowed[to] === 1);
  }

  #between(from: number, to: number): Sampler {
    const a = this.places[from]!;
    const b = this.places[to]!;
    if (a.zone === b.zone) return this.#sameZone;
    return a.region === b.region ? this.#crossZone : this.#crossRegion;
  }

  cut(cut: Cut): void {
    this.#cuts = [...this.#cuts, cut];
  }

  mend(cut: Cut): void {
    this.#cuts = this.#cuts.filter((other) => other !== cut);
  }

  slow(slowdown: Slowdown): void {
    this.#slowdowns = [...this.#slowdowns, slowdown];
  }

  quicken(slowdown: Slowdown): void {
    this.#slowdowns = this.#slowdowns.filter((other) => other !== slowdown);
  }
}
