/**
 * Moving writes from a primary to its backups: a stream in order, a catch-up after a broken connection, a transfer of everything.
 *
 * Each write travels as one message; it is applied when it arrives (a paused process applies it when it goes on). A message that meets
 * a cut is gone and so is everything behind it until the connection is back; then the primary sends what is missing. Writes of
 * synchronous maps are confirmed back, and complete when every backup the primary counts on has confirmed.
 * A lost message is sent again, and those behind it wait for it; a late confirmation may be overtaken by one that says more.
 * Lag is the true one: from the primary's answer to the moment the backup applies the write.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { SECOND } from '../kernel/time.ts';
import { MESSAGE_BYTES, type Network } from '../network/network.ts';
import { BackupTimeout } from './backup-timeout.ts';
import type { Copy } from './copy.ts';
import { type MigrationSettings, Migrations } from './hazelcast/migrations.ts';
import type { History } from './history.ts';
import type { Members } from './members.ts';
import { PiecewiseTransfer } from './piecewise-transfer.ts';
import { Resynchronisation, type ResynchronisationRules } from './resynchronisation.ts';
import { type WriteGuarantee, WriteGuarantees } from './write-guarantees.ts';

export interface ReplicationObserver {
  /** The primary answers the request that waits for the write in `row`. */
  completed(row: number): void;
  /** The primary was replaced: the request that waits for the write in `row` gets no good answer from it. */
  refused(row: number): void;
  /** The primary has heard how far its backups are. */
  confirmed(primary: Copy): void;
  /** A backup applied a write this long (ns) after the primary had answered it; 0 when it was first. */
  lagged(lag: number): void;
  /** What the product's own metric would show at this write, bytes. */
  reportedLag(bytes: number): void;
  /** From now on the requests of `member` need `factor` times as long as before, because of a transfer; 1 / factor takes that back. */
  transferLoads(member: number, factor: number): void;
  /** A transfer of a whole copy ended after this long (ns). */
  transferred(duration: number): void;
  /** The copies of a partition are complete again: the table may be put in order. */
  settled(partition: number): void;
  /** A copy became complete, or stopped being one. */
  redundancyChanged(): void;
}

export interface ReplicationSettings {
  /** Bytes per second at which one member receives whole copies. */
  readonly bandwidth: number;
  /** Bytes of one partition at the start of the run. */
  readonly partitionBytes: number;
  /** Bytes on top for entries that come and go, of the partition of this primary. */
  readonly cachedBytes: (primary: Copy) => number;
  /** Bytes of one write in the replication stream. */
  readonly writeBytes: number;
  /** Bytes of one entry of each map. */
  readonly entryBytes: readonly number[];
  /** Backups report their offset once a second (Redis), so the reported lag is a saw tooth. */
  readonly reportsEachSecond: boolean;
  /** Share of the threads that a transfer takes at sender and receiver; 0: none, and no event for it. */
  readonly transferLoad: number;
  /** For each map: how many copies it asks for, or null; null as a whole when no map does. */
  readonly guarantees: readonly (WriteGuarantee | null)[] | null;
  /** ns after which a write succeeds without its backups. Absent: it waits until they confirm or are removed. */
  readonly backupTimeout?: number | undefined;
  /** It fails then, and what it wrote stays (hazelcast.operation.fail.on.indeterminate.state). */
  readonly failsWithoutBackups?: boolean | undefined;
  /** How many copies are made at the same time. Absent: one after the other at every receiver. */
  readonly migrations?: MigrationSettings | undefined;
  /** Backups that lag too far copy everything anew. Absent: they catch up from wherever they are. */
  readonly resynchronisation?: ResynchronisationRules | undefined;
}

/** Index of what a primary still believes to be its backup. */
const GONE = -1;

