/** bandwidth: the hosts of the target send and receive only so many bytes a second. Of several limits the lowest counts. */
import type { LinkLimit } from '../network/links.ts';
import type { FaultKind } from './ground.ts';

export const bandwidth: FaultKind<'bandwidth'> = (ground, { rate }, members) => {
  const touched = new Uint8Array(ground.memberCount);
  for (const member of members) touched[member] = 1;
  const limit: LinkLimit = { touched, rate };
  return {
    strike: () => {
      ground.network.limit(limit);
      ground.members.networkChanged();
    },
    heal: () => {
      ground.network.limitNoMore(limit);
      ground.members.networkChanged();
    },
  };
};
