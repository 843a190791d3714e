/** reorder: a share of the packets from and to the target takes longer, each by a draw of its own, and later ones pass it. */
import { sampler } from '../kernel/distribution.ts';
import type { Reordering } from '../network/network.ts';
import type { FaultKind } from './ground.ts';

export const reorder: FaultKind<'reorder'> = (ground, fault, members) => {
  const rule: Reordering = { touched: ground.placesOf(fault, members), share: fault.share, add: sampler(fault.by) };
  return {
    strike: () => {
      ground.network.reorder(rule);
      ground.members.networkChanged();
    },
    heal: () => {
      ground.network.reorderNoMore(rule);
      ground.members.networkChanged();
    },
  };
};
