/**
 * Between the grid and the store: which written key waits in which pump, and what the store holds of it.
 *
 * A map with a pump queues what was applied; a coalescing one queues a key once a member. A write-through map asks the store before the
 * grid applies the write, and a pump with a limit is asked before, too. What entries mean to the pumps: pump-ports.ts.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { GridMap } from '../model/scenario.ts';
import { DataPump } from '../persistence/data-pump.ts';
import type { FlushWorker, Pump, QueueLimit } from '../persistence/pump.ts';
import { SeedPump } from '../persistence/seed-pump.ts';
import type { Store } from '../persistence/store.ts';
import { StoreDoor } from '../persistence/store-door.ts';
import type { Attempts } from '../traffic/attempts.ts';
import { CallerWrites } from './caller-writes.ts';
import { AGAIN, type DurabilityMeters, dataPumpPort, seedPumpPort } from './pump-ports.ts';
import type { SeedRows } from './seed-rows.ts';
import { StoredLately } from './stored-lately.ts';
import { WriterQueue, type Writers } from './writer-queue.ts';

/** What a map has between the grid and the store. */
interface Line {
  readonly pump: Pump;
  /** An entry is a key, not a write. */
  readonly coalesce: boolean;
  readonly writers: Writers | null;
  readonly seedRows: SeedRows | null;
  /** What promoted backups store again; null where they store nothing twice. */
  readonly lately: StoredLately | null;
}

export interface DurabilityParts {
  readonly simulation: Simulation;
  readonly grid: DataGrid;
  readonly members: Members;
  readonly store: Store | null;
  readonly maps: readonly GridMap[];
  readonly streams: Pick<Streams, 'named'>;
  readonly meters: DurabilityMeters;
}

/** A step before the work on the data; the attempt goes on with `true`, fails with `false`. */
export type StepBefore = (attempt: number, whenDone: (mayGoOn: boolean) => void) => void;

export class Durability {
  readonly #parts: DurabilityParts;
  readonly #lines: readonly (Line | null)[];
  /** Between pumps and store. */
  readonly #door: StoreDoor | null;
  readonly #throughDone: HandlerId;
  readonly #waitingThrough: ((stored: boolean) => void)[] = [];
  readonly #freeThrough: number[] = [];

