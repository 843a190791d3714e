/**
 * What happens to a member as a whole: its process, the requests in it, its copies, its pump and what its cluster makes of it.
 * The order matters: the process first, then what it carried, then who is told.
 */

import type { MemberActions } from '../faults/ground.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import type { Station } from '../units/station.ts';
import type { Availability } from './availability.ts';
import type { Durability } from './durability.ts';
import type { MapService } from './map-service.ts';
import type { RequestPath } from './request-path.ts';

export interface MemberParts {
  readonly members: Members;
  readonly units: Station;
  readonly grid: DataGrid;
  readonly durability: Durability;
  readonly protocol: MembershipProtocol;
  readonly path: RequestPath;
  readonly availability: Availability;
  readonly services: readonly MapService[];
}

export function memberActions(parts: MemberParts): MemberActions {
  const { members, units, grid, durability, protocol, path, availability, services } = parts;
  /** Faults that keep a member down; it comes back when the last one has healed. */
  const heldDown = new Int32Array(members.count);
  const stop = (member: number, withHost: boolean) => {
    heldDown[member]!++;
    const wasUp = members.isUp(member);
    members.stop(member, withHost);
    if (!wasUp) return;
    path.memberStopped(member, !withHost);
    units.stop(member);
    durability.memberStopped(member);
    grid.memberStopped(member);
    for (const service of services) service.memberStopped(member);
    protocol.memberStopped(member);
    availability.changed();
  };
  return {
    stop,
    start: (member) => {
      if (--heldDown[member]! > 0) return;
      members.start(member);
      for (const service of services) service.memberStarted(member);
      protocol.memberStarted(member);
      availability.changed();
    },
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
    beginLeave: (member) => grid.handOver(member),
    isDrained: (member) => !grid.ownsSomething(member) && durability.backlog(member) === 0,
    leave: (member) => {
      grid.leave(member);
      stop(member, false);
    },
    isRedundant: () => grid.underReplicated() === 0,
    networkChanged: () => {
      protocol.networkChanged();
      grid.networkChanged();
      for (const service of services) service.networkChanged();
      availability.changed();
    },
  };
}
