/**
 * Where copies belong when that is a function of the members that are present (products/rendezvous.ts): after a loss, the next member in the
 * order of the partition takes the missing copy, and those that remain keep theirs.
 */
import { firstOf, nodeHashes, type RendezvousSpec, rendezvousOrder } from '../products/rendezvous.ts';
import type { Partition } from './copy.ts';

type AffinitySpec = Pick<RendezvousSpec, 'backups' | 'zones' | 'distinctZones'>;

export class Affinity {
  readonly #hashes: Int32Array;
  readonly #spec: AffinitySpec;
  /** By partition, as far as it was asked for. */
  readonly #orders = new Map<number, Int32Array>();

  constructor(members: number, spec: AffinitySpec) {
    this.#hashes = nodeHashes(members);
    this.#spec = spec;
  }

  /** The first of the able members that should hold a copy of the partition and does not; −1: each of them does. */
  missing({ index, copies }: Partition, able: (member: number) => boolean): number {
    const holds = (member: number) => copies.some((copy) => copy.member === member);
    return this.owners(index, able).find((member) => !holds(member)) ?? -1;
  }

  /** Who of the able members holds the copies of the partition. */
  owners(index: number, able: (member: number) => boolean): readonly number[] {
    let order = this.#orders.get(index);
    if (order === undefined) {
      order = rendezvousOrder(this.#hashes, index);
      this.#orders.set(index, order);
    }
    return firstOf(order, this.#spec, able);
  }
}
