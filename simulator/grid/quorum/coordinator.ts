/**
 * Coordinators of a leaderless map: a write goes to the replicas and is answered when W have it, a read asks them and is answered by the
 * newest of the first R answers (Dynamo, SOSP 2007, 4.5).
 *
 * Replicas that the coordinator suspects are not asked; with fewer than needed left, or when too many connections are refused, the answer
 * is "unavailable" at once. When others stay silent nobody answers, and the client finds out by its time limit. An operation goes on after
 * its answer: late acknowledgements spare hints, late answers of a read show replicas that need repair.
 */
import type { HandlerId, LaneId, Simulation } from '../../kernel/simulation.ts';
import type { Deliveries } from './deliveries.ts';
import type { Handoff } from './handoff.ts';
import {
  ANSWERED,
  ASKED,
  type Done,
  type OperationKind,
  Operations,
  READ,
  REFUSED,
  UNASKED,
  WRITE,
} from './operations.ts';
import { Participants, type ParticipantsParts } from './participants.ts';
import { NEVER, type Wires } from './wires.ts';

export interface CoordinatorParts extends ParticipantsParts {
  readonly simulation: Simulation;
  readonly wires: Wires;
  readonly deliveries: Deliveries;
  readonly name: string;
  readonly read: number;
  readonly write: number;
  readonly readRepair: boolean;
  /** Writes kept for replicas that are away; null: they miss them. */
  readonly handoff: Handoff | null;
}

/** Bits of a message's operand besides the number of the replica. */
const REPLICA = 7;
const IS_HINT = 8;
const IS_REFUSAL = 16;

export class Coordinator {
  readonly operations = new Operations();
  readonly #parts: CoordinatorParts;
  readonly #reach: HandlerId;
  readonly #return: HandlerId;
  readonly #late: HandlerId;
  readonly #lane: LaneId;
  readonly #participants: Participants;

