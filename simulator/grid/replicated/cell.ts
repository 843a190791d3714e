/**
 * What is known of one entry (or one field of one) of a replicated map. A cell at rest has one value that all units hold; one in motion
 * has a value for every unit, and the writes that are not yet everywhere.
 */
import type { HeldValue } from './value-kind.ts';
import type { Write } from './write.ts';

export interface Motion {
  /** Value by unit; that of a unit that is not ready means nothing. */
  readonly values: HeldValue[];
  /** Writes since the cell was last at rest, oldest first. */
  writes: Write[];
  /** How many ready units lack how many of these writes, in sum; a write that nobody holds any more is not counted. */
  missing: number;
  /** By unit: how many of these writes it lacks. */
  readonly unseen: Int32Array;
  /** Writes that have met no other yet, oldest first; and by unit, how many of these it lacks. */
  readonly unmet: Write[];
  readonly unmetUnseen: Int32Array;
}

export interface Cell {
  readonly id: number;
  /** What all units held when the cell was last at rest. */
  value: HeldValue;
  motion: Motion | null;
  /** Number of its newest acknowledged write; 0 before the first. */
  newestAcknowledged: number;
  /** Its newest acknowledged value is gone. */
  isLost: boolean;
}
