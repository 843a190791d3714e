/**
 * Merging field by field: of each field the version that was written last stays, so writes of different fields never conflict.
 *
 * Every field carries the version of its own last write; with the total order of `byTime` the merge is commutative, associative and
 * idempotent, which the guide's field merge is not (grid/merge/seed-resolver.ts). Left out: rules of the application for single fields.
 */
import { byTime, type Version } from '../../simulator/grid/merge/version.ts';

/** Newest write of each field by name. */
export type FieldVersions<V extends Version> = Readonly<Record<string, V>>;

export function fieldMerge<V extends Version>(a: FieldVersions<V>, b: FieldVersions<V>): FieldVersions<V> {
  const merged: Record<string, V> = { ...a };
  for (const [field, version] of Object.entries(b)) {
    const other = merged[field];
    if (other === undefined || byTime(version, other) > 0) merged[field] = version;
  }
  return merged;
}

export type Fields = Readonly<Record<string, string | number>>;

/** The field merge of the Spanish guide (seed 002, section 4): fields that only one record has stay, of two numbers the greater, of anything else that of `merging`. */
export function seedFieldMerge(existing: Fields, merging: Fields): Fields {
  const merged: Record<string, string | number> = { ...existing };
  for (const [field, value] of Object.entries(merging)) {
    const old = existing[field];
    merged[field] = typeof old === 'number' && typeof value === 'number' ? Math.max(old, value) : value;
  }
  return merged;
}
