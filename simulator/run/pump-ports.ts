/**
 * What the data pumps see of the grid: which value an entry stands for, and what it means that the store took it or never will.
 *
 * Without coalescing an entry is the row of one write; with it, it is a key, and the value is what its member holds when the batch leaves.
 */
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { PumpPort } from '../persistence/pump.ts';
import type { SeedPumpPort } from '../persistence/seed-pump.ts';
import type { Distribution, Level, Tally } from './observations.ts';
import { SeedRows, type SeedRowsMeters } from './seed-rows.ts';
import type { StoredLately } from './stored-lately.ts';

export interface DurabilityMeters {
  readonly backlog: Level;
  readonly pumpDelay: Distribution;
  readonly batchSize: Distribution;
  readonly batchAge: Distribution;
  readonly storeWrites: Tally;
  readonly queued: Tally;
  readonly coalesced: Tally;
  readonly counts: SeedRowsMeters;
  /** A pump gave up an entry. */
  dropped(cause: string): void;
}

export interface PortGround {
  readonly simulation: Simulation;
  readonly grid: DataGrid;
  readonly members: Members;
  readonly meters: DurabilityMeters;
  /** There may be room again in the pump that this port belongs to. */
  roomMade(member: number): void;
}

function batchLaunched(meters: DurabilityMeters, entries: number, age: number): void {
  meters.batchSize.record(entries);
  meters.batchAge.record(age);
}

/** Number of an entry that the store has and is given once more. */
export const AGAIN = -1;

/** `lately`: where it is noted what the store took, for backups that keep it for a while; null where none does. */
export function dataPumpPort(ground: PortGround, coalesce: boolean, lately: StoredLately | null): PumpPort {
  const { simulation, grid, members, meters, roomMade } = ground;
  const { history } = grid;
  const { writes, keys } = history;
  return {
    launched: (entries, age) => batchLaunched(meters, entries, age),
    backlogChanged: (delta) => meters.backlog.add(simulation.now, delta),
    roomMade,
    isRunning: (member) => members.isRunning(member),
    waitFor: members.deferMessage.bind(members),
    valueOf: (member, entry, number) => {
      if (number === AGAIN) return { row: AGAIN, number };
      if (!coalesce) {
        const waits = writes.holds(entry, number) && !writes.isDurable(entry) && !writes.isOrphaned(entry);
        return waits ? { row: entry, number } : null;
      }
      if (keys.waitingAt[entry] === member) keys.waitingAt[entry] = -1;
      const copy = grid.copyAt(member, keys.partition[entry]!);
      if (copy === null) return null;
      const row = grid.newestHeld(copy, entry);
      return row < 0 || writes.isDurable(row) ? null : { row, number: writes.number[row]! };
    },
    stored: (entry, row, number, queuedAt) => {
      meters.storeWrites.add();
      if (number === AGAIN) {
        meters.counts.rowsWrittenTwice++;
        return;
      }
      meters.pumpDelay.record(simulation.now - queuedAt);
      const key = coalesce ? entry : writes.holds(row, number) ? writes.key[row]! : -1;
      if (key < 0) return;
      history.storeHolds(key, row, number);
      lately?.add(key, keys.partition[key]!);
    },
    dropped: (member, entry, cause, waiting) => {
      if (coalesce && waiting && keys.waitingAt[entry] === member) keys.waitingAt[entry] = -1;
      meters.dropped(cause);
    },
  };
}

/** `startsEmpty`: the first write of a key is an insert, every other one an update. */
export function seedPumpPort(ground: PortGround, startsEmpty: boolean): SeedPumpPort & { readonly rows: SeedRows } {
  const { simulation, grid, members, meters, roomMade } = ground;
  const { writes } = grid.history;
  const rows = new SeedRows(grid.history, meters.counts);
  const isInsert = (entry: number) => startsEmpty && writes.previousNumber[entry] === 0;
  return {
    launched: (entries, age) => batchLaunched(meters, entries, age),
    backlogChanged: (delta) => meters.backlog.add(simulation.now, delta),
    roomMade,
    isRunning: (member) => members.isRunning(member),
    waitFor: members.deferMessage.bind(members),
    rows,
    isInsert,
    valueOf: (_member, entry, number) =>
      writes.holds(entry, number) && !writes.isOrphaned(entry) ? { row: entry, number } : null,
    stored: (_entry, row, number, queuedAt, again) => {
      meters.storeWrites.add();
      if (!again) meters.pumpDelay.record(simulation.now - queuedAt);
      rows.executed(row, number, startsEmpty && !isInsert(row), again);
    },
    finished: (entry) => rows.finished(writes.key[entry]!),
    dropped: (_member, _entry, cause) => meters.dropped(cause),
  };
}
