/**
 * Faults of clocks: clock-offset, the clocks of the target jump, each by a draw of its own; clock-drift, they go at a wrong pace. Healed,
 * a clock is right at once: what it had gained is taken back.
 */
import { sampler } from '../kernel/distribution.ts';
import type { FaultKind } from './ground.ts';

export const clockOffset: FaultKind<'clock-offset'> = (ground, fault, members) => {
  const by = sampler(fault.by);
  let shifts: readonly number[] = [];
  return {
    strike: () => {
      const stream = ground.draws(fault);
      shifts = members.map(() => signOf(fault.direction) * by.sample(stream));
      for (const [index, member] of members.entries()) ground.clocks.shift(member, shifts[index]!);
    },
    heal: () => {
      for (const [index, member] of members.entries()) ground.clocks.shift(member, -shifts[index]!);
    },
  };
};

export const clockDrift: FaultKind<'clock-drift'> = ({ clocks, simulation }, { by, direction }, members) => {
  const rate = signOf(direction) * by;
  let since = 0;
  return {
    strike: () => {
      since = simulation.now;
      for (const member of members) clocks.addDrift(member, rate, since);
    },
    heal: () => {
      for (const member of members) {
        clocks.addDrift(member, -rate, simulation.now);
        clocks.shift(member, -rate * (simulation.now - since));
      }
    },
  };
};

function signOf(direction: 'ahead' | 'behind'): number {
  return direction === 'ahead' ? 1 : -1;
}
