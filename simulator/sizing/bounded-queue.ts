/**
 * Queues that turn away and loads that wait: c servers, exponential service.
 *
 *   M/M/c/K:   p_n / p_(n-1) = a / min(n, c), a = lambda S; loss = p_K             (K = c: Erlang B)
 *   M/M/c//N:  p_n / p_(n-1) = (N - n + 1) S / (Z min(n, c)); X = (N - E[n]) / Z    (machine repair, N clients that think Z)
 *
 * Source: any queueing text (birth and death). The second holds for any law of the thinking (BCMP, JACM 1975). Times in any one unit.
 */

export interface LossQueue {
  readonly arrivalRate: number;
  readonly serviceTime: number;
  readonly servers: number;
  /** Places for those who wait. */
  readonly waiting: number;
}

/** Share of the requests that find servers and waiting places full. */
export function lossRatio({ arrivalRate, serviceTime, servers, waiting }: LossQueue): number {
  const load = arrivalRate * serviceTime;
  // From the last state down, so that nothing grows beyond what a double holds.
  let share = 1;
  let sum = 1;
  for (let n = 1; n <= servers + waiting; n++) {
    share = Math.min(n, servers) / load;
    sum = 1 + sum * share;
  }
  return 1 / sum;
}

export interface ClosedLoop {
  readonly clients: number;
  /** Time between an answer and the next request, ways to and fro included. */
  readonly thinkTime: number;
  readonly serviceTime: number;
  readonly servers: number;
}

/** Requests served per unit of time. */
export function closedThroughput({ clients, thinkTime, serviceTime, servers }: ClosedLoop): number {
  let weight = 1;
  let sum = 1;
  let present = 0;
  for (let n = 1; n <= clients; n++) {
    weight *= ((clients - n + 1) * serviceTime) / (thinkTime * Math.min(n, servers));
    sum += weight;
    present += n * weight;
    if (sum > 1e200) {
      weight /= sum;
      present /= sum;
      sum = 1;
    }
  }
  return (clients - present / sum) / thinkTime;
}
