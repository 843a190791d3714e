/**
 * The way of a batch to another region: over the network to some member there, which applies what it can, and its answer back.
 *
 * To the pump that sends, the region looks like a store. A batch that meets nobody, or is lost on the way, has failed when no answer came in
 * time; it is sent again whole, and what had been applied is known there. Batches of one member arrive in order, since it sends one at a time.
 * A region that acknowledges on receipt answers whatever becomes of the batch: what cannot be applied at once waits at the receiver, is tried
 * again after a pause, and is lost with it.
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
  /** Absent: a batch is answered when all of it is applied. */
  readonly onReceipt?: {
    /** ns after which a receiver tries again what it could not apply. */
    readonly pause: number;
    /** By which the write is told from a later one in the same row. */
    numberOf(write: number): number;
    /** Whether the region has still to be told of that write. */
    isOwed(write: number, number: number): boolean;
    /** The receiver stopped before it could apply the write. */
    lost(write: number): void;
  };
}

/** A write that was acknowledged and waits at its receiver. */
interface Kept {
  readonly write: number;
  readonly number: number;
  readonly receiver: number;
  readonly incarnation: number;
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
  /** −1 where nothing is acknowledged on receipt. */
  readonly #again: HandlerId;
  readonly #kept = new Map<number, Kept>();
  #keptSoFar = 0;

  constructor(name: string, parts: WanLinkParts) {
    this.#parts = parts;
    this.#arrive = parts.simulation.handler(`wan/${name}/arrive`, (slot) => this.#onArrive(slot));
    this.#again =
      parts.onReceipt === undefined ? -1 : parts.simulation.handler(`wan/${name}/again`, (id) => this.#onAgain(id));
  }

  /** Nothing acknowledged waits to be applied. */
  get isIdle(): boolean {
    return this.#kept.size === 0;
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
    for (const write of writes) if (!apply(write) && !this.#keep(write, receiver)) taken = false;
    const answered = simulation.now + network.delay(receiver, sender) + network.retransmission(receiver, sender);
    const isHeard = network.passes(receiver, sender) && answered <= deadline;
    if (isHeard) this.#answer(slot, taken ? TAKEN : FAILED, answered);
    else this.#answer(slot, FAILED, deadline);
  }

  /** True when the receiver has answered for the write and keeps it. */
  #keep(write: number, receiver: number): boolean {
    const { simulation, members, onReceipt } = this.#parts;
    if (onReceipt === undefined) return false;
    const id = ++this.#keptSoFar;
    const incarnation = members.incarnation[receiver]!;
    this.#kept.set(id, { write, number: onReceipt.numberOf(write), receiver, incarnation });
    simulation.schedule(onReceipt.pause, this.#again, id);
    return true;
  }

  #onAgain(id: number): void {
    const { simulation, members, onReceipt, apply } = this.#parts;
    const { write, number, receiver, incarnation } = this.#kept.get(id)!;
    const isOwed = onReceipt!.isOwed(write, number);
    const isGone = !members.isUp(receiver) || members.incarnation[receiver] !== incarnation;
    if (isOwed && !isGone && (members.isPaused(receiver) || !apply(write))) {
      simulation.schedule(onReceipt!.pause, this.#again, id);
      return;
    }
    this.#kept.delete(id);
    if (isOwed && isGone) onReceipt!.lost(write);
  }

  #answer(slot: number, answer: number, at: number): void {
    const { sender, incarnation, done } = this.#batches[slot]!;
    const { simulation } = this.#parts;
    this.#batches[slot] = undefined;
    this.#free.push(slot);
    simulation.scheduleAt(Math.max(simulation.now, at), done, sender, incarnation, answer);
  }
}
