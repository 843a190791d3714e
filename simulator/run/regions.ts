/**
 * Regions that are grids of their own: which one a client asks, and under which number a grid keeps a key.
 *
 * A client asks the grid of its region. When that has had no running member for `failover.after`, it asks the next region that has one,
 * until its own is back. Left out: clients that a split separates from a healthy region (they wait for the split to heal).
 */
import type { Members } from '../grid/members.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from './layout.ts';

export class Regions {
  readonly count: number;
  readonly membersEach: number;
  readonly partitionsEach: number;
  readonly #simulation: Simulation;
  readonly #members: Members;
  readonly #layout: Layout;
  readonly #entries: readonly number[];
  readonly #failover: number;
  /** Since when a region has no running member, ns; −1 while it has one. */
  readonly #downSince: Float64Array;

  constructor(simulation: Simulation, members: Members, layout: Layout, { design }: Scenario) {
    this.#simulation = simulation;
    this.#members = members;
    this.#layout = layout;
    this.count = layout.grids;
    this.membersEach = layout.members / layout.grids;
    this.partitionsEach = layout.partitions / layout.grids;
    this.#entries = design.maps.map(({ entries }) => entries);
    this.#failover = design.wan?.failover?.after ?? Number.POSITIVE_INFINITY;
    this.#downSince = new Float64Array(this.count).fill(-1);
  }

  /** Region of a member. */
  ofMember(member: number): number {
    return Math.floor(member / this.membersEach);
  }

  /** The grid that a client at `place` asks now. */
  gridFor(place: number | undefined): number {
    const home = place === undefined ? 0 : this.#layout.places[place]!.region;
    for (let step = 0; step < this.count; step++) {
      const region = (home + step) % this.count;
      const since = this.#downSince[region]!;
      if (since < 0 || (step === 0 && this.#simulation.now - since < this.#failover)) return region;
    }
    return home;
  }

  keyAt(map: number, key: number, grid: number): number {
    return grid * this.#entries[map]! + key;
  }

  /** The number of the same key in another region. */
  keyIn(map: number, key: number, grid: number): number {
    return this.keyAt(map, key % this.#entries[map]!, grid);
  }

  /** The same partition in another region. */
  partitionIn(partition: number, grid: number): number {
    return grid * this.partitionsEach + (partition % this.partitionsEach);
  }

  /** A process of this region started or stopped. */
  memberChanged(member: number): void {
    const region = this.ofMember(member);
    const first = region * this.membersEach;
    let up = false;
    for (let other = first; other < first + this.membersEach; other++) up ||= this.#members.isUp(other);
    if (up) this.#downSince[region] = -1;
    else if (this.#downSince[region]! < 0) this.#downSince[region] = this.#simulation.now;
  }
}
