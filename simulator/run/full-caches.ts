/**
 * Writes that meet a full cache without eviction (Redis: OOM, maxmemory-policy noeviction): refused before they are applied, whether they
 * bring a new key or overwrite one. What is under way when the cache fills is still taken. Left out: deletes, which Redis admits.
 */
import type { Residencies } from '../grid/cache/residencies.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { StepBefore } from './durability.ts';

/** For each map: room at the primary where the map asks for it, then `steps`. */
export function roomBefore(
  grid: DataGrid,
  residencies: Residencies | null,
  attempts: Attempts,
  steps: readonly (StepBefore | null)[],
): readonly (StepBefore | null)[] {
  return steps.map((step, map) => {
    const residency = residencies?.byMap[map] ?? null;
    if (residency?.refuses !== true) return step;
    return (attempt, whenDone) => {
      const copy = grid.copyAt(attempts.member[attempt]!, attempts.partition[attempt]!);
      if (copy !== null && !residency.hasRoom(copy)) whenDone(false);
      else if (step === null) whenDone(true);
      else step(attempt, whenDone);
    };
  });
}
