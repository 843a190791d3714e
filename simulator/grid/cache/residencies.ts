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

  readonly #linesChanged: () => void;

  /** `linesChanged`: copies follow other lines than before, or are gone. */
  constructor(byMap: readonly (Residency | null)[], linesChanged: () => void) {
    this.byMap = byMap;
    this.#linesChanged = linesChanged;
    this.#all = byMap.filter((residency) => residency !== null);
  }

  forked(copy: Copy, parent: Branch): void {
    for (const residency of this.#all) residency.forked(copy, parent);
    this.#linesChanged();
  }

  began(copy: Copy): void {
    for (const residency of this.#all) residency.began(copy);
    this.#linesChanged();
  }

  removed(copy: Copy): void {
    for (const residency of this.#all) residency.removed(copy);
    this.#linesChanged();
  }

  moved(): void {
    this.#linesChanged();
  }

  settled(partition: Partition): void {
    for (const residency of this.#all) residency.settled(partition);
    this.#linesChanged();
  }

  check(): void {
    for (const residency of this.#all) residency.check();
  }
}
