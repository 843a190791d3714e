/**
 * Oracles D01, D02, D03 and D06: what merges promise, exhaustively over small domains and over random versions.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCommutative, type MergePolicyName, mergePolicies } from '../../simulator/grid/merge/merge-policy.ts';
import { compareClocks } from '../../simulator/grid/merge/vector-clock.ts';
import type { Version } from '../../simulator/grid/merge/version.ts';
import { TagSet } from '../../simulator/grid/replicated/tag-set.ts';
import {
  growCount,
  increment,
  mergeGrowCounters,
  mergeUpDownCounters,
  type UpDownCounter,
  upDownCount,
} from './counter-laws.ts';
import { fieldMerge, seedFieldMerge } from './field-laws.ts';
import {
  addTag,
  isMember,
  liveTags,
  mergeObservedRemove,
  mergeTwoPhaseSets,
  NEVER_ADDED,
  type ObservedRemove,
  removeObserved,
  type TwoPhaseSet,
} from './set-laws.ts';

type Merge<T> = (a: T, b: T) => T;

interface Laws {
  readonly commutative: boolean;
  readonly associative: boolean;
  readonly idempotent: boolean;
}

const ALL: Laws = { commutative: true, associative: true, idempotent: true };

/** Which laws hold for every pair and triple of these states. */
function lawsOf<T>(states: readonly T[], merge: Merge<T>, shown: (state: T) => string): Laws {
  const same = (a: T, b: T) => shown(a) === shown(b);
  return {
    commutative: states.every((a) => states.every((b) => same(merge(a, b), merge(b, a)))),
    associative: states.every((a) =>
      states.every((b) => states.every((c) => same(merge(merge(a, b), c), merge(a, merge(b, c))))),
    ),
    idempotent: states.every((a) => same(merge(a, a), a)),
  };
}

/** All ways to choose one of `choices` for each of three places. */
function triples<T>(choices: readonly T[]): (readonly [T, T, T])[] {
  return choices.flatMap((a) => choices.flatMap((b) => choices.map((c) => [a, b, c] as const)));
}

function version(member: number, timestamp: number, rest: Partial<Version> = {}): Version {
  return { member, timestamp, sequence: 1, version: 1, hits: 0, ...rest };
}

const shownVersion = ({ member, timestamp, sequence }: Version) => `${timestamp}@${member}.${sequence}`;

const policy =
  (name: MergePolicyName): Merge<Version> =>
  (a, b) =>
    mergePolicies[name](a, b)!;

describe('D01: merge laws, exhaustively', () => {
  test('a G-counter of 3 replicas with 0 to 2 each: all three laws over the 27 states', () => {
    const states = triples([0, 1, 2]);
    expect(states).toHaveLength(27);
    expect(lawsOf<readonly number[]>(states, mergeGrowCounters, String)).toEqual(ALL);
  });

  test('last write wins in the order of (timestamp, member): all three laws', () => {
    const states = [0, 1, 2].flatMap((timestamp) => [0, 1, 2].map((member) => version(member, timestamp)));
    expect(lawsOf(states, policy('last-write-wins'), shownVersion)).toEqual(ALL);
  });

  test('an OR-set with 3 tags, each unknown, added or removed: all three laws over the 27 states', () => {
    const states = triples(['unknown', 'added', 'removed']).map((tags): ObservedRemove => {
      const known = [0, 1, 2].filter((tag) => tags[tag] !== 'unknown');
      return { added: new Set(known), removed: new Set(known.filter((tag) => tags[tag] === 'removed')) };
    });
    const shown = ({ added, removed }: ObservedRemove) => `${[...added].sort()}/${[...removed].sort()}`;
    expect(lawsOf(states, mergeObservedRemove, shown)).toEqual(ALL);
  });

  test('4 increments at 2 replicas: one outcome over all 24 orders and all 96 deliveries with one of them twice', () => {
    const base = [0, 0];
    // What each replica broadcasts after its first and its second increment.
    const updates = [0, 1].flatMap((replica) => {
      const first = increment(base, replica);
      return [first, increment(first, replica)];
    });
    const orders = permutations(updates);
    const twice = orders.flatMap((order) => order.map((again) => [...order, again]));
    expect([orders.length, twice.length]).toEqual([24, 96]);
    const outcomes = [...orders, ...twice].map((order) => growCount(order.reduce(mergeGrowCounters, base)));
    expect(new Set(outcomes)).toEqual(new Set([4]));
  });
});

