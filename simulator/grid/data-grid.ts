/**
 * The partitioned grid: copies on members, who is primary of what, and what happens to both when members come and go.
 *
 * A request reaches a member; the member answers for a partition if it believes itself primary, serves (its protocol agrees) and is
 * not handing over. Membership decides who failed; what becomes of the copies then differs by product: Redis moves whole shards from
 * primary to replica (shard-changes.ts), the generic grid promotes partition by partition (side-changes.ts).
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Network } from '../network/network.ts';
import type { LossRule } from '../products/ignite-persistence.ts';
import { rendezvousTable } from '../products/rendezvous.ts';
import { Affinity } from './affinity.ts';
import type { Residencies } from './cache/residencies.ts';
import type { Copy, Partition } from './copy.ts';
import { CopyPlan } from './copy-plan.ts';
import { CopyTimer } from './copy-timer.ts';
import { CopyValues } from './copy-values.ts';
import { HandOver } from './hand-over.ts';
import { History, type HistoryObserver } from './history.ts';
import type { Members } from './members.ts';
import type { MembershipProtocol } from './membership.ts';
import { PartitionLoss } from './partition-loss.ts';
import { Promotion, type PromotionObserver } from './promotion.ts';
import { rebalanceTable, type TableChange } from './rebalance.ts';
import { Replication, type ReplicationObserver, type ReplicationSettings } from './replication.ts';
import { ShardChanges } from './shard-changes.ts';
import { SideChanges } from './side-changes.ts';
import { partitionsOf } from './sides.ts';
import type { SplitMerge } from './split-merge.ts';

export interface GridObserver extends HistoryObserver, ReplicationObserver, PromotionObserver {
  /** Who accepts what may have changed. */
  ownershipChanged(): void;
  /** A partition has no copy left anywhere. */
  partitionLost(partition: number): void;
  /** It begins anew with this copy, which has nothing: nobody took over. */
  startedEmpty(copy: Copy): void;
}

export interface GridSettings {
  readonly partitions: number;
  /** Configured copies besides the primary. */
  readonly backups: number;
  readonly zones: number;
  /** Owners of partition p at [p × (backups + 1) …]: primary first. */
  readonly placement: Int32Array;
  readonly persisted: readonly boolean[];
  /** Grids side by side (regions with grids of their own), each with its share of members and partitions, in order. */
  readonly grids: number;
  /** Lost copies are made again on other members (generic) or only when their member returns (Redis). */
  readonly replacesCopies: boolean;
  /** Who holds what follows from the members that are present (rendezvous); absent: balanced, as few copies as possible move. */
  readonly affinity?: { readonly distinctZones: boolean } | undefined;
  /** A partition without any copy left stays away; absent: it begins anew, empty. */
  readonly refusesLost?: boolean | undefined;
  /** A side has lost what it has no copy of, whoever else has one; absent: it waits for those to come back. */
  readonly losesBySide?: boolean | undefined;
  /** … and keeps a list of it; absent: it does not. */
  readonly loss?: LossRule | undefined;
  /** Entries of one partition at the start of the run. */
  readonly partitionEntries: number;
  /** Complete copies without which nobody becomes primary; absent: one is enough. */
  readonly leastCopies?: number | undefined;
  /** ns without any member coming or going, before lost copies are made again; absent: at once. */
  readonly restoresAfter?: number | undefined;
  /** Backups take over only then, too. */
  readonly promotesLate?: boolean | undefined;
  /** Entries not yet durable are known to backups, so a promoted one queues them again. */
  readonly requeueOnPromotion: readonly boolean[];
  /** How the product changes its table when members fail, return, come or go. Absent: copies go to the emptiest members and home again. */
  readonly tableChange?: TableChange | undefined;
  readonly replication: ReplicationSettings;
}

