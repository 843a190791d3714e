/**
 * Mean time to data loss of r copies: a chain of how many have failed, from none to all.
 *
 *   E = sum_{i=0}^{r-1} sum_{j=0}^{i} 1 / l_j  product_{k=j+1}^{i} m_k / l_k,   l_k = (r - k) lambda, m_k = k mu or mu     (W07)
 *   r = 2: (3 lambda + mu) / (2 lambda^2);   r = 3: (11 lambda^2 + 7 lambda mu + 2 mu^2) / (6 lambda^3)
 *
 * Failures and repairs are exponential and independent, which flatters: real failures come together (see copysets). Birth-and-death chain,
 * first passage (Feller, An Introduction to Probability Theory, vol. 1).
 */
export interface CopiesAtRisk {
  readonly copies: number;
  /** lambda: failures of one copy per unit of time. */
  readonly failureRate: number;
  /** mu: repairs of one copy per unit of time. */
  readonly repairRate: number;
  /** Failed copies are repaired at the same time, or one after the other. */
  readonly repairs: 'in-parallel' | 'one-at-a-time';
}

/** Mean time until all copies have failed at once, from none failed, in the unit of the rates. */
export function meanTimeToLoss({ copies, failureRate, repairRate, repairs }: CopiesAtRisk): number {
  let total = 0;
  // Mean time to go from i failed to i + 1.
  let passage = 0;
  for (let failed = 0; failed < copies; failed++) {
    const worse = (copies - failed) * failureRate;
    const better = repairs === 'in-parallel' ? failed * repairRate : Math.min(1, failed) * repairRate;
    passage = (1 + better * passage) / worse;
    total += passage;
  }
  return total;
}
