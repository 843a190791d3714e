/**
 * The history of all partitions: who holds which writes, and the moment a write is held by nobody.
 *
 * "Which copies hold this write?" is a comparison of offsets. When copies disappear (a process dies, a member throws its branch away)
 * the writes beyond the highest offset that any remaining copy contains are orphaned, unless the store has them; an orphaned write
 * that its client holds for done is an acknowledged write lost.
 */
import { invariant } from '../kernel/invariant.ts';
import { Branch } from './branch.ts';
import type { Copy, DiskContent, Partition, Role } from './copy.ts';
import type { DiskContents } from './disk-contents.ts';
import { KeyTable } from './key-table.ts';
import { LettingGo } from './letting-go.ts';
import { WriteTable } from './write-table.ts';

/** What the outside wants to know of the history. */
export interface HistoryObserver {
  /** An acknowledged write is in no copy and not in the store. */
  acknowledgedWriteLost(key: number, cause: string, count: number): void;
  /** Acknowledged writes of maps with a store that are not durable yet: one more or fewer. */
  atRiskChanged(delta: number): void;
  /** A partition begins anew with nothing: what its copies held from before the run is gone too. */
  beganEmpty(partition: number): void;
}

/** Who wants to know of the lines of history: what a copy holds may depend on the line it follows. */
export interface LineWatcher {
  /** `copy` became primary of a new line, which leaves `parent` at what the copy had applied. */
  forked(copy: Copy, parent: Branch): void;
  /** `copy` became primary of a new line that starts with nothing. */
  began(copy: Copy): void;
  /** The copy follows another line than before. */
  moved(copy: Copy): void;
  /** The copy is gone. */
  removed(copy: Copy): void;
  /** Losses of the partition were counted: lines that no copy follows stay without one. */
  settled(partition: Partition): void;
}

/** Row of a write that is no longer kept. */
const FREED = -1;

export class History {
  readonly writes = new WriteTable();
  readonly keys: KeyTable;
  readonly partitions: Partition[];
  /** By partition: the disk of its primary; null where processes that come back are empty. */
  disks: DiskContent[] | null = null;
  /** What every member has on its disk; null where processes that come back are empty, or only primaries have disks. */
  contents: DiskContents | null = null;
  readonly copies: Copy[] = [];
  readonly #persisted: readonly boolean[];
  readonly #observer: HistoryObserver;
  /** Every branch there ever was, by number. */
  readonly #branches: Branch[] = [];
  #lines: LineWatcher | null = null;
  readonly #lettingGo: LettingGo;

  /** `persisted[map]`: whether the map has a store. */
  constructor(partitions: number, persisted: readonly boolean[], observer: HistoryObserver) {
    this.keys = new KeyTable(persisted.length);
    this.#persisted = persisted;
    this.#observer = observer;
    this.#lettingGo = new LettingGo(this.writes, this.keys);
    this.partitions = Array.from({ length: partitions }, (_, index) => ({
      index,
      copies: [],
      branches: [this.#newBranch(null, 0, 1)],
      owner: -1,
      ownerless: false,
    }));
  }

  /** Entries of the maps `lettingGo` can leave the grid on purpose; `lines` hears what becomes of the lines. */
  watchedBy(lines: LineWatcher, lettingGo: readonly boolean[]): void {
    this.#lines = lines;
    this.#lettingGo.follow(lettingGo.map((goes, map) => goes && !this.#persisted[map]!));
  }

  addCopy(partition: Partition, member: number, role: Role, branch: Branch, applied: number): Copy {
    const copy: Copy = {
      index: this.copies.length,
      partition: partition.index,
      member,
      role,
      branch,
      applied,
      received: applied,
      confirmed: applied,
      source: null,
      followsSince: 0,
      backups: [],
      completed: applied,
      arrival: 0,
      connection: 0,
      reported: applied,
      reportSecond: 0,
      accepting: true,
      stale: false,
    };
    this.copies.push(copy);
    partition.copies.push(copy);
    return copy;
  }

  /** True when `copy` holds the write in `row`. */
  holds(copy: Copy, row: number): boolean {
    if (copy.role === 'syncing') return false;
    const branch = this.writes.branch[row]!;
    const offset = this.writes.offset[row]!;
    let limit = copy.applied;
    for (let line: Branch | null = copy.branch; line !== null; line = line.parent) {
      if (line.id === branch) return offset <= limit;
      if (line.fork < limit) limit = line.fork;
    }
    return false;
  }

  /** The primary applies a new write; returns its row. */
  append(primary: Copy, map: number, key: number, request: number, now: number): number {
    return this.#add(primary, this.keys.touch(map, key, primary.partition), request, now);
  }

  #add(primary: Copy, keyRow: number, request: number, now: number): number {
    const row = this.writes.add(primary.partition, primary.branch.id, primary.branch.head + 1, keyRow, request, now);
    this.writes.previous[row] = this.keys.newest[keyRow]!;
    this.writes.previousNumber[row] = this.keys.newestNumber[keyRow]!;
    this.keys.newest[keyRow] = row;
    this.keys.newestNumber[keyRow] = this.writes.number[row]!;
    primary.branch.append(row);
    primary.applied = primary.branch.head;
    primary.received = primary.applied;
    return row;
  }

