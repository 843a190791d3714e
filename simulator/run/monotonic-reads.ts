/**
 * Monotonic reads (Terry et al., PDIS 1994): who has read a value is never given an older one afterwards.
 *
 * A session is the clients of one source in one zone, as behind one application server. It remembers the newest write of each key it has
 * been given; a read carries what its session knew when it was sent. For a map that keeps the promise, a copy that has less sends the client
 * to the primary; otherwise the break is counted. A primary that has lost the write answers all the same, and that is counted, too.
 * Left out: sessions that move, reading one's own writes.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap } from '../model/scenario.ts';
import { type Attempts, GET } from '../traffic/attempts.ts';

/** A scenario has fewer sources than this. */
const SOURCES = 1000;

export class MonotonicReads {
  readonly #grid: DataGrid;
  readonly #attempts: Attempts;
  readonly #maps: readonly GridMap[];
  readonly #broken: () => void;
  /** By map: whether its reads are watched. */
  readonly #watched: readonly boolean[];
  /** By place, source and map as one number: number of the newest write that was read, by key. */
  readonly #sessions = new Map<number, Map<number, number>>();
  /** By attempt: what its session knew when it was sent, and what it was given. */
  readonly #known: number[] = [];
  readonly #given: number[] = [];

  constructor(grid: DataGrid, attempts: Attempts, maps: readonly GridMap[], broken: () => void) {
    this.#grid = grid;
    this.#attempts = attempts;
    this.#maps = maps;
    this.#watched = maps.map(watches);
    this.#broken = broken;
  }

  sent(attempt: number): void {
    if (!this.#isWatched(attempt)) return;
    this.#known[attempt] = this.#sessionOf(attempt).get(this.#attempts.key[attempt]!) ?? 0;
  }

  /** `copy` is about to answer the read: true when the session has seen more and the map keeps its promise. */
  isBehind(attempt: number, copy: Copy): boolean {
    if (!this.#isWatched(attempt)) return false;
    const { map, key } = this.#attempts;
    const given = this.#grid.newestNumber(copy, map[attempt]!, key[attempt]!);
    this.#given[attempt] = given;
    const keeps = this.#maps[map[attempt]!]!.monotonicReads === true && copy.role === 'backup';
    return keeps && given < this.#known[attempt]!;
  }

  /** The client has the answer of the read. */
  answered(attempt: number): void {
    if (!this.#isWatched(attempt)) return;
    const given = this.#given[attempt]!;
    if (given < this.#known[attempt]!) this.#broken();
    const session = this.#sessionOf(attempt);
    const key = this.#attempts.key[attempt]!;
    if (given > (session.get(key) ?? 0)) session.set(key, given);
  }

  #isWatched(attempt: number): boolean {
    const { operation, map } = this.#attempts;
    return operation[attempt] === GET && this.#watched[map[attempt]!] === true;
  }

  #sessionOf(attempt: number): Map<number, number> {
    const { source, place, map } = this.#attempts;
    const number = (place[attempt]! * SOURCES + source[attempt]!) * this.#maps.length + map[attempt]!;
    const known = this.#sessions.get(number);
    if (known !== undefined) return known;
    const session = new Map<number, number>();
    this.#sessions.set(number, session);
    return session;
  }
}

/** Only maps that speak of the promise are watched: it costs every read a look at what its session has seen. */
function watches(map: GridMap): boolean {
  return isPartitioned(map) && map.monotonicReads !== undefined;
}

/** What watches the reads of these maps; null when there is nothing to watch. */
export function monotonicReads(
  grid: DataGrid,
  attempts: Attempts,
  maps: readonly GridMap[],
  broken: () => void,
): MonotonicReads | null {
  return maps.some(watches) ? new MonotonicReads(grid, attempts, maps, broken) : null;
}
