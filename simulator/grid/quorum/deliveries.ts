/**
 * Versions on their way to a replica outside of any client's operation: read repairs, hints that are handed off, rows of an exchange.
 *
 * Nobody waits for them, so they are neither confirmed nor sent again: what does not arrive is found by the next read, the next try of the
 * hint or the next exchange.
 */

import { grownDoubles, grownIntegers } from '../../kernel/columns.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { Members } from '../members.ts';
import type { Hint } from './hints.ts';
import type { Replicas } from './replicas.ts';
import { NEVER, type Wires } from './wires.ts';

/** Why a version is sent; a hint comes with its row. */
export type Errand = 'repair' | 'exchange' | Hint;

export interface Delivery {
  readonly errand: Errand;
  readonly from: number;
  /** Row of the key, and which of its replicas shall have the version. */
  readonly row: number;
  readonly replica: number;
  readonly version: number;
  /** ns until it leaves. */
  readonly leavesIn?: number;
}

/** What mends replicas outside of clients' operations stands on. */
export interface MendingParts {
  readonly simulation: Simulation;
  readonly members: Members;
  readonly wires: Wires;
  readonly replicas: Replicas;
  readonly deliveries: Deliveries;
  readonly name: string;
}

export class Deliveries {
  /** Called when one has arrived, or not; `newer`: the replica had an older version. */
  ended: (errand: Errand, arrived: boolean, newer: boolean) => void = () => {};
  readonly #simulation: Simulation;
  readonly #wires: Wires;
  readonly #replicas: Replicas;
  readonly #arrive: HandlerId;
  readonly #errand: (Errand | null)[] = [];
  #from = new Int32Array(64);
  #row = new Int32Array(64);
  #replica = new Int32Array(64);
  #version = new Float64Array(64);
  readonly #free: number[] = [];
  #used = 0;

  constructor(simulation: Simulation, wires: Wires, replicas: Replicas, name: string) {
    this.#simulation = simulation;
    this.#wires = wires;
    this.#replicas = replicas;
    this.#arrive = simulation.handler(`quorum/${name}/delivery`, (slot, _b, incarnation) =>
      this.#onArrive(slot, incarnation),
    );
  }

  /** How many are on their way. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  send({ errand, from, row, replica, version, leavesIn = 0 }: Delivery): void {
    const to = this.#replicas.member(row, replica);
    const delay = this.#wires.delay(from, to, 'write');
    if (delay === NEVER) {
      this.ended(errand, false, false);
      return;
    }
    const slot = this.#free.pop() ?? this.#used++;
    this.#from = grownIntegers(this.#from, this.#used);
    this.#row = grownIntegers(this.#row, this.#used);
    this.#replica = grownIntegers(this.#replica, this.#used);
    this.#version = grownDoubles(this.#version, this.#used);
    this.#errand[slot] = errand;
    this.#from[slot] = from;
    this.#row[slot] = row;
    this.#replica[slot] = replica;
    this.#version[slot] = version;
    this.#simulation.schedule(leavesIn + delay, this.#arrive, slot, 0, this.#wires.incarnation(to));
  }

  #onArrive(slot: number, incarnation: number): void {
    const row = this.#row[slot]!;
    const replica = this.#replica[slot]!;
    const to = this.#replicas.member(row, replica);
    const arrives = this.#wires.reaches(this.#from[slot]!, to) && this.#wires.lives(to, incarnation);
    if (arrives && this.#wires.waitsFor(to, this.#arrive, slot, 0, incarnation)) return;
    const errand = this.#errand[slot]!;
    this.#errand[slot] = null;
    this.#free.push(slot);
    const newer = arrives && this.#replicas.apply(row, replica, this.#version[slot]!);
    this.ended(errand, arrives, newer);
  }
}
