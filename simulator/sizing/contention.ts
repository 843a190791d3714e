/**
 * Calls that clients make who all want to change the same thing, with optimistic concurrency and no backoff: in every round all that are left
 * try and one succeeds, so N clients make N + (N - 1) + … + 1 = N (N + 1) / 2 calls.
 *
 * Source: M. Brooker, Exponential Backoff and Jitter (AWS Architecture Blog, 2015). Oracle R04. Left out: rounds that overlap.
 */
export function callsUnderContention(clients: number): number {
  return (clients * (clients + 1)) / 2;
}
