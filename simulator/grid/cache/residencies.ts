/**
 * The residencies of all maps whose entries can leave the grid, as history sees them: what forks, begins anew, goes and settles.
 */
import type { Branch } from '../branch.ts';
import type { Copy, Partition } from '../copy.ts';
import type { LineWatcher } from '../history.ts';
import type { Residency } from './residency.ts';

export class Residencies implements LineWatcher {
  /** By map; null where every entry stays. */
  readonly byMap: readonly (Residency | null)[];
  readonly #all: readonly Residency[];

  constructor(byMap: readonly (Residency | null)[]) {
    this.byMap = byMap;
    this.#all = byMap.filter((residency) => residency !== null);
  }

  forked(copy: Copy, parent: Branch): void {
    for (const residency of this.#all) residency.forked(copy, parent);
  }

  began(copy: Copy): void {
    for (const residency of this.#all) residency.began(copy);
  }

  removed(copy: Copy): void {
    for (const residency of this.#all) residency.removed(copy);
  }

  settled(partition: Partition): void {
    for (const residency of this.#all) residency.settled(partition);
  }

  check(): void {
    for (const residency of this.#all) residency.check();
  }
}
