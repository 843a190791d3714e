/**
 * The partitioned grid: copies on members, who is primary of what, and what happens to both when members come and go.
 *
 * A request reaches a member; the member answers for a partition if it believes itself primary, serves (its protocol agrees) and is
 * not handing over. Membership decides who failed; this file turns that into promotions, lost copies and copies made again.
 * Redis moves whole shards from primary to replica (`tookOver`); the generic grid promotes partition by partition (`removed`).
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Network } from '../network/network.ts';
import type { Residencies } from './cache/residencies.ts';
import type { Copy, Partition } from './copy.ts';
import { CopyPlan } from './copy-plan.ts';
import { HandOver } from './hand-over.ts';
import { History, type HistoryObserver } from './history.ts';
import type { Members } from './members.ts';
import type { MembershipProtocol } from './membership.ts';
import { Promotion, type PromotionObserver } from './promotion.ts';
import { rebalanceTable } from './rebalance.ts';
import { Replication, type ReplicationObserver, type ReplicationSettings } from './replication.ts';
import { heirOf, primaryOn, wasOwnedBy } from './sides.ts';
import type { SplitMerge } from './split-merge.ts';

export interface GridObserver extends HistoryObserver, ReplicationObserver, PromotionObserver {
  /** Who accepts what may have changed. */
  ownershipChanged(): void;
  /** A partition has no copy left anywhere. */
  partitionLost(partition: number): void;
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
  /** Entries not yet durable are known to backups, so a promoted one queues them again. */
  readonly requeueOnPromotion: readonly boolean[];
  readonly replication: ReplicationSettings;
}

