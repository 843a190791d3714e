/**
 * Packets of writes from unit to unit: one packet a write and receiver, over connections that keep their order.
 *
 * A packet takes the delay of the bus and of the network; a lost one is sent again and those behind it wait. A packet that a cut meets, at
 * its start or at its end, is dropped, and whoever sent it is told. A paused unit takes packets from its socket when it goes on. Packets to
 * a process that has ended are void.
 */
import type { Sampler } from '../../kernel/distribution.ts';
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { Network } from '../../network/network.ts';
import type { Members } from '../members.ts';
import { LACKS, type Write, type WriteTable } from './write.ts';

export interface BroadcastParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  /** Name of the map. */
  readonly name: string;
  readonly table: WriteTable;
  /** What the bus adds to each packet. */
  readonly bus: { readonly delay: Sampler; readonly stream: RandomStream } | null;
  arrived(write: Write, unit: number): void;
  dropped(write: Write, unit: number): void;
}

export class Broadcast {
  readonly #parts: BroadcastParts;
  readonly #units: number;
  readonly #deliver: HandlerId;
  readonly #take: HandlerId;
  /** Latest arrival among the packets of a connection, at [from × units + to]. */
  readonly #latest: Float64Array;

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
    const { simulation, members, name } = parts;
    this.#units = members.count;
    this.#latest = new Float64Array(members.count * members.count);
    this.#deliver = simulation.handler(`replicated/${name}/deliver`, (place, receiver, x) =>
      this.#onDeliver(place, receiver, x),
    );
    this.#take = simulation.handler(`replicated/${name}/take`, (place, receiver, x) =>
      this.#onTake(place, receiver, x),
    );
  }

  /** Sends `write` on its way; false when the network does not let it pass. */
  send(write: Write, from: number, to: number): boolean {
    const { simulation, network, members, bus } = this.#parts;
    if (!network.passes(from, to)) return false;
    const way = (bus?.delay.sample(bus.stream) ?? 0) + network.delay(from, to) + network.retransmission(from, to);
    const connection = from * this.#units + to;
    const arrival = Math.max(simulation.now + way, this.#latest[connection]!);
    this.#latest[connection] = arrival;
    const incarnation = members.incarnation[to]!;
    write.at[to] = incarnation;
    write.coming++;
    const receiver = incarnation * this.#units + to;
    simulation.scheduleAt(arrival, this.#deliver, write.place, receiver, write.number * this.#units + from);
    return true;
  }

  /** The process of `unit` is gone, and its connections with it. */
  forget(unit: number): void {
    for (let other = 0; other < this.#units; other++) {
      this.#latest[unit * this.#units + other] = 0;
      this.#latest[other * this.#units + unit] = 0;
    }
  }

  #onDeliver(place: number, receiver: number, x: number): void {
    const { network, members } = this.#parts;
    const to = receiver % this.#units;
    const write = this.#travelling(place, receiver, x);
    if (write === null) return;
    if (!network.passes(x % this.#units, to)) {
      write.at[to] = LACKS;
      write.coming--;
      this.#parts.dropped(write, to);
    } else if (members.isPaused(to)) members.deferMessage(to, this.#take, place, receiver, x);
    else this.#parts.arrived(write, to);
  }

  #onTake(place: number, receiver: number, x: number): void {
    const write = this.#travelling(place, receiver, x);
    if (write !== null) this.#parts.arrived(write, receiver % this.#units);
  }

  /** The write of a packet, or null when the packet is void. */
  #travelling(place: number, receiver: number, x: number): Write | null {
    const units = this.#units;
    const write = this.#parts.table.find(place, Math.floor(x / units));
    return write?.at[receiver % units] === Math.floor(receiver / units) ? write : null;
  }
}
