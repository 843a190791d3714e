/**
 * Whether every key range of a leaderless map has enough replicas within reach, from state.
 *
 * A coordinator that clients at the place can ask must run, and reach so many replicas that run and that it does not suspect (those it
 * does not ask). With a sloppy quorum a member outside the replicas stands in for each one that is suspected, none for one that is only
 * silent. Left out: answers that come later than the client waits.
 */
import type { Members } from '../grid/members.ts';
import type { QuorumMap } from '../model/quorum-map.ts';
import type { Network } from '../network/network.ts';
import { answersAt } from './reachability.ts';
import type { Suspects } from './suspicions.ts';

export interface ReachParts {
  readonly members: Members;
  readonly network: Network;
  readonly suspects: Suspects;
}

export class ReachableQuorums {
  readonly #parts: ReachParts;
  readonly #options: QuorumMap;
  /** Replicas of each partition, one set after another. */
  readonly #sets: Int32Array;

  constructor(parts: ReachParts, options: QuorumMap, sets: Int32Array) {
    this.#parts = parts;
    this.#options = options;
    this.#sets = sets;
  }

  /** Whether clients at `place` find `need` replicas for every key; `sloppy`: or others in their place. */
  has(place: number, need: number, sloppy: boolean): boolean {
    const { coordinator, replicas } = this.#options;
    const asked = coordinator === 'client' ? [place] : this.#askable(place);
    for (let from = 0; from < this.#sets.length; from += replicas) {
      const set = this.#sets.subarray(from, from + replicas);
      const own = coordinator === 'replica' ? asked.filter((member) => set.includes(member)) : asked;
      if (!own.some((at) => this.#count(at, set, sloppy) >= need)) return false;
    }
    return true;
  }

  /** Members that clients at `place` reach and take for alive. */
  #askable(place: number): number[] {
    const { members, network, suspects } = this.#parts;
    const all = Array.from({ length: members.count }, (_, member) => member);
    return all.filter((member) => answersAt(members, network, place, member) && !suspects(place, member));
  }

  /** How many of the set, or who stands in for them, the coordinator `at` gets an answer from. */
  #count(at: number, set: Int32Array, sloppy: boolean): number {
    const { members, suspects } = this.#parts;
    let suspected = 0;
    let answering = 0;
    for (const member of set) {
      if (suspects(at, member)) suspected++;
      else if (this.#answers(at, member)) answering++;
    }
    if (!sloppy || suspected === 0) return answering;
    let outside = 0;
    for (let member = 0; member < members.count; member++)
      if (!set.includes(member) && !suspects(at, member) && this.#answers(at, member)) outside++;
    return answering + Math.min(suspected, outside);
  }

  #answers(at: number, member: number): boolean {
    return at === member || answersAt(this.#parts.members, this.#parts.network, at, member);
  }
}
