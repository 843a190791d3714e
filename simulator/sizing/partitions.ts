/**
 * Partitions: how many, how evenly filled, how evenly dealt.
 *
 *   keys of a partition ~ Binomial(entries, 1 / P);   largest of P is about mean + sd sqrt(2 ln P) at most
 *   primaries of a member: floor or ceiling of P / members
 *
 * Source: Hazelcast capacity planning (partitions of 50 to 100 MB, prime count); binomial law of a good hash and the usual bound on the
 * expected maximum of P Gaussians (Boucheron, Lugosi, Massart, theorem 2.5).
 */
import { ln } from '../kernel/portable-math.ts';
import type { ProductProfile } from '../products/product-profile.ts';
import { type Sized, sized } from './sized.ts';

/** Bound on the expected number of keys in the fullest of `partitions`. */
export function largestPartition(keys: number, partitions: number): number {
  if (partitions === 1) return keys;
  const mean = keys / partitions;
  return mean + Math.sqrt(mean * (1 - 1 / partitions)) * Math.sqrt(2 * ln(partitions));
}

export interface PartitionCase {
  readonly profile: ProductProfile;
  readonly entries: number;
  readonly entryBytes: number;
  readonly primaries: number;
  readonly partitions: number;
}

export function partitionNumbers({
  profile,
  entries,
  entryBytes,
  primaries,
  partitions,
}: PartitionCase): readonly Sized[] {
  const { source, basis } = profile.basis.partitioning;
  const most = Math.ceil(partitions / primaries);
  const rule = ruleOf(profile);
  return [
    sized(
      { name: 'partitions', unit: 'count', formula: rule, source, basis },
      { dataBytes: entries * entryBytes },
      partitions,
    ),
    sized(
      {
        name: 'entriesPerPartition',
        unit: 'count',
        formula: 'entries / partitions',
        source: 'mean of a uniform hash',
        basis: 'source',
      },
      { entries, partitions },
      entries / partitions,
    ),
    sized(
      {
        name: 'largestPartition',
        unit: 'bytes',
        formula: '(mean + √(mean (1 − 1/P)) √(2 ln P)) × entryMemory, mean = entries / P',
        source: 'binomial occupancy; bound on the expected maximum of P Gaussians',
        basis: 'source',
      },
      { entries, partitions, entryBytes },
      largestPartition(entries, partitions) * entryBytes,
    ),
    sized(
      {
        name: 'partitionsPerPrimary',
        unit: 'count',
        formula: 'ceil(partitions / primaries)',
        source: profile.basis.placement.source,
        basis: profile.basis.placement.basis,
      },
      { partitions, primaries },
      most,
    ),
    sized(
      {
        name: 'imbalance',
        unit: 'ratio',
        formula: 'ceil(partitions / primaries) × primaries / partitions − 1',
        source: 'the fullest member against the mean',
        basis: 'source',
      },
      { partitions, primaries },
      (most * primaries) / partitions - 1,
    ),
  ];
}

function ruleOf({ kind, spreadsLoss }: ProductProfile): string {
  if (!spreadsLoss) return 'fixed by the product';
  return kind === 'ignite'
    ? 'configured count; absent: 1024 in version 2, nodes × max(cores, 8) × 3 / replicas in version 3'
    : 'configured count, or the next prime that keeps partitions below 100 MB (Hazelcast capacity planning)';
}