  constructor(parts: CoordinatorParts) {
    this.#parts = parts;
    this.#participants = new Participants(parts);
    const { simulation, name, handoff } = parts;
    this.#reach = simulation.handler(`quorum/${name}/reach`, (operation, message, incarnation) =>
      this.#onReach(operation, message, incarnation),
    );
    this.#return = simulation.handler(`quorum/${name}/return`, (operation, message) =>
      this.#onReturn(operation, message),
    );
    this.#late =
      handoff === null ? -1 : simulation.handler(`quorum/${name}/late`, (operation) => this.#onLate(operation));
    this.#lane = handoff === null ? -1 : simulation.lane(handoff.after);
  }

  /** Writes `version` of the key in row `key` from `place`, a member or clients. */
  write(key: number, place: number, version: number, done: Done): void {
    const { write, handoff } = this.#parts;
    const operation = this.#begin(WRITE, key, place, version, write, done);
    if (operation < 0) return;
    const { pending, timer } = this.operations;
    for (const replica of this.#participants.chosen) this.#send(operation, replica);
    if (handoff !== null) {
      this.#hintAbsent(operation);
      pending[operation]!++;
      timer[operation] = this.#parts.simulation.arm(this.#lane, this.#late, operation);
    }
    this.#landed(operation);
  }

  read(key: number, place: number, done: Done): void {
    const operation = this.#begin(READ, key, place, Number.NEGATIVE_INFINITY, this.#parts.read, done);
    if (operation < 0) return;
    for (const replica of this.#participants.chosen) this.#send(operation, replica);
    this.#landed(operation);
  }

  /** Chooses who takes part. The new operation holds one message until its begin is over; −1: it was unavailable. */
  #begin(kind: OperationKind, key: number, place: number, version: number, need: number, done: Done): number {
    const { handoff, wires } = this.#parts;
    const suspected = this.#participants.choose(key, place, need);
    const substitutes = kind === WRITE && handoff !== null ? handoff.substitutes(key, place, suspected) : 0;
    const possible = this.#participants.chosen.length + substitutes;
    if (possible < need) {
      done('unavailable', version);
      return -1;
    }
    const o = this.operations;
    const operation = o.add(kind, key, need, done);
    o.version[operation] = version;
    o.place[operation] = place;
    o.incarnation[operation] = wires.incarnation(place);
    o.possible[operation] = possible;
    o.silent[operation] = this.#participants.chosen.length;
    o.pending[operation] = 1;
    return operation;
  }

  #send(operation: number, replica: number): void {
    const { operations: o } = this;
    o.setState(operation, replica, ASKED);
    const leg = o.kind[operation] === WRITE ? 'write' : 'request';
    this.#post(operation, replica, this.#parts.replicas.member(o.key[operation]!, replica), leg);
  }

  #post(operation: number, message: number, to: number, leg: 'write' | 'request'): void {
    const { wires, simulation } = this.#parts;
    const delay = wires.delay(this.operations.place[operation]!, to, leg);
    if (delay === NEVER) return;
    this.operations.pending[operation]!++;
    simulation.schedule(delay, this.#reach, operation, message, wires.incarnation(to));
  }

  #onReach(operation: number, message: number, incarnation: number): void {
    const { wires } = this.#parts;
    const to = this.#receiver(operation, message);
    if (!wires.reaches(this.operations.place[operation]!, to)) {
      this.#landed(operation);
      return;
    }
    if (!wires.lives(to, incarnation)) {
      this.#answer(operation, message | IS_REFUSAL, wires.delay(to, this.operations.place[operation]!));
      return;
    }
    if (wires.waitsFor(to, this.#reach, operation, message, incarnation)) return;
    const leg = this.#handle(operation, message);
    this.#answer(operation, message, wires.delay(to, this.operations.place[operation]!, leg));
  }

  #receiver(operation: number, message: number): number {
    const replica = message & REPLICA;
    if ((message & IS_HINT) !== 0) return this.operations.keeper(operation, replica);
    return this.#parts.replicas.member(this.operations.key[operation]!, replica);
  }

  /** What a replica, or a member that keeps a hint for one, does with a message. Returns the leg of its answer. */
  #handle(operation: number, message: number): 'acknowledge' | 'response' {
    const { operations: o } = this;
    const { replicas, handoff } = this.#parts;
    const key = o.key[operation]!;
    const replica = message & REPLICA;
    if (o.kind[operation] === READ) {
      o.setVersionOf(operation, replica, replicas.version(key, replica));
      return 'response';
    }
    if ((message & IS_HINT) !== 0) {
      handoff!.store(o, operation, replica);
    } else replicas.apply(key, replica, o.version[operation]!);
    return 'acknowledge';
  }

  #answer(operation: number, message: number, delay: number): void {
    if (delay === NEVER) this.#landed(operation);
    else this.#parts.simulation.schedule(delay, this.#return, operation, message);
  }

  #onReturn(operation: number, message: number): void {
    const { operations: o } = this;
    const { wires } = this.#parts;
    const place = o.place[operation]!;
    const isThere =
      wires.reaches(this.#receiver(operation, message), place) && wires.lives(place, o.incarnation[operation]!);
    if (isThere && wires.waitsFor(place, this.#return, operation, message, 0)) return;
    if (isThere) this.#hear(operation, message);
    this.#landed(operation);
  }

  #hear(operation: number, message: number): void {
    const replica = message & REPLICA;
    if ((message & IS_HINT) !== 0) {
      this.#hearOfHint(operation, replica, (message & IS_REFUSAL) !== 0);
      return;
    }
    this.operations.silent[operation]!--;
    if ((message & IS_REFUSAL) !== 0) {
      this.operations.setState(operation, replica, REFUSED);
      this.#hint(operation, replica);
      this.#lose(operation);
      return;
    }
    this.operations.setState(operation, replica, ANSWERED);
    if (this.operations.kind[operation] === READ) this.#hearRead(operation, replica);
    else this.#count(operation);
  }

  /** One that was counted on will not answer; with too few left the client hears of it. */
  #lose(operation: number): void {
    const { operations: o } = this;
    o.possible[operation]!--;
    if (o.isOpen(operation) && o.possible[operation]! < o.need[operation]!) o.answer(operation, 'unavailable');
  }

  #count(operation: number): void {
    const { operations: o } = this;
    if (++o.answers[operation]! === o.need[operation] && o.isOpen(operation)) o.answer(operation, 'ok');
  }

  #hearRead(operation: number, replica: number): void {
    const { operations: o } = this;
    o.version[operation] = Math.max(o.version[operation]!, o.versionOf(operation, replica));
    this.#count(operation);
    if (this.#parts.readRepair && o.answers[operation]! >= o.need[operation]!) this.#repair(operation);
  }

  /** Writes the newest version seen back to the replicas that answered with an older one. */
  #repair(operation: number): void {
    const { operations: o } = this;
    const version = o.version[operation]!;
    for (let replica = 0; replica < this.#parts.replicas.each; replica++) {
      if (o.state(operation, replica) !== ANSWERED || o.versionOf(operation, replica) >= version) continue;
      o.setVersionOf(operation, replica, version);
      const from = o.place[operation]!;
      this.#parts.deliveries.send({ errand: 'repair', from, row: o.key[operation]!, replica, version });
    }
  }

  /** Hints for the replicas that were not even asked. */
  #hintAbsent(operation: number): void {
    for (let replica = 0; replica < this.#parts.replicas.each; replica++)
      if (this.operations.state(operation, replica) === UNASKED) this.#hint(operation, replica);
  }

  #hint(operation: number, replica: number): void {
    const { handoff } = this.#parts;
    if (handoff === null || this.operations.kind[operation] !== WRITE) return;
    const keeper = handoff.assign(this.operations, operation, replica);
    if (keeper >= 0) this.#post(operation, replica | IS_HINT, keeper, 'write');
  }

  #hearOfHint(operation: number, replica: number, refused: boolean): void {
    const handoff = this.#parts.handoff!;
    if (refused) {
      if (handoff.isReliedOn(this.operations, operation, replica)) this.#lose(operation);
    } else if (handoff.counts(this.operations, operation, replica)) this.#count(operation);
  }

  /** Replicas that have been silent for so long get a hint. */
  #onLate(operation: number): void {
    const { operations: o } = this;
    const { wires } = this.#parts;
    const place = o.place[operation]!;
    const lives = wires.lives(place, o.incarnation[operation]!);
    if (lives && wires.waitsFor(place, this.#late, operation, 0, 0)) return;
    o.timer[operation] = 0;
    if (lives) {
      for (let replica = 0; replica < this.#parts.replicas.each; replica++)
        if (o.state(operation, replica) === ASKED) this.#hint(operation, replica);
    }
    this.#landed(operation);
  }

  /** A message or the timer of an operation has come to its end; with the last one the operation is over. */
  #landed(operation: number): void {
    const { operations: o } = this;
    o.pending[operation]!--;
    const timer = o.timer[operation]!;
    if (timer !== 0 && o.silent[operation] === 0 && this.#parts.simulation.cancel(timer)) {
      o.timer[operation] = 0;
      o.pending[operation]!--;
    }
    if (o.pending[operation]! > 0) return;
    if (o.isOpen(operation)) o.answer(operation, 'none');
    o.remove(operation);
  }
}