  constructor(parts: DurabilityParts) {
    this.#parts = parts;
    const { store } = parts;
    const door = store === null ? null : new StoreDoor(store);
    this.#door = door;
    this.#lines = parts.maps.map((map) => (door === null ? null : this.#lineOf(map, door)));
    this.#throughDone = parts.simulation.handler('store/write-through-done', (slot, _b, startedAt) =>
      this.#onThroughDone(slot, startedAt),
    );
  }

  /** For each map: what happens before a write is applied (write-through, room in the pump), or null. */
  beforeWrites(attempts: Attempts): (StepBefore | null)[] {
    const { store, maps } = this.#parts;
    return maps.map((map, index) => {
      const writers = this.#lines[index]?.writers;
      if (writers !== null && writers !== undefined) {
        return (attempt, whenDone) => {
          const member = attempts.member[attempt]!;
          writers.ask(member, this.#waits(member, index, attempts.key[attempt]!), whenDone);
        };
      }
      if (map.persistence.kind !== 'writeThrough' || store === null) return null;
      return (attempt, whenDone) => {
        const slot = this.#freeThrough.pop() ?? this.#waitingThrough.length;
        this.#waitingThrough[slot] = whenDone;
        store.write(1, this.#throughDone, slot, attempts.map[attempt]!);
      };
    });
  }

  /** A put was applied at `member`: a map with a pump queues it, a write-through map has it in the store already. */
  applied(member: number, row: number): void {
    const { history } = this.#parts.grid;
    const key = history.writes.key[row]!;
    const map = history.keys.map[key]!;
    if (this.#parts.maps[map]!.persistence.kind === 'writeThrough') {
      this.#parts.meters.storeWrites.add();
      history.storeHolds(key, row, history.writes.number[row]!);
    } else this.queue(member, key, row);
  }

  /** The write in `row` of `key` has to reach the store from `member`. */
  queue(member: number, key: number, row: number): void {
    const { keys, writes } = this.#parts.grid.history;
    const line = this.#lines[keys.map[key]!];
    if (line === null || line === undefined) return;
    const { meters } = this.#parts;
    meters.queued.add();
    if (!line.coalesce) {
      line.seedRows?.queued(key);
      line.pump.enqueue(member, row, writes.number[row]!);
      return;
    }
    if (keys.waitingAt[key] === member) {
      meters.coalesced.add();
      return;
    }
    keys.waitingAt[key] = member;
    line.pump.enqueue(member, key, writes.number[row]!);
  }

  /** A backup took over: what it still has in its copy of the queue reaches the store once more. */
  promoted({ member, partition, applied }: Copy): void {
    // One that begins empty has no copy of any queue.
    if (applied === 0) return;
    for (const line of this.#lines)
      for (const key of line?.lately?.of(partition) ?? []) line?.pump.enqueue(member, key, AGAIN);
  }

  stallPump(member: number): void {
    this.#door?.stall(member);
  }

  releasePump(member: number): void {
    this.#door?.release(member);
  }

  memberStopped(member: number): void {
    this.#door?.memberStopped(member);
    const { keys, writes } = this.#parts.grid.history;
    for (const line of this.#lines) {
      if (line === null) continue;
      line.writers?.memberStopped(member);
      for (const entry of line.pump.memberStopped(member)) {
        if (line.coalesce && keys.waitingAt[entry] === member) keys.waitingAt[entry] = -1;
        line.seedRows?.finished(writes.key[entry]!);
      }
    }
  }

  backlog(member: number): number {
    return this.#lines.reduce((sum, line) => sum + (line?.pump.backlog(member) ?? 0), 0);
  }

  get isDrained(): boolean {
    return this.#lines.every((line) => line === null || line.pump.isEmpty);
  }

  #lineOf(map: GridMap, door: StoreDoor): Line | null {
    const { simulation, grid, members, meters } = this.#parts;
    const { persistence, name } = map;
    switch (persistence.kind) {
      case 'seedPump': {
        const port = seedPumpPort({ simulation, grid, members, meters, roomMade: () => {} }, map.startsEmpty);
        const pump = new SeedPump(simulation, door, members.count, name, persistence, port);
        return { pump, coalesce: false, writers: null, seedRows: port.rows, lately: null };
      }
      case 'writeBehind':
      case 'timed': {
        const { coalesce, queueLimit } = persistence;
        const writers: Writers | null = this.#writersOf(name, queueLimit?.whenFull, door, () => pump);
        const roomMade = (member: number) => writers?.roomMade(member);
        const kept =
          'keptOnBackups' in persistence && persistence.queueOnBackups ? persistence.keptOnBackups : undefined;
        const lately = kept === undefined ? null : new StoredLately(simulation, kept);
        const port = dataPumpPort({ simulation, grid, members, meters, roomMade }, coalesce, lately);
        const worker = this.#workerOf(map);
        const pump: DataPump = new DataPump(simulation, door, members.count, name, persistence, port, worker);
        return { pump, coalesce, writers, seedRows: null, lately };
      }
      default:
        return null;
    }
  }

  /** What writes of the map do when its pump is full; null: they never find it so. */
  #writersOf(
    name: string,
    whenFull: QueueLimit['whenFull'] | undefined,
    door: StoreDoor,
    pump: () => DataPump,
  ): Writers | null {
    const { simulation, members } = this.#parts;
    if (whenFull === undefined || whenFull === 'drop-oldest') return null;
    if (whenFull === 'caller-writes') return new CallerWrites(simulation, members, name, door, pump);
    return new WriterQueue(simulation, members, name, whenFull === 'block', pump);
  }

  #workerOf({ persistence, name }: GridMap): FlushWorker | null {
    if (persistence.kind !== 'writeBehind' || persistence.worker === undefined) return null;
    const { worker: interval } = persistence;
    const stream = this.#parts.streams.named(`pump/${name}/worker-phase`);
    const { count } = this.#parts.members;
    return { interval, phases: Float64Array.from({ length: count }, () => Math.floor(stream.uniform() * interval)) };
  }

  /** True when the key is in the queue of the member and a further write of it takes no room. */
  #waits(member: number, map: number, key: number): boolean {
    const { keys } = this.#parts.grid.history;
    if (!this.#lines[map]!.coalesce) return false;
    const row = keys.find(map, key);
    return row >= 0 && keys.waitingAt[row] === member;
  }

  #onThroughDone(slot: number, startedAt: number): void {
    const whenDone = this.#waitingThrough[slot]!;
    this.#freeThrough.push(slot);
    whenDone(!this.#parts.store!.failedSince(startedAt));
  }
}
