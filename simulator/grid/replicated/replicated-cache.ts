/**
 * A replicated cache: every unit holds every entry, a write is done at one unit and broadcast to all others, each of which applies it by
 * the rule of the map (value-kind.ts).
 *
 * Two writes of an entry collide when each was made before the other had arrived: every such pair is counted when the second is made
 * (data collisions; sizing/collisions.ts has the closed form). What a cut has swallowed is made up for by catching up, in rounds, or never:
 * a unit then gets it from any unit that holds it and reaches it. Entries cost nothing until they are written, and little once all units
 * agree again. Left out: the load of broadcasts on threads and links, batching of broadcasts.
 */
import { invariant } from '../../kernel/invariant.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { Network } from '../../network/network.ts';
import type { Members } from '../members.ts';
import { Broadcast, type BroadcastParts } from './broadcast.ts';
import type { Cell, Motion } from './cell.ts';
import { Filling, type FillingParts } from './filling.ts';
import { Ledger, type LedgerObserver } from './ledger.ts';
import { exists, freshMotion, meet, recount } from './motion.ts';
import type { HeldValue, ValueKind } from './value-kind.ts';
import { HOLDS, LACKS, type Write, WriteTable } from './write.ts';

export type Reconcile =
  | { readonly kind: 'catch-up' | 'none' }
  | { readonly kind: 'anti-entropy'; readonly every: number };

export interface CacheObserver extends LedgerObserver {
  /** A write has arrived at another unit so many ns after it was made. */
  lagged(lag: number): void;
  /** A write was made that so many other writes and it did not know of one another. */
  collided(pairs: number): void;
  /** A write of this source has met one that had not seen it, nor it that one. */
  concurrent(source: number): void;
  /** A unit has copied all entries, in so many ns. */
  filled(duration: number): void;
}

export interface CacheParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  readonly name: string;
  readonly kind: ValueKind;
  readonly bus: BroadcastParts['bus'];
  readonly reconcile: Reconcile;
  /** Bytes of all entries, and bytes per second of a unit that copies them. */
  readonly copying: Pick<FillingParts, 'bytes' | 'bandwidth'>;
  readonly observer: CacheObserver;
}

/** What the unit knows of a write besides its entry. */
export interface WriteTerms {
  readonly timestamp: number;
  readonly takesAway: boolean;
  readonly source: number;
}

export class ReplicatedCache {
  readonly #parts: CacheParts;
  readonly #units: number;
  readonly #table: WriteTable;
  readonly #ledger: Ledger;
  readonly #broadcast: Broadcast;
  readonly #filling: Filling;
  readonly #round: HandlerId;
  readonly #ready: Uint8Array;
  #readyCount: number;
  readonly #sequence: Float64Array;
  readonly #cells = new Map<number, Cell>();
  /** Cells whose units do not all hold the same. */
  readonly #inMotion = new Set<Cell>();

