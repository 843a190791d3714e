/**
 * Memory that entries take, bytes per member that is up: complete copies of the partitions, and of maps whose entries can leave what is
 * really there. Looked at anew when copies change; in between every entry that comes or goes is counted.
 */
import type { Residencies } from '../grid/cache/residencies.ts';
import type { Residency } from '../grid/cache/residency.ts';
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import { invariant } from '../kernel/invariant.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Level } from './observations.ts';

export interface MemoryGround {
  readonly simulation: Simulation;
  readonly grid: DataGrid;
  readonly members: Members;
  readonly level: Level;
  /** Bytes of one partition, of maps whose entries stay. */
  readonly partitionBytes: number;
  readonly entrySizes: readonly number[];
  /** Bytes of the maps of which every member holds all entries. */
  readonly replicatedBytes: number;
}

export class Memory {
  readonly #ground: MemoryGround;
  #residencies: Residencies | null = null;
  /** Bytes of whole copies, and of entries that come and go. */
  #copied = 0;
  #cached = 0;
  #up = 0;
  /** Entries are in other copies than when they were counted. */
  #moved = false;

  constructor(ground: MemoryGround) {
    this.#ground = ground;
  }

  follows(residencies: Residencies): void {
    this.#residencies = residencies;
  }

  /** Copies, or members that are up, may have changed. */
  measure(): void {
    const { grid, members, partitionBytes } = this.#ground;
    this.#residencies?.check();
    let copies = 0;
    for (const partition of grid.history.partitions)
      for (const copy of partition.copies) if (copy.role !== 'syncing') copies++;
    this.#up = 0;
    for (let member = 0; member < members.count; member++) if (members.isUp(member)) this.#up++;
    this.#copied = copies * partitionBytes;
    this.#recount();
    this.#show();
  }

  /** Copies follow other lines: what they hold is counted anew at the next change. */
  linesChanged(): void {
    this.#moved = true;
  }

  /** So many entries of the map came (or went), copies counted. */
  heldChanged(map: number, entries: number): void {
    if (this.#moved) this.#recount();
    else this.#cached += entries * this.#ground.entrySizes[map]!;
    this.#show();
  }

  /** Bytes of the entries that come and go in the partition of this primary. */
  cachedAt(primary: Copy): number {
    return this.#sum((residency) => residency.entriesAt(primary));
  }

  /** What was counted as entries came and went is what is there. */
  check(): void {
    this.#residencies?.check();
    if (this.#moved) this.#recount();
    const held = this.#cachedBytes();
    invariant(
      held === this.#cached,
      () => `${this.#cached} bytes of entries were counted, and ${held} bytes of entries are held`,
    );
  }

  #recount(): void {
    this.#cached = this.#cachedBytes();
    this.#moved = false;
  }

  #cachedBytes(): number {
    return this.#sum((residency) => residency.held());
  }

  #sum(entries: (residency: Residency) => number): number {
    const { entrySizes } = this.#ground;
    let bytes = 0;
    this.#residencies?.byMap.forEach((residency, map) => {
      if (residency !== null) bytes += entries(residency) * entrySizes[map]!;
    });
    return bytes;
  }

  #show(): void {
    const { simulation, level, replicatedBytes } = this.#ground;
    const shared = this.#up === 0 ? 0 : Math.round((this.#copied + this.#cached) / this.#up);
    level.set(simulation.now, this.#up === 0 ? 0 : shared + replicatedBytes);
  }
}
