/**
 * A member goes in good order: it hands over what it is primary of, empties its pump and stops. It waits as long as that takes, and tries
 * again what did not work out (no complete backup yet, a hand-over that was given up).
 */
import type { Simulation } from '../kernel/simulation.ts';
import { MILLISECOND } from '../kernel/time.ts';
import type { MemberActions } from './ground.ts';

/** How often is looked whether it may go on. */
export const LOOK = 10 * MILLISECOND;

/** What a departure needs of the run. */
interface DepartureGround {
  readonly simulation: Simulation;
  readonly members: Pick<MemberActions, 'beginLeave' | 'isDrained' | 'leave'>;
}

/** Makes a member begin to leave after so many ns; `gone` is called when it has stopped. */
export function departure(
  ground: DepartureGround,
  id: string,
  gone: (member: number) => void,
): (member: number, after: number) => void {
  const { simulation, members } = ground;
  const leave = simulation.handler(`fault/${id}/leave`, (member) => {
    members.beginLeave(member);
    simulation.schedule(0, stopWhenDrained, member);
  });
  const stopWhenDrained = simulation.handler(`fault/${id}/drain`, (member) => {
    if (!members.isDrained(member)) {
      // What could not be handed over before may find an heir by now.
      members.beginLeave(member);
      simulation.schedule(LOOK, stopWhenDrained, member);
      return;
    }
    members.leave(member);
    gone(member);
  });
  return (member, after) => simulation.schedule(after, leave, member);
}
