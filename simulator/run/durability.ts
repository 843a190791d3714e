/**
 * Between the grid and the store: which written key waits in which pump, and what the store holds of it.
 *
 * A write-behind map has a pump; a coalescing one queues a key once a member and writes the value the member holds when the batch
 * leaves. A write-through map asks the store before the grid applies the write.
 */
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { GridMap } from '../model/scenario.ts';
import { DataPump, type PumpPort } from '../persistence/data-pump.ts';
import type { Store } from '../persistence/store.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { Distribution, Level, Tally } from './observations.ts';

export interface DurabilityMeters {
  readonly backlog: Level;
  readonly pumpDelay: Distribution;
  readonly storeWrites: Tally;
  readonly queued: Tally;
  readonly coalesced: Tally;
}

export class Durability {
  readonly #simulation: Simulation;
  readonly #grid: DataGrid;
  readonly #members: Members;
  readonly #store: Store | null;
  readonly #maps: readonly GridMap[];
  readonly #pumps: readonly (DataPump | null)[];
  readonly #meters: DurabilityMeters;
  readonly #throughDone: HandlerId;
  readonly #waitingThrough: ((stored: boolean) => void)[] = [];
  readonly #freeThrough: number[] = [];

  constructor(
    simulation: Simulation,
    grid: DataGrid,
    members: Members,
    store: Store | null,
    maps: readonly GridMap[],
    meters: DurabilityMeters,
  ) {
    this.#simulation = simulation;
    this.#grid = grid;
    this.#members = members;
    this.#store = store;
    this.#maps = maps;
    this.#meters = meters;
    this.#pumps = maps.map((map) =>
      store !== null && map.persistence.kind === 'writeBehind'
        ? new DataPump(
            simulation,
            store,
            members.count,
            map.name,
            map.persistence,
            this.#portOf(map.persistence.coalesce),
          )
        : null,
    );
    this.#throughDone = simulation.handler('store/write-through-done', (slot, _b, startedAt) =>
      this.#onThroughDone(slot, startedAt),
    );
  }

  /** For each map: the write-through step, or null. */
  storeFirst(attempts: Attempts): (((attempt: number, whenDone: (stored: boolean) => void) => void) | null)[] {
    return this.#maps.map((map) => {
      if (map.persistence.kind !== 'writeThrough' || this.#store === null) return null;
      return (attempt, whenDone) => {
        const slot = this.#freeThrough.pop() ?? this.#waitingThrough.length;
        this.#waitingThrough[slot] = whenDone;
        this.#store!.write(1, this.#throughDone, slot, attempts.map[attempt]!);
      };
    });
  }

  /** A put was applied at `member`: a write-behind map queues it, a write-through map has it in the store already. */
  applied(member: number, row: number): void {
    const { history } = this.#grid;
    const key = history.writes.key[row]!;
    const map = history.keys.map[key]!;
    const { persistence } = this.#maps[map]!;
    if (persistence.kind === 'writeThrough') {
      this.#meters.storeWrites.add();
      history.storeHolds(key, row, history.writes.number[row]!);
    } else if (persistence.kind === 'writeBehind') this.queue(member, key, row);
  }

  /** The write in `row` of `key` has to reach the store from `member`. */
  queue(member: number, key: number, row: number): void {
    const { keys } = this.#grid.history;
    const map = keys.map[key]!;
    const { persistence } = this.#maps[map]!;
    const pump = this.#pumps[map];
    if (persistence.kind !== 'writeBehind' || pump === null || pump === undefined) return;
    this.#meters.queued.add();
    if (!persistence.coalesce) {
      pump.enqueue(member, row, this.#grid.history.writes.number[row]!);
      return;
    }
    if (keys.waitingAt[key] === member) {
      this.#meters.coalesced.add();
      return;
    }
    keys.waitingAt[key] = member;
    pump.enqueue(member, key, this.#grid.history.writes.number[row]!);
  }

  memberStopped(member: number): void {
    const { keys } = this.#grid.history;
    this.#maps.forEach((map, index) => {
      const lost = this.#pumps[index]?.memberStopped(member) ?? [];
      if (map.persistence.kind !== 'writeBehind' || !map.persistence.coalesce) return;
      for (const key of lost) if (keys.waitingAt[key] === member) keys.waitingAt[key] = -1;
    });
  }

  backlog(member: number): number {
    return this.#pumps.reduce((sum, pump) => sum + (pump?.backlog(member) ?? 0), 0);
  }

  get isDrained(): boolean {
    return this.#pumps.every((pump) => pump === null || pump.isEmpty);
  }

  #portOf(coalesce: boolean): PumpPort {
    const { history } = this.#grid;
    const { writes, keys } = history;
    return {
      valueOf: (member, entry, number) => {
        if (!coalesce) {
          const waits = writes.holds(entry, number) && !writes.isDurable(entry) && !writes.isOrphaned(entry);
          return waits ? { row: entry, number } : null;
        }
        if (keys.waitingAt[entry] === member) keys.waitingAt[entry] = -1;
        const copy = this.#grid.copyAt(member, keys.partition[entry]!);
        if (copy === null) return null;
        const row = this.#grid.newestHeld(copy, entry);
        return row < 0 || writes.isDurable(row) ? null : { row, number: writes.number[row]! };
      },
      stored: (entry, row, number, queuedAt) => {
        this.#meters.storeWrites.add();
        this.#meters.pumpDelay.record(this.#simulation.now - queuedAt);
        const key = coalesce ? entry : writes.holds(row, number) ? writes.key[row]! : -1;
        if (key >= 0) history.storeHolds(key, row, number);
      },
      backlogChanged: (delta) => this.#meters.backlog.add(this.#simulation.now, delta),
      isRunning: (member) => this.#members.isRunning(member),
      waitFor: (member, handler, a, b, x) => this.#members.deferMessage(member, handler, a, b, x),
    };
  }

  #onThroughDone(slot: number, startedAt: number): void {
    const whenDone = this.#waitingThrough[slot]!;
    this.#freeThrough.push(slot);
    whenDone(!this.#store!.failedSince(startedAt));
  }
}
