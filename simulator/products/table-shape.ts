/**
 * What products with a partition table answer alike: every member is primary of some partitions, all others take over what one loses, and a
 * loss stops only what the lost one held. How large a cluster and its partitions should be, Hazelcast's guide says for the generic grid too.
 */
import { nextPrime } from './primes.ts';
import type { ProductProfile } from './product-profile.ts';

export const tableShape = {
  spreadsLoss: true,
  stopsEverything: false,
  primaries: (members: number) => members,
  membersFor: (primaries: number) => primaries,
} as const satisfies Partial<ProductProfile>;

/** Hazelcast capacity planning. */
export const hazelcastPlanning = {
  leastPrimaries: 3,
  leastPrimariesSource: 'Hazelcast capacity planning: at least 3 members',
  memoryFill: {
    share: 0.6,
    source: 'Hazelcast capacity planning: plan to use 60 % of memory, 40 % head-room for failures',
    basis: 'documented',
  },
} as const satisfies Partial<ProductProfile>;

/** A partition should stay below this, so that one migration stays short: Hazelcast capacity planning, 50 to 100 MB. */
const PARTITION_LIMIT = 100e6;

/** `usual` partitions, or as many more as keep each below the limit. */
export function shortPartitions(usual: number): ProductProfile['partitionsFor'] {
  return (bytes) => {
    const needed = Math.ceil(bytes / PARTITION_LIMIT);
    return needed <= usual ? usual : nextPrime(needed);
  };
}
