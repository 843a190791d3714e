/**
 * A rolling restart: one member after the other hands over, leaves, is away for `downtime`, comes back empty and fills up again; the next
 * one leaves `pause` after the copies are complete. It waits as long as that takes and ends by itself.
 */
import { MILLISECOND } from '../kernel/time.ts';
import type { FaultKind } from './ground.ts';

/** How often the restart looks whether it may go on. */
const LOOK = 10 * MILLISECOND;

export const rollingRestart: FaultKind<'rolling-restart'> = (ground, fault) => {
  const { simulation, members } = ground;
  const leave = simulation.handler(`fault/${fault.id}/leave`, (member) => {
    members.beginLeave(member);
    simulation.schedule(0, stopWhenDrained, member);
  });
  const stopWhenDrained = simulation.handler(`fault/${fault.id}/drain`, (member) => {
    if (!members.isDrained(member)) {
      // What could not be handed over before may find an heir by now.
      members.beginLeave(member);
      simulation.schedule(LOOK, stopWhenDrained, member);
      return;
    }
    members.leave(member);
    simulation.schedule(fault.downtime, comeBack, member);
  });
  const comeBack = simulation.handler(`fault/${fault.id}/come-back`, (member) => {
    members.start(member);
    simulation.schedule(LOOK, goOn, member);
  });
  const goOn = simulation.handler(`fault/${fault.id}/go-on`, (member) => {
    if (!members.isRedundant()) simulation.schedule(LOOK, goOn, member);
    else if (member + 1 < ground.memberCount) simulation.schedule(fault.pause, leave, member + 1);
    else ground.ended(fault);
  });
  return { strike: () => simulation.schedule(0, leave, 0) };
};
