/**
 * Who keeps a hint: the next member in order after the replica that is away, outside the replicas of the key where there is one
 * (as on the ring of Dynamo), else another replica of the key.
 */
import type { Replicas } from './replicas.ts';

export class StandIns {
  readonly #members: number;
  readonly #replicas: Replicas;
  readonly #suspects: (observer: number, member: number) => boolean;

  constructor(members: number, replicas: Replicas, suspects: (observer: number, member: number) => boolean) {
    this.#members = members;
    this.#replicas = replicas;
    this.#suspects = suspects;
  }

  /** Members outside the replicas of the key that `place` does not suspect; counts no further than the replicas of a key. */
  outside(key: number, place: number): number {
    let found = 0;
    for (let member = 0; member < this.#members && found < this.#replicas.each; member++)
      if (this.#replicas.indexOf(key, member) < 0 && !this.#suspects(place, member)) found++;
    return found;
  }

  /** Member that keeps a write for `replica`, not yet `taken` for another one; −1: none. */
  keeperFor(key: number, replica: number, place: number, taken: (member: number) => boolean): number {
    const away = this.#replicas.member(key, replica);
    let inside = -1;
    for (let step = 1; step < this.#members; step++) {
      const member = (away + step) % this.#members;
      if (this.#suspects(place, member)) continue;
      const isReplica = this.#replicas.indexOf(key, member) >= 0;
      if (!isReplica && !taken(member)) return member;
      if (isReplica && inside < 0) inside = member;
    }
    return inside;
  }
}
