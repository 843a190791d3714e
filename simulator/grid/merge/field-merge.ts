/**
 * Merging field by field: of each field the version that was written last stays, so writes of different fields never conflict.
 *
 * Every field carries the version of its own last write; with the total order of `byTime` the merge is commutative, associative and
 * idempotent, which the guide's field merge is not (seed-resolver.ts). Left out: rules of the application for single fields.
 */
import { byTime, type Version } from './version.ts';

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
