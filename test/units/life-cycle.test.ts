/** The life of a unit: every step that may follow another is legal, every other one is an impossible state. */
import { describe, expect, test } from 'vitest';
import { LifeCycles, mayFollow, type UnitState, unitStates } from '../../simulator/units/life-cycle.ts';

/** The legal steps, written down a second time by hand. */
const legal: readonly (readonly [UnitState, UnitState])[] = [
  ['stopped', 'starting'],
  ['starting', 'connecting'],
  ['starting', 'stopped'],
  ['connecting', 'loading'],
  ['connecting', 'stopped'],
  ['loading', 'registering'],
  ['loading', 'draining'],
  ['loading', 'stopped'],
  ['registering', 'ready'],
  ['registering', 'draining'],
  ['registering', 'stopped'],
  ['ready', 'unhealthy'],
  ['ready', 'draining'],
  ['ready', 'stopped'],
  ['unhealthy', 'ready'],
  ['unhealthy', 'draining'],
  ['unhealthy', 'stopped'],
  ['draining', 'flushing'],
  ['draining', 'stopped'],
  ['flushing', 'deregistering'],
  ['flushing', 'stopped'],
  ['deregistering', 'stopped'],
];

const isLegal = (from: UnitState, to: UnitState) => legal.some(([a, b]) => a === from && b === to);

/** Shortest legal way from stopped to a state. */
function wayTo(state: UnitState): readonly UnitState[] {
  const ways: UnitState[][] = [['stopped']];
  for (const way of ways) {
    if (way.at(-1) === state) return way.slice(1);
    for (const [from, to] of legal) if (from === way.at(-1) && !way.includes(to)) ways.push([...way, to]);
  }
  throw new Error(`no way to ${state}`);
}

describe('the life cycle of a unit', () => {
  test.each(unitStates)('from %s it goes on as it may, and no other way', (from) => {
    for (const to of unitStates) {
      expect(mayFollow(from, to), `${from} to ${to}`).toBe(isLegal(from, to));
      const cycles = new LifeCycles(1, 0);
      for (const step of wayTo(from)) cycles.enter(0, step);
      if (isLegal(from, to)) {
        cycles.enter(0, to);
        expect(cycles.stateOf(0)).toBe(to);
      } else {
        expect(() => cycles.enter(0, to)).toThrow(`unit 0 went from ${from} to ${to}`);
        expect(cycles.stateOf(0)).toBe(from);
      }
    }
  });

  test('the units of the beginning are ready, the others stopped', () => {
    const cycles = new LifeCycles(3, 2);
    expect([0, 1, 2].map((unit) => cycles.stateOf(unit))).toEqual(['ready', 'ready', 'stopped']);
  });
});