export class DataGrid {
  readonly history: History;
  readonly replication: Replication;
  /** Redis: whole shards change hands. */
  readonly shards: ShardChanges;
  /** Generic: sides of the cluster see members go and come. */
  readonly sides: SideChanges;
  /** What sides have lost; null where nobody keeps a list of it. */
  readonly loss: PartitionLoss | null;
  readonly #values: CopyValues;
  readonly #simulation: Simulation;
  readonly #members: Members;
  readonly #network: Network;
  readonly #settings: GridSettings;
  readonly #observer: GridObserver;
  readonly #account: HandlerId;
  readonly #promotion: Promotion;
  readonly #handOver: HandOver;
  readonly #plan: CopyPlan;
  readonly #leaving = new Set<number>();
  /** Owners as planned now: that of the settings until members come or go for good. */
  readonly #placement: Int32Array;
  #isReady: (member: number) => boolean = () => true;
  #protocol: MembershipProtocol | null = null;
  #residencies: Residencies | null = null;

  constructor(
    simulation: Simulation,
    network: Network,
    members: Members,
    settings: GridSettings,
    observer: GridObserver,
  ) {
    this.#simulation = simulation;
    this.#network = network;
    this.#members = members;
    this.#settings = settings;
    this.#observer = observer;
    this.history = new History(settings.partitions, settings.persisted, observer);
    this.replication = new Replication(simulation, network, members, this.history, settings.replication, observer);
    this.#account = simulation.handler('grid/account-for-losses', (partition) =>
      this.#accountOnceArrived(this.history.partitions[partition]!),
    );
    const { history, replication } = this;
    const { backups } = settings;
    const placement = settings.placement.slice();
    this.#placement = placement;
    this.#promotion = new Promotion(history, replication, settings.requeueOnPromotion, observer);
    const promotion = this.#promotion;
    this.#handOver = new HandOver({
      simulation,
      network,
      members,
      history,
      replication,
      promotion,
      protocol: () => this.#protocol!,
      ownershipChanged: () => observer.ownershipChanged(),
      handedOver: (partition) => {
        this.#passOn(partition);
        this.settlePlacement(partition);
      },
    });
    const handOver = this.#handOver;
    const partitionLost = (copy: Copy) => {
      observer.partitionLost(copy.partition);
      observer.startedEmpty(copy);
    };
    this.loss = this.#lossOf(settings);
    const { loss } = this;
    const tellsLost = settings.refusesLost === true && loss === null;
    this.#plan = new CopyPlan({
      history,
      members,
      replication,
      promotion,
      handOver,
      backups,
      placement,
      leaving: this.#leaving,
      partitionsOf: (side) => partitionsOf(side, history.partitions, settings.grids),
      mayOwn: (member) => this.#isReady(member),
      partitionLost,
      startedEmpty: (copy) => observer.startedEmpty(copy),
      lostWithoutHeir: tellsLost ? (partition) => observer.partitionLost(partition) : loss === null ? null : () => {},
      losesBySide: settings.losesBySide === true,
      affinity:
        settings.affinity === undefined
          ? null
          : new Affinity(members.count, {
              backups,
              zones: settings.zones,
              distinctZones: settings.affinity.distinctZones,
            }),
    });
    const { restoresAfter } = settings;
    const timer =
      restoresAfter === undefined || restoresAfter === 0
        ? null
        : new CopyTimer(simulation, restoresAfter, (side) =>
            settings.promotesLate === true ? this.sides.repartition(side) : this.#restoreCopies(side),
          );
    const ownershipChanged = () => observer.ownershipChanged();
    this.shards = new ShardChanges({ history, replication, promotion, ownershipChanged });
    this.sides = new SideChanges({
      history,
      replication,
      promotion,
      ownershipChanged,
      members,
      leaving: this.#leaving,
      plan: this.#plan,
      redraw: settings.tableChange === undefined ? undefined : (present) => this.rebalance(present),
      grids: settings.grids,
      replacesCopies: settings.replacesCopies,
      timer,
      loss,
      partitionEntries: settings.partitionEntries,
      leastCopies: settings.leastCopies ?? 1,
      promotesLate: settings.promotesLate === true,
    });
    this.#values = new CopyValues(simulation, history);
    this.#placeCopies();
  }

  #lossOf({ loss: rule }: GridSettings): PartitionLoss | null {
    if (rule === undefined) return null;
    return new PartitionLoss({
      simulation: this.#simulation,
      history: this.history,
      members: this.#members,
      rule,
      placement: this.#placement,
      lost: (partition) => this.#observer.partitionLost(partition),
      reset: (side, partitions) => this.sides.reset(side, partitions),
    });
  }

  #restoreCopies(side: Uint8Array): void {
    this.loss?.adjusted(side);
    this.#plan.restoreCopies(side);
    this.#observer.ownershipChanged();
  }

  #placeCopies(): void {
    const { backups, placement } = this.#settings;
    const stride = backups + 1;
    for (const partition of this.history.partitions) {
      const [first, ...others] = placement.subarray(partition.index * stride, (partition.index + 1) * stride);
      const branch = partition.branches[0]!;
      const primary = this.history.addCopy(partition, first!, 'primary', branch, 0);
      partition.owner = primary.member;
      for (const member of others) {
        // A table that knows fewer places than copies ends with nobody.
        if (member < 0) continue;
        const copy = this.history.addCopy(partition, member, 'backup', branch, 0);
        copy.source = primary;
        primary.backups.push(copy);
      }
    }
  }

  /** The protocol is made after the grid because it asks the grid for offsets. */
  watchedBy(protocol: MembershipProtocol): void {
    this.#protocol = protocol;
  }

  /** Entries of some maps can leave the grid: these say which keys it holds. */
  keeps(residencies: Residencies): void {
    this.#residencies = residencies;
    this.#values.residencies = residencies;
    this.history.watchedBy(
      residencies,
      residencies.byMap.map((residency) => residency !== null),
    );
  }

  /** What a member that gives up its line of history had written on it is merged, not thrown away. */
  mergesWith(splitMerge: SplitMerge): void {
    this.sides.mergesWith(splitMerge);
  }

  /** Whether `member`, in its own view of the cluster, may answer requests. */
  isServing(member: number): boolean {
    return this.#isReady(member) && this.#protocol!.isServing(member);
  }

  /** Whether updates wait at `member` until its cluster has agreed on who is there. */
  holdsWrites(member: number): boolean {
    return this.#protocol!.holdsWrites?.(member) === true;
  }

  /** Where units have a life of their own: only those for which this holds serve and are given primaries. */
  readyWhen(isReady: (member: number) => boolean): void {
    this.#isReady = isReady;
  }

  /** Members came or go for good: the copies are spread anew over those that are 1 in `present`. */
  rebalance(present: Uint8Array): void {
    const { partitions, backups, zones } = this.#settings;
    const spec = { partitions, backups, zones, members: this.#members.count };
    const { affinity, tableChange } = this.#settings;
    if (affinity !== undefined) this.#placement.set(rendezvousTable({ ...spec, ...affinity }, present));
    else rebalanceTable(this.#placement, this.history, spec, present, tableChange);
    this.#plan.restorePlacement(new Uint8Array(this.#members.count).fill(1));
    this.settleAll();
  }

  /** Every partition is put in order, as far as its copies are complete. */
  settleAll(): void {
    for (const { index } of this.history.partitions) this.settlePlacement(index);
    this.#observer.ownershipChanged();
  }

  /** The same for the partitions of which `member` has a copy. */
  settleHeldBy(member: number): void {
    for (const { index, copies } of this.history.partitions)
      if (copies.some((copy) => copy.member === member)) this.settlePlacement(index);
  }

  /** True when every copy is planned at a member that is 1 in `present`. */
  isPlannedOn(present: Uint8Array): boolean {
    return this.#placement.every((member) => member < 0 || present[member] === 1);
  }

  /** True when `member` has every copy that is planned for it. */
  hasItsCopies(member: number): boolean {
    return this.#plan.isComplete(member);
  }

  /** True while `member` has a copy of anything. */
  holdsSomething(member: number): boolean {
    return this.history.partitions.some((partition) => partition.copies.some((copy) => copy.member === member));
  }

  /** Grids side by side, each of as many members. */
  get grids(): number {
    return this.#settings.grids;
  }

  /** How many members of its grid `member` sees, itself included. */
  membersSeen(member: number): number {
    return this.#protocol!.membersSeen?.(member) ?? this.#members.count / this.grids;
  }

  /** Members of the cluster that `member` belongs to: those of its region where each is a grid of its own, without those that left for good. */
  clusterSize(member: number): number {
    return this.#protocol!.clusterSize?.(member) ?? this.#members.count / this.grids;
  }

  copyAt(member: number, partition: number): Copy | null {
    for (const copy of this.history.partitions[partition]!.copies) if (copy.member === member) return copy;
    return null;
  }

  /** The copy through which `member` answers writes of `partition` now, or null. */
  acceptingCopy(member: number, partition: number): Copy | null {
    const copy = this.copyAt(member, partition);
    if (copy === null || copy.role !== 'primary' || !copy.accepting || this.holdsWrites(member)) return null;
    return this.isServing(member) ? copy : null;
  }

  /** A member that believes itself primary of `partition` and can be reached from `place`, the newest epoch first; −1 when there is none. */
  primarySeenFrom(place: number, partition: number): number {
    let best: Copy | null = null;
    for (const copy of this.history.partitions[partition]!.copies) {
      if (copy.role !== 'primary' || !this.#network.passes(place, copy.member)) continue;
      if (best === null || copy.branch.epoch > best.branch.epoch) best = copy;
    }
    return best === null ? -1 : best.member;
  }

  /** A write is applied at `primary`; returns its row. `replicate` must follow. */
  append(primary: Copy, map: number, key: number, request: number): number {
    const row = this.history.append(primary, map, key, request, this.#simulation.now);
    this.#residencies?.byMap[map]?.wrote(primary, key, row, this.history.writes.number[row]!);
    return row;
  }

  /** The write goes to the backups; the observer hears when it is complete, at once unless it `waits` for them. */
  replicate(primary: Copy, row: number, waits: boolean): void {
    this.replication.replicate(primary, row, waits);
  }

  /** What a reader of a copy is given (copy-values.ts says it in full). */
  staleness(copy: Copy, map: number, key: number, since: number): number {
    return this.#values.staleness(copy, map, key, since);
  }

  isAbsent(copy: Copy, map: number, key: number): boolean {
    return this.#values.isAbsent(copy, map, key);
  }

  newestNumber(copy: Copy, map: number, key: number): number {
    return this.#values.newestNumber(copy, map, key);
  }

  newestHeld(copy: Copy, keyRow: number): number {
    return this.#values.newestHeld(copy, keyRow);
  }

  /** The process is gone with everything it held. What it had sent may still arrive, so losses are counted after that. */
  memberStopped(member: number): void {
    this.#leaving.delete(member);
    for (const partition of this.history.partitions) {
      const copy = partition.copies.find((other) => other.member === member);
      if (copy === undefined) continue;
      if (copy.source !== null) this.replication.leave(copy);
      copy.source = null;
      this.history.removeCopy(copy);
      this.#simulation.scheduleAt(this.#lastArrival(partition), this.#account, partition.index);
    }
    this.loss?.memberStopped(member);
    this.#observer.redundancyChanged();
    this.#observer.ownershipChanged();
  }

  #accountOnceArrived(partition: Partition): void {
    const settled = this.#lastArrival(partition);
    if (settled > this.#simulation.now) this.#simulation.scheduleAt(settled, this.#account, partition.index);
    else this.#accountForLosses(partition.index, 'the members that held it failed');
  }

  /** When the last of what dead primaries had sent arrives; now, if that is past. */
  #lastArrival(partition: Partition): number {
    let last = this.#simulation.now;
    for (const { source, arrival } of partition.copies) {
      if (source !== null && !this.history.isKept(source)) last = Math.max(last, arrival);
    }
    return last;
  }

  /**
   * Every primary at `member` is handed to a backup in good order: it stops accepting, the backup catches up, then takes over. Until it
   * has stopped it is given nothing back. Called again, it goes on with what did not work out before.
   */
  handOver(member: number): void {
    this.#leaving.add(member);
    let begun = false;
    for (const partition of this.history.partitions) if (this.#passOn(partition.index)) begun = true;
    if (begun) this.#observer.ownershipChanged();
  }

  /** A member that leaves in good order says goodbye: no primary waits for its copies any more. */
  leave(member: number): void {
    for (const partition of this.history.partitions) {
      const copy = partition.copies.find((other) => other.member === member);
      if (copy !== undefined && copy.source !== null) this.replication.detach(copy.source, copy);
    }
  }

  /** A primary at a leaving member is handed to a backup at one that stays; false when there is nothing to hand or nobody to take it. */
  #passOn(partition: number): boolean {
    const isLeaving = (copy: Copy) => this.#leaving.has(copy.member);
    const copy = this.history.partitions[partition]!.copies.find((one) => one.role === 'primary' && isLeaving(one));
    const heir = copy?.backups.find(
      (backup) => backup.role === 'backup' && !isLeaving(backup) && this.#members.isRunning(backup.member),
    );
    if (copy?.accepting !== true || heir === undefined) return false;
    this.#handOver.begin(copy, heir);
    return true;
  }

  /** True while `member` is primary of anything. */
  ownsSomething(member: number): boolean {
    return this.history.partitions.some((partition) =>
      partition.copies.some((copy) => copy.member === member && copy.role === 'primary'),
    );
  }

  /** Connections may be back: every backup that is behind is brought up to date. */
  networkChanged(): void {
    for (const partition of this.history.partitions) {
      for (const copy of partition.copies) if (copy.role === 'backup') this.replication.catchUp(copy);
    }
    this.#observer.ownershipChanged();
  }

  /** True when some backup still has to apply what its primary has. */
  isCatchingUp(): boolean {
    return this.history.partitions.some((partition) =>
      partition.copies.some(
        (copy) => copy.role === 'backup' && copy.source !== null && copy.applied < copy.source.applied,
      ),
    );
  }

  /** True while two members that can talk to each other believe themselves primary of one partition: one of them will give way. */
  hasRivals(): boolean {
    const reaches = (a: Copy, b: Copy) =>
      this.#network.passes(a.member, b.member) && this.#network.passes(b.member, a.member);
    return this.history.partitions.some(({ copies }) => {
      const primaries = copies.filter((copy) => copy.role === 'primary' && this.#members.isRunning(copy.member));
      return primaries.some((one) => primaries.some((other) => one !== other && reaches(one, other)));
    });
  }

  /** The copies of a partition may be complete again: the table is put in order. */
  settlePlacement(partition: number): void {
    if (this.#settings.replacesCopies) this.#plan.settle(partition);
  }

  /** Partitions with fewer complete copies than configured; where lost copies are made again, as far as members are left to hold them. */
  underReplicated(): number {
    const configured = this.#settings.backups + 1;
    if (!this.#settings.replacesCopies) return this.#plan.underReplicated(configured);
    let up = 0;
    for (let member = 0; member < this.#members.count; member++) if (this.#members.isUp(member)) up++;
    return this.#plan.underReplicated(Math.min(configured, up));
  }

  #accountForLosses(partition: number, cause: string): void {
    this.history.accountForLosses(this.history.partitions[partition]!, cause);
  }
}
