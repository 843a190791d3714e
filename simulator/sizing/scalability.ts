/**
 * How throughput grows with the number of members: Amdahl, Gustafson and the Universal Scalability Law.
 *
 *   Amdahl: 1 / ((1 - p) + p / n)     Gustafson: s + (1 - s) n     USL: n / (1 + alpha (n - 1) + beta n (n - 1))
 *
 * p: parallel share, s: serial share, alpha: contention, beta: coherency (crosstalk). The USL has its peak at
 * n = sqrt((1 - alpha) / beta). Source: Amdahl 1967, Gustafson 1988, Gunther 2007. Oracle S02.
 */

export function amdahlSpeedup(parallelShare: number, n: number): number {
  return 1 / (1 - parallelShare + parallelShare / n);
}

export function gustafsonSpeedup(serialShare: number, n: number): number {
  return serialShare + (1 - serialShare) * n;
}

export interface Scalability {
  readonly contention: number;
  readonly coherency: number;
}

/** Capacity of n members as a multiple of one. */
export function universalScalability({ contention, coherency }: Scalability, n: number): number {
  return n / (1 + contention * (n - 1) + coherency * n * (n - 1));
}

/** Number of members beyond which more members make the whole slower; Infinity without coherency cost. */
export function scalabilityPeak({ contention, coherency }: Scalability): number {
  return coherency === 0 ? Number.POSITIVE_INFINITY : Math.sqrt((1 - contention) / coherency);
}
