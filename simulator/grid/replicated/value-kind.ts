/**
 * What a unit of a replicated map holds of an entry, and how a write changes it: a register under a merge policy, a counter or a set.
 *
 * A unit applies its own writes by the same rule as those of others, or replicas could not end alike: under last-write-wins a unit with a
 * slow clock gives up its own write at once. A register holds the write that won; the history of its value is that write, what it was
 * based on, and so on back. A counter holds a sum and a set its live tags, to which every write contributes.
 */
import { isCommutative, type MergePolicyName, mergePolicies } from '../merge/merge-policy.ts';
import { TagSet } from './tag-set.ts';
import type { Write } from './write.ts';

/** The write that won (null: the value from before the run), a sum, or an element with its tags. */
export type HeldValue = Write | null | number | TagSet;

export interface ValueKind {
  /** From before the run. */
  readonly start: HeldValue;
  /** Units that have met the same writes hold the same value. */
  readonly converges: boolean;
  /** Every write that some unit holds is part of the value. */
  readonly keepsAll: boolean;
  /** A unit that holds `value` makes `write`: it is told what it builds on. */
  prepare(value: HeldValue, write: Write): void;
  /** The value after a unit that holds `value` has met `write`. */
  after(value: HeldValue, write: Write): HeldValue;
  /** The same value for another unit, to be changed apart. */
  copy(value: HeldValue): HeldValue;
  /** The same value once nothing is on its way any more. */
  atRest(value: HeldValue): HeldValue;
  same(a: HeldValue, b: HeldValue): boolean;
}

export function registerUnder(policy: MergePolicyName): ValueKind {
  const resolve = mergePolicies[policy];
  return {
    start: null,
    converges: isCommutative(policy),
    keepsAll: false,
    prepare: (value, write) => {
      const base = value as Write | null;
      write.base = base;
      write.version = (base?.version ?? 0) + 1;
    },
    after: (value, write) => resolve<Write>((value as Write | null) ?? undefined, write) ?? null,
    copy: (value) => value,
    atRest: (value) => value,
    same: (a, b) => a === b,
  };
}

export const counter: ValueKind = {
  start: 0,
  converges: true,
  keepsAll: true,
  prepare: () => {},
  after: (value, write) => (value as number) + (write.takesAway ? -1 : 1),
  copy: (value) => value,
  atRest: (value) => value,
  same: (a, b) => a === b,
};

export const observedRemoveSet: ValueKind = {
  start: new TagSet([]),
  converges: true,
  keepsAll: true,
  prepare: (value, write) => {
    write.observed = (value as TagSet).live;
  },
  after: (value, write) => {
    const tags = value as TagSet;
    tags.takeAway(write.observed);
    if (!write.takesAway) tags.add(write.number);
    return tags;
  },
  copy: (value) => (value as TagSet).copy(),
  atRest: (value) => new TagSet((value as TagSet).live),
  same: (a, b) => (a as TagSet).hasSameElement(b as TagSet),
};
