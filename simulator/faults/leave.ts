/** leave: members go in good order, all at the same time, and stay away. Over when the last has stopped. */
import { departure } from './departure.ts';
import type { FaultKind } from './ground.ts';

export const leave: FaultKind<'leave'> = (ground, fault, members) => {
  let staying = members.length;
  const depart = departure(ground, fault.id, () => {
    if (--staying === 0) ground.ended(fault);
  });
  return {
    strike: () => {
      for (const member of members) depart(member, 0);
    },
  };
};
