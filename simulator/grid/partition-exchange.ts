/**
 * Partition map exchange (Apache Ignite 2): after a member came or went, the coordinator asks every member of its side for its partitions,
 * and the new map counts when all have answered. Updates wait meanwhile, at every member of the side.
 *
 * So it lasts as long as the slowest answer: a paused member holds everyone until it goes on or is found out, a member that cannot be
 * reached until the network or the detector ends that. Source: facts/grid-products.md 3.2 and IEP-25 (one slow node hangs the exchange).
 * Left out: transactions that must end first, the switch without an exchange for a baseline node whose partitions are complete.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { MembershipGround } from './membership.ts';

interface Round {
  readonly number: number;
  readonly side: Uint8Array;
  readonly waitsFor: Set<number>;
}

export interface ExchangeListener {
  /** Every member of the coordinator's side has answered. */
  finished(coordinator: number): void;
  /** `member` may not update, or may again. */
  heldChanged(member: number): void;
}

export class PartitionExchange {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #network: MembershipGround['network'];
  readonly #listener: ExchangeListener;
  /** By coordinator. */
  readonly #rounds = new Map<number, Round>();
  /** The coordinator for whom each member waits; −1: none. */
  readonly #heldBy: Int32Array;
  readonly #asked: HandlerId;
  readonly #answered: HandlerId;
  #last = 0;

  constructor({ simulation, members, network }: MembershipGround, listener: ExchangeListener) {
    this.#simulation = simulation;
    this.#members = members;
    this.#network = network;
    this.#listener = listener;
    this.#heldBy = new Int32Array(members.count).fill(-1);
    this.#asked = simulation.handler('exchange/asked', (member, coordinator, round) =>
      this.#onAsked(member, coordinator, round),
    );
    this.#answered = simulation.handler('exchange/answered', (coordinator, member, round) =>
      this.#onAnswered(coordinator, member, round),
    );
  }

  holdsWrites(member: number): boolean {
    return this.#heldBy[member]! >= 0;
  }

  /** The coordinator asks its side; a round on the way with the same side goes on. */
  begin(coordinator: number, side: Uint8Array): void {
    const running = this.#rounds.get(coordinator);
    if (running?.side.every((on, member) => on === side[member])) return;
    this.#ask(coordinator, side);
  }

  /** Messages may have been cut off: those who have not answered are asked again. */
  networkChanged(): void {
    for (const [coordinator, { side }] of [...this.#rounds])
      if (this.#members.isRunning(coordinator)) this.#ask(coordinator, side);
  }

  memberStopped(member: number): void {
    this.#rounds.delete(member);
    this.#hold(member, -1);
  }

  #ask(coordinator: number, side: Uint8Array): void {
    const number = ++this.#last;
    const waitsFor = new Set<number>();
    this.#rounds.set(coordinator, { number, side, waitsFor });
    for (let member = 0; member < side.length; member++) {
      if (side[member] === 0) {
        if (this.#heldBy[member] === coordinator) this.#hold(member, -1);
        continue;
      }
      this.#hold(member, coordinator);
      waitsFor.add(member);
      if (this.#network.passes(coordinator, member))
        this.#simulation.schedule(this.#delay(coordinator, member), this.#asked, member, coordinator, number);
    }
  }

  #onAsked(member: number, coordinator: number, number: number): void {
    if (!this.#members.isUp(member)) return;
    if (this.#members.isPaused(member)) this.#members.deferMessage(member, this.#asked, member, coordinator, number);
    else if (this.#network.passes(member, coordinator))
      this.#simulation.schedule(this.#delay(member, coordinator), this.#answered, coordinator, member, number);
  }

  #onAnswered(coordinator: number, member: number, number: number): void {
    const round = this.#rounds.get(coordinator);
    if (round?.number !== number) return;
    if (this.#members.isPaused(coordinator)) {
      this.#members.deferMessage(coordinator, this.#answered, coordinator, member, number);
      return;
    }
    round.waitsFor.delete(member);
    if (round.waitsFor.size > 0) return;
    this.#rounds.delete(coordinator);
    this.#listener.finished(coordinator);
    for (let other = 0; other < this.#heldBy.length; other++)
      if (this.#heldBy[other] === coordinator) this.#hold(other, -1);
  }

  #delay(from: number, to: number): number {
    return from === to ? 0 : this.#network.delay(from, to);
  }

  #hold(member: number, coordinator: number): void {
    if (this.#heldBy[member] === coordinator) return;
    const before = this.holdsWrites(member);
    this.#heldBy[member] = coordinator;
    if (before !== this.holdsWrites(member)) this.#listener.heldChanged(member);
  }
}
