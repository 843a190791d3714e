/**
 * Bus packets on their way, pooled in typed arrays, and the headers they carry.
 *
 * A header is the sender's configuration at sending time (role, shard claimed, epochs). It changes a few times in a run, so headers are
 * immutable objects in a list and packets carry an index; a receiver that has seen the index need not read it again.
 */
import { NOBODY } from './views.ts';

export const PING = 0;
export const PONG = 1;
export const FAIL_NOTICE = 2;
export const VOTE_REQUEST = 3;
export const VOTE = 4;
export const UPDATE = 5;

export interface Header {
  /** Primary of the sender, NOBODY when it is one. */
  readonly primary: number;
  /** Shard claimed by the sender or, if it is a replica, by its primary; NOBODY for none. */
  readonly shard: number;
  readonly currentEpoch: number;
  readonly configEpoch: number;
}

export class PacketPool {
  readonly headers: Header[] = [];
  /** Most gossip entries of a packet. */
  readonly stride: number;
  from = new Int32Array(0);
  to = new Int32Array(0);
  kind = new Uint8Array(0);
  /** 1: on the sender's own link. 0: an answer on the receiver's link. */
  forward = new Uint8Array(0);
  generation = new Int32Array(0);
  incarnation = new Int32Array(0);
  header = new Int32Array(0);
  offset = new Float64Array(0);
  /** FAIL_NOTICE, UPDATE: the node it is about. */
  about = new Int32Array(0);
  /** UPDATE: epoch and shard of that node. VOTE_REQUEST: epoch is 1 when the primary need not be FAIL. */
  epoch = new Int32Array(0);
  shard = new Int32Array(0);
  gossips = new Int32Array(0);
  gossipNode = new Int32Array(0);
  gossipFlags = new Uint8Array(0);
  /** Gossiped time of the last pong in whole seconds. */
  gossipSecond = new Int32Array(0);
  #free: number[] = [];

  constructor(count: number) {
    this.stride = count;
    this.#grow(64);
  }

  take(kind: number, from: number, to: number, header: number, offset: number): number {
    if (this.#free.length === 0) this.#grow(this.from.length * 2);
    const packet = this.#free.pop()!;
    this.kind[packet] = kind;
    this.from[packet] = from;
    this.to[packet] = to;
    this.header[packet] = header;
    this.offset[packet] = offset;
    this.about[packet] = NOBODY;
    this.epoch[packet] = 0;
    this.shard[packet] = NOBODY;
    this.gossips[packet] = 0;
    return packet;
  }

  release(packet: number): void {
    this.#free.push(packet);
  }

  #grow(capacity: number): void {
    const old = this.from.length;
    const grown = <A extends Int32Array | Uint8Array | Float64Array>(array: A, length: number): A => {
      const Kind = array.constructor as new (length: number) => A;
      const copy = new Kind(length);
      copy.set(array);
      return copy;
    };
    this.from = grown(this.from, capacity);
    this.to = grown(this.to, capacity);
    this.kind = grown(this.kind, capacity);
    this.forward = grown(this.forward, capacity);
    this.generation = grown(this.generation, capacity);
    this.incarnation = grown(this.incarnation, capacity);
    this.header = grown(this.header, capacity);
    this.offset = grown(this.offset, capacity);
    this.about = grown(this.about, capacity);
    this.epoch = grown(this.epoch, capacity);
    this.shard = grown(this.shard, capacity);
    this.gossips = grown(this.gossips, capacity);
    this.gossipNode = grown(this.gossipNode, capacity * this.stride);
    this.gossipFlags = grown(this.gossipFlags, capacity * this.stride);
    this.gossipSecond = grown(this.gossipSecond, capacity * this.stride);
    for (let packet = capacity - 1; packet >= old; packet--) this.#free.push(packet);
  }
}
