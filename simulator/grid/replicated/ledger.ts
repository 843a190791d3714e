/**
 * What became of every acknowledged write of a replicated map, one by one.
 *
 * When a cell comes to rest (or the run ends) the histories of the values that are left are walked once. A write on one of them is kept:
 * it is the value, or was replaced by a write that had seen it. One that is not on any was overwritten by a write that had not seen it (a
 * lost update), or is in no unit any more (a lost write). Counters and sets keep every write that a unit holds. A client may hear of its
 * write later than its fate is known; then it is counted when it hears.
 */
import { invariant } from '../../kernel/invariant.ts';
import type { Cell } from './cell.ts';
import type { HeldValue, ValueKind } from './value-kind.ts';
import type { Write, WriteTable } from './write.ts';

export type Fate = 'overwritten' | 'gone';

export interface LedgerObserver {
  /** Acknowledged writes were overwritten unseen, or are in no unit any more. */
  lost(fate: Fate, count: number): void;
}

export class Ledger {
  readonly #table: WriteTable;
  readonly #kind: ValueKind;
  readonly #observer: LedgerObserver;
  /** Fates of writes whose clients have not heard yet, by number. */
  readonly #unheard = new Map<number, Fate>();
  /** Acknowledged writes that the values at rest contain. */
  #kept = 0;
  /** Writes up to this number went when no unit was left. */
  #goneUpTo = 0;
  #mark = 0;
  #acknowledged = 0;
  #lost = 0;

  constructor(table: WriteTable, kind: ValueKind, observer: LedgerObserver) {
    this.#table = table;
    this.#kind = kind;
    this.#observer = observer;
  }

  /** The client of a write of `cell` has its answer in time. */
  acknowledged(cell: Cell, place: number, number: number, now: number): void {
    this.#acknowledged++;
    if (number > cell.newestAcknowledged) cell.newestAcknowledged = number;
    const write = this.#table.find(place, number);
    if (write !== null && !write.isSettled) {
      write.acknowledgedAt = now;
      return;
    }
    const fate = number <= this.#goneUpTo ? 'gone' : this.#unheard.get(number);
    this.#unheard.delete(number);
    if (fate === undefined) this.#kept++;
    else this.#lose(fate, 1);
    if (number === cell.newestAcknowledged) cell.isLost = fate === 'gone';
  }

  /** No further write of these is on its way: each is kept in one of `values`, or it is not. */
  settle(cell: Cell, writes: readonly Write[], values: readonly HeldValue[]): void {
    const mark = ++this.#mark;
    if (!this.#kind.keepsAll) for (const value of values) markHistory(value as Write | null, mark);
    for (const write of writes) {
      write.isSettled = true;
      const fate = this.#fateOf(write, mark);
      if (write.number === cell.newestAcknowledged) cell.isLost = fate === 'gone';
      if (write.acknowledgedAt < 0) {
        if (fate !== null) this.#unheard.set(write.number, fate);
      } else if (fate === null) this.#kept++;
      else this.#lose(fate, 1);
    }
  }

  /** At the end of the run, with all settled: every acknowledged write is kept or was counted as lost. */
  check(): void {
    invariant(
      this.#acknowledged === this.#kept + this.#lost,
      () => `of ${this.#acknowledged} acknowledged writes ${this.#kept} are kept and ${this.#lost} lost`,
    );
  }

  #lose(fate: Fate, count: number): void {
    this.#lost += count;
    this.#observer.lost(fate, count);
  }

  #fateOf(write: Write, mark: number): Fate | null {
    if (!this.#kind.keepsAll && write.mark === mark) return null;
    if (write.holders === 0) return 'gone';
    return this.#kind.keepsAll ? null : 'overwritten';
  }

  /** No unit is left that holds anything. */
  allGone(cells: Iterable<Cell>): void {
    let gone = this.#kept;
    for (const cell of cells) {
      cell.isLost = cell.newestAcknowledged > 0;
      for (const write of cell.motion?.writes ?? []) if (write.acknowledgedAt >= 0) gone++;
    }
    this.#kept = 0;
    this.#unheard.clear();
    this.#goneUpTo = this.#table.lastNumber;
    if (gone > 0) this.#lose('gone', gone);
  }
}

/** Marks a write and what it was based on, back to where another walk came by or the cell was at rest. */
function markHistory(value: Write | null, mark: number): void {
  for (let write = value; write !== null && write.mark !== mark; write = write.base) write.mark = mark;
}
