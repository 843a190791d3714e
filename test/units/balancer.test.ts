/** Which unit a balancer chooses, policy by policy. */
import { describe, expect, test } from 'vitest';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { Balancer, NO_SESSION } from '../../simulator/units/routing/balancer.ts';
import { Candidates } from '../../simulator/units/routing/candidates.ts';
import type { PolicySpec } from '../../simulator/units/routing/routing-policy.ts';

const UNITS = 10;

function balancer(spec: PolicySpec, cpu: (unit: number) => number = () => 0) {
  const candidates = new Candidates(UNITS);
  return { candidates, to: new Balancer(UNITS, candidates, spec, new Streams(1, 0).named('draws'), cpu) };
}

const keyed: readonly PolicySpec[] = [
  { policy: 'hash-ring', virtualNodes: 150 },
  { policy: 'bounded-loads', virtualNodes: 150, slack: 0.25 },
  { policy: 'jump' },
  { policy: 'rendezvous' },
  { policy: 'maglev', tableSize: 997 },
  { policy: 'sticky', first: 'random' },
];
const unkeyed: readonly PolicySpec[] = (
  ['round-robin', 'random', 'least-loaded', 'two-choices', 'lowest-cpu'] as const
).map((policy) => ({ policy }));

/** Unit of each of `sessions` sessions; every request is answered before the next. */
function unitsOf({ to }: ReturnType<typeof balancer>, sessions: number): number[] {
  return Array.from({ length: sessions }, (_, session) => {
    const unit = to.choose(session, -1);
    to.ended(unit);
    return unit;
  });
}

describe.each(keyed)('$policy', (spec) => {
  test('sends a session to the same unit again, and uses all units', () => {
    const one = balancer(spec);
    const first = unitsOf(one, 500);
    expect(unitsOf(one, 500)).toEqual(first);
    expect(new Set(first).size).toBe(UNITS);
  });

  test('leaves nobody at a unit that is no candidate', () => {
    const one = balancer(spec);
    unitsOf(one, 500);
    one.candidates.set(3, false);
    expect(unitsOf(one, 500)).not.toContain(3);
  });

  test('without a session takes turns', () => {
    const { to } = balancer(spec);
    expect(Array.from({ length: 12 }, () => to.choose(NO_SESSION, -1))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });
});

describe.each([...keyed, ...unkeyed])('$policy', (spec) => {
  test('finds another unit for the second copy of a request, and none when there is no other', () => {
    const { candidates, to } = balancer(spec);
    for (let session = 0; session < 50; session++) {
      const first = to.choose(session, -1);
      expect(to.choose(session, first)).not.toBe(first);
    }
    for (let unit = 1; unit < UNITS; unit++) candidates.set(unit, false);
    expect(to.choose(7, 0)).toBe(0);
    candidates.set(0, false);
    expect(to.choose(7, -1)).toBe(-1);
  });
});

test.each(['hash-ring', 'rendezvous'] as const)(
  '%s: only the sessions of a unit that goes move, and they come back with it',
  (policy) => {
    const one = balancer(policy === 'hash-ring' ? { policy, virtualNodes: 150 } : { policy });
    const before = unitsOf(one, 1000);
    one.candidates.set(3, false);
    const without = unitsOf(one, 1000);
    expect(without.every((unit, session) => before[session] === 3 || unit === before[session])).toBe(true);
    one.candidates.set(3, true);
    expect(unitsOf(one, 1000)).toEqual(before);
  },
);

test('sticky: a session that had to move stays where it went', () => {
  const one = balancer({ policy: 'sticky', first: 'round-robin' });
  const before = unitsOf(one, 20);
  one.candidates.set(3, false);
  const moved = unitsOf(one, 20);
  one.candidates.set(3, true);
  expect(unitsOf(one, 20)).toEqual(moved);
  expect(moved).not.toEqual(before);
});

test('round-robin: the counter goes on at the beginning when the list has become shorter than it', () => {
  const { candidates, to } = balancer({ policy: 'round-robin' });
  for (let i = 0; i < 9; i++) to.choose(NO_SESSION, -1);
  for (const unit of [5, 6, 7, 8, 9]) candidates.set(unit, false);
  expect([to.choose(NO_SESSION, -1), to.choose(NO_SESSION, -1)]).toEqual([0, 1]);
});

test('least-loaded: the one that has answered gets the next request', () => {
  const { to } = balancer({ policy: 'least-loaded' });
  const first = Array.from({ length: UNITS }, () => to.choose(NO_SESSION, -1));
  expect([...first].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  to.ended(6);
  expect(to.choose(NO_SESSION, -1)).toBe(6);
});

test('lowest-cpu: everything goes to the unit that looks idle, of equals to the first', () => {
  const { to } = balancer({ policy: 'lowest-cpu' }, (unit) => (unit === 4 || unit === 7 ? 0.2 : 0.5));
  expect(Array.from({ length: 5 }, () => to.choose(NO_SESSION, -1))).toEqual([4, 4, 4, 4, 4]);
});

test('bounded-loads: no unit has more than its cap of the requests that wait', () => {
  const { to } = balancer({ policy: 'bounded-loads', virtualNodes: 50, slack: 0.1 });
  // All ask for one session, whose own unit could not take more than a tenth of them.
  for (let i = 1; i <= 200; i++) {
    to.choose(42, -1);
    const cap = Math.ceil((1.1 * i) / UNITS - 1e-9);
    for (let unit = 0; unit < UNITS; unit++) expect(to.waiting(unit)).toBeLessThanOrEqual(cap);
  }
});

test('jump: a unit that goes from the middle renumbers those behind it', () => {
  const one = balancer({ policy: 'jump' });
  const before = unitsOf(one, 1000);
  one.candidates.set(3, false);
  const without = unitsOf(one, 1000);
  const moved = without.filter((unit, session) => before[session] !== 3 && unit !== before[session]).length;
  expect(moved).toBeGreaterThan(300);
});