export class DataGrid {
  readonly history: History;
  readonly replication: Replication;
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
  #splitMerge: SplitMerge | null = null;

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
      observer.promoted(copy, false);
    };
    this.#plan = new CopyPlan({
      history,
      members,
      replication,
      promotion,
      handOver,
      backups,
      placement,
      leaving: this.#leaving,
      partitionsOf: (side) => this.#partitionsOf(side),
      mayOwn: (member) => this.#isReady(member),
      partitionLost,
    });
    this.#placeCopies();
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
    this.history.watchedBy(
      residencies,
      residencies.byMap.map((residency) => residency !== null),
    );
  }

  /** What a member that gives up its line of history had written on it is merged, not thrown away. */
  mergesWith(splitMerge: SplitMerge): void {
    this.#splitMerge = splitMerge;
  }

  /** Whether `member`, in its own view of the cluster, may answer requests. */
  isServing(member: number): boolean {
    return this.#isReady(member) && this.#protocol!.isServing(member);
  }

  /** Where units have a life of their own: only those for which this holds serve and are given primaries. */
  readyWhen(isReady: (member: number) => boolean): void {
    this.#isReady = isReady;
  }

  /** Members came or go for good: the copies are spread anew over those that are 1 in `present`. */
  rebalance(present: Uint8Array): void {
    const { partitions, backups, zones } = this.#settings;
    const spec = { partitions, backups, zones, members: this.#members.count };
    rebalanceTable(this.#placement, this.history, spec, present);
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

  copyAt(member: number, partition: number): Copy | null {
    for (const copy of this.history.partitions[partition]!.copies) if (copy.member === member) return copy;
    return null;
  }

  /** The copy through which `member` answers writes of `partition` now, or null. */
  acceptingCopy(member: number, partition: number): Copy | null {
    const copy = this.copyAt(member, partition);
    if (copy === null || copy.role !== 'primary' || !copy.accepting) return null;
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

  /**
   * How old the value is that `copy` returns for a key: 0 when no write acknowledged before `since` is missing, else ns since the
   * newest missing one was acknowledged.
   */
  staleness(copy: Copy, map: number, key: number, since: number): number {
    const { history } = this;
    if (this.#residencies !== null && this.#residencies.byMap[map] !== null) {
      const row = history.keys.find(map, key);
      if (row < 0 || this.isAbsent(copy, map, key)) return 0;
      return history.missed(row, this.newestNumber(copy, map, key), since, this.#simulation.now);
    }
    const partition = history.partitions[copy.partition]!;
    if (copy.role === 'primary' && partition.branches.length === 1) return 0;
    const keyRow = history.keys.find(map, key);
    if (keyRow < 0) return 0;
    const { writes } = history;
    let row = history.keys.newest[keyRow]!;
    let number = history.keys.newestNumber[keyRow]!;
    while (writes.holds(row, number)) {
      if (!writes.isOrphaned(row)) {
        if (history.holds(copy, row)) return 0;
        const acknowledged = writes.acknowledgedAt[row]!;
        if (acknowledged >= 0 && acknowledged <= since) return Math.max(1, this.#simulation.now - acknowledged);
      }
      number = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
    return 0;
  }

  /** True when the entry of the key has left the grid, or never came in. */
  isAbsent(copy: Copy, map: number, key: number): boolean {
    return this.#residencies?.byMap[map]?.has(copy, key) === false;
  }

  /** Number of the write whose value `copy` returns for a key; 0: the value from before the run. */
  newestNumber(copy: Copy, map: number, key: number): number {
    const { writes, keys } = this.history;
    const keyRow = keys.find(map, key);
    if (keyRow < 0) return 0;
    let row = keys.newest[keyRow]!;
    let number = keys.newestNumber[keyRow]!;
    while (writes.holds(row, number) && (writes.isOrphaned(row) || !this.history.holds(copy, row))) {
      number = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
    return this.#residencies?.byMap[map]?.loadedValue(copy, key, number) ?? number;
  }

  /** Row of the newest write of a key that `copy` holds, or −1 when that is one that every copy holds or none. */
  newestHeld(copy: Copy, keyRow: number): number {
    const { writes, keys } = this.history;
    let row = keys.newest[keyRow]!;
    let number = keys.newestNumber[keyRow]!;
    while (writes.holds(row, number)) {
      if (!writes.isOrphaned(row) && this.history.holds(copy, row)) return row;
      number = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
    return -1;
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

  /** Redis: `successor` takes over every partition that `predecessor` was primary of. */
  tookOver(successor: number, predecessor: number, epoch: number): void {
    for (const partition of this.history.partitions) {
      const copy = partition.copies.find((other) => other.member === successor && other.role === 'backup');
      if (copy === undefined || (copy.source !== null && copy.source.member !== predecessor)) continue;
      const planned = copy.source?.accepting === false;
      this.#promotion.promote(partition, copy, { epoch, planned }, () => true);
    }
    this.#observer.ownershipChanged();
  }

  /** Generic: the side `side` (1 per member it contains) removed `subject`; its backups take over, lost copies are made again. */
  removed(subject: number, side: Uint8Array): void {
    const on = (copy: Copy) => side[copy.member] === 1 && this.#members.isUp(copy.member);
    for (const partition of this.#partitionsOf(side)) {
      const primary = primaryOn(partition, side);
      const ghost = primary?.backups.find((backup) => backup.member === subject);
      if (primary !== undefined && ghost !== undefined) this.replication.detach(primary, ghost);
      if (primary === undefined && wasOwnedBy(partition, subject)) {
        partition.ownerless = true;
        this.#findOwner(partition, on);
      }
    }
    if (this.#settings.replacesCopies) this.#plan.restoreCopies(side);
    this.#observer.ownershipChanged();
  }

  /** Generic: the members of `side` see one another; backups that were out of reach when their primary was removed take over now. */
  assembled(side: Uint8Array): void {
    const on = (copy: Copy) => side[copy.member] === 1 && this.#members.isUp(copy.member);
    const ownerless = this.#partitionsOf(side).filter((partition) => partition.ownerless);
    if (ownerless.length === 0) return;
    for (const partition of ownerless) {
      if (primaryOn(partition, side) === undefined) this.#findOwner(partition, on);
      else partition.ownerless = false;
    }
    if (this.#settings.replacesCopies) this.#plan.restoreCopies(side);
    this.#observer.ownershipChanged();
  }

  /** The partitions that the members of a side have between them: those of their grid. */
  #partitionsOf(side: Uint8Array): readonly Partition[] {
    const { partitions } = this.history;
    const { grids } = this.#settings;
    if (grids === 1) return partitions;
    const grid = Math.floor(side.indexOf(1) / (side.length / grids));
    return partitions.slice((grid * partitions.length) / grids, ((grid + 1) * partitions.length) / grids);
  }

  #findOwner(partition: Partition, may: (copy: Copy) => boolean): void {
    const heir = heirOf(partition, may);
    if (heir === undefined) return;
    this.#promotion.promote(partition, heir, { epoch: this.#promotion.nextEpoch(), planned: false }, may);
    partition.ownerless = false;
  }

  /** Generic: `member` belongs to the side of `side` again; whatever it still holds is merged or thrown away, and copied anew. */
  joined(member: number, side: Uint8Array): void {
    for (const partition of this.#partitionsOf(side)) {
      const stale = partition.copies.find((copy) => copy.member === member);
      const primary = primaryOn(partition, side, member);
      if (stale !== undefined && primary !== undefined && stale.source !== primary) {
        this.#splitMerge?.merge(partition, primary, stale);
        this.#stepDown(stale);
        for (const backup of partition.copies) if (backup.source === stale) this.#follow(primary, backup);
        stale.backups = [];
        this.#follow(primary, stale);
        this.#accountForLosses(partition.index, 'the member returned after its side had been replaced');
      }
      // Its side had dropped these backups and then lost the primary: nobody will ever be told that it failed.
      const follows = partition.copies.some((copy) => copy.source !== null);
      if (primary === undefined && !follows && primaryOn(partition, side) === undefined) partition.ownerless = true;
    }
    this.#plan.restorePlacement(side);
    this.#observer.ownershipChanged();
  }

  #stepDown(copy: Copy): void {
    if (copy.role !== 'primary') return;
    this.replication.refuseWaiting(copy);
    copy.role = 'backup';
  }

  /** Redis: `member` learned that `newPrimary` owns its partitions and becomes its replica. */
  demoted(member: number, newPrimary: number): void {
    for (const partition of this.history.partitions) {
      const primary = partition.copies.find((copy) => copy.member === newPrimary && copy.role === 'primary');
      if (primary === undefined) continue;
      const stale = partition.copies.find((copy) => copy.member === member);
      if (stale !== undefined) {
        this.#stepDown(stale);
        stale.backups = [];
        this.#follow(primary, stale);
      } else {
        this.replication.attach(primary, this.history.addCopy(partition, member, 'syncing', primary.branch, 0));
      }
      this.#accountForLosses(partition.index, 'the old primary threw its branch away');
    }
    this.#observer.ownershipChanged();
  }

  /** Redis: a process came back empty and still believes itself primary (it was never replaced): its replicas, those that came back empty before it among them, copy the empty set. */
  restartedEmpty(member: number, partitions: readonly number[], replicas: readonly number[]): void {
    for (const index of partitions) {
      const partition = this.history.partitions[index]!;
      const former = this.copyAt(member, index);
      if (former !== null) this.history.removeCopy(former);
      const copy = this.history.addCopy(partition, member, 'primary', this.history.freshBranch(partition), 0);
      // It has kept its configEpoch; an election only ever brings a greater one.
      const epoch = Math.max(1, ...partition.branches.map((branch) => branch.epoch));
      this.history.restartEmpty(copy, epoch);
      for (const other of [...partition.copies]) if (other !== copy) this.#follow(copy, other);
      for (const replica of replicas) {
        if (this.copyAt(replica, index) === null) {
          this.replication.attach(copy, this.history.addCopy(partition, replica, 'syncing', copy.branch, 0));
        }
      }
      this.#accountForLosses(index, 'the primary came back empty and its replicas copied the empty set');
    }
    this.#observer.ownershipChanged();
  }

  /** Redis: a replica process came back empty. */
  restartedReplica(member: number, primaryMember: number, partitions: readonly number[]): void {
    for (const index of partitions) {
      const partition = this.history.partitions[index]!;
      const primary = partition.copies.find((copy) => copy.member === primaryMember && copy.role === 'primary');
      if (primary !== undefined)
        this.replication.attach(primary, this.history.addCopy(partition, member, 'syncing', primary.branch, 0));
    }
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

  #follow(primary: Copy, backup: Copy): void {
    if (backup.role === 'primary') backup.role = 'backup';
    this.replication.attach(primary, backup);
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
