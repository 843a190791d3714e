/** duplicate: a share of the requests to the target arrives twice, and is carried out twice. */
import type { PacketShare } from '../network/network.ts';
import type { FaultKind } from './ground.ts';

export const duplicate: FaultKind<'duplicate'> = (ground, fault, members) => {
  const rule: PacketShare = { touched: ground.placesOf(fault, members), share: fault.share };
  return {
    strike: () => ground.network.double(rule),
    heal: () => ground.network.doubleNoMore(rule),
  };
};
