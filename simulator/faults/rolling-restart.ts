/**
 * A rolling restart: one member after the other hands over, leaves, is away for `downtime`, comes back empty and fills up again; the next
 * one leaves `pause` after the copies are complete. It waits as long as that takes and ends by itself.
 */
import { departure, LOOK } from './departure.ts';
import type { FaultKind } from './ground.ts';

export const rollingRestart: FaultKind<'rolling-restart'> = (ground, fault) => {
  const { simulation, members } = ground;
  const leave = departure(ground, fault.id, (member) => simulation.schedule(fault.downtime, comeBack, member));
  const comeBack = simulation.handler(`fault/${fault.id}/come-back`, (member) => {
    members.start(member);
    simulation.schedule(LOOK, goOn, member);
  });
  const goOn = simulation.handler(`fault/${fault.id}/go-on`, (member) => {
    if (!members.isRedundant()) simulation.schedule(LOOK, goOn, member);
    else if (member + 1 < ground.memberCount) leave(member + 1, fault.pause);
    else ground.ended(fault);
  });
  return { strike: () => leave(0, 0) };
};
