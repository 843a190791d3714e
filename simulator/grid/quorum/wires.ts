/**
 * What a message between two places of a leaderless map meets: cuts, delays, the time of its leg, a process that is gone or stands still.
 *
 * Messages go over connections: a lost packet is sent again, a connection to a process that ended is reset, a message to a paused process
 * waits in its socket. The four legs are those of the WARS model (Bailis et al. 2012); each time is drawn anew, so messages may overtake
 * one another. Left out: bandwidth, thread time of replicas (part of their legs).
 */
import type { Sampler } from '../../kernel/distribution.ts';
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { Network } from '../../network/network.ts';
import type { Members } from '../members.ts';

export type LegName = 'write' | 'acknowledge' | 'request' | 'response';

/** The time of a leg and the stream it is drawn from. */
export interface Leg {
  readonly time: Sampler;
  readonly stream: RandomStream;
}

/** Delay of a message that does not arrive. */
export const NEVER = -1;

interface Waiting {
  readonly handler: HandlerId;
  readonly a: number;
  readonly b: number;
  readonly x: number;
}

export class Wires {
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #members: Members;
  readonly #legs: Readonly<Record<LegName, Leg>> | null;
  readonly #inboxes: Waiting[][];

  constructor(simulation: Simulation, network: Network, members: Members, legs: Readonly<Record<LegName, Leg>> | null) {
    this.#simulation = simulation;
    this.#network = network;
    this.#members = members;
    this.#legs = legs;
    this.#inboxes = Array.from({ length: members.count }, () => []);
  }

  /** ns until a message sent now arrives, or NEVER. Without a leg: what only the connection does. */
  delay(from: number, to: number, leg?: LegName): number {
    if (!this.#network.passes(from, to)) return NEVER;
    const way = this.#network.delay(from, to) + this.#network.retransmission(from, to);
    if (this.#legs === null || leg === undefined) return way;
    const { time, stream } = this.#legs[leg];
    return way + time.sample(stream);
  }

  /** Whether a message that is due now reaches the host of `to`. Places of clients have no host that could be down. */
  reaches(from: number, to: number): boolean {
    return this.#network.passes(from, to) && (to >= this.#members.count || this.#members.isHostUp(to));
  }

  /** Starts of the process at a place so far; clients never begin anew. */
  incarnation(place: number): number {
    return place < this.#members.count ? this.#members.incarnation[place]! : 0;
  }

  /** Whether the process that a message was meant for is still there. */
  lives(place: number, incarnation: number): boolean {
    return (
      place >= this.#members.count || (this.#members.isUp(place) && this.#members.incarnation[place] === incarnation)
    );
  }

  /** A paused process has to wait: the event comes again when it goes on or ends. False: it runs. */
  waitsFor(place: number, handler: HandlerId, a: number, b: number, x: number): boolean {
    if (place >= this.#members.count || !this.#members.isPaused(place)) return false;
    this.#inboxes[place]!.push({ handler, a, b, x });
    return true;
  }

  /** The process goes on or has ended: what waited is looked at again, in the order it came. */
  release(member: number): void {
    const waiting = this.#inboxes[member]!;
    this.#inboxes[member] = [];
    for (const { handler, a, b, x } of waiting) this.#simulation.schedule(0, handler, a, b, x);
  }
}
