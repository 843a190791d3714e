/**
 * What happens to a member as a whole: its process, the requests in it, its copies, its pump and what its cluster makes of it.
 * The order matters: the process first, then what it carried, then who is told.
 */

import type { MemberActions } from '../faults/ground.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import type { GoodReplicas } from '../grid/redis-cluster/good-replicas.ts';
import type { Station } from '../units/station.ts';
import type { Availability } from './availability.ts';
import type { Durability } from './durability.ts';
import type { MapService } from './map-service.ts';
import type { Middleware } from './middleware.ts';
import type { NearReads } from './near-reads.ts';
import type { Regions } from './regions.ts';
import type { RequestPath } from './request-path.ts';
import type { UnitLife } from './unit-life.ts';
import type { WanReplication } from './wan-replication.ts';

/** What is on the disks of members. */
export interface MemberDisks {
  /** To be called before the copies of `member` are gone. */
  memberStopped(member: number, withHost: boolean): void;
  /** Its next stop is one in good order; absent: that makes no difference. */
  stopsInOrder?(member: number): void;
}

export interface MemberParts {
  readonly members: Members;
  readonly units: Station;
  readonly grid: DataGrid;
  readonly durability: Durability;
  readonly protocol: MembershipProtocol;
  readonly path: RequestPath;
  readonly availability: Availability;
  readonly services: readonly MapService[];
  readonly wan: WanReplication | null;
  readonly regions: Regions | null;
  readonly near: NearReads | null;
  /** Null without a load balancer. */
  readonly middleware: Middleware | null;
  /** Null where units are ready as soon as their process runs. */
  readonly life: UnitLife | null;
  /** Null where primaries take writes whatever their replicas do. */
  readonly goodReplicas: GoodReplicas | null;
  /** Null where a process that comes back is empty. */
  readonly disks: MemberDisks | null;
  /** Members that are there at the beginning. */
  readonly startsWith: number;
}

/** What faults may do, and what the life of a unit does by itself. */
export interface UnitActions extends MemberActions {
  /** The process of a member that was told to start runs and joins the cluster. */
  connect(member: number): void;
  /** Whoever is inside the member sees its connection reset; the process lives on. */
  cutOff(member: number): void;
}

export function memberActions(parts: MemberParts): UnitActions {
  const { members, units, grid, durability, protocol, path, availability, services, wan, regions, near } = parts;
  const { life, startsWith, middleware, goodReplicas, disks } = parts;
  /** Faults that keep a member down, or that it is not needed; it comes back when the last one has healed. */
  const heldDown = new Int32Array(members.count).fill(1, startsWith);
  const connect = (member: number) => {
    members.start(member);
    if (life === null) middleware?.memberStarted(member);
    for (const service of services) service.memberStarted(member);
    regions?.memberChanged(member);
    protocol.memberStarted(member);
    goodReplicas?.memberStarted(member);
    availability.changed();
  };
  const cutOff = (member: number) => {
    path.memberStopped(member, true);
    units.stop(member);
  };
  const stop = (member: number, withHost: boolean) => {
    heldDown[member]!++;
    const wasUp = members.isUp(member);
    members.stop(member, withHost);
    life?.stopped(member);
    if (!wasUp) return;
    path.memberStopped(member, !withHost);
    units.stop(member);
    middleware?.memberStopped(member);
    durability.memberStopped(member);
    near?.memberStopped(member);
    goodReplicas?.memberStopped(member, withHost);
    disks?.memberStopped(member, withHost);
    grid.memberStopped(member);
    for (const service of services) service.memberStopped(member);
    wan?.memberStopped(member);
    regions?.memberChanged(member);
    protocol.memberStopped(member);
    availability.changed();
  };
  return {
    stop,
    start: (member) => {
      if (--heldDown[member]! > 0) return;
      if (life === null) connect(member);
      else life.start(member);
    },
    connect,
    cutOff,
    pause: (member) => {
      if (!members.isUp(member)) return 0;
      members.pause(member);
      units.pauseChanged(member);
      protocol.memberPaused(member);
      availability.changed();
      return members.incarnation[member]!;
    },
    resume: (member, incarnation) => {
      if (members.incarnation[member] !== incarnation || !members.resume(member)) return;
      units.pauseChanged(member);
      for (const service of services) service.memberResumed?.(member);
      protocol.memberResumed(member);
      grid.networkChanged();
      availability.changed();
    },
    slow: (member, factor) => units.slow(member, factor),
    stallPump: (member) => durability.stallPump(member),
    releasePump: (member) => durability.releasePump(member),
    beginLeave: (member) => {
      if (life === null) middleware?.memberLeaves(member);
      else life.drain(member);
      grid.handOver(member);
    },
    isDrained: (member) =>
      life === null ? !grid.ownsSomething(member) && durability.backlog(member) === 0 : life.mayEnd(member),
    leave: (member) => {
      life?.ends(member);
      grid.leave(member);
      disks?.stopsInOrder?.(member);
      stop(member, false);
    },
    isRedundant: () => grid.underReplicated() === 0 && life?.anyStarting !== true,
    hostsLost: (places) => protocol.hostsLost?.(places),
    hostsBack: (places) => protocol.hostsBack?.(places),
    networkChanged: () => {
      protocol.networkChanged();
      grid.networkChanged();
      for (const service of services) service.networkChanged();
      availability.changed();
    },
  };
}
