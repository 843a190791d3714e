/**
 * join: members that are away start, empty, and the cluster takes them in. Over when every partition has its configured copies again.
 * Left out: members beyond those of the design, which only an autoscaler adds.
 */
import { LOOK } from './departure.ts';
import type { FaultKind } from './ground.ts';

export const join: FaultKind<'join'> = (ground, fault, members) => {
  const look = ground.simulation.handler(`fault/${fault.id}/look`, () => {
    if (ground.members.isRedundant()) ground.ended(fault);
    else ground.simulation.schedule(LOOK, look);
  });
  return {
    strike: () => {
      for (const member of members) ground.members.start(member);
      ground.simulation.schedule(LOOK, look);
    },
  };
};
