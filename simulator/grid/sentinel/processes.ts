/**
 * The processes that sentinels speak with, under one numbering: members first, then sentinels. A sentinel runs while its host does; its
 * process is never paused. A sentinel whose host was lost starts again with its host.
 */
import type { MembershipGround } from '../membership.ts';

export class Processes {
  readonly members: number;
  readonly sentinels: number;
  readonly #members: MembershipGround['members'];
  readonly #places: readonly number[];
  /** Starts of each sentinel so far. */
  readonly #starts: Int32Array;
  /** How often the own host of each sentinel is lost at present. */
  readonly #losses: Int32Array;

  constructor(members: MembershipGround['members'], places: readonly number[]) {
    this.#members = members;
    this.#places = places;
    this.members = members.count;
    this.sentinels = places.length;
    this.#starts = new Int32Array(places.length).fill(1);
    this.#losses = new Int32Array(places.length);
  }

  get count(): number {
    return this.members + this.sentinels;
  }

  /** Number of a sentinel among all processes. */
  ofSentinel(sentinel: number): number {
    return this.members + sentinel;
  }

  /** Where the process stands in the network. */
  placeOf(target: number): number {
    return target < this.members ? target : this.#places[target - this.members]!;
  }

  /** Sentinels on the host of a member. */
  sentinelsOn(member: number): readonly number[] {
    return this.#places.flatMap((place, sentinel) => (place === member ? [sentinel] : []));
  }

  isHostUp(target: number): boolean {
    const place = this.placeOf(target);
    return place < this.members ? this.#members.isHostUp(place) : this.#losses[target - this.members] === 0;
  }

  isUp(target: number): boolean {
    return target < this.members ? this.#members.isUp(target) : this.isHostUp(target);
  }

  isPaused(target: number): boolean {
    return target < this.members && this.#members.isPaused(target);
  }

  incarnation(target: number): number {
    return target < this.members ? this.#members.incarnation[target]! : this.#starts[target - this.members]!;
  }

  /** Sentinels on hosts of their own at some places. */
  ownHosts(places: Uint8Array): readonly number[] {
    return this.#places.flatMap((place, sentinel) => (place >= this.members && places[place] === 1 ? [sentinel] : []));
  }

  /** The own host of a sentinel is lost (1) or back (−1). */
  hostChanged(sentinel: number, losses: 1 | -1): void {
    this.#losses[sentinel]! += losses;
  }

  sentinelStarted(sentinel: number): void {
    this.#starts[sentinel]!++;
  }
}
