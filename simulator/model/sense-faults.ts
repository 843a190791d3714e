/**
 * Sense of the faults: they strike within the run, at something that exists.
 */

import type { DraftProblem } from './draft-problem.ts';
import type { Path } from './place-index.ts';
import { hasReplicaSets } from './product.ts';
import type { Fault, FaultTarget } from './scenario.ts';
import { hasKey } from './sense-design.ts';
import { hotKey, region, smallSide } from './sense-fault-kinds.ts';
import { faultTies, strikesBy } from './sense-fault-ties.ts';
import { numbered, ownersOf, repeated, type SenseView, shownDuration, unknownName, zonesOf } from './sense-view.ts';

export function faultSense(view: SenseView): DraftProblem[] {
  const faults = numbered(view.understood.faults);
  return [
    ...repeated(view.file, ['faults'], 'id', 'fault'),
    ...faultTies(view),
    ...faults.flatMap(([index, fault]) => [
      ...time(fault, index, view),
      ...('target' in fault ? reach(fault.target, ['faults', index, 'target'], view) : []),
      ...(fault.kind === 'zone-loss' ? zone(fault.zone, ['faults', index], view) : []),
      ...(fault.kind === 'region-loss' ? region(fault.region, ['faults', index], view) : []),
      ...(fault.kind === 'hot-key' ? hotKey(fault, index, view) : []),
      ...(fault.kind === 'store-down' || fault.kind === 'store-slow' ? store(fault.kind, index, view) : []),
      ...(fault.kind === 'pump-stall' ? pump(index, view) : []),
      ...(fault.kind === 'leave' || fault.kind === 'rolling-restart' ? heirs(fault.kind, index, view) : []),
      ...restarts(fault, index),
      ...(fault.kind === 'join' ? absence(index, view) : []),
    ]),
  ];
}

function time(fault: Fault, index: number, { understood }: SenseView): DraftProblem[] {
  const { duration } = understood.run;
  if (duration === undefined) return [];
  const strikes = strikesBy(fault, understood.faults ?? []);
  if (strikes < duration) return [];
  const found = fault.at.kind === 'constant' ? shownDuration(strikes) : `a time that can be ${shownDuration(strikes)}`;
  const expected = `a time before the end of the run (${shownDuration(duration)})`;
  return [
    { path: ['faults', index, 'at'], found, expected, suggestion: 'take an earlier time, or a longer run.duration' },
  ];
}

function reach(target: FaultTarget, path: Path, view: SenseView): DraftProblem[] {
  const { members: atFirst, autoscaler } = view.understood.design;
  const members = atFirst === undefined ? undefined : Math.max(atFirst, autoscaler?.maximum ?? 0);
  switch (target.kind) {
    case 'members':
      return members === undefined ? [] : memberIndices(target.members, members, path);
    case 'count':
      if (members === undefined || target.count <= members) return [];
      return [
        {
          path,
          found: `${target.count} members of ${members}`,
          expected: `at most ${members}`,
          suggestion: 'write target: all',
        },
      ];
    case 'zone':
      return zone(target.zone, path, view);
    case 'region':
      return region(target.region, path, view);
    case 'minority':
      return smallSide(path, view);
    case 'primaryOf':
    case 'backupOf':
    case 'ownerPair':
      return partition(target, path, view);
    default:
      return [];
  }
}

function memberIndices(chosen: readonly number[], members: number, path: Path): DraftProblem[] {
  const beyond = chosen.filter((member) => member >= members);
  if (beyond.length === 0) return [];
  const expected = `member numbers from 0 to ${members - 1}, since there are ${members} members`;
  return [{ path, found: `member ${beyond.join(', ')}`, expected }];
}

function zone(name: string, path: Path, view: SenseView): DraftProblem[] {
  const zones = zonesOf(view);
  return zones === undefined || zones.includes(name) ? [] : [unknownName([...path, 'zone'], name, zones, 'zone')];
}

type PartitionTarget = Extract<FaultTarget, { kind: 'primaryOf' | 'backupOf' | 'ownerPair' }>;

