/**
 * Merge policies: which of two versions of an entry stays when they meet, the one that is there or the one that comes.
 *
 * Names and rules follow Hazelcast's split-brain merge policies (PutIfAbsentMergePolicy, PassThroughMergePolicy, HigherHitsMergePolicy,
 * LatestUpdateMergePolicy, DiscardMergePolicy); `version` keeps the version with more writes behind it. Those that put two versions into
 * one total order are commutative, so replicas that have met the same versions agree in whatever order they met them. The seed-… policies
 * are those of the Spanish guide (seed-resolver.ts). Left out: expiry and last access times.
 */
import { seedLastWriteWins, seedVersionBased } from './seed-resolver.ts';
import { byTime, type Version } from './version.ts';

export type MergePolicyName =
  | 'last-write-wins'
  | 'version'
  | 'highest-hits'
  | 'put-if-absent'
  | 'pass-through'
  | 'discard'
  | 'seed-last-write-wins'
  | 'seed-version';

/** `existing`: undefined where the entry is absent. Returns one of the two; undefined: still nothing. */
export type MergePolicy = <V extends Version>(existing: V | undefined, merging: V) => V | undefined;

/** Keeps the greater one by an order that is total. */
function greatest(order: (a: Version, b: Version) => number): MergePolicy {
  return (existing, merging) => (existing === undefined || order(merging, existing) > 0 ? merging : existing);
}

export const mergePolicies: Readonly<Record<MergePolicyName, MergePolicy>> = {
  'last-write-wins': greatest(byTime),
  version: greatest((a, b) => a.version - b.version || byTime(a, b)),
  'highest-hits': greatest((a, b) => a.hits - b.hits || byTime(a, b)),
  'put-if-absent': (existing, merging) => existing ?? merging,
  'pass-through': (_existing, merging) => merging,
  discard: (existing) => existing,
  'seed-last-write-wins': seedLastWriteWins,
  'seed-version': seedVersionBased,
};

/** The order of meeting does not matter: replicas that met the same versions hold the same one. */
export function isCommutative(name: MergePolicyName): boolean {
  return name === 'last-write-wins' || name === 'version' || name === 'highest-hits';
}
