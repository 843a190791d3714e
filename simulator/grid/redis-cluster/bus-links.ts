/**
 * The TCP connections of the bus: each node keeps one link to every other, sends its own packets on it and gets the answers back on it.
 *
 * A link is down, connecting or open. Per direction packets stay in order; a packet that meets a cut waits for the retransmission
 * (0.2 s, doubled each time; a SYN every second at first), all that follow behind it. Nagle: where a message is one segment, new data on a
 * link waits while older data has no acknowledgement, which comes with an answer on the same link or 40 ms late (facts 4.6). Closing voids
 * what is under way to the owner. A dead process closes its links, its host being there to say so.
 * Left out: acknowledgements that get lost, slow start, socket buffers that fill up.
 */

import type { RandomStream } from '../../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { MembershipGround } from '../membership.ts';
import {
  DELAYED_ACK,
  DELAYED_ACK_ROUNDING,
  LOOPBACK_DELAY,
  PACKET_BYTES,
  SYN_LINEAR,
  SYN_RETRY,
} from './bus-options.ts';
import { HeldPackets } from './held-packets.ts';
import type { PacketPool } from './packets.ts';

const DOWN = 0;
const CONNECTING = 1;
const OPEN = 2;

interface LinkUser {
  /** A packet reached its receiver, which runs. Hands it back: the pool releases it after the call. */
  received(packet: number): void;
  /** The owner's link to `peer` opened. */
  connected(owner: number, peer: number): void;
}

export class BusLinks {
  readonly #simulation: Simulation;
  readonly #network: MembershipGround['network'];
  readonly #members: MembershipGround['members'];
  readonly #pool: PacketPool;
  readonly #user: LinkUser;
  readonly #stream: RandomStream;
  readonly #count: number;
  readonly #state: Uint8Array;
  readonly #generation: Int32Array;
  /** Time in ns at which the link was made (clusterLink ctime). */
  readonly #created: Float64Array;
  /** Links of an owner that are down. */
  readonly downCount: Int32Array;
  /** Per direction (2 * pair + forward): last arrival, for order. */
  readonly #lastArrival: Float64Array;
  /** Per pair: instant of the last forward segment, and until when it lacks an acknowledgement. */
  readonly #lastSent: Float64Array;
  readonly #unacknowledged: Float64Array;
  readonly #oneSegment: Uint8Array;
  readonly #held: HeldPackets;
  readonly #onArrival: HandlerId;
  readonly #onConnect: HandlerId;

