/**
 * Who can be written to and read, from state: outages per owner, and which fault they belong to.
 *
 * An owner is what one member was primary of at the start: a Redis shard, the partitions of a generic member. Its write outage is the
 * time during which some of its partitions has no member that (a) believes itself primary, (b) runs and serves, (c) can be reached by the
 * clients of the main side (the client place that reaches most members). State is looked at once after each instant at which it may have
 * changed, not on a timer, so outages are exact. A map that is not partitioned is an owner by itself, hit by every fault, and says from its
 * own state whether all of it can be written and read (map-service.ts); where all maps are such, partitions do not count. An outage belongs to the fault that struck last.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Network } from '../network/network.ts';
import type { Layout } from './layout.ts';
import type { MapGuards } from './map-guards.ts';
import type { MapService } from './map-service.ts';
import { areConnected, mainPlace } from './reachability.ts';

/** An owner's unavailability in one fault's time. */
interface Outage {
  since: number;
  total: number;
}

export interface Struck {
  readonly id: string;
  readonly at: number;
  readonly members: readonly number[];
  /** Owners whose primary was hit. */
  readonly owners: ReadonlySet<number>;
  readonly write: Outage[];
  readonly read: Outage[];
  /** Every owner accepted writes again, ns after the strike. */
  restored: number | undefined;
  redundancyRestored: number | undefined;
  redundancyBroken: boolean;
}

export interface AvailabilityParts {
  readonly simulation: Simulation;
  readonly grid: DataGrid;
  readonly members: Members;
  readonly network: Network;
  readonly layout: Layout;
  /** False for a grid without any map in it: its partitions are nobody's. */
  readonly speaks: boolean;
}

export class Availability {
  readonly #simulation: Simulation;
  readonly #grid: DataGrid;
  readonly #members: Members;
  readonly #network: Network;
  readonly #clientPlaces: readonly number[];
  readonly #ownerOf: Int32Array;
  readonly #speaks: boolean;
  /** Owners of partitions; the services come after them. */
  readonly #owners: number;
  readonly #look: HandlerId;
  #dirty = false;
  readonly struck: Struck[] = [];
  /** What maps refuse at a copy that could answer; null when none does. */
  guards: MapGuards | null = null;
  /** Maps that are not partitioned. */
  services: readonly MapService[] = [];
  /** Called when the state was looked at: whether everything is available and redundant. */
  onLook: (allWritable: boolean) => void = () => {};

  constructor({ simulation, grid, members, network, layout, speaks }: AvailabilityParts) {
    this.#simulation = simulation;
    this.#speaks = speaks;
    this.#grid = grid;
    this.#members = members;
    this.#network = network;
    this.#clientPlaces = layout.clientPlaces;
    this.#ownerOf = layout.ownerOf;
    this.#owners = speaks ? layout.owners : 0;
    this.#look = simulation.handler('availability/look', () => this.#onLook());
  }

