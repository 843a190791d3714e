/**
 * The ConflictResolver of the Spanish guide (seed 002, section 4), rule by rule as written there.
 *
 * last-write-wins: `new if new_ts > existing_ts else existing`, so of equal timestamps each side keeps its own and replicas diverge
 * (oracle D03). version-based: `new_v <= existing_v` raises ConflictError, so whoever asks keeps what it has: equal versions diverge too.
 * merge: see `seedFieldMerge`; text that differs becomes that of the new record, so the order of meeting decides.
 */
import type { Version } from './version.ts';

export function seedLastWriteWins<V extends Version>(existing: V | undefined, merging: V): V {
  return existing === undefined || merging.timestamp > existing.timestamp ? merging : existing;
}

export function seedVersionBased<V extends Version>(existing: V | undefined, merging: V): V {
  return existing === undefined || merging.version > existing.version ? merging : existing;
}

export type Fields = Readonly<Record<string, string | number>>;

/** Fields that only one record has stay, of two numbers the greater, of anything else that of `merging`. */
export function seedFieldMerge(existing: Fields, merging: Fields): Fields {
  const merged: Record<string, string | number> = { ...existing };
  for (const [field, value] of Object.entries(merging)) {
    const old = existing[field];
    merged[field] = typeof old === 'number' && typeof value === 'number' ? Math.max(old, value) : value;
  }
  return merged;
}
