/**
 * Sense of what ties faults to one another: after, afterHeal, healsWith and group name what exists, nothing waits for itself or for what
 * never ends, and no fault ends in two ways.
 */
import type { DistributionSpec } from '../kernel/distribution.ts';
import type { DraftProblem } from './draft-problem.ts';
import type { Fault } from './scenario.ts';
import { earliest, isString, latest, namesIn, numbered, type SenseView, unknownName } from './sense-view.ts';

type Faults = readonly (Fault | undefined)[];

/** Faults that end by themselves. */
const selfEnding: readonly Fault['kind'][] = ['leave', 'join', 'rolling-restart'];

export function faultTies(view: SenseView): DraftProblem[] {
  const faults = view.understood.faults ?? [];
  const ids = namesIn(view.file, ['faults'], 'id').filter(isString);
  return numbered(faults).flatMap(([index, fault]) => [
    ...anchor(fault, index, ids, faults),
    ...partner(fault, index, ids, faults),
    ...alarmed(fault, index),
    ...circle(fault, index, faults),
    ...lonely(fault, index, view),
  ]);
}

/** The latest time at which a fault can strike, or the earliest where there is no latest, ns. */
export function strikesBy(fault: Fault, faults: Faults, steps = 0): number {
  const { at } = fault;
  if (at.kind !== 'after') return bound(at);
  const other = named(at.fault, faults);
  if (other === undefined || steps > faults.length) return bound(at.delay);
  const length =
    at.moment === 'over' && 'duration' in other && other.duration !== undefined ? bound(other.duration) : 0;
  return strikesBy(other, faults, steps + 1) + length + bound(at.delay);
}

function bound(spec: DistributionSpec): number {
  const end = latest(spec);
  return Number.isFinite(end) ? end : earliest(spec);
}

function named(id: string, faults: Faults): Fault | undefined {
  return faults.find((fault) => fault?.id === id);
}

function anchor({ at }: Fault, index: number, ids: readonly string[], faults: Faults): DraftProblem[] {
  if (at.kind !== 'after') return [];
  const key = at.moment === 'strike' ? 'after' : 'afterHeal';
  const path = ['faults', index, 'at', key];
  if (!ids.includes(at.fault)) return [unknownName(path, at.fault, ids, 'fault')];
  return at.moment === 'over' ? endless(path, at.fault, faults) : [];
}

function partner(fault: Fault, index: number, ids: readonly string[], faults: Faults): DraftProblem[] {
  if (!('healsWith' in fault) || fault.healsWith === undefined) return [];
  const path = ['faults', index, 'healsWith'];
  if (fault.duration !== undefined) {
    const expected = 'one of duration and healsWith, since a fault heals once';
    return [{ path, found: 'healsWith and a duration', expected, suggestion: 'remove one of them' }];
  }
  if (!ids.includes(fault.healsWith)) return [unknownName(path, fault.healsWith, ids, 'fault')];
  return endless(path, fault.healsWith, faults);
}

/** A restart after the alarm is one end, and a fault has one. */
function alarmed(fault: Fault, index: number): DraftProblem[] {
  if (!('restartAfterDetection' in fault) || fault.restartAfterDetection === undefined) return [];
  const other = fault.duration === undefined ? fault.healsWith && 'healsWith' : 'duration';
  if (other === undefined) return [];
  const path = ['faults', index, 'restartAfterDetection'];
  const expected = 'one of duration, healsWith and restartAfterDetection, since a fault heals once';
  return [{ path, found: `restartAfterDetection and ${other}`, expected, suggestion: 'remove one of them' }];
}

function endless(path: (string | number)[], id: string, faults: Faults): DraftProblem[] {
  const fault = named(id, faults);
  if (fault === undefined || selfEnding.includes(fault.kind)) return [];
  const ends = 'duration' in fault && fault.duration !== undefined;
  if (ends || ('healsWith' in fault && fault.healsWith !== undefined)) return [];
  if ('restartAfterDetection' in fault && fault.restartAfterDetection !== undefined) return [];
  const expected = 'a fault that ends';
  return [{ path, found: `${id}, which lasts to the end of the run`, expected, suggestion: `give ${id} a duration` }];
}

/** What has to happen before: a strike waits for the strike or the end of another, an end for its strike and perhaps another's end. */
type Moment = readonly [fault: Fault, moment: 'strike' | 'over'];

function before([fault, moment]: Moment, faults: Faults): Moment[] {
  if (moment === 'strike') {
    const other = fault.at.kind === 'after' ? named(fault.at.fault, faults) : undefined;
    return other === undefined || fault.at.kind !== 'after' ? [] : [[other, fault.at.moment]];
  }
  const other = 'healsWith' in fault && fault.healsWith !== undefined ? named(fault.healsWith, faults) : undefined;
  return [[fault, 'strike'], ...(other === undefined ? [] : [[other, 'over'] as const])];
}

function circle(fault: Fault, index: number, faults: Faults): DraftProblem[] {
  for (const moment of ['strike', 'over'] as const) {
    if (!waitsForItself([fault, moment], faults)) continue;
    const key = moment === 'strike' ? 'at' : 'healsWith';
    const expected = 'faults of which one comes first';
    const found = `${fault.id}, which waits for itself`;
    return [
      { path: ['faults', index, key], found, expected, suggestion: 'give one of them a time or a duration of its own' },
    ];
  }
  return [];
}

function waitsForItself(start: Moment, faults: Faults): boolean {
  const seen = new Set<string>();
  const open = before(start, faults);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [fault, moment] = next;
    if (fault === start[0] && moment === start[1]) return true;
    const key = `${moment} ${fault.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...before(next, faults));
  }
  return false;
}

function lonely({ group }: Fault, index: number, view: SenseView): DraftProblem[] {
  if (group === undefined) return [];
  const groups = namesIn(view.file, ['faults'], 'group').filter(isString);
  if (groups.filter((name) => name === group).length > 1) return [];
  const found = `group ${group} with one fault`;
  const expected = 'at least two faults in a group, since a group makes draws common';
  return [{ path: ['faults', index, 'group'], found, expected, suggestion: 'give another fault the same group' }];
}
