/**
 * What becomes of the copies of the generic grid when a side of the cluster sees members go and come: backups take over partition by
 * partition, lost copies are made again on other members, and who returns gives up what it wrote alone, or has it merged.
 */
import type { Copy, Partition } from './copy.ts';
import type { CopyPlan } from './copy-plan.ts';
import type { CopyTimer } from './copy-timer.ts';
import type { History } from './history.ts';
import type { Members } from './members.ts';
import type { PartitionLoss } from './partition-loss.ts';
import type { Promotion } from './promotion.ts';
import type { Replication } from './replication.ts';
import { heirOf, partitionsOf, primaryOn, wasOwnedBy } from './sides.ts';
import type { SplitMerge } from './split-merge.ts';

export interface SideParts {
  readonly history: History;
  readonly members: Members;
  readonly replication: Replication;
  readonly promotion: Promotion;
  readonly plan: CopyPlan;
  /** Grids side by side. */
  readonly grids: number;
  readonly replacesCopies: boolean;
  /** Null: lost copies are made again at once. */
  readonly timer: CopyTimer | null;
  /** Backups take over only when the timer is due (Hazelcast's rebalance delay). */
  readonly promotesLate: boolean;
  /**
   * Where the product draws its table anew, the members being 1 in `present`. It is used when no living member is elsewhere; in a split, and
   * while a paused one is taken for dead, lost copies go to the emptiest members of each side, and the table waits.
   */
  readonly redraw: ((present: Uint8Array) => void) | undefined;
  /** Members that hand everything over. */
  readonly leaving: ReadonlySet<number>;
  /** Null where a side that has no copy of a partition does not keep a list of what it lost. */
  readonly loss: PartitionLoss | null;
  /** Entries of one partition at the start of the run. */
  readonly partitionEntries: number;
  /** Complete copies on a side without which nobody there becomes primary (the majority of a Raft group); 1: one is enough. */
  readonly leastCopies: number;
  /** Who accepts what may have changed. */
  ownershipChanged(): void;
}

/** Ignite: partitions with fewer entries are always copied as a whole (IGNITE_PDS_WAL_REBALANCE_THRESHOLD). */
const LEAST_HISTORICAL = 500;

export class SideChanges {
  readonly #parts: SideParts;
  #splitMerge: SplitMerge | null = null;

  constructor(parts: SideParts) {
    this.#parts = parts;
  }

  /** What a member that gives up its line of history had written on it is merged, not thrown away. */
  mergesWith(splitMerge: SplitMerge): void {
    this.#splitMerge = splitMerge;
  }

