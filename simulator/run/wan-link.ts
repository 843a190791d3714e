/**
 * The way of a batch to another region: over the network to some member there, which applies what it can, and its answer back.
 *
 * To the pump that sends, the region looks like a store. A batch that meets nobody, or is lost on the way, has failed when no answer came in
 * time; it is sent again whole, and what had been applied is known there. Batches of one member arrive in order, since it sends one at a time.
 */
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Network } from '../network/network.ts';
import type { StoreAccess } from '../persistence/store-door.ts';

export interface WanLinkParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  /** Members of the region. */
  readonly first: number;
  readonly count: number;
  /** ns until a batch without an answer has failed. */
  readonly timeout: number;
  /** Applies a write that arrived in the region; false when nobody there can now. */
  apply(write: number): boolean;
}

/** What an answer tells the pump, in place of the time at which a store began. */
const TAKEN = 0;
const FAILED = 1;

interface Batch {
  readonly sender: number;
  readonly incarnation: number;
  readonly receiver: number;
  readonly writes: readonly number[];
  readonly done: HandlerId;
  readonly deadline: number;
}

export class WanLink implements StoreAccess {
  readonly #parts: WanLinkParts;
  readonly #arrive: HandlerId;
  readonly #batches: (Batch | undefined)[] = [];
  readonly #free: number[] = [];
  /** Writes that the next batch of the pump consists of, and for each member those of its batch on the way. */
  #next: number[] = [];
  readonly #flying = new Map<number, readonly number[]>();

  constructor(name: string, parts: WanLinkParts) {
    this.#parts = parts;
    this.#arrive = parts.simulation.handler(`wan/${name}/arrive`, (slot) => this.#onArrive(slot));
  }

  /** The pump puts a write into the batch that it will send next. */
  load(write: number): void {
    this.#next.push(write);
  }

  write(_rows: number, done: HandlerId, sender: number, incarnation: number): void {
    if (this.#next.length > 0) this.#flying.set(sender, this.#next);
    this.#next = [];
    const { simulation, network, timeout } = this.#parts;
    const deadline = simulation.now + timeout;
    const receiver = this.#receiverFor(sender);
    const slot = this.#free.pop() ?? this.#batches.length;
    this.#batches[slot] = { sender, incarnation, receiver, writes: this.#flying.get(sender)!, done, deadline };
    if (receiver < 0) this.#answer(slot, FAILED, deadline);
    else {
      const delay = network.delay(sender, receiver) + network.retransmission(sender, receiver);
      simulation.schedule(delay, this.#arrive, slot);
    }
  }

  failedSince(answer: number): boolean {
    return answer === FAILED;
  }

  /** A member of the region that can be reached, beginning with another one for every sender; −1 when there is none. */
  #receiverFor(sender: number): number {
    const { members, network, first, count } = this.#parts;
    for (let step = 0; step < count; step++) {
      const member = first + ((sender + step) % count);
      if (members.isUp(member) && network.passes(sender, member)) return member;
    }
    return -1;
  }

  #onArrive(slot: number): void {
    const { sender, receiver, writes, deadline } = this.#batches[slot]!;
    const { simulation, members, network, apply } = this.#parts;
    if (!network.passes(sender, receiver) || !members.isRunning(receiver)) {
      this.#answer(slot, FAILED, deadline);
      return;
    }
    let taken = true;
    for (const write of writes) if (!apply(write)) taken = false;
    const answered = simulation.now + network.delay(receiver, sender) + network.retransmission(receiver, sender);
    const isHeard = network.passes(receiver, sender) && answered <= deadline;
    if (isHeard) this.#answer(slot, taken ? TAKEN : FAILED, answered);
    else this.#answer(slot, FAILED, deadline);
  }

  #answer(slot: number, answer: number, at: number): void {
    const { sender, incarnation, done } = this.#batches[slot]!;
    const { simulation } = this.#parts;
    this.#batches[slot] = undefined;
    this.#free.push(slot);
    simulation.scheduleAt(Math.max(simulation.now, at), done, sender, incarnation, answer);
  }
}
