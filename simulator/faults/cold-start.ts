/**
 * cold-start: the processes of the target die together and start again together, empty. What a partition without any copy left held is
 * gone; maps with a reader ask the store again (run/readers.ts hears of every partition that begins empty).
 */
import type { FaultKind } from './ground.ts';

export const coldStart: FaultKind<'cold-start'> = ({ members: actions }, _fault, members) => ({
  strike: () => {
    for (const member of members) actions.stop(member, false);
  },
  heal: () => {
    for (const member of members) actions.start(member);
  },
});