  /** The side `side` (1 per member it contains) removed `subject`; its backups take over, lost copies are made again. */
  removed(subject: number, side: Uint8Array): void {
    const { replication } = this.#parts;
    replication.memberRemoved(subject);
    const on = this.#runsOn(side);
    for (const partition of this.#partitionsOf(side)) {
      const primary = primaryOn(partition, side);
      const ghost = primary?.backups.find((backup) => backup.member === subject);
      if (primary !== undefined && ghost !== undefined) replication.detach(primary, ghost);
      if (primary === undefined && wasOwnedBy(partition, subject)) {
        partition.ownerless = true;
        if (!this.#parts.promotesLate) this.#findOwner(partition, side, on);
      }
    }
    this.#restoreCopies(side);
    this.#parts.loss?.viewed(side);
    this.#parts.ownershipChanged();
  }

  #restore(side: Uint8Array): void {
    const { plan, redraw, members, leaving } = this.#parts;
    const present = side.map((on, member) => +(on === 1 && members.isUp(member) && !leaving.has(member)));
    const isWhole = present.every((on, member) => on === 1 || !members.isUp(member) || !this.#holdsSomething(member));
    if (redraw === undefined || !isWhole) plan.restoreCopies(side);
    else {
      plan.startLost(side);
      redraw(present);
    }
  }

  /** The members of `side` see one another; backups that were out of reach when their primary was removed take over now. */
  assembled(side: Uint8Array): void {
    this.#comeBack(side);
    if (this.#parts.promotesLate && this.#parts.timer?.isWaiting === true) return;
    const hasPromoted = this.#promoteOn(side);
    if (hasPromoted) this.#restoreCopies(side);
    this.#parts.loss?.viewed(side);
    if (hasPromoted || this.#parts.loss !== null) this.#parts.ownershipChanged();
  }

  /** The wait is over: backups take over, and lost copies are made again. */
  repartition(side: Uint8Array): void {
    // The oldest member alone knew that it was time.
    if (!this.#parts.members.isUp(side.indexOf(1))) return;
    this.#promoteOn(side);
    this.#restore(side);
    this.#parts.ownershipChanged();
  }

  /** True when some partition of the side had no owner. */
  #promoteOn(side: Uint8Array): boolean {
    const on = this.#runsOn(side);
    const ownerless = this.#partitionsOf(side).filter((partition) => partition.ownerless);
    for (const partition of ownerless) {
      if (primaryOn(partition, side) === undefined) this.#findOwner(partition, side, on);
      else partition.ownerless = false;
    }
    return ownerless.length > 0;
  }

  /** Somebody resets what the members of `side` have lost: it is served from what is on their disks, or begins anew. */
  reset(side: Uint8Array, partitions: readonly number[]): void {
    const { history, plan, loss } = this.#parts;
    const lost = partitions.map((index) => history.partitions[index]!);
    this.#serve(side, lost);
    plan.beginAnew(side, lost, (member) => !loss!.isOut(side, member));
    plan.restorePlacement(side);
    this.#restoreCopies(side);
    this.#parts.ownershipChanged();
  }

  /** A cluster that was gone as a whole is there again: whoever has most of a partition serves it. */
  #comeBack(side: Uint8Array): void {
    const { loss, plan, history } = this.#parts;
    if (loss === null && history.contents !== null) this.#agree(side);
    if (loss === null || !loss.activates(side)) return;
    const partitions = this.#partitionsOf(side);
    this.#serve(side, partitions);
    plan.beginAnew(side, partitions, () => true);
    plan.restorePlacement(side);
    this.#parts.ownershipChanged();
  }

  /** Of partitions without a primary those are served again of which enough copies are there, on disks or in memory. */
  #agree(side: Uint8Array): void {
    const { history, members, leastCopies, plan } = this.#parts;
    const on = this.#runsOn(side);
    const able = ({ member }: { readonly member: number }) => side[member] === 1 && members.isUp(member);
    const agreed = this.#partitionsOf(side).filter((partition) => {
      if (primaryOn(partition, side) !== undefined) return false;
      const onDisks = history.contents!.of(partition.index).filter(able).length;
      const inMemory = partition.copies.filter((copy) => copy.role !== 'syncing' && on(copy)).length;
      return onDisks > 0 && onDisks + inMemory >= leastCopies;
    });
    if (agreed.length === 0) return;
    this.#serve(side, agreed);
    plan.restorePlacement(side);
    this.#parts.ownershipChanged();
  }

  /** Members of `side` read what they have of the partitions from their disks, and the one that has most of each becomes its primary. */
  #serve(side: Uint8Array, partitions: readonly Partition[]): void {
    const { history } = this.#parts;
    const on = this.#runsOn(side);
    for (const partition of partitions) {
      if (primaryOn(partition, side) !== undefined) continue;
      for (const { member } of [...(history.contents?.of(partition.index) ?? [])]) {
        if (side[member] === 0 || !this.#parts.members.isUp(member)) continue;
        const { branch, applied } = history.contents!.take(member, partition.index)!;
        history.contents!.sync(history.addCopy(partition, member, 'backup', branch, applied));
      }
      partition.ownerless = true;
      this.#findOwner(partition, side, on);
    }
  }

  /** `member` belongs to the side of `side` again; whatever it still holds is merged or thrown away, and copied anew. */
  joined(member: number, side: Uint8Array): void {
    const { history, replication, plan, loss } = this.#parts;
    if (this.#parts.promotesLate) this.#parts.timer?.end();
    loss?.joined(member, side);
    for (const partition of this.#partitionsOf(side)) {
      const stale = partition.copies.find((copy) => copy.member === member);
      const primary = primaryOn(partition, side, member);
      if (stale !== undefined && loss?.mayServe(side, partition.index) === false) this.#setAside(partition, stale);
      else if (stale === undefined && primary !== undefined) this.#goOn(partition, primary, member);
      else if (stale !== undefined && primary !== undefined && stale.source !== primary) {
        this.#splitMerge?.merge(partition, primary, stale);
        replication.stepDown(stale);
        for (const backup of partition.copies) if (backup.source === stale) replication.follow(primary, backup);
        stale.backups = [];
        replication.follow(primary, stale);
        history.accountForLosses(partition, 'the member returned after its side had been replaced');
      }
      const owner = primaryOn(partition, side);
      if (owner !== undefined)
        for (const copy of partition.copies) if (this.#isForsaken(copy, side)) replication.follow(owner, copy);
      // Its side had dropped these backups and then lost the primary: nobody will ever be told that it failed.
      const follows = partition.copies.some((copy) => copy.source !== null);
      if (owner === undefined && !follows) partition.ownerless = true;
    }
    if (this.#parts.redraw === undefined) plan.restorePlacement(side);
    else this.#restore(side);
    if (!this.#parts.promotesLate) this.#parts.timer?.changed();
    // A copy that goes on from where it stood is complete at once, and nothing else would tell.
    if (this.#parts.replacesCopies) for (const { index } of this.#partitionsOf(side)) plan.settle(index);
    // A cluster of one has nobody who tells it that its members are together.
    if (side.length === 1 && (loss !== null || history.contents !== null)) this.assembled(side);
    this.#parts.ownershipChanged();
  }

  /** `member` came back with what is on its disk: it is sent what it missed, unless copying the whole partition is less. */
  #goOn(partition: Partition, primary: Copy, member: number): void {
    const { history, replication, partitionEntries, leastCopies } = this.#parts;
    const content = history.contents?.take(member, partition.index) ?? null;
    if (content === null) return;
    const missed = primary.applied - content.applied;
    const isShort = partitionEntries >= LEAST_HISTORICAL && missed <= partitionEntries;
    // A Raft log is simply continued.
    if (leastCopies === 1 && !isShort) return;
    const copy = history.addCopy(partition, member, 'backup', content.branch, content.applied);
    history.contents!.sync(copy);
    replication.attach(primary, copy);
  }

  /** The side that a member joins has lost the partition of which it brings a copy: it stays on its disk, or is gone without one. */
  #setAside(partition: Partition, copy: Copy): void {
    const { history, replication } = this.#parts;
    replication.stepDown(copy);
    if (copy.source !== null) replication.detach(copy.source, copy);
    const { member, branch, applied, role } = copy;
    if (role !== 'syncing') history.contents?.put(partition.index, { member, branch, applied });
    history.removeCopy(copy);
    for (const other of partition.copies) if (other.source === copy) replication.detach(copy, other);
    history.accountForLosses(partition, 'the side that its member joined had lost the partition');
  }

  #restoreCopies(side: Uint8Array): void {
    const { replacesCopies, timer } = this.#parts;
    if (!replacesCopies) return;
    if (timer === null) this.#restore(side);
    else if (this.#parts.promotesLate) timer.beginOnce(side);
    else timer.begin(side);
  }

  /** A backup on the side that no primary counts on: the one that had dropped it has now joined its side and goes on as primary. */
  #isForsaken({ role, source, member }: Copy, side: Uint8Array): boolean {
    return role !== 'primary' && source === null && side[member] === 1 && !this.#parts.leaving.has(member);
  }

  #holdsSomething(member: number): boolean {
    return this.#parts.history.partitions.some(({ copies }) => copies.some((copy) => copy.member === member));
  }

  #runsOn(side: Uint8Array): (copy: Copy) => boolean {
    return (copy) => side[copy.member] === 1 && this.#parts.members.isUp(copy.member);
  }

  #partitionsOf(side: Uint8Array): readonly Partition[] {
    return partitionsOf(side, this.#parts.history.partitions, this.#parts.grids);
  }

  #findOwner(partition: Partition, side: Uint8Array, may: (copy: Copy) => boolean): void {
    const { promotion, loss, leastCopies } = this.#parts;
    if (loss?.mayServe(side, partition.index) === false) return;
    const complete = partition.copies.filter((copy) => copy.role !== 'syncing' && may(copy));
    if (complete.length < leastCopies) return;
    const heir = heirOf(partition, may);
    if (heir === undefined) return;
    promotion.promote(partition, heir, { epoch: promotion.nextEpoch(), planned: false }, may);
    partition.ownerless = false;
  }
}