  get #size(): number {
    return this.#owners + this.services.length;
  }

  /** Something changed; the state is looked at when this instant is over. */
  changed(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#simulation.schedule(0, this.#look);
  }

  strike(id: string, members: readonly number[]): Struck {
    const hit = new Set(members);
    const owners = new Set<number>();
    for (const partition of this.#speaks ? this.#grid.history.partitions : []) {
      if (partition.copies.some((copy) => copy.role === 'primary' && hit.has(copy.member)))
        owners.add(this.#ownerOf[partition.index]!);
    }
    for (const owner of this.#stillDown()) owners.add(owner);
    this.services.forEach((_, index) => {
      owners.add(this.#owners + index);
    });
    const fresh = () => Array.from({ length: this.#size }, (): Outage => ({ since: -1, total: 0 }));
    const struck: Struck = {
      id,
      at: this.#simulation.now,
      members,
      owners,
      write: fresh(),
      read: fresh(),
      restored: undefined,
      redundancyRestored: undefined,
      redundancyBroken: false,
    };
    this.#closeOpen(this.struck.at(-1), struck);
    this.struck.push(struck);
    this.changed();
    return struck;
  }

  /** Ends the run: open outages are counted up to now; returns true for those. */
  isOpen(outage: Outage): boolean {
    return outage.since >= 0;
  }

  length(outage: Outage): number {
    return outage.total + (outage.since >= 0 ? this.#simulation.now - outage.since : 0);
  }

  /** Owners that the fault before took away and that are not back, or that it takes away at this same moment. */
  #stillDown(): readonly number[] {
    const last = this.struck.at(-1);
    if (last === undefined) return [];
    const atOnce = last.at === this.#simulation.now;
    return [...last.owners].filter((owner) => atOnce || last.write[owner]!.since >= 0 || last.read[owner]!.since >= 0);
  }

  /** An outage that is open when the next fault strikes goes on as that one's. */
  #closeOpen(last: Struck | undefined, next: Struck): void {
    if (last === undefined) return;
    const carry = (from: Outage[], to: Outage[]) => {
      for (let owner = 0; owner < from.length; owner++) {
        const outage = from[owner]!;
        if (outage.since < 0) continue;
        outage.total += this.#simulation.now - outage.since;
        outage.since = -1;
        to[owner]!.since = this.#simulation.now;
      }
    };
    carry(last.write, next.write);
    carry(last.read, next.read);
  }

  #onLook(): void {
    this.#dirty = false;
    const main = mainPlace(this.#members, this.#network, this.#clientPlaces);
    const canWrite = new Uint8Array(this.#size).fill(1);
    const canRead = new Uint8Array(this.#size).fill(1);
    if (this.#speaks) this.#lookAtPartitions(main, canWrite, canRead);
    this.services.forEach((service, index) => {
      canWrite[this.#owners + index] = service.isWritable(main) ? 1 : 0;
      canRead[this.#owners + index] = service.isReadable(main) ? 1 : 0;
    });
    this.#note(canWrite, canRead);
  }

  #lookAtPartitions(main: number, canWrite: Uint8Array, canRead: Uint8Array): void {
    for (const partition of this.#grid.history.partitions) {
      const owner = this.#ownerOf[partition.index]!;
      let write = false;
      let read = false;
      for (const copy of partition.copies) {
        if (copy.role === 'syncing' || !this.#answers(copy, main)) continue;
        if (copy.role === 'primary') {
          if (this.guards === null || this.guards.isReadable(copy)) read = true;
          if (copy.accepting && (this.guards === null || this.guards.isWritable(copy))) write = true;
        }
      }
      if (!write) canWrite[owner] = 0;
      if (!read) canRead[owner] = 0;
    }
  }

  #note(canWrite: Uint8Array, canRead: Uint8Array): void {
    const current = this.struck.at(-1);
    if (current !== undefined) {
      this.#advance(current.write, canWrite);
      this.#advance(current.read, canRead);
      const allUp = canWrite.every((up) => up === 1);
      const wasDown = current.write.some((outage) => outage.total > 0);
      if (allUp && wasDown && current.restored === undefined) current.restored = this.#simulation.now - current.at;
      if (!allUp) current.restored = undefined;
      if (this.#speaks) this.#watchRedundancy(current);
    }
    this.onLook(canWrite.every((up) => up === 1));
  }

  #advance(outages: Outage[], able: Uint8Array): void {
    const { now } = this.#simulation;
    for (let owner = 0; owner < outages.length; owner++) {
      const outage = outages[owner]!;
      if (able[owner] === 0 && outage.since < 0) outage.since = now;
      if (able[owner] === 1 && outage.since >= 0) {
        outage.total += now - outage.since;
        outage.since = -1;
      }
    }
  }

  #watchRedundancy(current: Struck): void {
    const missing = this.#grid.underReplicated();
    if (missing > 0) current.redundancyBroken = true;
    if (missing === 0 && current.redundancyBroken && current.redundancyRestored === undefined) {
      current.redundancyRestored = this.#simulation.now - current.at;
    }
  }

  #answers(copy: Copy, main: number): boolean {
    if (!this.#members.isRunning(copy.member) || !this.#grid.isServing(copy.member)) return false;
    return areConnected(this.#network, main, copy.member);
  }
}
