/** A cell is set in motion by a write, and counted again when units come or go. */
import type { Motion } from './cell.ts';
import type { HeldValue, ValueKind } from './value-kind.ts';
import { HOLDS, type Write } from './write.ts';

export function freshMotion(units: number, value: HeldValue, kind: ValueKind): Motion {
  return {
    values: Array.from({ length: units }, () => kind.copy(value)),
    writes: [],
    missing: 0,
    unseen: new Int32Array(units),
    unmet: [],
    unmetUnseen: new Int32Array(units),
  };
}

/** False for a write that died with its unit before it arrived anywhere. */
export function exists({ holders, coming }: Write): boolean {
  return holders > 0 || coming > 0;
}

/** `ready`: 1 for every unit that counts. What is nowhere and on its way to nobody is lacked by none. */
export function recount(motion: Motion, ready: Uint8Array): void {
  motion.missing = 0;
  motion.unseen.fill(0);
  motion.unmetUnseen.fill(0);
  for (const write of motion.writes) {
    if (!exists(write)) continue;
    for (let unit = 0; unit < ready.length; unit++) {
      if (ready[unit] === 0 || write.at[unit] === HOLDS) continue;
      motion.unseen[unit]!++;
      motion.missing++;
      if (!write.isConcurrent) motion.unmetUnseen[unit]!++;
    }
  }
}

/**
 * `unit` is about to make `write`: those that it lacks and this one do not know of one another. Returns how many they are; `concurrent`
 * hears of each write that meets another for the first time.
 */
export function meet(motion: Motion, write: Write, unit: number, concurrent: (write: Write) => void): number {
  const pairs = motion.unseen[unit]!;
  write.isConcurrent = pairs > 0;
  if (pairs === 0) {
    motion.unmet.push(write);
    return 0;
  }
  concurrent(write);
  for (let at = motion.unmet.length - 1; at >= 0 && motion.unmetUnseen[unit]! > 0; at--) {
    const other = motion.unmet[at]!;
    if (other.at[unit] === HOLDS || !exists(other)) continue;
    other.isConcurrent = true;
    concurrent(other);
    motion.unmet.splice(at, 1);
    for (let lacking = 0; lacking < motion.unseen.length; lacking++)
      if (other.at[lacking] !== HOLDS && motion.unmetUnseen[lacking]! > 0) motion.unmetUnseen[lacking]!--;
  }
  return pairs;
}
