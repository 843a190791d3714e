/**
 * How many copies there should be and where: copies lost with a member are made again on the members that hold the fewest, and when a
 * member is back, partitions return to the members of the first placement — first as copies, then as primaries.
 */
import type { Affinity } from './affinity.ts';
import type { Copy, Partition } from './copy.ts';
import type { HandOver } from './hand-over.ts';
import type { History } from './history.ts';
import type { Members } from './members.ts';
import type { Promotion } from './promotion.ts';
import type { Replication } from './replication.ts';
import { primaryOn } from './sides.ts';

export interface CopyPlanParts {
  readonly history: History;
  readonly members: Members;
  readonly replication: Replication;
  readonly promotion: Promotion;
  readonly handOver: HandOver;
  readonly backups: number;
  /** Members that may be given primaries at all. */
  mayOwn(member: number): boolean;
  /** Owners of partition p at [p × (backups + 1) …]: primary first. */
  readonly placement: Int32Array;
  /** Members that hand everything over: nothing is given back to them. */
  readonly leaving: ReadonlySet<number>;
  /** The partitions that the members of a side have between them. */
  partitionsOf(side: Uint8Array): readonly Partition[];
  /** A partition had no copy left anywhere and begins empty. */
  partitionLost(copy: Copy): void;
  /** One that was lost before begins empty with this copy. */
  startedEmpty(copy: Copy): void;
  /** … and does not begin again: told once for each; null: it begins empty. */
  readonly lostWithoutHeir: ((partition: number) => void) | null;
  /** Where copies belong; null: on the members that hold the fewest. */
  readonly affinity: Affinity | null;
  /** A side that has no copy of a partition has lost it, whoever else has one; otherwise it waits for those to come back. */
  readonly losesBySide: boolean;
}

export class CopyPlan {
  readonly #parts: CopyPlanParts;
  readonly #lost = new Set<number>();

  constructor(parts: CopyPlanParts) {
    this.#parts = parts;
  }

  /** Copies that are missing are made on members of `side`; a partition without any copy starts empty. */
  restoreCopies(side: Uint8Array): void {
    const { history, members, backups } = this.#parts;
    const held = copiesPerMember(history, members.count);
    const able = (member: number) => side[member] === 1 && members.isUp(member);
    for (const partition of this.#parts.partitionsOf(side)) {
      const primary = primaryOn(partition, side) ?? this.#startEmpty(partition, held, able);
      if (primary === undefined) continue;
      let copies = 1 + primary.backups.filter((backup) => able(backup.member)).length;
      while (copies <= backups) {
        const member = this.#newHolder(held, able, partition);
        if (member < 0) break;
        this.#addCopy(partition, primary, member);
        held[member]!++;
        copies++;
      }
    }
  }

  /** Partitions of which no copy is left anywhere start empty on members of `side`. */
  startLost(side: Uint8Array): void {
    const { history, members } = this.#parts;
    const held = copiesPerMember(history, members.count);
    const able = (member: number) => side[member] === 1 && members.isUp(member);
    for (const partition of this.#parts.partitionsOf(side))
      if (primaryOn(partition, side) === undefined) this.#startEmpty(partition, held, able);
  }

  /** Lost partitions without a primary on `side` begin empty at the first of their owners, if one is there; `inBaseline`: who can be one. */
  beginAnew(side: Uint8Array, partitions: readonly Partition[], inBaseline: (member: number) => boolean): void {
    const { members, affinity } = this.#parts;
    const able = (member: number) => side[member] === 1 && members.isUp(member);
    for (const partition of partitions) {
      if (primaryOn(partition, side) !== undefined) continue;
      const owners = affinity?.owners(partition.index, (member) => able(member) || inBaseline(member)) ?? [];
      const member = owners.find(able);
      if (member !== undefined) this.#parts.startedEmpty(this.#begin(partition, member, able));
    }
  }

  /** After a join: every placed member that is there gets its copy again. */
  restorePlacement(side: Uint8Array): void {
    const { members } = this.#parts;
    for (const partition of this.#parts.partitionsOf(side)) {
      const primary = primaryOn(partition, side);
      if (primary === undefined) continue;
      for (const member of this.#placed(partition.index)) {
        const missing = !partition.copies.some((copy) => copy.member === member);
        if (missing && side[member] === 1 && members.isUp(member)) this.#addCopy(partition, primary, member);
      }
    }
  }

  /**
   * Drops copies beyond the configured number once the placed ones are complete, and moves the primary back. While two primaries stand
   * against each other, what each side has made anew stays: the placed copies are not copies of one another then.
   */
  settle(partitionIndex: number): void {
    const { history, replication, handOver, leaving } = this.#parts;
    const partition = history.partitions[partitionIndex]!;
    const placed = this.#placed(partitionIndex);
    const owners = partition.copies.filter((copy) => copy.role === 'primary');
    if (owners.length > 1) return;
    const complete = partition.copies.filter((copy) => isPart(copy) && placed.includes(copy.member));
    if (complete.length < placed.length) return;
    for (const copy of [...partition.copies]) {
      if (placed.includes(copy.member) || copy.role === 'primary') continue;
      if (copy.source !== null) replication.detach(copy.source, copy);
      history.removeCopy(copy);
    }
    history.accountForLosses(partition, 'a copy with a different history was dropped');
    const primary = partition.copies.find((copy) => copy.role === 'primary');
    const rightful = partition.copies.find((copy) => copy.member === placed[0]);
    if (rightful === undefined || leaving.has(rightful.member) || !this.#parts.mayOwn(rightful.member)) return;
    if (primary?.accepting === true && rightful.role === 'backup') handOver.begin(primary, rightful);
  }

  /** Partitions with fewer than `copies` complete copies. */
  underReplicated(copies: number): number {
    let missing = 0;
    for (const { copies: there } of this.#parts.history.partitions) if (completeCopies(there) < copies) missing++;
    return missing;
  }

  /** True when `member` has every copy that the table plans for it. */
  isComplete(member: number): boolean {
    return this.#parts.history.partitions.every(
      ({ index, copies }) =>
        !this.#placed(index).includes(member) ||
        copies.some((copy) => copy.member === member && copy.role !== 'syncing'),
    );
  }

  /** Members of the table; after losses there can be fewer of them than copies are configured. */
  #placed(partition: number): Int32Array {
    const stride = this.#parts.backups + 1;
    const row = this.#parts.placement.subarray(partition * stride, (partition + 1) * stride);
    return row.at(-1)! < 0 ? row.filter((member) => member >= 0) : row;
  }

  #addCopy(partition: Partition, primary: Copy, member: number): void {
    const { history, replication } = this.#parts;
    replication.attach(primary, history.addCopy(partition, member, 'syncing', primary.branch, 0));
  }