describe('D02: a remove of x at the same time as an add of x', () => {
  test('OR-set: x is present', () => {
    const before = addTag(NEVER_ADDED, 1);
    const removed = removeObserved(before);
    const added = addTag(before, 2);
    expect(liveTags(mergeObservedRemove(removed, added))).toEqual([2]);
    expect(liveTags(mergeObservedRemove(added, removed))).toEqual([2]);
  });

  test('what units of a map hold is the OR-set of what they have heard, in whatever order they hear it', () => {
    const writes = fc.array(fc.record({ unit: fc.nat(2), removes: fc.boolean(), heard: fc.array(fc.nat(9)) }), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(writes, (all) => {
        const units = [0, 1, 2].map(() => ({ held: new TagSet([]), law: NEVER_ADDED, heard: new Set<number>() }));
        const made: { readonly tags: readonly number[]; readonly seen: readonly number[] }[] = [];
        const hear = (at: number, number: number) => {
          const unit = units[at]!;
          const write = made[number];
          if (write === undefined || unit.heard.has(number)) return;
          unit.heard.add(number);
          unit.held.takeAway(write.seen);
          for (const tag of write.tags) unit.held.add(tag);
          const told = { added: new Set([...write.seen, ...write.tags]), removed: new Set(write.seen) };
          unit.law = mergeObservedRemove(unit.law, told);
          expect([...unit.held.live].sort((a, b) => a - b)).toEqual(liveTags(unit.law));
        };
        all.forEach(({ unit, removes, heard }, number) => {
          for (const earlier of heard) hear(unit, earlier);
          made.push({ tags: removes ? [] : [number], seen: units[unit]!.held.live });
          hear(unit, number);
        });
        units.forEach((_, at) => {
          for (let number = made.length - 1; number >= 0; number--) hear(at, number);
        });
        expect(units[1]!.held.hasSameElement(units[0]!.held)).toBe(true);
        expect(units[2]!.held.hasSameElement(units[0]!.held)).toBe(true);
      }),
    );
  });

  test('2P-set: x is absent', () => {
    const removed: TwoPhaseSet = { added: new Set(['x']), removed: new Set(['x']) };
    const added: TwoPhaseSet = { added: new Set(['x', 'y']), removed: new Set() };
    const merged = mergeTwoPhaseSets(removed, added);
    expect([isMember(merged, 'x'), isMember(merged, 'y')]).toEqual([false, true]);
  });

  test('vector clocks tell before from concurrent', () => {
    expect(compareClocks([2, 1, 0], [2, 2, 0])).toBe('before');
    expect(compareClocks([2, 2, 0], [2, 1, 0])).toBe('after');
    expect(compareClocks([2, 0, 1], [1, 3, 0])).toBe('concurrent');
    expect(compareClocks([1, 1], [1, 1])).toBe('equal');
  });
});

describe('D03: the resolver of the guide', () => {
  const tied = [version(0, 7), version(1, 7)] as const;
  const bothOrders = (name: MergePolicyName) =>
    [policy(name)(...tied), policy(name)(tied[1], tied[0])].map(shownVersion);

  test('equal timestamps in both orders: its last write wins gives two results, (timestamp, member) gives one', () => {
    expect(new Set(bothOrders('seed-last-write-wins')).size).toBe(2);
    expect(new Set(bothOrders('last-write-wins')).size).toBe(1);
  });

  test('its last write wins is associative and idempotent and not commutative', () => {
    const states = [0, 1].flatMap((timestamp) => [0, 1, 2].map((member) => version(member, timestamp)));
    expect(lawsOf(states, policy('seed-last-write-wins'), shownVersion)).toEqual({ ...ALL, commutative: false });
  });

  test('its field merge keeps the greater number, and of two texts the one that comes second', () => {
    const a = { stock: 3, name: 'old', only: 'a' };
    const b = { stock: 2, name: 'new' };
    expect(seedFieldMerge(a, b)).toEqual({ stock: 3, name: 'new', only: 'a' });
    expect(seedFieldMerge(b, a)).toEqual({ stock: 3, name: 'old', only: 'a' });
  });

  test('equal version numbers: whoever is asked keeps what it has', () => {
    expect(bothOrders('seed-version')).toEqual(['7@0.1', '7@1.1']);
    expect(policy('seed-version')(tied[0], { ...tied[1], version: 2 }).member).toBe(1);
  });
});

