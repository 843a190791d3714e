/** loss: a share of the packets from and to the target is dropped, each by a draw of its own. */
import type { PacketShare } from '../network/network.ts';
import type { FaultKind } from './ground.ts';

export const loss: FaultKind<'loss'> = (ground, fault, members) => {
  const rule: PacketShare = { touched: ground.placesOf(fault, members), share: fault.share };
  return {
    strike: () => {
      ground.network.lose(rule);
      ground.members.networkChanged();
    },
    heal: () => {
      ground.network.loseNoMore(rule);
      ground.members.networkChanged();
    },
  };
};
