/**
 * Faults of the network: split (no packet passes between the target side and the rest, in one or both directions) and delay (packets to
 * and from the target take longer).
 */
import { sampler } from '../kernel/distribution.ts';
import type { Cut, Slowdown } from '../network/network.ts';
import type { FaultKind } from './ground.ts';

export const split: FaultKind<'split'> = (ground, fault, members) => {
  const cut: Cut = {
    inside: ground.placesOf(fault, members),
    inbound: fault.direction !== 'outbound',
    outbound: fault.direction !== 'inbound',
  };
  return {
    strike: () => {
      ground.network.cut(cut);
      ground.members.networkChanged();
    },
    heal: () => {
      ground.network.mend(cut);
      ground.members.networkChanged();
    },
  };
};

export const delay: FaultKind<'delay'> = (ground, fault, members) => {
  const slowdown: Slowdown = { slowed: ground.placesOf(fault, members), add: sampler(fault.add) };
  return {
    strike: () => {
      ground.network.slow(slowdown);
      ground.members.networkChanged();
    },
    heal: () => {
      ground.network.quicken(slowdown);
      ground.members.networkChanged();
    },
  };
};
