/**
 * Sets that replicas may change at the same time (Shapiro et al. 2011).
 *
 * OR-set: every add has a tag of its own; a remove takes away the tags that its replica has seen, so an add at the same time survives.
 * 2P-set: what was once removed stays removed, so an add at the same time, or later, is void. Tags say nothing about elements here: a set
 * holds one kind of tag for every element (write one OR-set an element).
 */

/** Tags of one element of an OR-set: it is present while some tag is added and not removed. */
export interface ObservedRemove {
  readonly added: ReadonlySet<number>;
  readonly removed: ReadonlySet<number>;
}

export const NEVER_ADDED: ObservedRemove = { added: new Set(), removed: new Set() };

export function addTag({ added, removed }: ObservedRemove, tag: number): ObservedRemove {
  return { added: new Set(added).add(tag), removed };
}

/** Removes every tag that this replica has seen. */
export function removeObserved({ added, removed }: ObservedRemove): ObservedRemove {
  return { added, removed: union(removed, added) };
}

export function mergeObservedRemove(a: ObservedRemove, b: ObservedRemove): ObservedRemove {
  return { added: union(a.added, b.added), removed: union(a.removed, b.removed) };
}

/** Tags that are added and not removed, in ascending order. */
export function liveTags({ added, removed }: ObservedRemove): readonly number[] {
  return [...added].filter((tag) => !removed.has(tag)).sort((a, b) => a - b);
}

/** A 2P-set of elements: two sets that only grow. */
export interface TwoPhaseSet {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

export function mergeTwoPhaseSets(a: TwoPhaseSet, b: TwoPhaseSet): TwoPhaseSet {
  return { added: union(a.added, b.added), removed: union(a.removed, b.removed) };
}

export function isMember({ added, removed }: TwoPhaseSet, element: string): boolean {
  return added.has(element) && !removed.has(element);
}

function union<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> {
  const all = new Set(a);
  for (const one of b) all.add(one);
  return all;
}