export class Replication {
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #members: Members;
  readonly #history: History;
  readonly #settings: ReplicationSettings;
  readonly #observer: ReplicationObserver;
  readonly #guarantees: WriteGuarantees | null;
  readonly #backupTimeout: BackupTimeout | null;
  readonly #apply: HandlerId;
  readonly #catchUp: HandlerId;
  readonly #confirm: HandlerId;
  readonly #synced: HandlerId;
  /** When the last transfer to a member will be over; transfers to one member follow each other. */
  readonly #receiverFree: Float64Array;
  readonly #started: number[] = [];
  readonly #load: HandlerId;
  /** Null where no link is ever limited: then a transfer is one event. */
  readonly #pieces: PiecewiseTransfer | null;
  /** Null where copies are made one after the other. */
  readonly #migrations: Migrations | null;
  readonly #resynchronisation: Resynchronisation | null;
  readonly #beginFull: HandlerId;
  readonly #lookAtFull: HandlerId;

  constructor(
    simulation: Simulation,
    network: Network,
    members: Members,
    history: History,
    settings: ReplicationSettings,
    observer: ReplicationObserver,
  ) {
    this.#simulation = simulation;
    this.#network = network;
    this.#members = members;
    this.#history = history;
    this.#settings = settings;
    this.#observer = observer;
    this.#guarantees = settings.guarantees === null ? null : new WriteGuarantees(history, settings.guarantees);
    this.#receiverFree = new Float64Array(members.count);
    this.#apply = simulation.handler('replication/apply', (copy, connection, offset) =>
      this.#receive(this.#apply, copy, connection, offset, false),
    );
    this.#catchUp = simulation.handler('replication/catch-up', (copy, connection, offset) =>
      this.#receive(this.#catchUp, copy, connection, offset, true),
    );
    this.#confirm = simulation.handler('replication/confirm', (copy, connection, offset) =>
      this.#confirmed(copy, connection, offset),
    );
    this.#synced = simulation.handler('replication/synced', (copy, connection) =>
      this.#finishTransfer(copy, connection),
    );
    // Numbers of handlers enter the digest, so a grid whose transfers cost nothing has none for it.
    this.#load =
      settings.transferLoad > 0 && settings.migrations === undefined
        ? simulation.handler('replication/transfer-load', (sender, receiver, factor) => {
            observer.transferLoads(sender, factor);
            observer.transferLoads(receiver, factor);
          })
        : -1;
    const port = {
      memberOf: (copy: number) => history.copies[copy]!.member,
      sourceOf: (copy: number, connection: number) => {
        const backup = history.copies[copy]!;
        return backup.connection === connection && backup.source !== null ? backup.source.member : -1;
      },
      arrived: (copy: number, connection: number) => {
        if (this.#migrations === null) this.#finishTransfer(copy, connection);
        else this.#migrations.received(copy, connection);
      },
    };
    const passing = {
      mayPass: (map: number) => settings.guarantees?.[map] == null,
      complete: (row: number) => (settings.failsWithoutBackups === true ? this.#fail(row) : this.#complete(row)),
    };
    this.#backupTimeout =
      settings.backupTimeout === undefined
        ? null
        : new BackupTimeout(simulation, members, history, settings.backupTimeout, passing);
    this.#pieces = network.isMetered ? new PiecewiseTransfer(simulation, network, members.count, settings, port) : null;
    this.#migrations =
      settings.migrations === undefined ? null : this.#migrationsOf(settings.migrations, port.sourceOf);
    const { resynchronisation: rules } = settings;
    this.#resynchronisation =
      rules === undefined ? null : new Resynchronisation(simulation, history, settings.writeBytes, rules);
    const handler = (name: string, run: (copy: number, connection: number) => void) =>
      rules === undefined ? -1 : simulation.handler(name, run);
    this.#beginFull = handler('replication/begin-full', (copy, connection) => this.#beginFullCopy(copy, connection));
    this.#lookAtFull = handler('replication/look-at-full', (copy, connection) => this.#lookAtBuffer(copy, connection));
  }

  #migrationsOf(migrations: MigrationSettings, sourceOf: (copy: number, connection: number) => number): Migrations {
    const pieces = this.#pieces;
    const { copies } = this.#history;
    const { bandwidth, partitionBytes, cachedBytes, transferLoad } = this.#settings;
    return new Migrations(this.#simulation, this.#members.count, bandwidth, migrations, {
      sourceOf,
      memberOf: (copy) => copies[copy]!.member,
      partitionOf: (copy) => copies[copy]!.partition,
      bytesOf: (copy) => partitionBytes + cachedBytes(copies[copy]!.source!),
      delay: (from, to) => this.#network.delay(from, to),
      arrived: (copy, connection) => this.#tryToFinish(copy, connection),
      involves: (member, isInvolved) => {
        const left = 1 - transferLoad;
        if (transferLoad > 0) this.#observer.transferLoads(member, isInvolved ? 1 / left : left);
      },
      ...(pieces === null ? {} : { sends: (copy, connection) => pieces.begin(copy, connection) }),
    });
  }

  /** The cluster removed `member`: copies on their way from or to it have failed. */
  memberRemoved(member: number): void {
    this.#migrations?.memberRemoved(member);
  }

  /** Whether `primary` counts on as many copies as a write of the map must reach. */
  admits(primary: Copy, map: number): boolean {
    return this.#guarantees === null || this.#guarantees.admits(primary, map);
  }

  /** The primary hands over to `backup`, which has everything: what waited for that copy waits no longer. */
  confirmAll(primary: Copy, backup: Copy): void {
    if (this.#guarantees === null || backup.source !== primary) return;
    backup.confirmed = backup.applied;
    this.#completeConfirmed(primary);
  }

  /** The primary sends a fresh write; `waits`: the answer must wait for the backups. Completes it at once where nothing is to wait for. */
  replicate(primary: Copy, row: number, waits: boolean): void {
    const offset = primary.applied;
    const bytes = this.#settings.entryBytes[this.#history.keys.map[this.#history.writes.key[row]!]!]!;
    let mustWait = false;
    for (const backup of primary.backups) {
      if (backup.role !== 'backup') continue;
      mustWait = true;
      if (backup.index === GONE || backup.stale) continue;
      this.#send(this.#apply, primary, backup, offset, bytes);
      if (this.#settings.reportsEachSecond) this.#observer.reportedLag(this.#reportedBytes(primary, backup));
    }
    if (!(waits && mustWait)) this.#complete(row);
    else this.#backupTimeout?.waits();
  }

  /** `backup` is to follow `primary`: it goes on from where it stands if its history is a prefix, else everything is transferred. */
  attach(primary: Copy, backup: Copy): void {
    this.#migrations?.cancel(backup.index);
    if (backup.source === null) backup.followsSince = this.#simulation.now;
    else if (backup.source !== primary) this.leave(backup);
    // What the primary still believes of an earlier process at that member is replaced.
    primary.backups = primary.backups.filter((other) => other.member !== backup.member);
    primary.backups.push(backup);
    backup.source = primary;
    backup.connection++;
    backup.arrival = 0;
    backup.stale = false;
    const common = primary.branch.contained(backup.branch, primary.applied);
    if (backup.role !== 'syncing' && backup.applied <= common) {
      backup.role = 'backup';
      this.#history.move(backup, primary.branch);
      backup.received = backup.applied;
      backup.confirmed = Math.min(backup.confirmed, backup.applied);
      backup.reported = backup.applied;
      if (this.#resynchronisation?.isBeyondBacklog(primary, backup) === true) this.#copyAnew(backup);
      else this.catchUp(backup);
      return;
    }
    this.#transfer(primary, backup);
  }

  /** `backup` gives up what it believed itself to be and follows `primary`. */
  follow(primary: Copy, backup: Copy): void {
    if (backup.role === 'primary') backup.role = 'backup';
    this.attach(primary, backup);
  }

  /** The primary no longer counts on `backup`. */
  detach(primary: Copy, backup: Copy): void {
    primary.backups = primary.backups.filter((other) => other !== backup);
    if (backup.source === primary) {
      this.#migrations?.cancel(backup.index);
      backup.source = null;
      backup.connection++;
    }
    this.#completeConfirmed(primary);
    this.#observer.redundancyChanged();
  }

  /** The connection is back: the primary sends what the backup has not applied. */
  catchUp(backup: Copy): void {
    const primary = backup.source;
    if (primary === null || backup.role === 'syncing' || backup.stale || !this.#history.isKept(primary)) return;
    if (this.#mustCopyAnew(primary, backup)) {
      this.#copyAnew(backup);
      return;
    }
    if (backup.applied < primary.applied || backup.confirmed < backup.applied)
      this.#send(this.#catchUp, primary, backup, primary.applied, this.#missingBytes(primary, backup));
  }

  /** The primary asks every backup how far it is; one that gets the question has all that was sent before it, and answers at once. */
  askForConfirmations(primary: Copy): void {
    for (const backup of primary.backups)
      if (backup.role === 'backup' && backup.index !== GONE && !backup.stale)
        this.#send(this.#catchUp, primary, backup, primary.applied, 0);
  }

  /** The former primary does not know that its backup is gone or follows another: it goes on waiting for confirmations that never come. */
  leave(backup: Copy): void {
    const former = backup.source!;
    former.backups = former.backups.map((other) => (other === backup ? { ...backup, index: GONE } : other));
  }

  #missingBytes(primary: Copy, backup: Copy): number {
    return (primary.applied - backup.applied) * this.#settings.writeBytes;
  }

  #send(handler: HandlerId, primary: Copy, backup: Copy, offset: number, bytes: number): void {
    if (!this.#network.passes(primary.member, backup.member)) return;
    const arrival = this.#simulation.now + this.#onTheWay(primary.member, backup.member, bytes);
    if (arrival > backup.arrival) backup.arrival = arrival;
    this.#simulation.scheduleAt(backup.arrival, handler, backup.index, backup.connection, offset);
  }

  /** One-way delay in ns on a connection: lost packets are sent again. */
  #onTheWay(from: number, to: number, bytes: number): number {
    return this.#network.delay(from, to, MESSAGE_BYTES + bytes) + this.#network.retransmission(from, to);
  }

  #receive(handler: HandlerId, index: number, connection: number, sent: number, closesGap: boolean): void {
    const backup = this.#history.copies[index]!;
    if (backup.connection !== connection || backup.source === null) return;
    if (!this.#members.isUp(backup.member) || !this.#network.passes(backup.source.member, backup.member)) return;
    // A write that was given up for lost meanwhile does not come back.
    const offset = Math.min(sent, backup.branch.head);
    const follows = closesGap || offset === backup.received + 1 || offset <= backup.received;
    if (!follows) return;
    if (offset > backup.received) backup.received = offset;
    if (this.#members.isPaused(backup.member)) {
      this.#members.deferMessage(backup.member, handler, index, connection, offset);
      return;
    }
    this.#applyUpTo(backup, offset);
  }

  #applyUpTo(backup: Copy, offset: number): void {
    const { writes } = this.#history;
    const { now } = this.#simulation;
    this.#noteReport(backup);
    let confirms = offset > backup.confirmed && offset <= backup.applied;
    for (let next = backup.applied + 1; next <= offset; next++) {
      const row = this.#history.rowAt(backup.branch, next);
      if (row < 0) continue;
      const completed = writes.completedAt[row]!;
      if (writes.appendedAt[row]! >= backup.followsSince) this.#observer.lagged(completed < 0 ? 0 : now - completed);
      if (completed < 0) confirms = true;
    }
    if (offset > backup.applied) backup.applied = offset;
    if (confirms) this.#sendConfirmation(backup);
    const partition = this.#history.partitions[backup.partition]!;
    for (const branch of partition.branches) if (branch.base < branch.head) this.#history.trim(partition, branch);
  }

  #sendConfirmation(backup: Copy): void {
    const primary = backup.source!;
    if (!this.#network.passes(backup.member, primary.member)) return;
    const delay = this.#onTheWay(backup.member, primary.member, 0);
    this.#simulation.schedule(delay, this.#confirm, backup.index, backup.connection, backup.applied);
  }

  #confirmed(index: number, connection: number, offset: number): void {
    const backup = this.#history.copies[index]!;
    const primary = backup.source;
    if (backup.connection !== connection || primary === null) return;
    if (!this.#members.isUp(primary.member) || !this.#network.passes(backup.member, primary.member)) return;
    if (this.#members.isPaused(primary.member)) {
      this.#members.deferMessage(primary.member, this.#confirm, index, connection, offset);
      return;
    }
    if (offset > backup.confirmed) backup.confirmed = offset;
    this.#completeConfirmed(primary);
  }

  #completeConfirmed(primary: Copy): void {
    if (primary.role !== 'primary') return;
    this.#observer.confirmed(primary);
    let confirmed = primary.applied;
    for (const backup of primary.backups) {
      if (backup.role === 'backup' && backup.confirmed < confirmed) confirmed = backup.confirmed;
    }
    if (this.#guarantees !== null) {
      this.#guarantees.advance(primary, confirmed, (row) => this.#complete(row));
      return;
    }
    const { branch } = primary;
    const { writes } = this.#history;
    for (let offset = Math.max(primary.completed, branch.base, branch.fork) + 1; offset <= confirmed; offset++) {
      const row = branch.at(offset);
      if (writes.completedAt[row]! < 0) this.#complete(row);
    }
    if (confirmed > primary.completed) primary.completed = confirmed;
  }

  /** A primary was replaced; nobody will confirm to it what it still waits for. */
  stepDown(copy: Copy): void {
    if (copy.role !== 'primary') return;
    this.#refuseWaiting(copy);
    copy.role = 'backup';
  }

  #refuseWaiting(primary: Copy): void {
    const { branch } = primary;
    for (let offset = Math.max(primary.completed, branch.base, branch.fork) + 1; offset <= branch.head; offset++) {
      const row = branch.at(offset);
      if (this.#history.writes.completedAt[row]! < 0) this.#observer.refused(row);
    }
  }

  /** Nobody waits for its backups any longer, and its client is told that it may be lost. */
  #fail(row: number): void {
    this.#history.writes.completedAt[row] = this.#simulation.now;
    this.#observer.refused(row);
  }

  #complete(row: number): void {
    this.#history.writes.completedAt[row] = this.#simulation.now;
    this.#observer.completed(row);
  }

  /** A whole copy travels: bytes / bandwidth, after the transfers that the receiver already waits for. */
  #transfer(primary: Copy, backup: Copy): void {
    const heldSomething = backup.role !== 'syncing';
    backup.role = 'syncing';
    const { now } = this.#simulation;
    this.#started[backup.index] = now;
    if (this.#resynchronisation !== null) this.#requestFullCopy(backup);
    else this.#sendWhole(primary, backup);
    if (heldSomething)
      this.#history.accountForLosses(
        this.#history.partitions[backup.partition]!,
        'a copy with a different history was replaced',
      );
    this.#observer.redundancyChanged();
  }

  #sendWhole(primary: Copy, backup: Copy): void {
    if (this.#migrations !== null) this.#migrations.begin(backup.index, backup.connection);
    else if (this.#pieces === null) this.#scheduleEnd(primary, backup);
    else this.#pieces.begin(backup.index, backup.connection);
  }

  /** Something goes through again: whether the connection was closed meanwhile, and the backlog lacks what the backup misses. */
  #mustCopyAnew(primary: Copy, backup: Copy): boolean {
    const rules = this.#resynchronisation;
    return (
      rules !== null &&
      this.#reaches(primary, backup) &&
      rules.wasClosed(primary, backup) &&
      rules.isBeyondBacklog(primary, backup)
    );
  }

  /** The backup keeps what it has, gets nothing of the stream, and waits for a full copy. */
  #copyAnew(backup: Copy): void {
    backup.stale = true;
    backup.connection++;
    this.#started[backup.index] = this.#simulation.now;
    this.#requestFullCopy(backup);
    this.#observer.redundancyChanged();
  }

  #requestFullCopy({ index, connection }: Copy): void {
    this.#simulation.schedule(this.#resynchronisation!.rules.delay, this.#beginFull, index, connection);
  }

  #beginFullCopy(index: number, connection: number): void {
    const backup = this.#history.copies[index]!;
    const primary = backup.source;
    if (backup.connection !== connection || primary === null) return;
    if (!this.#reaches(primary, backup)) {
      this.#simulation.schedule(SECOND, this.#beginFull, index, connection);
      return;
    }
    this.#resynchronisation!.begins(primary, backup);
    this.#simulation.schedule(SECOND, this.#lookAtFull, index, connection);
    this.#sendWhole(primary, backup);
  }

  /** Once a second while a full copy lasts: its connection is closed when too much waits behind it, and all starts over. */
  #lookAtBuffer(index: number, connection: number): void {
    const backup = this.#history.copies[index]!;
    const primary = backup.source;
    if (backup.connection !== connection || primary === null || !this.#resynchronisation!.isUnderWay(backup)) return;
    if (!this.#resynchronisation!.hasOverflowed(primary, backup)) {
      this.#simulation.schedule(SECOND, this.#lookAtFull, index, connection);
      return;
    }
    this.#resynchronisation!.ended(backup);
    this.#receiverFree[backup.member] = this.#simulation.now;
    backup.connection++;
    this.#requestFullCopy(backup);
  }

  #reaches(primary: Copy, backup: Copy): boolean {
    return (
      this.#history.isKept(primary) &&
      this.#members.isRunning(primary.member) &&
      this.#members.isRunning(backup.member) &&
      this.#network.passes(primary.member, backup.member)
    );
  }

  #scheduleEnd(primary: Copy, backup: Copy): void {
    const begin = Math.max(this.#simulation.now, this.#receiverFree[backup.member]!);
    const bytes = this.#settings.partitionBytes + this.#settings.cachedBytes(primary);
    const duration =
      Math.round((bytes / this.#settings.bandwidth) * SECOND) + this.#network.delay(primary.member, backup.member);
    this.#receiverFree[backup.member] = begin + duration;
    if (this.#load >= 0) this.#loadMembers(primary.member, backup.member, begin, duration);
    this.#simulation.scheduleAt(begin + duration, this.#synced, backup.index, backup.connection);
  }

  /** Sender and receiver are slower for as long as the transfer was meant to take, whatever becomes of it. */
  #loadMembers(sender: number, receiver: number, begin: number, duration: number): void {
    const left = 1 - this.#settings.transferLoad;
    this.#simulation.scheduleAt(begin, this.#load, sender, receiver, 1 / left);
    this.#simulation.scheduleAt(begin + duration, this.#load, sender, receiver, left);
  }

  #finishTransfer(index: number, connection: number): void {
    if (!this.#tryToFinish(index, connection)) this.#simulation.schedule(SECOND, this.#synced, index, connection);
  }

  /** False when the two ends do not reach each other now. */
  #tryToFinish(index: number, connection: number): boolean {
    const backup = this.#history.copies[index]!;
    const primary = backup.source;
    if (backup.connection !== connection || primary === null) return true;
    if (!this.#reaches(primary, backup)) return false;
    this.#resynchronisation?.ended(backup);
    backup.role = 'backup';
    backup.stale = false;
    backup.branch = primary.branch;
    backup.applied = primary.applied;
    backup.received = primary.applied;
    backup.confirmed = primary.applied;
    backup.reported = primary.applied;
    this.#completeConfirmed(primary);
    this.#observer.transferred(this.#simulation.now - this.#started[index]!);
    this.#observer.settled(backup.partition);
    this.#observer.redundancyChanged();
    return true;
  }

  /** Redis replicas send REPLCONF ACK once a second; the primary shows head − last reported offset. */
  #reportedBytes(primary: Copy, backup: Copy): number {
    this.#noteReport(backup);
    return (primary.applied - backup.reported) * this.#settings.writeBytes;
  }

  #noteReport(backup: Copy): void {
    const second = Math.floor(this.#simulation.now / SECOND);
    if (second === backup.reportSecond) return;
    backup.reportSecond = second;
    backup.reported = backup.applied;
  }
}