  /** The client got its answer in time. */
  acknowledge(row: number, now: number): void {
    const { writes, keys } = this;
    writes.acknowledge(row, now);
    const key = writes.key[row]!;
    const number = writes.number[row]!;
    if (number > keys.acknowledgedNumber[key]!) {
      keys.acknowledgedNumber[key] = number;
      keys.acknowledgedBranch[key] = writes.branch[row]!;
      keys.acknowledgedAt[key] = now;
    }
    if (writes.isOrphaned(row) && !writes.isDurable(row) && !writes.isElsewhere(row) && !writes.isLetGo(row))
      this.#observer.acknowledgedWriteLost(key, 'answer on its way when the copies were lost', 1);
    else if (this.#persisted[keys.map[key]!] && !writes.isDurable(row)) this.#observer.atRiskChanged(1);
    this.#freeBehind(row);
  }

  /** A merge applies the write in `row`, whose line is given up, at `primary` as a new one that carries its acknowledgement; returns that. */
  carryOver(row: number, primary: Copy): number {
    const { writes, keys } = this;
    const key = writes.key[row]!;
    const moved = this.#add(primary, key, -1, writes.appendedAt[row]!);
    const acknowledgedAt = writes.acknowledgedAt[row]!;
    const isPersisted = this.#persisted[keys.map[key]!]!;
    if (writes.isAcknowledged(row) && isPersisted && !writes.isDurable(row)) this.#observer.atRiskChanged(-1);
    writes.orphan(row);
    // What becomes of it is counted for the new one: should the store still hear of the old one, nothing is found again.
    writes.markElsewhere(row);
    if (acknowledgedAt >= 0) this.acknowledge(moved, acknowledgedAt);
    else if (writes.isResolved(row)) this.abandon(moved);
    return moved;
  }

  /** The client gave up, or will never hear of this write: it is not an acknowledged one. */
  abandon(row: number): void {
    this.writes.resolve(row);
    this.#freeBehind(row);
  }

  /** The store holds write `number` of `key`: it and the older writes of the key on its line are durable. */
  storeHolds(key: number, row: number, number: number): void {
    this.keys.storedNumber[key] = number;
    const { writes } = this;
    if (!writes.holds(row, number)) return;
    if (writes.isOrphaned(row)) {
      this.#rescue(row);
      return;
    }
    let current = row;
    let expected = number;
    while (writes.holds(current, expected)) {
      const next = writes.previous[current]!;
      expected = writes.previousNumber[current]!;
      // A write of the same key on another line (the other side of a split) is not part of the value that was stored.
      if (!(current !== row && writes.isReplaced(current)) && this.#isBehind(current, row)) {
        if (writes.isDurable(current)) return;
        this.#markDurable(current);
      }
      current = next;
    }
  }

  /** Whether the write in `older` is part of the value that the write in `row` left. */
  #isBehind(older: number, row: number): boolean {
    const { branch, offset } = this.writes;
    const line = this.#branches[branch[row]!]!;
    return line.contained(this.#branches[branch[older]!]!, offset[row]!) >= offset[older]!;
  }

  #markDurable(row: number): void {
    this.writes.markDurable(row);
    if (this.writes.isAcknowledged(row)) this.#becameDurable(row);
    this.#freeBehind(row);
  }

