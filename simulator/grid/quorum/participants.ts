/**
 * Who takes part in an operation: the replicas that the coordinator does not suspect, all of them, or a random set of the size that is
 * needed when the quorum does not expand (Bailis et al. 2012, section 2.2).
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { Replicas } from './replicas.ts';

export interface ParticipantsParts {
  readonly replicas: Replicas;
  readonly expanding: boolean;
  /** Draws the replicas of a quorum that does not expand. */
  readonly stream: RandomStream;
  suspects(observer: number, member: number): boolean;
}

export class Participants {
  /** Replicas that take part in the operation chosen for last. */
  readonly chosen: number[] = [];
  readonly #parts: ParticipantsParts;

  constructor(parts: ParticipantsParts) {
    this.#parts = parts;
  }

  /** Sets `chosen`. Returns how many replicas the coordinator at `place` suspects. */
  choose(key: number, place: number, need: number): number {
    const { replicas, expanding, stream } = this.#parts;
    const { chosen } = this;
    chosen.length = 0;
    for (let replica = 0; replica < replicas.each; replica++)
      if (!this.#parts.suspects(place, replicas.member(key, replica))) chosen.push(replica);
    const suspected = replicas.each - chosen.length;
    if (!expanding && chosen.length > need) shrink(chosen, need, stream);
    return suspected;
  }
}

/** Leaves `size` of the entries, each set of them equally likely. */
function shrink(entries: number[], size: number, stream: RandomStream): void {
  for (let at = 0; at < size; at++) {
    const other = at + stream.below(entries.length - at);
    const chosen = entries[other]!;
    entries[other] = entries[at]!;
    entries[at] = chosen;
  }
  entries.length = size;
}
