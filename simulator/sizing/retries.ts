/**
 * Attempts that one request makes. Each attempt fails with probability p, independently, and is tried again up to r times: the k-th retry is
 * made with p^k, so there are 1 + p + … + p^r = (1 − p^(r+1)) / (1 − p) attempts, r + 1 when all fail. Layers that each retry what they call
 * multiply: five layers of three attempts are 3^5 at the last one when it is down.
 *
 * Source: Google, Site Reliability Engineering, chapter 22; AWS Builders' Library, Timeouts, retries and backoff. Oracle R01. Left out:
 * budgets and breakers, and that failures come together, which the simulator shows.
 */

export interface Retrying {
  /** Probability that an attempt fails. */
  readonly failing: number;
  readonly retries: number;
  /** Layers that each retry the one below. Absent: one. */
  readonly layers?: number;
}

/** Attempts at the last layer for each request at the first, every layer seeing the same share of failures. */
export function attemptsPerRequest({ failing, retries, layers = 1 }: Retrying): number {
  let [attempts, made] = [0, 1];
  for (let tries = 0; tries <= retries; tries++) {
    attempts += made;
    made *= failing;
  }
  let all = 1;
  for (let layer = 0; layer < layers; layer++) all *= attempts;
  return all;
}
