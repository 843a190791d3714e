/**
 * The TCP connections of sentinels: one from each sentinel to every Redis server and every other sentinel; commands go out on it, replies
 * come back on it.
 *
 * A link is down, connecting or open; to its owner a connecting one is as good as open, and what is sent on it waits. A packet that meets
 * a cut or a lost host waits for the retransmission (0.2 s, doubled each time; a SYN every second at first), all that follow behind it. A
 * dead process closes its links, its host being there to say so; one that is replaced resets the connection when something arrives.
 * Left out: the second connection for messages of channels, Nagle (hiredis sets TCP_NODELAY or has nothing unacknowledged when it sends).
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { MembershipGround } from '../membership.ts';
import type { Message, MessagePool } from './messages.ts';
import type { Processes } from './processes.ts';
import { DATA_RETRY, INFO_BYTES, MESSAGE_BYTES, MOST_DOUBLINGS, SYN_LINEAR, SYN_RETRY } from './sentinel-options.ts';

const DOWN = 0;
const CONNECTING = 1;
const OPEN = 2;

export class SentinelLinks {
  readonly #simulation: Simulation;
  readonly #network: MembershipGround['network'];
  readonly #members: MembershipGround['members'];
  readonly #processes: Processes;
  readonly #pool: MessagePool;
  /** A message reached its receiver, which runs. */
  readonly #received: (message: Message) => void;
  readonly #state: Uint8Array;
  /** Connections so far, and the process that this one was made with. */
  readonly #generation: Int32Array;
  readonly #peer: Int32Array;
  /** Per direction (2 × link, + 1 for replies): last arrival, for order; messages that wait. */
  readonly #lastArrival: Float64Array;
  readonly #held: number[][];
  readonly #onArrival: HandlerId;
  readonly #onConnect: HandlerId;
  readonly #onRetry: HandlerId;
  readonly #onClosed: HandlerId;

  constructor(ground: MembershipGround, processes: Processes, pool: MessagePool, received: (message: Message) => void) {
    const { simulation, network, members } = ground;
    const count = processes.sentinels * processes.count;
    this.#simulation = simulation;
    this.#network = network;
    this.#members = members;
    this.#processes = processes;
    this.#pool = pool;
    this.#received = received;
    this.#state = new Uint8Array(count).fill(OPEN);
    this.#generation = new Int32Array(count);
    this.#peer = new Int32Array(count).fill(1);
    this.#lastArrival = new Float64Array(2 * count);
    this.#held = Array.from({ length: 2 * count }, () => []);
    this.#onArrival = simulation.handler('sentinel/message', (index, buffered) => this.#arrive(index, buffered === 1));
    this.#onConnect = simulation.handler('sentinel/connect', (link, generation, attempt) =>
      this.#connect(link, generation, attempt),
    );
    this.#onRetry = simulation.handler('sentinel/retransmission', (direction, generation, attempt) =>
      this.#retry(direction, generation, attempt),
    );
    this.#onClosed = simulation.handler('sentinel/closed', (link, generation) => {
      if (this.#generation[link] === generation) this.#shut(link);
    });
  }

  /** The owner has a connection, open or on its way to be. */
  isUp(sentinel: number, target: number): boolean {
    return this.#state[this.#linkOf(sentinel, target)] !== DOWN;
  }

  open(sentinel: number, target: number): void {
    const link = this.#linkOf(sentinel, target);
    if (this.#state[link] !== DOWN) return;
    this.#state[link] = CONNECTING;
    this.#offer(link, 0);
  }

  /** The owner closes its connection: what waits on it is gone. */
  close(sentinel: number, target: number): void {
    this.#shut(this.#linkOf(sentinel, target));
  }

  /** Sends a command on its sentinel's link; without one it is not sent. */
  send(index: number): void {
    const { sentinel, target } = this.#pool.messages[index]!;
    const link = this.#linkOf(sentinel, target);
    if (this.#state[link] === DOWN) this.#pool.release(index);
    else if (this.#state[link] === CONNECTING) this.#held[2 * link]!.push(index);
    else this.#leave(index, link);
  }

  /** Sends a reply on the link on which its command came, whose fields it takes over. */
  answer(to: Message, fill: (reply: Message) => void): void {
    const link = this.#linkOf(to.sentinel, to.target);
    const index = this.#pool.take(to.kind, to.sentinel, to.target);
    const reply = this.#pool.messages[index]!;
    reply.isReply = true;
    fill(reply);
    this.#leave(index, link);
  }

  /** The process of a member or sentinel ended. */
  ended(target: number): void {
    const { sentinels, members } = this.#processes;
    if (target >= members)
      for (let other = 0; other < this.#processes.count; other++) this.close(target - members, other);
    if (!this.#processes.isHostUp(target)) return;
    const place = this.#processes.placeOf(target);
    for (let sentinel = 0; sentinel < sentinels; sentinel++) {
      const home = this.#processes.placeOf(this.#processes.ofSentinel(sentinel));
      const link = this.#linkOf(sentinel, target);
      if (this.#state[link] !== DOWN && this.#network.passes(place, home))
        this.#simulation.schedule(this.#network.delay(place, home), this.#onClosed, link, this.#generation[link]!);
    }
  }

  #linkOf(sentinel: number, target: number): number {
    return sentinel * this.#processes.count + target;
  }

  #shut(link: number): void {
    if (this.#state[link] === DOWN) return;
    this.#state[link] = DOWN;
    this.#generation[link]!++;
    for (const direction of [2 * link, 2 * link + 1]) {
      for (const index of this.#held[direction]!) this.#pool.release(index);
      this.#held[direction] = [];
      this.#lastArrival[direction] = 0;
    }
  }

  #ends(link: number, isReply: boolean): { readonly from: number; readonly to: number } {
    const target = link % this.#processes.count;
    const sentinel = this.#processes.ofSentinel((link - target) / this.#processes.count);
    return isReply ? { from: target, to: sentinel } : { from: sentinel, to: target };
  }

  #isReachable(from: number, to: number): boolean {
    return (
      this.#processes.isHostUp(to) && this.#network.passes(this.#processes.placeOf(from), this.#processes.placeOf(to))
    );
  }

  /** Behind those that wait, or on its way. */
  #leave(index: number, link: number): void {
    const message = this.#pool.messages[index]!;
    message.generation = this.#generation[link]!;
    const direction = 2 * link + (message.isReply ? 1 : 0);
    if (this.#held[direction]!.length > 0) this.#held[direction]!.push(index);
    else this.#transmit(index, direction);
  }

  #transmit(index: number, direction: number): void {
    const message = this.#pool.messages[index]!;
    const { from, to } = this.#ends((direction - (direction & 1)) / 2, message.isReply);
    if (!this.#isReachable(from, to)) {
      this.#hold(index, direction);
      return;
    }
    const start = this.#processes.placeOf(from);
    const end = this.#processes.placeOf(to);
    const bytes = message.kind === 'info' && message.isReply ? INFO_BYTES : MESSAGE_BYTES;
    const delay = this.#network.delay(start, end, bytes) + this.#network.retransmission(start, end);
    const arrival = Math.max(this.#simulation.now + delay, this.#lastArrival[direction]!);
    this.#lastArrival[direction] = arrival;
    this.#simulation.scheduleAt(arrival, this.#onArrival, index, 0);
  }

  #hold(index: number, direction: number): void {
    const held = this.#held[direction]!;
    held.push(index);
    if (held.length > 1) return;
    const generation = this.#generation[(direction - (direction & 1)) / 2]!;
    this.#simulation.schedule(DATA_RETRY, this.#onRetry, direction, generation, 1);
  }

  #retry(direction: number, generation: number, attempt: number): void {
    const link = (direction - (direction & 1)) / 2;
    const held = this.#held[direction]!;
    if (this.#generation[link] !== generation || held.length === 0) return;
    const { from, to } = this.#ends(link, (direction & 1) === 1);
    if (!this.#isReachable(from, to)) {
      const wait = DATA_RETRY * (1 << Math.min(attempt, MOST_DOUBLINGS));
      this.#simulation.schedule(wait, this.#onRetry, direction, generation, attempt + 1);
      return;
    }
    this.#held[direction] = [];
    for (const index of held) this.#transmit(index, direction);
  }

  /** `buffered`: it had arrived already and waited for a paused process. */
  #arrive(index: number, buffered: boolean): void {
    const message = this.#pool.messages[index]!;
    const link = this.#linkOf(message.sentinel, message.target);
    const { from, to } = this.#ends(link, message.isReply);
    if (message.generation !== this.#generation[link]) this.#pool.release(index);
    else if (!buffered && !this.#isReachable(from, to)) this.#hold(index, 2 * link + (message.isReply ? 1 : 0));
    else if (!this.#isSameProcess(link, message, to)) {
      this.#pool.release(index);
      const back = this.#network.delay(this.#processes.placeOf(to), this.#processes.placeOf(from));
      this.#simulation.schedule(back, this.#onClosed, link, this.#generation[link]!);
    } else if (this.#processes.isPaused(to)) this.#members.deferMessage(to, this.#onArrival, index, 1, 0);
    else {
      this.#received(message);
      this.#pool.release(index);
    }
  }

  #isSameProcess(link: number, message: Message, to: number): boolean {
    if (message.isReply) return true;
    return this.#processes.isUp(to) && this.#processes.incarnation(to) === this.#peer[link];
  }

  /** Sends the SYN: the answer comes a round trip later (attempt −1), or another SYN is sent. */
  #offer(link: number, attempt: number): void {
    const { from, to } = this.#ends(link, false);
    const start = this.#processes.placeOf(from);
    const end = this.#processes.placeOf(to);
    const heard = this.#isReachable(from, to) && this.#network.passes(end, start);
    const wait = heard
      ? this.#network.delay(start, end) + this.#network.delay(end, start)
      : SYN_RETRY * (1 << Math.min(Math.max(0, attempt - SYN_LINEAR), 6));
    this.#simulation.schedule(wait, this.#onConnect, link, this.#generation[link]!, heard ? -1 : attempt + 1);
  }

  #connect(link: number, generation: number, attempt: number): void {
    if (generation !== this.#generation[link] || this.#state[link] !== CONNECTING) return;
    const { from, to } = this.#ends(link, false);
    if (attempt >= 0) this.#offer(link, attempt);
    else if (!this.#isReachable(to, from)) this.#offer(link, 1);
    else if (!this.#processes.isUp(to)) this.#shut(link);
    else {
      this.#state[link] = OPEN;
      this.#peer[link] = this.#processes.incarnation(to);
      const held = this.#held[2 * link]!;
      this.#held[2 * link] = [];
      for (const index of held) this.#leave(index, link);
    }
  }
}
