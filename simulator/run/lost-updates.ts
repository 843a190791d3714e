/**
 * Lost updates: an update (a client reads a key, then writes it) that overwrites writes which its read had not seen. Each acknowledged
 * write that is overwritten so counts once, also when its acknowledgement comes later (lost update: Berenson et al., SIGMOD 1995).
 *
 * A key is watched while an update of it is between its read and its end: what is written meanwhile is kept in order. A write that saw
 * what it overwrote loses nothing; a blind put overwrites on purpose, and what lay under it is not lost by who overwrites the put.
 * Leaves out: writes that are applied after their client gave up the whole request, and merges after a split (see mergeLosses).
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { Requests } from '../traffic/requests.ts';

interface Write {
  /** Row in the write table, and the write's number, which tells whether the row is still that write. */
  readonly row: number;
  readonly number: number;
  readonly blind: boolean;
  acknowledged: boolean;
  lost: boolean;
}

interface Watched {
  /** Updates under way: request to the number of the write that it has seen. */
  readonly readers: Map<number, number>;
  /** Writes since the oldest of those reads, in order. */
  writes: Write[];
}

export class LostUpdates {
  readonly #grid: DataGrid;
  readonly #attempts: Attempts;
  readonly #requests: Requests;
  readonly #counted: (lost: number) => void;
  /** By map, then by key. */
  readonly #watched: readonly Map<number, Watched>[];
  /** Overwritten writes whose clients do not know yet that they were done. */
  readonly #unacknowledged = new Set<number>();

  constructor(grid: DataGrid, attempts: Attempts, requests: Requests, maps: number, counted: (lost: number) => void) {
    this.#grid = grid;
    this.#attempts = attempts;
    this.#requests = requests;
    this.#counted = counted;
    this.#watched = Array.from({ length: maps }, () => new Map());
  }

  /** `copy` is about to answer the read `attempt`. */
  read(attempt: number, copy: Copy): void {
    const { request: requests, map, key, seen } = this.#attempts;
    const request = requests[attempt]!;
    if (request < 0 || !this.#requests.isUpdate(request) || !this.#attempts.clientWaits(attempt)) return;
    const keys = this.#watched[map[attempt]!]!;
    seen[attempt] = this.#grid.newestNumber(copy, map[attempt]!, key[attempt]!);
    const watched = keys.get(key[attempt]!) ?? { readers: new Map<number, number>(), writes: [] };
    watched.readers.set(request, seen[attempt]!);
    keys.set(key[attempt]!, watched);
  }

  /** The write in `row` was applied at `copy`, its primary. */
  applied(copy: Copy, row: number): void {
    const { writes } = this.#grid.history;
    const attempt = writes.request[row]!;
    const watched = attempt < 0 ? undefined : this.#watchedBy(attempt);
    if (watched === undefined) return;
    const seen = this.#attempts.seen[attempt]!;
    if (seen >= 0) this.#overwrite(watched.writes, seen, copy);
    const number = writes.number[row]!;
    watched.writes.push({ row, number, blind: seen < 0, acknowledged: false, lost: false });
  }

  /** The client of the write `attempt` knows that it was done. */
  acknowledged(attempt: number): void {
    const number = this.#attempts.rowNumber[attempt]!;
    if (this.#unacknowledged.delete(number)) this.#counted(1);
    const write = this.#watchedBy(attempt)?.writes.find((other) => other.number === number);
    if (write !== undefined) write.acknowledged = true;
  }

  /** The request that `attempt` was the last one of is over. */
  ended(attempt: number): void {
    const request = this.#attempts.request[attempt]!;
    if (request < 0) return;
    const watched = this.#watchedBy(attempt);
    if (watched === undefined || !watched.readers.delete(request)) return;
    if (watched.readers.size === 0) {
      this.#watched[this.#attempts.map[attempt]!]!.delete(this.#attempts.key[attempt]!);
      return;
    }
    let oldest = Number.POSITIVE_INFINITY;
    for (const seen of watched.readers.values()) oldest = Math.min(oldest, seen);
    watched.writes = watched.writes.filter(({ number }) => number > oldest);
  }

  #watchedBy(attempt: number): Watched | undefined {
    const map = this.#attempts.map[attempt]!;
    return map < 0 ? undefined : this.#watched[map]!.get(this.#attempts.key[attempt]!);
  }

  /** What `copy` holds of these writes, back to the one that was seen, is overwritten by one that had not seen them. */
  #overwrite(between: readonly Write[], seen: number, copy: Copy): void {
    for (let index = between.length - 1; index >= 0; index--) {
      const write = between[index]!;
      if (write.number <= seen) return;
      if (!this.#isHeldBy(copy, write)) continue;
      if (!write.lost) {
        write.lost = true;
        if (write.acknowledged) this.#counted(1);
        else this.#unacknowledged.add(write.number);
      }
      if (write.blind) return;
    }
  }

  /** A row that is no longer that write was freed, because every copy holds it. */
  #isHeldBy(copy: Copy, { row, number }: Write): boolean {
    const { history } = this.#grid;
    if (!history.writes.holds(row, number)) return true;
    return !history.writes.isOrphaned(row) && history.holds(copy, row);
  }
}
