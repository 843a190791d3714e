/** slow: the process serves at a fraction of its speed. Faults on top of one another multiply. What is not service keeps its pace. */
import type { FaultKind } from './ground.ts';

export const slow: FaultKind<'slow'> = (ground, { factor }, members) => ({
  strike: () => {
    for (const member of members) ground.members.slow(member, factor);
  },
  heal: () => {
    for (const member of members) ground.members.slow(member, 1 / factor);
  },
});