  /** The able member that should hold one copy more of the partition; −1 when there is none. */
  #newHolder(held: Int32Array, able: (member: number) => boolean, partition: Partition): number {
    const { affinity } = this.#parts;
    return affinity === null ? leastLoaded(held, able, partition) : affinity.missing(partition, able);
  }

  /** Undefined while some copy is left that may still take over, or when nobody can take the partition. */
  #startEmpty(partition: Partition, held: Int32Array, able: (member: number) => boolean): Copy | undefined {
    const { lostWithoutHeir, losesBySide } = this.#parts;
    const counts = ({ role, member }: Copy) => role !== 'syncing' && (!losesBySide || able(member));
    if (partition.copies.some(counts)) return undefined;
    if (lostWithoutHeir !== null) {
      if (!this.#lost.has(partition.index)) lostWithoutHeir(partition.index);
      this.#lost.add(partition.index);
      return undefined;
    }
    const member = this.#newHolder(held, able, { ...partition, copies: [] });
    if (member < 0) return undefined;
    const copy = this.#begin(partition, member, able);
    held[member]!++;
    this.#parts.partitionLost(copy);
    return copy;
  }

  #begin(partition: Partition, member: number, able: (member: number) => boolean): Copy {
    const { history, promotion, replication, losesBySide } = this.#parts;
    for (const copy of [...partition.copies]) {
      // What other sides have of it is theirs.
      if (losesBySide && !able(copy.member)) continue;
      if (copy.source !== null) replication.detach(copy.source, copy);
      history.removeCopy(copy);
    }
    const copy = history.addCopy(partition, member, 'primary', history.freshBranch(partition), 0);
    promotion.startEmpty(partition, copy);
    return copy;
  }
}

/** A primary, or a complete copy that some primary counts on: one that was dropped as out of reach is none, though it is still there. */
function isPart({ role, source, stale }: Copy): boolean {
  return role === 'primary' || (role === 'backup' && source !== null && !stale);
}

function copiesPerMember(history: History, members: number): Int32Array {
  const held = new Int32Array(members);
  for (const partition of history.partitions) for (const copy of partition.copies) held[copy.member]!++;
  return held;
}

/** The able member with the fewest copies that holds none of this partition; −1 when there is none. */
function leastLoaded(held: Int32Array, able: (member: number) => boolean, partition: Partition): number {
  let best = -1;
  for (let member = 0; member < held.length; member++) {
    if (!able(member) || partition.copies.some((copy) => copy.member === member)) continue;
    if (best < 0 || held[member]! < held[best]!) best = member;
  }
  return best;
}

/** Complete copies of one history: where two primaries go on side by side, those of the one that has more. */
function completeCopies(copies: readonly Copy[]): number {
  let all = 0;
  let primaries = 0;
  for (const copy of copies) {
    if (isPart(copy)) all++;
    if (copy.role === 'primary') primaries++;
  }
  if (primaries < 2) return all;
  let most = 0;
  for (const primary of copies) {
    if (primary.role !== 'primary') continue;
    let own = 1;
    for (const copy of copies) if (copy.source === primary && isPart(copy)) own++;
    most = Math.max(most, own);
  }
  return most;
}
