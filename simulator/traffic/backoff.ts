/**
 * How long a client pauses before a retry: a base that doubles with each retry of the request, with jitter so that clients which failed
 * together do not come back together (M. Brooker, Exponential Backoff and Jitter, AWS 2015).
 *
 * full: uniform from 0 to the pause; equal: half of the pause for sure, the other half uniform; none: the pause itself.
 */
import type { RandomStream } from '../kernel/random-stream.ts';

export type Jitter = 'none' | 'equal' | 'full';

/** Doublings that still fit into the simulated time. */
const MOST_DOUBLINGS = 20;

/** ns before retry number `tries` + 1; without jitter nothing is drawn. */
export function retryPause(backoff: number, tries: number, jitter: Jitter, stream: RandomStream): number {
  const pause = backoff * (1 << Math.min(tries, MOST_DOUBLINGS));
  switch (jitter) {
    case 'none':
      return pause;
    case 'equal':
      return Math.floor(pause / 2 + (stream.uniform() * pause) / 2);
    case 'full':
      return Math.floor(stream.uniform() * pause);
  }
}
