/**
 * zone-loss, region-loss: every host of a zone or region goes silent and its links with it; the clients in it reach nobody. Healed, the
 * members start again, empty. Clients there go on asking: their requests time out and count as failed.
 */

import type { Fault } from '../model/scenario.ts';
import type { Cut } from '../network/network.ts';
import type { FaultAtWork, FaultGround, FaultKind } from './ground.ts';

export const zoneLoss: FaultKind<'zone-loss'> = areaLoss;
export const regionLoss: FaultKind<'region-loss'> = areaLoss;

function areaLoss(ground: FaultGround, fault: Fault, members: readonly number[]): FaultAtWork {
  const cut: Cut = { inside: ground.placesOf(fault, members), inbound: true, outbound: true };
  return {
    strike: () => {
      ground.network.cut(cut);
      for (const member of members) ground.members.stop(member, true);
      ground.members.hostsLost(cut.inside);
      ground.members.networkChanged();
    },
    heal: () => {
      ground.network.mend(cut);
      for (const member of members) ground.members.start(member);
      ground.members.hostsBack(cut.inside);
      ground.members.networkChanged();
    },
  };
}
