/**
 * Copysets: which sets of members hold all copies of some data, so that losing all of them together loses data.
 *
 *   P(loss) = 1 - (1 - C(F, R) / C(N, R))^(number of copysets)                              (W06)
 *   random placement: a copyset a chunk, about; permutations: S / (R - 1) x floor(N / R) copysets
 *
 * N members, R copies, F of them lost together, S: scatter width, the number of members that share data with one. Source: Cidon et al., Copysets
 * (USENIX ATC 2013). Fewer copysets lose data less often and more of it at once; a small S makes copies again more slowly.
 */
import { anyPartitionLossProbability, partitionLossProbability } from './availability.ts';

export interface CopysetCase {
  readonly members: number;
  readonly copies: number;
  /** Members that are lost at the same time. */
  readonly failed: number;
}

/** Probability that at least one of so many copysets is lost as a whole. */
export function copysetLossProbability({ members, copies, failed }: CopysetCase, copysets: number): number {
  return anyPartitionLossProbability(copysets, partitionLossProbability(members, copies, failed));
}

/** Copysets that a placement by permutations needs for a scatter width. */
export function copysetsByPermutation(members: number, copies: number, scatterWidth: number): number {
  return Math.ceil(scatterWidth / (copies - 1)) * Math.floor(members / copies);
}
