/**
 * Whom a member of SWIM pings next: every other once in a shuffled round, then in a new one (SWIM 4.3), or any other at random.
 * In rounds, nobody waits longer than 2(n − 1) − 1 periods, n the members.
 */
import type { RandomStream } from '../kernel/random-stream.ts';

export class SwimTargets {
  readonly #members: number;
  readonly #inRounds: boolean;
  readonly #stream: RandomStream;
  /** By member: the round it is in, and its place in it. */
  readonly #rounds: (number[] | undefined)[] = [];
  readonly #places: number[] = [];

  constructor(members: number, inRounds: boolean, stream: RandomStream) {
    this.#members = members;
    this.#inRounds = inRounds;
    this.#stream = stream;
  }

  /** Nobody counted for a while: where each member stands in its round is anyone's guess. */
  forget(): void {
    this.#rounds.length = 0;
  }

  /** The next target of `member` among those that `may` be asked; −1 when there is none. */
  next(member: number, may: (other: number) => boolean): number {
    if (this.#members < 2) return -1;
    for (let tries = 0; tries < 2 * this.#members; tries++) {
      const target = this.#inRounds ? this.#following(member) : this.#anyOther(member);
      if (may(target)) return target;
    }
    return this.some(member, 1, may)[0] ?? -1;
  }

  #anyOther(member: number): number {
    return (member + 1 + this.#stream.below(this.#members - 1)) % this.#members;
  }

  /** Up to `count` others at random, all different. */
  some(member: number, count: number, may: (other: number) => boolean): number[] {
    const able: number[] = [];
    for (let other = 0; other < this.#members; other++) if (other !== member && may(other)) able.push(other);
    const chosen = Math.min(count, able.length);
    for (let place = 0; place < chosen; place++) swap(able, place, place + this.#stream.below(able.length - place));
    return able.slice(0, chosen);
  }

  #following(member: number): number {
    const known = this.#rounds[member];
    const round = known ?? this.#shuffled(member);
    const place = known === undefined ? this.#stream.below(round.length) : this.#places[member]!;
    const last = place + 1 === round.length;
    this.#rounds[member] = last ? this.#shuffled(member) : round;
    this.#places[member] = last ? 0 : place + 1;
    return round[place]!;
  }

  #shuffled(member: number): number[] {
    return this.some(member, this.#members - 1, () => true);
  }
}

function swap(list: number[], one: number, other: number): void {
  const kept = list[one]!;
  list[one] = list[other]!;
  list[other] = kept;
}
