/**
 * What Redis notes of an entry for eviction (evict.c, 24 bits an object).
 *
 * LRU: a clock of whole seconds (LRU_CLOCK_RESOLUTION); entries used within the same second are alike. LFU: a count of 8 bits that begins
 * at 5, grows with probability 1 / ((count − 5) · factor + 1) a use up to 255, and loses one for each `decay` since it was last looked at,
 * both in whole minutes. TTL: the nearer end leaves. Left out: clocks that wrap round after 194 days (LRU) or 45 days (LFU).
 */
import { grownBytes, grownDoubles } from '../../kernel/columns.ts';
import type { RandomStream } from '../../kernel/random-stream.ts';
import { SECOND } from '../../kernel/time.ts';
import type { Worth } from './pooled.ts';

const MINUTE = 60 * SECOND;
const FIRST_COUNT = 5;
const LARGEST_COUNT = 255;

export interface LfuSettings {
  readonly logFactor: number;
  /** ns after which a count loses one; 0: never. */
  readonly decay: number;
}

/** Seconds since the last use, by a clock of whole seconds. */
export function idleSeconds(now: () => number): Worth {
  let at = new Float64Array(256);
  const seconds = () => Math.floor(now() / SECOND);
  const used = (row: number) => {
    at = grownDoubles(at, row + 1);
    at[row] = seconds();
  };
  return { added: used, used, of: (row) => seconds() - at[row]! };
}

/** How few uses, counted as Redis does. */
export function agingCounts(now: () => number, stream: RandomStream, { logFactor, decay }: LfuSettings): Worth {
  let count = new Uint8Array(256);
  let minute = new Float64Array(256);
  const minutes = () => Math.floor(now() / MINUTE);
  const aged = (row: number) => {
    const periods = decay === 0 ? 0 : Math.floor(((minutes() - minute[row]!) * MINUTE) / decay);
    return Math.max(0, count[row]! - periods);
  };
  return {
    added: (row) => {
      count = grownBytes(count, row + 1);
      minute = grownDoubles(minute, row + 1);
      count[row] = FIRST_COUNT;
      minute[row] = minutes();
    },
    used: (row) => {
      const before = aged(row);
      const chance = 1 / (Math.max(0, before - FIRST_COUNT) * logFactor + 1);
      count[row] = before < LARGEST_COUNT && stream.uniform() < chance ? before + 1 : before;
      minute[row] = minutes();
    },
    of: (row) => LARGEST_COUNT - aged(row),
  };
}

/** How near the end is. */
export function nearestEnd(endOf: (row: number) => number): Worth {
  return { added: () => {}, used: () => {}, of: (row) => -endOf(row) };
}
