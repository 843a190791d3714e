/**
 * Memory counted equals entries held: entry by entry as they came and went, recounted copy by copy. Looked at when the run has settled;
 * that the entries of every cache are those counted is looked at whenever copies change, which is what faults do.
 */
import type { Memory } from '../memory.ts';

export function checkMemoryCounted(memory: Memory): void {
  memory.check();
}
