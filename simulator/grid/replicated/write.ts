/**
 * One write of a replicated map, followed until every unit holds it and all agree: where it is, what it built on, what came of it.
 *
 * Records are used again; a number that never repeats tells a write from a later one in the same place.
 */
import type { Version } from '../merge/version.ts';
import type { Cell } from './cell.ts';

/** Where a write is, seen from one unit: above zero it is on its way to that incarnation of the unit. */
export const LACKS = 0;
export const HOLDS = -1;

export interface Write extends Version {
  /** Place in the table. */
  readonly place: number;
  /** Globally increasing; 0 while the record is free. */
  number: number;
  cell: Cell | null;
  member: number;
  timestamp: number;
  sequence: number;
  version: number;
  hits: number;
  /** A decrement of a counter, or a removal from a set. */
  takesAway: boolean;
  /** What its unit held when it was made: the write that it replaced on purpose. */
  base: Write | null;
  /** For a set: numbers of the adds that its unit had seen. */
  observed: readonly number[];
  /** Source of the request. */
  source: number;
  writtenAt: number;
  /** When its client had the answer, ns; −1 until then. */
  acknowledgedAt: number;
  /** By member: LACKS, HOLDS or the incarnation that it travels to. */
  readonly at: Int32Array;
  /** Living units that hold it, and those that it is on its way to. */
  holders: number;
  coming: number;
  /** It met another write of the same entry that had not seen it, and the other way round. */
  isConcurrent: boolean;
  /** Its cell has been at rest since, so its fate is known. */
  isSettled: boolean;
  /** Mark of the last walk along a history that came by. */
  mark: number;
}

export class WriteTable {
  readonly #members: number;
  readonly #records: Write[] = [];
  readonly #free: Write[] = [];
  #lastNumber = 0;

  constructor(members: number) {
    this.#members = members;
  }

  /** Number of the newest write there ever was. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  take(): Write {
    const write = this.#free.pop() ?? this.#fresh();
    write.number = ++this.#lastNumber;
    return write;
  }

  /** The write with this number, or null when its record was given back. */
  find(place: number, number: number): Write | null {
    const write = this.#records[place];
    return write !== undefined && write.number === number ? write : null;
  }

  giveBack(write: Write): void {
    write.number = 0;
    write.cell = null;
    write.base = null;
    write.observed = [];
    write.isConcurrent = false;
    write.isSettled = false;
    write.acknowledgedAt = -1;
    write.at.fill(LACKS);
    write.holders = 0;
    write.coming = 0;
    this.#free.push(write);
  }

  #fresh(): Write {
    const write: Write = {
      place: this.#records.length,
      number: 0,
      cell: null,
      member: 0,
      timestamp: 0,
      sequence: 0,
      version: 0,
      hits: 0,
      takesAway: false,
      base: null,
      observed: [],
      source: 0,
      writtenAt: 0,
      acknowledgedAt: -1,
      at: new Int32Array(this.#members),
      holders: 0,
      coming: 0,
      isConcurrent: false,
      isSettled: false,
      mark: 0,
    };
    this.#records.push(write);
    return write;
  }
}