  constructor(ground: MembershipGround, pool: PacketPool, user: LinkUser, oneSegment: boolean | undefined) {
    const count = ground.members.count;
    this.#simulation = ground.simulation;
    this.#network = ground.network;
    this.#members = ground.members;
    this.#stream = ground.streams.named('redis-cluster/delayed-ack');
    this.#pool = pool;
    this.#user = user;
    this.#count = count;
    this.#state = new Uint8Array(count * count).fill(OPEN);
    this.#generation = new Int32Array(count * count);
    this.#created = new Float64Array(count * count).fill(Number.NEGATIVE_INFINITY);
    this.downCount = new Int32Array(count);
    this.#lastArrival = new Float64Array(2 * count * count);
    this.#lastSent = new Float64Array(count * count).fill(-1);
    this.#unacknowledged = new Float64Array(count * count);
    this.#oneSegment = new Uint8Array(count * count);
    for (let owner = 0; owner < count; owner++) {
      for (let peer = 0; peer < count; peer++) {
        const near = oneSegment ?? this.#network.meanDelay(owner, peer) < LOOPBACK_DELAY;
        this.#oneSegment[owner * count + peer] = near ? 1 : 0;
      }
    }
    this.#onArrival = ground.simulation.handler('redis-cluster/packet', (packet, buffered) =>
      this.#arrive(packet, buffered === 1),
    );
    this.#onConnect = ground.simulation.handler('redis-cluster/connect', (pair, generation, attempt) =>
      this.#connect(pair, generation, attempt),
    );
    const leave = (packet: number, direction: number): void =>
      this.#transmit(packet, (direction - (direction & 1)) / 2, 0);
    this.#held = new HeldPackets(ground, pool, leave);
  }

  /** The owner has a link object, open or connecting (`node->link != NULL`). */
  has(owner: number, peer: number): boolean {
    return this.#state[owner * this.#count + peer] !== DOWN;
  }

  /** Age of the link in ns. */
  age(owner: number, peer: number): number {
    return this.#simulation.now - this.#created[owner * this.#count + peer]!;
  }

  /** Begins to connect every link of the owner that is down. */
  reconnect(owner: number): void {
    for (let peer = 0; peer < this.#count; peer++) {
      const pair = owner * this.#count + peer;
      if (peer === owner || this.#state[pair] !== DOWN) continue;
      this.#state[pair] = CONNECTING;
      this.#created[pair] = this.#simulation.now;
      this.downCount[owner]!--;
      this.#offer(pair, 0);
    }
  }

  /** The owner closes its link; what it had not sent and what is under way to it is gone. */
  close(owner: number, peer: number): void {
    const pair = owner * this.#count + peer;
    if (this.#state[pair] === DOWN) return;
    this.#state[pair] = DOWN;
    this.#generation[pair]!++;
    this.downCount[owner]!++;
    this.#unacknowledged[pair] = 0;
    // Order is a promise of one connection: what comes on the next one does not wait for late packets of this one.
    this.#lastArrival[2 * pair] = 0;
    this.#lastArrival[2 * pair + 1] = 0;
    this.#held.discard(2 * pair);
    this.#held.discard(2 * pair + 1);
  }

  /** The process of a member ended or was replaced by a new one: its links, and the links of those who can hear so, are closed. */
  reset(member: number): void {
    for (let peer = 0; peer < this.#count; peer++) {
      if (peer === member) continue;
      this.close(member, peer);
      if (this.#members.isHostUp(member) && this.#network.passes(member, peer)) this.close(peer, member);
    }
  }

  /** Sends on the sender's own link; without one the packet is not sent. `after`: work before it leaves, in ns. */
  send(packet: number, after = 0): void {
    const pool = this.#pool;
    const pair = pool.from[packet]! * this.#count + pool.to[packet]!;
    if (this.#state[pair] === DOWN) {
      pool.release(packet);
      return;
    }
    pool.forward[packet] = 1;
    const direction = 2 * pair + 1;
    const now = this.#simulation.now;
    if (this.#held.joins(direction, packet)) return;
    if (this.#state[pair] === CONNECTING) this.#held.untilReleased(direction, packet);
    else if (this.#unacknowledged[pair]! > now && this.#lastSent[pair] !== now) {
      this.#held.forAcknowledgement(direction, packet, this.#unacknowledged[pair]! - now);
    } else this.#transmit(packet, pair, after);
  }

  /** Answers on the link on which the other's packet came. */
  answer(packet: number): void {
    const pool = this.#pool;
    const pair = pool.to[packet]! * this.#count + pool.from[packet]!;
    pool.forward[packet] = 0;
    if (!this.#held.joins(2 * pair, packet)) this.#transmit(packet, pair, 0);
  }

  #transmit(packet: number, pair: number, after: number): void {
    const pool = this.#pool;
    const now = this.#simulation.now;
    const from = pool.from[packet]!;
    const to = pool.to[packet]!;
    const direction = 2 * pair + pool.forward[packet]!;
    pool.generation[packet] = this.#generation[pair]!;
    pool.incarnation[packet] = this.#members.incarnation[to]!;
    if (!this.#network.passes(from, to)) {
      this.#held.forRetransmission(direction, packet);
      return;
    }
    const delay = after + this.#network.delay(from, to, PACKET_BYTES) + this.#network.retransmission(from, to);
    if (pool.forward[packet] === 1 && this.#oneSegment[pair] === 1) {
      this.#lastSent[pair] = now;
      const late = DELAYED_ACK + Math.floor(this.#stream.uniform() * DELAYED_ACK_ROUNDING);
      this.#unacknowledged[pair] = now + delay + late + this.#network.meanDelay(to, from);
    }
    const arrival = Math.max(now + delay, this.#lastArrival[direction]!);
    this.#lastArrival[direction] = arrival;
    this.#simulation.schedule(arrival - now, this.#onArrival, packet, 0, 0);
  }

  /** `buffered`: it had arrived already and waited for a paused process. */
  #arrive(packet: number, buffered: boolean): void {
    const pool = this.#pool;
    const from = pool.from[packet]!;
    const to = pool.to[packet]!;
    const forward = pool.forward[packet]!;
    const pair = forward === 1 ? from * this.#count + to : to * this.#count + from;
    const current = pool.generation[packet] === this.#generation[pair];
    const lives = this.#members.isUp(to) && pool.incarnation[packet] === this.#members.incarnation[to];
    if (!lives || (forward === 0 && !current)) {
      pool.release(packet);
    } else if (!buffered && !this.#network.passes(from, to)) {
      if (!current || !this.#members.isUp(from)) pool.release(packet);
      else this.#held.forRetransmission(2 * pair + forward, packet);
    } else if (this.#members.isPaused(to)) {
      this.#members.deferMessage(to, this.#onArrival, packet, 1, 0);
    } else if (this.#members.isExecutingFirst(to)) {
      this.#members.deferUntilExecuted(to, this.#onArrival, packet, 1, 0);
    } else {
      if (forward === 0) this.#acknowledged(pair);
      this.#user.received(packet);
      pool.release(packet);
    }
  }

  #acknowledged(pair: number): void {
    this.#unacknowledged[pair] = 0;
    this.#held.acknowledged(2 * pair + 1);
  }

  /** Sends the SYN: the answer comes a round trip later (attempt −1), or another SYN is sent. */
  #offer(pair: number, attempt: number): void {
    const owner = Math.floor(pair / this.#count);
    const peer = pair - owner * this.#count;
    const network = this.#network;
    const heard = this.#members.isHostUp(peer) && network.passes(owner, peer) && network.passes(peer, owner);
    const wait = heard
      ? network.delay(owner, peer) + network.delay(peer, owner)
      : SYN_RETRY * (1 << Math.min(Math.max(0, attempt - SYN_LINEAR), 6));
    this.#simulation.schedule(wait, this.#onConnect, pair, this.#generation[pair]!, heard ? -1 : attempt + 1);
  }

  #connect(pair: number, generation: number, attempt: number): void {
    if (generation !== this.#generation[pair] || this.#state[pair] !== CONNECTING) return;
    const owner = Math.floor(pair / this.#count);
    const peer = pair - owner * this.#count;
    if (attempt >= 0) this.#offer(pair, attempt);
    else if (!this.#network.passes(peer, owner)) this.#offer(pair, 1);
    else if (!this.#members.isUp(peer)) this.close(owner, peer);
    else if (this.#members.isPaused(owner)) this.#members.deferMessage(owner, this.#onConnect, pair, generation, -1);
    else {
      this.#state[pair] = OPEN;
      this.#held.release(2 * pair + 1);
      this.#user.connected(owner, peer);
    }
  }
}
