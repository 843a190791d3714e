/**
 * The partitioned grid: copies on members, who is primary of what, and what happens to both when members come and go.
 *
 * A request reaches a member; the member answers for a partition if it believes itself primary, serves (its protocol agrees) and is
 * not handing over. Membership decides who failed; this file turns that into promotions, lost copies and copies made again.
 * Redis moves whole shards from primary to replica (`tookOver`); the generic grid promotes partition by partition (`removed`).
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { MILLISECOND, SECOND } from '../kernel/time.ts';
import type { Network } from '../network/network.ts';
import type { Copy, Partition } from './copy.ts';
import { History, type HistoryObserver } from './history.ts';
import type { Members } from './members.ts';
import type { MembershipProtocol } from './membership.ts';
import { Replication, type ReplicationObserver, type ReplicationSettings } from './replication.ts';

/** A planned hand-over that the protocol has not confirmed by then is given up (Redis: CLUSTER_MF_TIMEOUT, 5 s). */
const TAKEOVER_LIMIT = 5 * SECOND;

export interface GridObserver extends HistoryObserver, ReplicationObserver {
  /** `copy` became primary of its partition; `planned` when its predecessor handed over in good order. */
  promoted(copy: Copy, planned: boolean): void;
  /** Who accepts what may have changed. */
  ownershipChanged(): void;
  /** A write-behind entry must (again) be queued at `member`: a promoted copy holds writes that the store lacks. */
  mustPersist(member: number, key: number, row: number): void;
  /** A partition has no copy left anywhere. */
  partitionLost(partition: number): void;
}

export interface GridSettings {
  readonly partitions: number;
  /** Configured copies besides the primary. */
  readonly backups: number;
  /** Owners of partition p at [p × (backups + 1) …]: primary first. */
  readonly placement: Int32Array;
  readonly persisted: readonly boolean[];
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
  readonly #handOverCheck: HandlerId;
  readonly #handOverLimit: HandlerId;
  #protocol: MembershipProtocol | null = null;
  #epoch = 1;

  constructor(simulation: Simulation, network: Network, members: Members, settings: GridSettings, observer: GridObserver) {
    this.#simulation = simulation;
    this.#network = network;
    this.#members = members;
    this.#settings = settings;
    this.#observer = observer;
    this.history = new History(settings.partitions, settings.persisted, observer);
    this.replication = new Replication(simulation, network, members, this.history, settings.replication, observer);
    this.#account = simulation.handler('grid/account-for-losses', (partition) => this.#accountForLosses(partition, 'the members that held it failed'));
    this.#handOverCheck = simulation.handler('grid/hand-over', (from, to) => this.#finishHandOver(from, to));
    this.#handOverLimit = simulation.handler('grid/hand-over-limit', (from) => this.#giveUpHandOver(from));
    const stride = settings.backups + 1;
    for (const partition of this.history.partitions) {
      const branch = partition.branches[0]!;
      const primary = this.history.addCopy(partition, settings.placement[partition.index * stride]!, 'primary', branch, 0);
      for (let backup = 1; backup < stride; backup++) {
        const copy = this.history.addCopy(partition, settings.placement[partition.index * stride + backup]!, 'backup', branch, 0);
        copy.source = primary;
        primary.backups.push(copy);
      }
    }
  }

  /** The protocol is made after the grid because it asks the grid for offsets. */
  watchedBy(protocol: MembershipProtocol): void {
    this.#protocol = protocol;
  }

