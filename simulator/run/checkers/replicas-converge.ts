/**
 * When every unit of a replicated map holds every write, all hold the same value: what a commutative merge promises. Looked at when the
 * run has settled; the guide's policies promise nothing, and their differences are the metric replicasDiverged.
 */
import type { ReplicatedCache } from '../../grid/replicated/replicated-cache.ts';
import { invariant } from '../../kernel/invariant.ts';

export function checkReplicasConverge(cache: ReplicatedCache): void {
  if (!cache.mustAgree) return;
  invariant(
    cache.diverged() === 0,
    () => `${cache.diverged()} replicated entries differ though all writes have arrived`,
  );
}
