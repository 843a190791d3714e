/**
 * The ConflictResolver of the Spanish guide (seed 002, section 4), rule by rule as written there.
 *
 * last-write-wins: `new if new_ts > existing_ts else existing`, so of equal timestamps each side keeps its own and replicas diverge
 * (oracle D03). version-based: `new_v <= existing_v` raises ConflictError, so whoever asks keeps what it has: equal versions diverge too.
 * Left out: its field merge, of which run/replicated-map.ts says what stands for it.
 */
import type { Version } from './version.ts';

export function seedLastWriteWins<V extends Version>(existing: V | undefined, merging: V): V {
  return existing === undefined || merging.timestamp > existing.timestamp ? merging : existing;
}

export function seedVersionBased<V extends Version>(existing: V | undefined, merging: V): V {
  return existing === undefined || merging.version > existing.version ? merging : existing;
}
