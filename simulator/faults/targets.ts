/** Which members a fault hits, decided at the moment it strikes, from the state of the grid then. */
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Fault, FaultTarget } from '../model/scenario.ts';

/** What target selection needs to know. */
export interface TargetView {
  readonly memberCount: number;
  readonly partitions: number;
  isUp(member: number): boolean;
  /** Primary of a partition, or −1. */
  primaryOf(partition: number): number;
  /** Members with a backup of a partition. */
  backupsOf(partition: number): readonly number[];
  membersOfZone(zone: string): readonly number[];
  membersOfRegion(region: string): readonly number[];
}

/** Members that the fault hits; empty when there is none to hit. Faults of the store hit none; those who join were away. */
export function resolveTargets(fault: Fault, view: TargetView, stream: RandomStream): readonly number[] {
  if (fault.kind === 'zone-loss') return view.membersOfZone(fault.zone);
  if (fault.kind === 'region-loss') return view.membersOfRegion(fault.region);
  if (fault.kind !== 'join') return 'target' in fault ? resolve(fault.target, view, stream) : [];
  const isAway = (member: number) => !view.isUp(member);
  return resolve(fault.target, { ...view, isUp: isAway }, stream).filter(isAway);
}

/** The zone that a fault hits as a whole, with the clients in it. */
export function zoneOf(fault: Fault): string | undefined {
  if (fault.kind === 'zone-loss') return fault.zone;
  return 'target' in fault && fault.target.kind === 'zone' ? fault.target.zone : undefined;
}

/** The region that a fault hits as a whole, with the clients in it. */
export function regionOf(fault: Fault): string | undefined {
  if (fault.kind === 'region-loss') return fault.region;
  return 'target' in fault && fault.target.kind === 'region' ? fault.target.region : undefined;
}

function resolve(target: FaultTarget, view: TargetView, stream: RandomStream): readonly number[] {
  const up = Array.from({ length: view.memberCount }, (_, member) => member).filter((member) => view.isUp(member));
  switch (target.kind) {
    case 'all':
      return up;
    case 'any':
      return up.length === 0 ? [] : [up[stream.below(up.length)]!];
    case 'count':
      return choose(up, target.count, stream);
    case 'percent':
      return choose(up, Math.max(1, Math.round(target.share * view.memberCount)), stream);
    case 'chance':
      return up.filter(() => stream.uniform() < target.chance);
    case 'majority':
      return choose(up, Math.floor(view.memberCount / 2) + 1, stream);
    case 'minority':
      return choose(up, Math.ceil(view.memberCount / 2) - 1, stream);
    case 'members':
      return target.members.filter((member) => member < view.memberCount);
    case 'zone':
      return view.membersOfZone(target.zone);
    case 'region':
      return view.membersOfRegion(target.region);
    case 'primaryOf':
      return [view.primaryOf(partition(target.partition, view, stream))].filter((member) => member >= 0);
    case 'backupOf':
      return view.backupsOf(partition(target.partition, view, stream)).slice(0, 1);
    case 'ownerPair': {
      const index = partition(target.partition, view, stream);
      return [view.primaryOf(index), ...view.backupsOf(index)].filter((member) => member >= 0);
    }
  }
}

function partition(which: number | 'any', view: TargetView, stream: RandomStream): number {
  return which === 'any' ? stream.below(view.partitions) : which;
}

function choose(from: readonly number[], count: number, stream: RandomStream): readonly number[] {
  const left = [...from];
  const chosen: number[] = [];
  while (chosen.length < count && left.length > 0) chosen.push(...left.splice(stream.below(left.length), 1));
  return chosen.sort((a, b) => a - b);
}
