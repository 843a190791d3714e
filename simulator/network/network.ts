/**
 * The network between places: who can reach whom, and how long a packet takes.
 *
 * A place is a member's host or the clients of one zone. A fault is a rule: pass, delay or drop. A packet passes if no cut
 * separates sender and receiver when it is sent nor when it would arrive, so what is on the wire at the moment of a cut is lost.
 * What is sent is unknown here, and so is order: who needs TCP's first-in-first-out keeps it, per direction.
 * A packet that a loss takes is gone (`loses`), or on a connection sent again until it passes, after 0.2 s, then after twice as long each
 * time (`retransmission`; RFC 6298 with the least time-out of Linux, TCP_RTO_MIN). A message costs bytes / rate
 * where links are limited (links.ts), else nothing. Left out: fast retransmission (three later packets would bring a lost one back within a round trip), retransmission across a cut (replication catches up by itself).
 */
import { type DistributionSpec, type Sampler, sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { MILLISECOND } from '../kernel/time.ts';
import type { LinkLimit, Links } from './links.ts';

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

/** A share of the packets from and to `touched` places, each by a draw of its own. */
export interface PacketShare {
  readonly touched: Uint8Array;
  readonly share: number;
}

/** A share of the packets from and to `touched` places takes `add` longer, so that later ones pass them. */
export interface Reordering extends PacketShare {
  readonly add: Sampler;
}

/** ns until a packet without acknowledgement is sent again for the first time. */
const FIRST_RETRANSMISSION = 200 * MILLISECOND;
/** Bytes of a message besides its entry: headers of Ethernet, IP and TCP (66) and those of the protocol. */
export const MESSAGE_BYTES = 128;
/** A connection tries this often (Linux: tcp_retries2). */
const RETRANSMISSIONS = 15;

export class Network {
  readonly places: readonly Place[];
  readonly #sameZone: Sampler;
  readonly #crossZone: Sampler;
  readonly #crossRegion: Sampler;
  readonly #stream;
  readonly #lossStream;
  readonly #doublingStream;
  readonly #reorderingStream;
  #cuts: readonly Cut[] = [];
  #slowdowns: readonly Slowdown[] = [];
  #losses: readonly PacketShare[] = [];
  #doublings: readonly PacketShare[] = [];
  #reorderings: readonly Reordering[] = [];
  /** Null where no link is ever limited. */
  readonly #links: Links | null;

  constructor(places: readonly Place[], delays: NetworkDelays, streams: Streams, links: Links | null = null) {
    this.places = places;
    this.#links = links;
    this.#sameZone = sampler(delays.sameZone);
    this.#crossZone = sampler(delays.crossZone);
    this.#crossRegion = sampler(delays.crossRegion);
    this.#stream = streams.named('network/delay');
    this.#lossStream = streams.named('network/loss');
    this.#doublingStream = streams.named('network/doubling');
    this.#reorderingStream = streams.named('network/reordering');
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

  /** One-way delay in ns of a message sent now; a place reaches itself in no time. */
  delay(from: number, to: number, bytes = MESSAGE_BYTES): number {
    if (from === to) return 0;
    let delay = this.#between(from, to).sample(this.#stream);
    for (const { slowed, add } of this.#slowdowns) {
      if (slowed[from] === 1 || slowed[to] === 1) delay += add.sample(this.#stream);
    }
    for (const rule of this.#reorderings)
      if (isDrawn(rule, from, to, this.#reorderingStream)) delay += rule.add.sample(this.#reorderingStream);
    return this.#links === null ? delay : delay + this.#links.passing(from, to, bytes, delay);
  }

  /** ns that so many bytes sent now need for their way through the links alone. */
  passing(from: number, to: number, bytes: number): number {
    return this.#links === null || from === to ? 0 : this.#links.passing(from, to, bytes, this.meanDelay(from, to));
  }

  /** True where a link can be limited. */
  get isMetered(): boolean {
    return this.#links !== null;
  }

  /** A one-way delay in ns as it would be without any fault, drawn from a stream of the asker's own. */
  usualDelay(from: number, to: number, stream: RandomStream): number {
    return from === to ? 0 : this.#between(from, to).sample(stream);
  }

  /** Mean one-way delay in ns without any fault; for closed forms and for members' settled heartbeats. */
  meanDelay(from: number, to: number): number {
    return from === to ? 0 : this.#between(from, to).mean;
  }

  /** True when a packet sent now is lost on the way; asked once a packet, and only draws while there is a loss. */
  loses(from: number, to: number): boolean {
    return this.#losses.length > 0 && drawn(this.#losses, from, to, this.#lossStream);
  }

  /** ns by which a packet sent now on a connection is late because it has to be sent again; 0 without a loss. */
  retransmission(from: number, to: number): number {
    let late = 0;
    for (let tries = 0; tries < RETRANSMISSIONS && this.loses(from, to); tries++)
      late = 2 * late + FIRST_RETRANSMISSION;
    return late;
  }

  /** True when a packet sent now arrives twice. */
  doubles(from: number, to: number): boolean {
    return this.#doublings.length > 0 && drawn(this.#doublings, from, to, this.#doublingStream);
  }

  /** True while packets between these places may be late or lost, one by one. */
  isDisturbed(from: number, to: number): boolean {
    const between = (touched: Uint8Array) => touched[from] === 1 || touched[to] === 1;
    return (
      this.#slowdowns.some(({ slowed }) => between(slowed)) ||
      this.#losses.some(({ touched }) => between(touched)) ||
      this.#reorderings.some(({ touched }) => between(touched)) ||
      this.#links?.isLimited(from) === true ||
      this.#links?.isLimited(to) === true
    );
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
  lose(loss: PacketShare): void {
    this.#losses = [...this.#losses, loss];
  }

  loseNoMore(loss: PacketShare): void {
    this.#losses = this.#losses.filter((other) => other !== loss);
  }

  double(doubling: PacketShare): void {
    this.#doublings = [...this.#doublings, doubling];
  }

  doubleNoMore(doubling: PacketShare): void {
    this.#doublings = this.#doublings.filter((other) => other !== doubling);
  }

  reorder(rule: Reordering): void {
    this.#reorderings = [...this.#reorderings, rule];
  }

  reorderNoMore(rule: Reordering): void {
    this.#reorderings = this.#reorderings.filter((other) => other !== rule);
  }

  limit(limit: LinkLimit): void {
    this.#links!.limit(limit);
  }

  limitNoMore(limit: LinkLimit): void {
    this.#links!.limitNoMore(limit);
  }
}

function drawn(rules: readonly PacketShare[], from: number, to: number, stream: RandomStream): boolean {
  if (from === to) return false;
  return rules.some((rule) => isDrawn(rule, from, to, stream));
}

function isDrawn({ touched, share }: PacketShare, from: number, to: number, stream: RandomStream): boolean {
  return (touched[from] === 1 || touched[to] === 1) && stream.uniform() < share;
}
