/**
 * Availability by counting: nines, quorums of independent members, partitions lost when several members die together.
 *
 *   downtime = (1 - a) x period                                            (A01)
 *   P(at least q of n up) = sum_{k=q}^{n} C(n,k) p^k (1-p)^{n-k}           (A02)
 *   n members fall to two sides at random: neither has a majority with probability C(n, n/2) / 2^n, n even   (A04)
 *   c copies on random distinct members of n, f of them die: a partition is lost with probability
 *   C(n-c, f-c) / C(n, f) = f (f-1) .. (f-c+1) / (n (n-1) .. (n-c+1)); any of P: 1 - (1 - that)^P        (W08)
 *   Redis Cluster, 1 replica each: two random members are one shard with probability 1 / (n - 1)         (cluster specification)
 *
 * Left out: dependent failures, repair between failures.
 */
import { expm1, log1p } from '../kernel/portable-math.ts';

export const MINUTES_PER_YEAR = 365 * 24 * 60;

/** Minutes per 365-day year that an availability leaves for being down. */
export function downtimePerYear(availability: number): number {
  return (1 - availability) * MINUTES_PER_YEAR;
}

/** Probability that at least `quorum` of n independent members are up, each with probability p. */
export function quorumAvailability(n: number, quorum: number, p: number): number {
  let sum = 0;
  for (let k = quorum; k <= n; k++) sum += binomial(n, k) * wholePower(p, k) * wholePower(1 - p, n - k);
  return sum;
}

/** Probability that a split into two random sides leaves no side with more than half of the members; 0 when n is odd. */
export function evenSplitProbability(members: number): number {
  return members % 2 === 0 ? binomial(members, members / 2) * wholePower(0.5, members) : 0;
}

/** Probability that one partition loses all its copies when `failed` members die together. */
export function partitionLossProbability(members: number, copies: number, failed: number): number {
  if (failed < copies) return 0;
  let probability = 1;
  for (let i = 0; i < copies; i++) probability *= (failed - i) / (members - i);
  return probability;
}

/** Probability that at least one of `partitions` is lost, their copies placed independently at random. */
export function anyPartitionLossProbability(partitions: number, lossOfOne: number): number {
  return lossOfOne >= 1 ? 1 : -expm1(partitions * log1p(-lossOfOne));
}

/** Redis Cluster: probability that the second of two lost members is the only other copy of the first one's shard. */
export function shardLossProbability(members: number): number {
  return 1 / (members - 1);
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return value;
}

function wholePower(base: number, exponent: number): number {
  let value = 1;
  for (let i = 0; i < exponent; i++) value *= base;
  return value;
}