function partition(target: PartitionTarget, path: Path, view: SenseView): DraftProblem[] {
  const { product, backups } = view.understood.design;
  if (target.kind !== 'primaryOf' && backups === 0) {
    return [
      {
        path,
        found: `${target.kind} with backups: 0`,
        expected: 'a design with backups',
        suggestion: 'write target: {primaryOf: any}',
      },
    ];
  }
  const redis = hasReplicaSets(product);
  const partitions = hasReplicaSets(product) ? ownersOf(view) : product?.partitions;
  if (target.partition === 'any' || partitions === undefined || target.partition < partitions) return [];
  const what = redis ? 'replica set (counted as partitions here)' : 'partition';
  const expected = `any, or a ${what} from 0 to ${partitions - 1}`;
  return [{ path: [...path, target.kind], found: `partition ${target.partition}`, expected }];
}

function store(kind: Fault['kind'], index: number, view: SenseView): DraftProblem[] {
  if (view.understood.design.store !== undefined || hasKey(view.file, 'store')) return [];
  const expected = `design.store, for the fault to ${kind === 'store-down' ? 'take' : 'slow'} down`;
  return [
    {
      path: ['faults', index, 'kind'],
      found: `${kind} and no store`,
      expected,
      suggestion: 'add a store, or remove the fault',
    },
  ];
}

/** Kinds of persistence that have no pump. */
const withoutPump: readonly string[] = ['none', 'writeThrough'];

function pump(index: number, view: SenseView): DraftProblem[] {
  const { maps } = view.understood.design;
  const known = numbered(maps);
  if (maps === undefined || known.length < maps.length) return [];
  if (known.some(([, map]) => !withoutPump.includes(map.persistence.kind))) return [];
  return [
    {
      path: ['faults', index, 'kind'],
      found: 'pump-stall and no map with a data pump',
      expected: 'a map with persistence: {writeBehind: …}, whose pump can stall',
      suggestion: 'add persistence: {writeBehind: {delay: 5s}} to a map, or remove the fault',
    },
  ];
}

/** Somebody must be away for good before somebody can come back. */
function absence(index: number, view: SenseView): DraftProblem[] {
  const { faults } = view.understood;
  const known = numbered(faults);
  if (faults === undefined || known.length < faults.length) return [];
  const takesAway = (fault: Fault) =>
    fault.kind === 'leave' ||
    ((fault.kind === 'crash' ||
      fault.kind === 'host-loss' ||
      fault.kind === 'zone-loss' ||
      fault.kind === 'region-loss') &&
      fault.duration === undefined &&
      fault.healsWith === undefined &&
      !('restartAfterDetection' in fault && fault.restartAfterDetection !== undefined));
  if (known.some(([, fault]) => takesAway(fault))) return [];
  return [
    {
      path: ['faults', index, 'kind'],
      found: 'join, and no member that is away',
      expected: 'a leave before it, or a crash, host-loss or zone-loss without duration',
      suggestion: 'add {id: go, kind: leave, target: any, at: 10s} before it',
    },
  ];
}

/** What only a rolling restart can do. */
function restarts({ kind, mustCause }: Fault, index: number): DraftProblem[] {
  if (kind === 'rolling-restart' || !mustCause.includes('restart')) return [];
  return [
    {
      path: ['faults', index, 'mustCause'],
      found: `restart, of a ${kind}`,
      expected: 'restart of a rolling-restart alone: it says that every member was restarted',
      suggestion: 'write kind: rolling-restart, or ask for detection or failover',
    },
  ];
}

/** Who holds the only copy of a partition has nobody to hand it to: it would wait for ever. */
function heirs(kind: Fault['kind'], index: number, view: SenseView): DraftProblem[] {
  if (view.understood.design.backups !== 0) return [];
  return [
    {
      path: ['faults', index, 'kind'],
      found: `${kind} with backups: 0`,
      expected: 'a design with backups, to which who leaves can hand over',
      suggestion: 'write backups: 1, or kind: crash',
    },
  ];
}
