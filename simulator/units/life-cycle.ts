/**
 * The life of processing units as a state machine: which state each is in, and which may follow. When it changes is not known here.
 *
 * stopped → starting → connecting → loading → registering → ready ⇄ unhealthy, and in good order draining → flushing → deregistering →
 * stopped (seed 002, ProcessingUnitManager, with the steps it takes in silence named). Every state may end in stopped: that is a crash.
 */
import { invariant } from '../kernel/invariant.ts';

export const unitStates = [
  'stopped',
  'starting',
  'connecting',
  'loading',
  'registering',
  'ready',
  'unhealthy',
  'draining',
  'flushing',
  'deregistering',
] as const;

export type UnitState = (typeof unitStates)[number];

const following: Readonly<Record<UnitState, readonly UnitState[]>> = {
  stopped: ['starting'],
  starting: ['connecting', 'stopped'],
  connecting: ['loading', 'stopped'],
  loading: ['registering', 'draining', 'stopped'],
  registering: ['ready', 'draining', 'stopped'],
  ready: ['unhealthy', 'draining', 'stopped'],
  unhealthy: ['ready', 'draining', 'stopped'],
  draining: ['flushing', 'stopped'],
  flushing: ['deregistering', 'stopped'],
  deregistering: ['stopped'],
};

/** Whether a unit may go from one state to the other. */
export function mayFollow(from: UnitState, to: UnitState): boolean {
  return following[from].includes(to);
}

export class LifeCycles {
  readonly #states: UnitState[];

  /** The first `ready` of `count` units are ready, the others stopped. */
  constructor(count: number, ready: number) {
    this.#states = Array.from({ length: count }, (_, unit) => (unit < ready ? 'ready' : 'stopped'));
  }

  stateOf(unit: number): UnitState {
    return this.#states[unit]!;
  }

  enter(unit: number, state: UnitState): void {
    const from = this.#states[unit]!;
    invariant(mayFollow(from, state), () => `unit ${unit} went from ${from} to ${state}`);
    this.#states[unit] = state;
  }
}