  constructor(parts: CacheParts) {
    this.#parts = parts;
    const { simulation, network, members, name, kind, bus, reconcile, copying, observer } = parts;
    this.#units = members.count;
    this.#table = new WriteTable(members.count);
    this.#ledger = new Ledger(this.#table, kind, observer);
    this.#ready = new Uint8Array(members.count).fill(1);
    this.#readyCount = members.count;
    this.#sequence = new Float64Array(members.count);
    this.#broadcast = new Broadcast({
      simulation,
      network,
      members,
      name,
      bus,
      table: this.#table,
      arrived: (write, unit) => this.#arrived(write, unit),
      dropped: (write, unit) => this.#dropped(write, unit),
    });
    this.#filling = new Filling({
      simulation,
      network,
      members,
      name,
      bytes: copying.bytes,
      bandwidth: copying.bandwidth,
      isReady: (unit) => this.isReady(unit),
      filled: (unit, source, duration) => this.#filled(unit, source, duration),
    });
    this.#round = simulation.handler(`replicated/${name}/round`, () => this.#onRound());
    if (reconcile.kind === 'anti-entropy') simulation.schedule(reconcile.every, this.#round);
  }

  /** The unit runs and holds all entries. */
  isReady(unit: number): boolean {
    return this.#ready[unit] === 1;
  }

  /** Number that the next write will have. */
  get nextNumber(): number {
    return this.#table.lastNumber + 1;
  }

  /** A unit makes a write with the next number, which is done at once and on its way to the others. Returns its place. */
  write(unit: number, id: number, { timestamp, takesAway, source }: WriteTerms): number {
    const { simulation, kind, observer } = this.#parts;
    const cell = this.#cellOf(id);
    const motion = this.#setInMotion(cell);
    const write = this.#table.take();
    write.cell = cell;
    write.member = unit;
    write.timestamp = timestamp;
    write.sequence = ++this.#sequence[unit]!;
    write.takesAway = takesAway;
    write.source = source;
    write.writtenAt = simulation.now;
    kind.prepare(motion.values[unit]!, write);
    const pairs = meet(motion, write, unit, ({ source }) => observer.concurrent(source));
    if (pairs > 0) observer.collided(pairs);
    motion.values[unit] = kind.after(motion.values[unit]!, write);
    motion.writes.push(write);
    write.at[unit] = HOLDS;
    write.holders = 1;
    for (let other = 0; other < this.#units; other++) {
      if (other === unit || !this.isReady(other)) continue;
      motion.unseen[other]!++;
      if (pairs === 0) motion.unmetUnseen[other]!++;
      motion.missing++;
      this.#broadcast.send(write, unit, other);
    }
    this.#restIfAgreed(cell, motion);
    return write.place;
  }

  acknowledged(id: number, place: number, number: number): void {
    this.#ledger.acknowledged(this.#cellOf(id), place, number, this.#parts.simulation.now);
  }

  /** ns since the newest write was acknowledged that `unit` lacks, of those acknowledged before `since`; 0: it lacks none. */
  staleness(unit: number, id: number, since: number): number {
    const writes = this.#cells.get(id)?.motion?.writes ?? [];
    for (let index = writes.length - 1; index >= 0; index--) {
      const write = writes[index]!;
      if (write.at[unit] === HOLDS) return 0;
      const { acknowledgedAt } = write;
      if (exists(write) && acknowledgedAt >= 0 && acknowledgedAt <= since)
        return Math.max(1, this.#parts.simulation.now - acknowledgedAt);
    }
    return 0;
  }

  memberStopped(unit: number): void {
    const wasReady = this.isReady(unit);
    this.#ready[unit] = 0;
    this.#broadcast.forget(unit);
    this.#filling.stopped(unit);
    if (!wasReady) return;
    this.#readyCount--;
    if (this.#readyCount === 0) {
      this.#beginAnew();
      return;
    }
    for (const cell of [...this.#inMotion]) {
      const motion = cell.motion!;
      for (const write of motion.writes) {
        if (write.at[unit] === HOLDS) write.holders--;
        else if (write.at[unit] !== LACKS) write.coming--;
        write.at[unit] = LACKS;
      }
      recount(motion, this.#ready);
      this.#restIfAgreed(cell, motion);
    }
  }

  memberStarted(unit: number): void {
    if (this.#readyCount === 0) this.#becomeReady(unit);
    else this.#filling.begin(unit);
  }

  networkChanged(): void {
    this.#filling.lookForSources();
    if (this.#parts.reconcile.kind === 'catch-up') this.#makeUp();
  }

  /** Nothing is on its way that will arrive, and nothing will be made up for. */
  get isSettled(): boolean {
    if (this.#filling.isUnderWay) return false;
    const makesUp = this.#parts.reconcile.kind !== 'none';
    for (const { motion } of this.#inMotion) {
      const waits = (write: Write) => write.coming > 0 || (makesUp && this.#canBeMadeUp(write));
      if (motion!.missing > 0 && motion!.writes.some(waits)) return false;
    }
    return true;
  }

  /** Entries or fields of which two ready units hold different values. */
  diverged(): number {
    let diverged = 0;
    for (const { motion } of this.#inMotion) if (!this.#agrees(motion!)) diverged++;
    return diverged;
  }

  /** Every unit in reach of the others must hold what they hold, unless the rule of the map leaves units different. */
  get mustAgree(): boolean {
    if (!this.#parts.kind.converges || !this.isSettled) return false;
    for (const { motion } of this.#inMotion) if (motion!.missing > 0) return false;
    return true;
  }

  /** The end of the run: the fate of every write that is still in motion. */
  reckon(): void {
    for (const cell of this.#inMotion) {
      const { writes, values } = cell.motion!;
      const left = values.filter((_, unit) => this.isReady(unit));
      this.#ledger.settle(cell, writes, left);
    }
    this.#inMotion.clear();
    this.#ledger.check();
  }

  /** Entries or fields whose newest acknowledged value is gone. */
  lostCells(): number {
    let lost = 0;
    for (const { isLost } of this.#cells.values()) if (isLost) lost++;
    return lost;
  }

  #cellOf(id: number): Cell {
    const known = this.#cells.get(id);
    if (known !== undefined) return known;
    const cell: Cell = { id, value: this.#parts.kind.start, motion: null, newestAcknowledged: 0, isLost: false };
    this.#cells.set(id, cell);
    return cell;
  }

  #setInMotion(cell: Cell): Motion {
    if (cell.motion !== null) return cell.motion;
    cell.motion = freshMotion(this.#units, cell.value, this.#parts.kind);
    this.#inMotion.add(cell);
    return cell.motion;
  }

  #arrived(write: Write, unit: number): void {
    const { simulation, kind, observer } = this.#parts;
    const cell = write.cell!;
    const motion = cell.motion!;
    write.at[unit] = HOLDS;
    write.holders++;
    write.coming--;
    motion.unseen[unit]!--;
    if (!write.isConcurrent) motion.unmetUnseen[unit]!--;
    motion.missing--;
    motion.values[unit] = kind.after(motion.values[unit]!, write);
    observer.lagged(simulation.now - write.writtenAt);
    this.#restIfAgreed(cell, motion);
  }

  #dropped(write: Write, unit: number): void {
    if (this.#parts.reconcile.kind === 'catch-up') this.#sendFromAny(write, unit);
    if (exists(write)) return;
    // Its unit died and this was the last packet of it.
    const cell = write.cell!;
    const motion = cell.motion!;
    recount(motion, this.#ready);
    this.#restIfAgreed(cell, motion);
  }

  #restIfAgreed(cell: Cell, motion: Motion): void {
    if (motion.missing > 0 || !this.#agrees(motion)) return;
    const value = this.#parts.kind.atRest(motion.values[this.#ready.indexOf(1)]!);
    this.#ledger.settle(cell, motion.writes, [value]);
    for (const write of motion.writes) if (write !== value) this.#table.giveBack(write);
    this.#replaceValue(cell, value);
    cell.motion = null;
    this.#inMotion.delete(cell);
  }

  /** The write that was the value before is needed no more. */
  #replaceValue(cell: Cell, value: HeldValue): void {
    const before = cell.value;
    if (before !== value && isWrite(before)) this.#table.giveBack(before);
    cell.value = value;
    if (isWrite(value)) value.base = null;
  }

  #agrees({ values }: Motion): boolean {
    const first = this.#ready.indexOf(1);
    for (let unit = first + 1; unit < this.#units; unit++)
      if (this.isReady(unit) && !this.#parts.kind.same(values[first]!, values[unit]!)) return false;
    return true;
  }

  #onRound(): void {
    const { simulation, reconcile } = this.#parts;
    if (reconcile.kind !== 'anti-entropy') return;
    this.#makeUp();
    simulation.schedule(reconcile.every, this.#round);
  }

  /** Every unit gets what it lacks from whoever holds it and reaches it. */
  #makeUp(): void {
    for (const { motion } of this.#inMotion) {
      if (motion!.missing === 0) continue;
      for (const write of motion!.writes) this.#sendToAll(write);
    }
  }

  #sendToAll(write: Write): void {
    if (write.holders + write.coming === this.#readyCount) return;
    for (let unit = 0; unit < this.#units; unit++)
      if (this.isReady(unit) && write.at[unit] === LACKS) this.#sendFromAny(write, unit);
  }

  #sendFromAny(write: Write, unit: number): void {
    const holder = this.#holderInReach(write, unit);
    if (holder >= 0) this.#broadcast.send(write, holder, unit);
  }

  /** The unit that made the write if it can, else the first that holds it; −1: none reaches `unit`. */
  #holderInReach(write: Write, unit: number): number {
    const { network } = this.#parts;
    if (write.at[write.member] === HOLDS && network.passes(write.member, unit)) return write.member;
    for (let holder = 0; holder < this.#units; holder++)
      if (write.at[holder] === HOLDS && network.passes(holder, unit)) return holder;
    return -1;
  }

  #canBeMadeUp(write: Write): boolean {
    for (let unit = 0; unit < this.#units; unit++)
      if (this.isReady(unit) && write.at[unit] === LACKS && this.#holderInReach(write, unit) >= 0) return true;
    return false;
  }

  #filled(unit: number, source: number, duration: number): void {
    const { kind, observer } = this.#parts;
    observer.filled(duration);
    this.#ready[unit] = 1;
    this.#readyCount++;
    for (const cell of this.#inMotion) {
      const motion = cell.motion!;
      motion.values[unit] = kind.copy(motion.values[source]!);
      for (const write of motion.writes) {
        if (write.at[source] !== HOLDS) continue;
        write.at[unit] = HOLDS;
        write.holders++;
      }
      recount(motion, this.#ready);
      for (const write of motion.writes) this.#sendToAll(write);
    }
  }

  /** No unit is left that holds anything: what runs begins empty. */
  #beginAnew(): void {
    this.#ledger.allGone(this.#cells.values());
    for (const cell of this.#cells.values()) {
      for (const write of cell.motion?.writes ?? []) this.#table.giveBack(write);
      if (isWrite(cell.value)) this.#table.giveBack(cell.value);
      cell.value = this.#parts.kind.start;
      cell.motion = null;
    }
    this.#inMotion.clear();
    for (const unit of this.#filling.giveUp()) this.#becomeReady(unit);
  }

  #becomeReady(unit: number): void {
    invariant(!this.isReady(unit), 'a unit became ready twice');
    this.#ready[unit] = 1;
    this.#readyCount++;
  }
}

function isWrite(value: HeldValue): value is Write {
  return typeof value === 'object' && value !== null && 'number' in value;
}