  /**
   * A write on a line that was given up arrived in the store, and with it the older ones of its key on that line. Writes of the other line
   * that stood between them may be freed, so the chain of the key does not lead there; orphans are never freed and are few.
   */
  #rescue(row: number): void {
    const { writes } = this;
    for (const older of writes.ofKey(writes.key[row]!)) {
      if (!writes.isDurable(older) && this.#isBehind(older, row)) this.#markDurable(older);
    }
  }

  /** An acknowledged write is safe; one that was on its way to the store when its copies were given up is not lost after all. */
  #becameDurable(row: number): void {
    if (!this.writes.isOrphaned(row)) this.#observer.atRiskChanged(-1);
    else if (!this.writes.isElsewhere(row))
      this.#observer.acknowledgedWriteLost(this.writes.key[row]!, 'on its way to the store and arrived', -1);
  }

  /** Another region has been told of the write (bit `region`), or never will be: then it holds nothing of it. */
  settledWith(row: number, region: number, holds: boolean): void {
    const { writes } = this;
    writes.owed[row]! &= ~(1 << region);
    if (holds && !writes.isElsewhere(row)) {
      const wasLost = writes.isOrphaned(row) && writes.isAcknowledged(row) && !writes.isDurable(row);
      writes.markElsewhere(row);
      if (wasLost)
        this.#observer.acknowledgedWriteLost(writes.key[row]!, 'on its way to another region and arrived', -1);
    }
    this.#freeBehind(row);
  }

  /** Rows of the writes that are kept and that `copy` holds, line by line. */
  *heldRows(copy: Copy): Generator<number> {
    for (const branch of this.partitions[copy.partition]!.branches) {
      const limit = copy.branch.contained(branch, copy.applied);
      for (let offset = Math.max(branch.base, branch.fork) + 1; offset <= limit; offset++) yield branch.at(offset);
    }
  }

  /** A new line of history that starts where `copy` is; `copy` becomes its primary. */
  fork(copy: Copy, epoch: number): void {
    const partition = this.partitions[copy.partition]!;
    const parent = copy.branch;
    const branch = this.#newBranch(parent, copy.applied, epoch);
    partition.branches.push(branch);
    copy.branch = branch;
    copy.role = 'primary';
    copy.received = copy.applied;
    copy.source = null;
    copy.backups = [];
    copy.completed = copy.applied;
    copy.accepting = true;
    copy.stale = false;
    this.#lines?.forked(copy, parent);
  }

  /** A branch to put a copy on that restarts empty. */
  freshBranch(partition: Partition): Branch {
    return partition.branches[0] ?? this.#newBranch(null, 0, 0);
  }

  /** A new line of history that starts with nothing (an empty restart, or every copy was gone). */
  restartEmpty(copy: Copy, epoch: number): void {
    const partition = this.partitions[copy.partition]!;
    const branch = this.#newBranch(null, 0, epoch);
    partition.branches.push(branch);
    this.#observer.beganEmpty(copy.partition);
    copy.branch = branch;
    copy.applied = 0;
    copy.received = 0;
    copy.confirmed = 0;
    copy.completed = 0;
    copy.source = null;
    copy.backups = [];
    copy.accepting = true;
    this.#lines?.began(copy);
  }

  /** The copy goes on from where it stands on another line, of which what it has is a part. */
  move(copy: Copy, line: Branch): void {
    copy.branch = line;
    this.#lines?.moved(copy);
  }

  /** Primaries keep what they have on disks, from now on. */
  keepOnDisks(): void {
    this.disks = this.partitions.map(({ owner, branches }) => ({ member: owner, branch: branches[0]!, applied: 0 }));
  }

  /** `copy` is about to become primary: from now on its disk counts, with all it has. */
  takeDisk({ partition, member, branch, applied }: Copy): void {
    if (this.disks !== null) this.disks[partition] = { member, branch, applied };
  }

  /** The disk of a partition's primary has all that the primary has applied. */
  flush(partition: number): void {
    const disk = this.disks![partition]!;
    const primary = this.#onDisk(partition, disk.member);
    if (primary === undefined) return;
    disk.branch = primary.branch;
    disk.applied = primary.applied;
    this.trim(this.partitions[partition]!, primary.branch);
  }

  /** Writes of a partition's primary that its disk has not. */
  unsaved(partition: number): number {
    const { member, applied } = this.disks![partition]!;
    return (this.#onDisk(partition, member)?.applied ?? applied) - applied;
  }

  #onDisk(partition: number, member: number): Copy | undefined {
    return this.partitions[partition]!.copies.find((copy) => copy.member === member && copy.role === 'primary');
  }

  /** False for a copy whose process died or dropped it; backups may go on naming it their source until others decide. */
  isKept(copy: Copy): boolean {
    return this.partitions[copy.partition]!.copies.includes(copy);
  }

  removeCopy(copy: Copy): void {
    const partition = this.partitions[copy.partition]!;
    partition.copies = partition.copies.filter((other) => other !== copy);
    copy.connection++;
    this.#lines?.removed(copy);
  }

  /** After copies disappeared or were thrown away: orphans what nobody holds any more. */
  accountForLosses(partition: Partition, cause: string): void {
    this.contents?.cutBack(partition);
    for (const branch of partition.branches) {
      let retained = -1;
      for (const copy of partition.copies) {
        if (copy.role === 'syncing') continue;
        retained = Math.max(retained, copy.branch.contained(branch, Math.max(copy.applied, copy.received)));
      }
      const disk = this.disks?.[partition.index];
      if (disk !== undefined) retained = Math.max(retained, disk.branch.contained(branch, disk.applied));
      if (this.contents !== null) retained = Math.max(retained, this.contents.retained(partition.index, branch));
      if (retained < branch.base) this.#loseFreed(partition, branch, cause);
      const kept = Math.max(retained, branch.base);
      for (let offset = kept + 1; offset <= branch.head; offset++) this.#orphan(branch.at(offset), cause);
      if (kept < branch.head) branch.head = kept;
    }
    const line = this.disks?.[partition.index]?.branch;
    const isPartOf = (branch: Branch, other: Branch) => other.contained(branch, Number.MAX_SAFE_INTEGER) >= 0;
    partition.branches = partition.branches.filter(
      (branch) =>
        partition.copies.some((copy) => isPartOf(branch, copy.branch)) ||
        this.contents?.needs(partition.index, branch) === true ||
        (line !== undefined && isPartOf(branch, line)),
    );
    this.#lines?.settled(partition);
  }

  /** The grid gave up the entry of the key on purpose: what only the grid held of it cannot be lost any more. */
  letGo(map: number, key: number): void {
    const row = this.keys.find(map, key);
    if (row >= 0) this.#lettingGo.letGo(row, this.#branches);
  }

  /** The write in `row` is given up: it is in no entry, no queue and not in the store, or a merge preferred another. */
  lose(row: number, cause: string): void {
    this.#orphan(row, cause);
  }

  /** An older value was put over the entry of the key: newer writes than `number` that the store lacks are lost by that. */
  replaced(keyRow: number, number: number, cause: string): void {
    const { writes, keys } = this;
    let row = keys.newest[keyRow]!;
    let current = keys.newestNumber[keyRow]!;
    while (current > number && writes.holds(row, current)) {
      if (!writes.isDurable(row) && !writes.isOrphaned(row)) {
        this.#orphan(row, cause);
        writes.replace(row);
      }
      current = writes.previousNumber[row]!;
      row = writes.previous[row]!;
    }
  }

  /**
   * How long ago the newest write that a reader of write `number` misses was acknowledged, of those acknowledged until `since`; 0 when it
   * misses none. Of writes that are no longer kept only the newest acknowledged one of the key is known.
   */
  missed(keyRow: number, number: number, since: number, now: number): number {
    const { writes, keys } = this;
    const age = (acknowledgedAt: number) =>
      acknowledgedAt >= 0 && acknowledgedAt <= since ? Math.max(1, now - acknowledgedAt) : 0;
    let row = keys.newest[keyRow]!;
    let current = keys.newestNumber[keyRow]!;
    for (; current > number && writes.holds(row, current); row = writes.previous[row]!) {
      const missed = writes.isOrphaned(row) ? 0 : age(writes.acknowledgedAt[row]!);
      if (missed > 0) return missed;
      current = writes.previousNumber[row]!;
    }
    const newest = keys.acknowledgedNumber[keyRow]!;
    const isFreed = newest > number && newest <= current && newest > keys.lostUpTo[keyRow]!;
    return isFreed ? age(keys.acknowledgedAt[keyRow]!) : 0;
  }

  /**
   * Row of the write at `offset` on the line of `branch` (beyond the fork its own, before it the parent's), or −1 when it has been freed:
   * then every copy of that line held it once, and a copy that comes back to the line later takes it over without being measured.
   */
  rowAt(branch: Branch, offset: number): number {
    let line = branch;
    while (offset <= line.fork && line.parent !== null) line = line.parent;
    invariant(offset <= line.head, 'a copy asked for a write that was never made');
    return offset > line.base ? line.at(offset) : FREED;
  }

  /** Frees writes at the old end of a branch that all copies hold. */
  trim(partition: Partition, branch: Branch): void {
    const { writes, keys } = this;
    let held = branch.head;
    for (const copy of partition.copies) {
      if (copy.role === 'syncing') continue;
      // A copy on another line holds none of this branch and keeps all of it: what it misses must stay known.
      const contained = copy.branch === branch ? copy.applied : copy.branch.contained(branch, copy.applied);
      if (contained < held) held = contained;
    }
    const disk = this.disks?.[partition.index];
    if (disk !== undefined) held = Math.min(held, disk.branch.contained(branch, disk.applied));
    if (this.contents !== null) held = Math.min(held, this.contents.everywhere(partition, branch));
    while (branch.base < held) {
      const row = branch.at(branch.base + 1);
      if (!writes.isResolved(row) || writes.owed[row] !== 0) return;
      const persisted = this.#persisted[keys.map[writes.key[row]!]!]!;
      if (persisted && !writes.isDurable(row)) return;
      if (!persisted && writes.isAcknowledged(row) && !writes.isElsewhere(row) && !writes.isLetGo(row)) {
        branch.freedAcknowledged++;
        this.#lettingGo.freed(row, branch);
      }
      branch.advanceBase();
      writes.remove(row);
    }
  }

  #freeBehind(row: number): void {
    const partition = this.partitions[this.writes.partition[row]!]!;
    const id = this.writes.branch[row]!;
    const offset = this.writes.offset[row]!;
    for (const branch of partition.branches) {
      if (branch.id === id && offset === branch.base + 1) this.trim(partition, branch);
    }
  }

  #loseFreed(partition: Partition, branch: Branch, cause: string): void {
    const { keys } = this;
    if (branch.freedAcknowledged > 0) this.#observer.acknowledgedWriteLost(-1, cause, branch.freedAcknowledged);
    branch.freedAcknowledged = 0;
    for (let key = 0; key < keys.count; key++) {
      const wasHere = keys.partition[key] === partition.index && keys.acknowledgedBranch[key] === branch.id;
      if (wasHere && !this.#lettingGo.isGone(key) && !this.#persisted[keys.map[key]!])
        keys.lostUpTo[key] = keys.acknowledgedNumber[key]!;
    }
  }

  #orphan(row: number, cause: string): void {
    const { writes } = this;
    invariant(writes.number[row] !== 0, 'a freed write was orphaned');
    if (writes.isDurable(row) || writes.isOrphaned(row)) return;
    writes.orphan(row);
    if (writes.isLetGo(row)) return;
    if (!writes.isAcknowledged(row)) return;
    const key = writes.key[row]!;
    if (this.#persisted[this.keys.map[key]!]) this.#observer.atRiskChanged(-1);
    if (!writes.isElsewhere(row)) this.#observer.acknowledgedWriteLost(key, cause, 1);
  }

  #newBranch(parent: Branch | null, fork: number, epoch: number): Branch {
    const branch = new Branch(this.#branches.length, parent, fork, epoch);
    this.#branches.push(branch);
    return branch;
  }
}
