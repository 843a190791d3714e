/**
 * Whom clients believe to be primary of a partition: who was in the beginning, until a failure or a redirection tells otherwise.
 * Clients at one place share what they learned. After a failure the next attempt at that partition goes to the next member with a copy.
 */

export interface Whereabouts {
  /** Member that clients first believe to be primary of `partition`. */
  firstPrimary(partition: number): number;
  /** Members with a copy of `partition`, for a client that looks for a working one. */
  holders(partition: number): readonly number[];
}

export class Beliefs {
  readonly #where: Whereabouts;
  readonly #partitions: number;
  /** Beliefs that differ from the first placement: place and partition to member. */
  readonly #believed = new Map<number, number>();

  constructor(where: Whereabouts, partitions: number) {
    this.#where = where;
    this.#partitions = partitions;
  }

  primary(place: number, partition: number): number {
    if (this.#believed.size === 0) return this.#where.firstPrimary(partition);
    return this.#believed.get(place * this.#partitions + partition) ?? this.#where.firstPrimary(partition);
  }

  learn(place: number, partition: number, member: number): void {
    this.#believed.set(place * this.#partitions + partition, member);
  }

  /** `member` failed a request at `partition`. */
  lookElsewhere(place: number, partition: number, member: number): void {
    if (partition < 0) return;
    const holders = this.#where.holders(partition);
    if (holders.length === 0) return;
    this.learn(place, partition, holders[(holders.indexOf(member) + 1) % holders.length]!);
  }
}
