/**
 * Lost partitions (Apache Ignite 2, the safe policies): when no member of a side has a copy any more, the side refuses the partition until an
 * operator calls resetLostPartitions, even when a member comes back with the data.
 *
 * Each side of a split has its own list; who joins takes over that of the side. Reset, a partition is served from what members that are
 * back have of it; when there is nothing it begins anew, empty, if somebody of the baseline that should hold it is there ("no baseline nodes
 * are online" otherwise: it stays lost). A cluster whose data is on disks is inactive after all of its members were gone, until all of the
 * baseline are back; then nothing is lost that some disk has.
 * Source: ignite docs partition-loss-policy.adoc and baseline-topology.adoc, PartitionLossPolicy; facts/grid-products.md 1.6, 4.
 * Left out: an operator who activates a cluster of which some members never return.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { LossRule } from '../products/ignite-persistence.ts';
import type { History } from './history.ts';
import type { Members } from './members.ts';

export interface PartitionLossParts {
  readonly simulation: Simulation;
  readonly history: History;
  readonly members: Members;
  readonly rule: LossRule;
  /** Members that hold copies by plan. */
  readonly placement: Int32Array;
  /** A partition has no copy left on a side: told once for each loss. */
  lost(partition: number): void;
  /** The partitions are to be served by members of `side` again, from what they have on their disks or empty. */
  reset(side: Uint8Array, partitions: readonly number[]): void;
}

export class PartitionLoss {
  readonly #parts: PartitionLossParts;
  /** By member: what its side has lost. */
  readonly #lost: Set<number>[];
  /** By member: the members of its side, as it saw them last. */
  readonly #sides: Uint8Array[];
  /** By member: who is off the baseline of its side. */
  readonly #out: Uint8Array[];
  readonly #due: HandlerId;
  #waiting = 0;
  #active = true;

  constructor(parts: PartitionLossParts) {
    const { simulation, members, rule } = parts;
    this.#parts = parts;
    this.#lost = Array.from({ length: members.count }, () => new Set<number>());
    this.#sides = Array.from({ length: members.count }, () => new Uint8Array(members.count));
    this.#out = Array.from({ length: members.count }, () => new Uint8Array(members.count));
    this.#due =
      rule.resetAfter === null ? -1 : simulation.handler('grid/lost-partitions-reset', (number) => this.#onDue(number));
  }

  /** Whether the side of `side` may serve the partition at all. */
  mayServe(side: Uint8Array, partition: number): boolean {
    const first = side.indexOf(1);
    return this.#active && !(first >= 0 && this.#lost[first]!.has(partition));
  }

  /** Whether a lost partition makes all others read-only. */
  get isReadOnly(): boolean {
    return this.#parts.rule.readOnly;
  }

  /** Whether writes are refused at `member` because something is lost. */
  refusesWrites(member: number): boolean {
    return this.isReadOnly && this.#lost[member]!.size > 0;
  }

  /** The process is gone, and what it knew. */
  memberStopped(member: number): void {
    const { members, rule } = this.#parts;
    this.#lost[member]!.clear();
    this.#sides[member]!.fill(0);
    for (let other = 0; other < members.count; other++) if (members.isUp(other)) return;
    if (rule.waitsForAll) this.#active = false;
  }

  /** `member` belongs to the side of `side`, with the list of those that were there before it. */
  joined(member: number, side: Uint8Array): void {
    const host = side.findIndex((on, other) => on === 1 && other !== member);
    if (host >= 0) {
      this.#lost[member] = new Set(this.#lost[host]!);
      this.#out[member]!.set(this.#out[host]!);
    }
    for (let other = 0; other < side.length; other++) if (side[other] === 1) this.#out[other]![member] = 0;
  }

  /** Members that are not on `side` were taken off its baseline. */
  adjusted(side: Uint8Array): void {
    for (let member = 0; member < side.length; member++) {
      if (side[member] === 0) continue;
      const out = this.#out[member]!;
      for (let other = 0; other < side.length; other++) out[other] = side[other] === 1 ? 0 : 1;
    }
  }

  /** True when this side brings an inactive cluster back: all of its baseline are there. */
  activates(side: Uint8Array): boolean {
    if (this.#active) return false;
    const isMissing = (member: number) => member >= 0 && side[member] === 0 && !this.#isOff(side, member);
    if (this.#parts.placement.some(isMissing)) return false;
    this.#active = true;
    for (const lost of this.#lost) lost.clear();
    return true;
  }

  /** The members of `side` see one another and nobody else: what none of them has is lost to them. */
  viewed(side: Uint8Array): void {
    const { history, members, lost } = this.#parts;
    if (!this.#active) return;
    const list = this.#lost[side.indexOf(1)];
    if (list === undefined) return;
    for (const { index, copies } of history.partitions) {
      const isHeld = copies.some(
        ({ role, member }) => role !== 'syncing' && side[member] === 1 && members.isUp(member),
      );
      if (isHeld || list.has(index)) continue;
      list.add(index);
      lost(index);
    }
    for (let member = 0; member < side.length; member++) {
      if (side[member] === 0) continue;
      if (this.#lost[member] !== list) this.#lost[member] = new Set(list);
      this.#sides[member] = side.slice();
    }
    if (list.size > 0) this.#wait();
  }

  /** Whether a member that should hold a partition, by the baseline of the members of `side`, is off it. */
  isOut(side: Uint8Array, member: number): boolean {
    return this.#parts.rule.adjustsAtOnce || this.#isOff(side, member);
  }

  #isOff(side: Uint8Array, member: number): boolean {
    return this.#out[side.indexOf(1)]?.[member] === 1;
  }

  #wait(): void {
    const { simulation, rule } = this.#parts;
    if (rule.resetAfter !== null) simulation.schedule(rule.resetAfter, this.#due, ++this.#waiting);
  }

  #onDue(number: number): void {
    if (number !== this.#waiting) return;
    for (let member = 0; member < this.#sides.length; member++) {
      const side = this.#sides[member]!;
      if (side.indexOf(1) === member && this.#lost[member]!.size > 0) this.#reset(side);
    }
  }

  #reset(side: Uint8Array): void {
    const partitions = [...this.#lost[side.indexOf(1)]!].sort((a, b) => a - b);
    for (let member = 0; member < side.length; member++) if (side[member] === 1) this.#lost[member]!.clear();
    this.#parts.reset(side, partitions);
    this.#keepLost(side, partitions);
  }

  /** What nobody could take stays lost. */
  #keepLost(side: Uint8Array, partitions: readonly number[]): void {
    const { history } = this.#parts;
    for (const index of partitions) {
      const served = history.partitions[index]!.copies.some(
        ({ role, member }) => role === 'primary' && side[member] === 1,
      );
      if (served) continue;
      for (let member = 0; member < side.length; member++) if (side[member] === 1) this.#lost[member]!.add(index);
    }
  }
}
