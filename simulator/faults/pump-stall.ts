/** pump-stall: the write-behind pumps of the target send nothing; what is in flight lands, everything else waits. */
import type { FaultKind } from './ground.ts';

export const pumpStall: FaultKind<'pump-stall'> = (ground, _fault, members) => ({
  strike: () => {
    for (const member of members) ground.members.stallPump(member);
  },
  heal: () => {
    for (const member of members) ground.members.releasePump(member);
  },
});
