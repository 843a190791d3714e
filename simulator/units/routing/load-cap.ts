/**
 * The cap of consistent hashing with bounded loads (V. Mirrokni, M. Thorup, M. Zadimoghaddam, SODA 2018): of m requests no node of n takes
 * more than ceil((1 + slack) · m / n); what does not fit goes on to the next node of the ring. A small slack is even and moves more.
 */

/** What a share of binary fractions may be off. */
const ROUNDING = 1e-9;

/** Requests that one of `nodes` may have when there are `requests` together, the one to be placed counted. */
export function loadCap(requests: number, nodes: number, slack: number): number {
  return Math.ceil((requests + slack * requests) / nodes - ROUNDING);
}
