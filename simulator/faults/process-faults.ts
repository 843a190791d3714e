/**
 * Faults of processes and hosts: crash (the process dies), host-loss (the host goes silent, perhaps with its link), pause.
 * Healed, a crashed process or lost host starts again, empty.
 */
import type { Cut } from '../network/network.ts';
import type { FaultKind } from './ground.ts';

export const crash: FaultKind<'crash'> = (ground, _fault, members) => ({
  strike: () => {
    for (const member of members) ground.members.stop(member, false);
  },
  heal: () => {
    for (const member of members) ground.members.start(member);
  },
});

export const hostLoss: FaultKind<'host-loss'> = (ground, fault, members) => {
  const cut: Cut = { inside: ground.placesOf(fault, members), inbound: true, outbound: true };
  return {
    strike: () => {
      if (fault.link) ground.network.cut(cut);
      for (const member of members) ground.members.stop(member, true);
      if (fault.link) ground.members.networkChanged();
    },
    heal: () => {
      if (fault.link) ground.network.mend(cut);
      for (const member of members) ground.members.start(member);
      if (fault.link) ground.members.networkChanged();
    },
  };
};

export const pause: FaultKind<'pause'> = (ground, _fault, members) => {
  let paused: readonly number[] = [];
  return {
    strike: () => {
      paused = members.map((member) => ground.members.pause(member));
    },
    heal: () => {
      for (const [index, member] of members.entries()) ground.members.resume(member, paused[index]!);
    },
  };
};