describe('D06: 3 replicas with 3 updates each, in order from each', () => {
  test('all 1680 interleavings end in one state', () => {
    const updates = [0, 1, 2].map((member) =>
      [1, 2, 3].map((sequence) => version(member, 10 * sequence - 3 * member, { sequence })),
    );
    const orders = interleavings(updates);
    expect(orders).toHaveLength(1680);
    const winners = orders.map((order) => shownVersion(order.reduce(policy('last-write-wins'))));
    expect(new Set(winners).size).toBe(1);
    const counts = orders.map((order) =>
      order.map(({ member }) => increment([0, 0, 0], member)).reduce((sum, one) => sum.map((n, at) => n + one[at]!)),
    );
    expect(new Set(counts.map(String)).size).toBe(1);
  });
});

describe('laws over random versions', () => {
  const versions = fc.record({
    member: fc.nat(4),
    timestamp: fc.nat(5),
    sequence: fc.nat(3),
    version: fc.nat(3),
    hits: fc.nat(3),
  });
  const key = (one: Version) => JSON.stringify([one.member, one.timestamp, one.sequence]);

  const names = Object.keys(mergePolicies) as MergePolicyName[];

  test.each(names.filter(isCommutative))('%s is commutative, associative and idempotent', (name) => {
    const merge = policy(name);
    // One member never makes two writes with one sequence number.
    const distinct = fc.uniqueArray(versions, { minLength: 3, maxLength: 3, selector: key });
    fc.assert(
      fc.property(distinct, (three) => {
        const [a, b, c] = three as [Version, Version, Version];
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(a, a)).toEqual(a);
      }),
    );
  });

  test.each(names.filter((name) => !isCommutative(name)))('%s is not commutative, and says so', (name) => {
    const merge = policy(name);
    const found = fc.check(
      fc.property(versions, versions, (a, b) => key(merge(a, b)) === key(merge(b, a))),
      { numRuns: 1000 },
    );
    expect(found.failed).toBe(true);
  });

  test('an absent entry takes what comes, except by discard', () => {
    for (const name of names) {
      const merged = mergePolicies[name](undefined, version(0, 1));
      expect(merged === undefined, name).toBe(name === 'discard');
    }
  });

  test('merging by fields is commutative, associative and idempotent', () => {
    const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c'), versions);
    const shown = (state: Readonly<Record<string, Version>>) =>
      Object.keys(state)
        .sort()
        .map((field) => `${field}:${key(state[field]!)}`)
        .join();
    fc.assert(
      fc.property(fields, fields, fields, (a, b, c) => {
        expect(lawsOf([a, b, c], fieldMerge, shown)).toEqual(ALL);
      }),
    );
  });

  test('a PN-counter counts every increment and decrement once', () => {
    const counts = fc.array(fc.nat(9), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(counts, counts, (ups, downs) => {
        const one = (values: readonly number[], at: number) => values.map((count, index) => (index === at ? count : 0));
        const parts = [0, 1, 2].map((at) => ({ increments: one(ups, at), decrements: one(downs, at) }));
        const merged = [...parts, ...parts.toReversed()].reduce<UpDownCounter>(mergeUpDownCounters, {
          increments: [0, 0, 0],
          decrements: [0, 0, 0],
        });
        const sum = (values: readonly number[]) => values.reduce((total, count) => total + count, 0);
        expect(upDownCount(merged)).toBe(sum(ups) - sum(downs));
      }),
    );
  });
});

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((first, at) =>
    permutations(all.filter((_, index) => index !== at)).map((rest) => [first, ...rest]),
  );
}

/** Every order of all elements that keeps the order within each list. */
function interleavings<T>(lists: readonly (readonly T[])[]): T[][] {
  if (lists.every((list) => list.length === 0)) return [[]];
  return lists.flatMap((list, at) => {
    const [first, ...rest] = list;
    if (first === undefined) return [];
    return interleavings(lists.map((other, index) => (index === at ? rest : other))).map((order) => [first, ...order]);
  });
}