  /** Whether `member`, in its own view of the cluster, may answer requests. */
  isServing(member: number): boolean {
    return this.#protocol!.isServing(member);
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
    return this.history.append(primary, map, key, request, this.#simulation.now);
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
    for (const partition of this.history.partitions) {
      const copy = partition.copies.find((other) => other.member === member);
      if (copy === undefined) continue;
      this.history.removeCopy(copy);
      let settled = this.#simulation.now;
      for (const other of partition.copies) settled = Math.max(settled, other.arrival);
      this.#simulation.scheduleAt(settled, this.#account, partition.index);
    }
    this.#observer.redundancyChanged();
    this.#observer.ownershipChanged();
  }

  /** Redis: `successor` takes over every partition that `predecessor` was primary of. */
  tookOver(successor: number, predecessor: number, epoch: number): void {
    for (const partition of this.history.partitions) {
      const copy = partition.copies.find((other) => other.member === successor && other.role === 'backup');
      if (copy === undefined || (copy.source !== null && copy.source.member !== predecessor)) continue;
      this.#promote(partition, copy, epoch, copy.source?.accepting === false, () => true);
    }
    this.#observer.ownershipChanged();
  }

  /** Generic: the side `side` (1 per member it contains) removed `subject`; its backups take over, lost copies are made again. */
  removed(subject: number, side: Uint8Array): void {
    const on = (copy: Copy) => side[copy.member] === 1 && this.#members.isUp(copy.member);
    for (const partition of this.history.partitions) {
      const primary = this.#primaryOn(partition, side);
      const ghost = primary?.backups.find((backup) => backup.member === subject);
      if (primary !== undefined && ghost !== undefined) this.replication.detach(primary, ghost);
      if (primary === undefined && this.#wasOwnedBy(partition, subject)) {
        const heir = this.#heir(partition, on);
        if (heir !== undefined) this.#promote(partition, heir, ++this.#epoch, false, on);
      }
    }
    if (this.#settings.replacesCopies) this.#restoreCopies(side);
    this.#observer.ownershipChanged();
  }

  /** Generic: `member` belongs to the side of `side` again; whatever it still holds is thrown away and copied anew. */
  joined(member: number, side: Uint8Array): void {
    for (const partition of this.history.partitions) {
      const stale = partition.copies.find((copy) => copy.member === member);
      const primary = this.#primaryOn(partition, side, member);
      if (stale !== undefined && primary !== undefined && stale.source !== primary) {
        stale.role = stale.role === 'primary' ? 'backup' : stale.role;
        for (const backup of partition.copies) if (backup.source === stale) this.#follow(primary, backup);
        stale.backups = [];
        this.#follow(primary, stale);
        this.#accountForLosses(partition.index, 'the member returned after its side had been replaced');
      }
    }
    this.#restorePlacement(side);
    this.#observer.ownershipChanged();
  }

  /** Redis: `member` learned that `newPrimary` owns its partitions and becomes its replica. */
  demoted(member: number, newPrimary: number): void {
    for (const partition of this.history.partitions) {
      const primary = partition.copies.find((copy) => copy.member === newPrimary && copy.role === 'primary');
      if (primary === undefined) continue;
      const stale = partition.copies.find((copy) => copy.member === member);
      if (stale !== undefined) {
        stale.role = stale.role === 'primary' ? 'backup' : stale.role;
        stale.backups = [];
        this.#follow(primary, stale);
      } else {
        this.replication.attach(primary, this.history.addCopy(partition, member, 'syncing', primary.branch, 0));
      }
      this.#accountForLosses(partition.index, 'the old primary threw its branch away');
    }
    this.#observer.ownershipChanged();
  }

  /** Redis: a process came back empty and still believes itself primary (it was never replaced): its replicas copy the empty set. */
  restartedEmpty(member: number, partitions: readonly number[]): void {
    for (const index of partitions) {
      const partition = this.history.partitions[index]!;
      const copy = this.history.addCopy(partition, member, 'primary', partition.branches[0] ?? this.#anyBranch(), 0);
      this.history.restartEmpty(copy, ++this.#epoch);
      for (const other of [...partition.copies]) if (other !== copy) this.#follow(copy, other);
      this.#accountForLosses(index, 'the primary came back empty and its replicas copied the empty set');
    }
    this.#observer.ownershipChanged();
  }

  /** Redis: a replica process came back empty. */
  restartedReplica(member: number, primaryMember: number, partitions: readonly number[]): void {
    for (const index of partitions) {
      const partition = this.history.partitions[index]!;
      const primary = partition.copies.find((copy) => copy.member === primaryMember && copy.role === 'primary');
      if (primary !== undefined) this.replication.attach(primary, this.history.addCopy(partition, member, 'syncing', primary.branch, 0));
    }
  }

  /** Every primary at `member` is handed to a backup in good order: it stops accepting, the backup catches up, then takes over. */
  handOver(member: number): void {
    for (const partition of this.history.partitions) {
      const copy = partition.copies.find((other) => other.member === member && other.role === 'primary');
      const heir = copy?.backups.find((backup) => backup.role === 'backup' && this.#members.isRunning(backup.member));
      if (copy === undefined || heir === undefined) continue;
      this.#beginHandOver(copy, heir);
    }
    this.#observer.ownershipChanged();
  }

  /** True while `member` is primary of anything. */
  ownsSomething(member: number): boolean {
    return this.history.partitions.some((partition) => partition.copies.some((copy) => copy.member === member && copy.role === 'primary'));
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
      partition.copies.some((copy) => copy.role === 'backup' && copy.source !== null && copy.applied < copy.source.applied),
    );
  }

  /** Partitions with fewer complete copies than configured (as far as members are left to hold them). */
  underReplicated(): number {
    const possible = Math.min(this.#settings.backups + 1, this.#upCount());
    let missing = 0;
    for (const partition of this.history.partitions) {
      let complete = 0;
      for (const copy of partition.copies) {
        if (copy.role === 'primary' || (copy.role === 'backup' && copy.source !== null)) complete++;
      }
      if (complete < (this.#settings.replacesCopies ? possible : this.#settings.backups + 1)) missing++;
    }
    return missing;
  }

  #follow(primary: Copy, backup: Copy): void {
    if (backup.role === 'primary') backup.role = 'backup';
    this.replication.attach(primary, backup);
  }

  #promote(partition: Partition, copy: Copy, epoch: number, planned: boolean, may: (copy: Copy) => boolean): void {
    if (copy.source !== null) this.replication.leave(copy);
    copy.connection++;
    this.#epoch = Math.max(this.#epoch, epoch);
    this.history.fork(copy, epoch);
    for (const other of [...partition.copies]) {
      if (other !== copy && other.role !== 'primary' && may(other)) this.replication.attach(copy, other);
    }
    this.#accountForLosses(partition.index, 'not yet at the backup that took over');
    this.#observer.promoted(copy, planned);
    this.#requeue(copy);
    this.#observer.redundancyChanged();
  }

  /** What the store lacks and the new primary holds waits in its queue from now on. */
  #requeue(copy: Copy): void {
    const { history } = this;
    const partition = history.partitions[copy.partition]!;
    for (const branch of partition.branches) {
      const limit = copy.branch.contained(branch, copy.applied);
      for (let offset = branch.base + 1; offset <= limit; offset++) {
        if (offset <= branch.fork) continue;
        const row = branch.at(offset);
        const key = history.writes.key[row]!;
        const map = history.keys.map[key]!;
        if (!history.writes.isDurable(row) && this.#settings.requeueOnPromotion[map]) this.#observer.mustPersist(copy.member, key, row);
      }
    }
  }

  #primaryOn(partition: Partition, side: Uint8Array, except = -1): Copy | undefined {
    let best: Copy | undefined;
    for (const copy of partition.copies) {
      if (copy.role !== 'primary' || side[copy.member] !== 1 || copy.member === except) continue;
      if (best === undefined || copy.branch.epoch > best.branch.epoch) best = copy;
    }
    return best;
  }

  /** Whether the last known primary of a partition was at `member` (its copy may be gone, or alive on the other side). */
  #wasOwnedBy(partition: Partition, member: number): boolean {
    const followers = partition.copies.filter((copy) => copy.source !== null);
    if (followers.length > 0) return followers.some((copy) => copy.source!.member === member);
    return partition.copies.every((copy) => copy.role !== 'primary' || copy.member === member);
  }

  /** The first backup in the list that may take over and is complete; else nobody. */
  #heir(partition: Partition, may: (copy: Copy) => boolean): Copy | undefined {
    let best: Copy | undefined;
    for (const copy of partition.copies) {
      if (copy.role !== 'backup' || !may(copy)) continue;
      if (best === undefined || copy.applied > best.applied) best = copy;
    }
    return best;
  }

  /** Copies that are missing are made on the members of `side` that hold the fewest; a partition without any copy starts empty. */
  #restoreCopies(side: Uint8Array): void {
    const held = this.#copiesPerMember();
    const able = (member: number) => side[member] === 1 && this.#members.isUp(member);
    for (const partition of this.history.partitions) {
      let primary = this.#primaryOn(partition, side);
      if (primary === undefined) {
        if (partition.copies.some((copy) => copy.role === 'primary' || copy.role === 'backup')) continue;
        const member = leastLoaded(held, able, partition);
        if (member < 0) continue;
        partition.copies = [];
        primary = this.history.addCopy(partition, member, 'primary', this.#anyBranch(), 0);
        this.history.restartEmpty(primary, ++this.#epoch);
        held[member]!++;
        this.#observer.partitionLost(partition.index);
        this.#observer.promoted(primary, false);
      }
      let copies = 1 + primary.backups.filter((backup) => able(backup.member)).length;
      while (copies <= this.#settings.backups) {
        const member = leastLoaded(held, able, partition);
        if (member < 0) break;
        this.replication.attach(primary, this.history.addCopy(partition, member, 'syncing', primary.branch, 0));
        held[member]!++;
        copies++;
      }
    }
  }

  /** After a join: partitions go back to the members of the first placement, first as copies, then as primaries. */
  #restorePlacement(side: Uint8Array): void {
    const stride = this.#settings.backups + 1;
    for (const partition of this.history.partitions) {
      const primary = this.#primaryOn(partition, side);
      if (primary === undefined) continue;
      for (let position = 0; position < stride; position++) {
        const member = this.#settings.placement[partition.index * stride + position]!;
        if (side[member] !== 1 || !this.#members.isUp(member)) continue;
        if (!partition.copies.some((copy) => copy.member === member)) {
          this.replication.attach(primary, this.history.addCopy(partition, member, 'syncing', primary.branch, 0));
        }
      }
    }
  }

  /** Drops copies beyond the configured number once the placed ones are complete, and moves primaries back. Called when a transfer ended. */
  settlePlacement(partitionIndex: number): void {
    if (!this.#settings.replacesCopies) return;
    const partition = this.history.partitions[partitionIndex]!;
    const stride = this.#settings.backups + 1;
    const placed = this.#settings.placement.subarray(partitionIndex * stride, (partitionIndex + 1) * stride);
    const complete = partition.copies.filter((copy) => copy.role !== 'syncing' && placed.includes(copy.member));
    if (complete.length < stride) return;
    for (const copy of [...partition.copies]) {
      if (placed.includes(copy.member) || copy.role === 'primary') continue;
      if (copy.source !== null) this.replication.detach(copy.source, copy);
      this.history.removeCopy(copy);
    }
    const primary = partition.copies.find((copy) => copy.role === 'primary');
    const rightful = partition.copies.find((copy) => copy.member === placed[0]);
    if (primary !== undefined && rightful !== undefined && rightful.role === 'backup' && primary.accepting) this.#beginHandOver(primary, rightful);
  }

  #beginHandOver(from: Copy, to: Copy): void {
    from.accepting = false;
    this.#simulation.schedule(this.#network.delay(from.member, to.member), this.#handOverCheck, from.index, to.index);
  }

  #finishHandOver(fromIndex: number, toIndex: number): void {
    const from = this.history.copies[fromIndex]!;
    const to = this.history.copies[toIndex]!;
    if (from.role !== 'primary' || from.accepting) return;
    const partition = this.history.partitions[from.partition]!;
    const possible = partition.copies.includes(from) && partition.copies.includes(to) && to.source === from && to.role === 'backup';
    if (!possible || !this.#members.isRunning(to.member)) {
      from.accepting = true;
      this.#observer.ownershipChanged();
      return;
    }
    if (to.applied < from.applied) {
      this.#simulation.schedule(MILLISECOND, this.#handOverCheck, fromIndex, toIndex);
      return;
    }
    if (this.#protocol!.plannedTakeover !== undefined) {
      this.#protocol!.plannedTakeover(to.member);
      this.#simulation.schedule(TAKEOVER_LIMIT, this.#handOverLimit, fromIndex);
      return;
    }
    for (const backup of from.backups) this.replication.detach(from, backup);
    from.role = 'backup';
    this.#promote(partition, to, ++this.#epoch, true, () => true);
    from.accepting = true;
    this.settlePlacement(partition.index);
    this.#observer.ownershipChanged();
  }

  /** The protocol did not agree in time: the primary goes on as before. */
  #giveUpHandOver(fromIndex: number): void {
    const from = this.history.copies[fromIndex]!;
    if (from.role !== 'primary') return;
    from.accepting = true;
    this.#observer.ownershipChanged();
  }

  #accountForLosses(partition: number, cause: string): void {
    this.history.accountForLosses(this.history.partitions[partition]!, cause);
  }

  #copiesPerMember(): Int32Array {
    const held = new Int32Array(this.#members.count);
    for (const partition of this.history.partitions) for (const copy of partition.copies) held[copy.member]!++;
    return held;
  }

  #upCount(): number {
    let up = 0;
    for (let member = 0; member < this.#members.count; member++) if (this.#members.isUp(member)) up++;
    return up;
  }

  #anyBranch() {
    return this.history.partitions[0]!.branches[0] ?? this.history.copies[0]!.branch;
  }
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
