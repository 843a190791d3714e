/** Settings that products with a partition table have in common; a product says what is its own about them. */
import * as z from 'zod';
import { byteSize, ratio } from './quantity.ts';

/** 271 is a prime, so key patterns do not fold onto few members. */
export function partitionCount(described: string) {
  return z.int().min(1).max(32768).default(271).describe(described);
}

/** Bytes per second at which one member receives copies. */
export function migrationBandwidth(usual: string, described: string) {
  return byteSize({ min: '1KiB' })
    .prefault(usual)
    .describe(`Bytes per second at which one member receives partition copies${described}`);
}

export const migrationLoad = ratio({ max: 0.95 })
  .optional()
  .describe(
    'Share of the threads of a member that a partition copy on its way takes, at the sender and at the receiver: their requests need 1 / (1 − share) times as long meanwhile. Higher: restoring redundancy is felt more. Absent: transfers cost no thread time.',
  );
