/**
 * Packets that cannot leave now, in order, per direction of a link: for a retransmission, for an acknowledgement, for the link to open.
 *
 * What is sent meanwhile joins the queue. A retransmission is tried after 0.2 s, then after twice as long each time, until the network
 * lets it through; then all leave together. A queue that waits for an acknowledgement leaves when that comes, at the latest with the
 * delayed one.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { MembershipGround } from '../membership.ts';
import { DATA_RETRY } from './bus-options.ts';
import type { PacketPool } from './packets.ts';

interface Queue {
  readonly packets: number[];
  /** Last wait for a retransmission in ns; 0 while none is needed. */
  wait: number;
  /** Tells this from earlier queues of the same direction when a timer fires. */
  readonly serial: number;
}

export class HeldPackets {
  readonly #simulation: Simulation;
  readonly #network: MembershipGround['network'];
  readonly #pool: PacketPool;
  readonly #leave: (packet: number, direction: number) => void;
  readonly #queues = new Map<number, Queue>();
  readonly #onTimer: HandlerId;
  #serial = 0;

  constructor(ground: MembershipGround, pool: PacketPool, leave: (packet: number, direction: number) => void) {
    this.#simulation = ground.simulation;
    this.#network = ground.network;
    this.#pool = pool;
    this.#leave = leave;
    this.#onTimer = ground.simulation.handler('redis-cluster/held', (direction, serial) =>
      this.#due(direction, serial),
    );
  }

  /** Queues the packet if others of its direction wait; false if none do. */
  joins(direction: number, packet: number): boolean {
    if (this.#queues.size === 0) return false;
    const queue = this.#queues.get(direction);
    queue?.packets.push(packet);
    return queue !== undefined;
  }

  untilReleased(direction: number, packet: number): void {
    this.#begin(direction, packet, 0);
  }

  /** `latest`: ns until the delayed acknowledgement. */
  forAcknowledgement(direction: number, packet: number, latest: number): void {
    const queue = this.#begin(direction, packet, 0);
    this.#simulation.schedule(latest, this.#onTimer, direction, queue.serial, 0);
  }

  forRetransmission(direction: number, packet: number): void {
    if (this.joins(direction, packet)) return;
    const queue = this.#begin(direction, packet, DATA_RETRY);
    this.#simulation.schedule(DATA_RETRY, this.#onTimer, direction, queue.serial, 0);
  }

  /** An acknowledgement came: what waited for it leaves. */
  acknowledged(direction: number): void {
    if (this.#queues.get(direction)?.wait === 0) this.release(direction);
  }

  /** All that wait leave now. */
  release(direction: number): void {
    const queue = this.#queues.get(direction);
    if (queue === undefined) return;
    this.#queues.delete(direction);
    for (const packet of queue.packets) this.#leave(packet, direction);
  }

  /** The link closed: what waits is gone. */
  discard(direction: number): void {
    const queue = this.#queues.get(direction);
    if (queue === undefined) return;
    this.#queues.delete(direction);
    for (const packet of queue.packets) this.#pool.release(packet);
  }

  #begin(direction: number, packet: number, wait: number): Queue {
    const queue = { packets: [packet], wait, serial: ++this.#serial };
    this.#queues.set(direction, queue);
    return queue;
  }

  #due(direction: number, serial: number): void {
    const queue = this.#queues.get(direction);
    if (queue === undefined || queue.serial !== serial) return;
    const first = queue.packets[0]!;
    if (this.#network.passes(this.#pool.from[first]!, this.#pool.to[first]!)) {
      this.release(direction);
      return;
    }
    queue.wait = queue.wait === 0 ? DATA_RETRY : queue.wait * 2;
    this.#simulation.schedule(queue.wait, this.#onTimer, direction, serial, 0);
  }
}
