/** The suspicion time-out of Lifeguard (Dadgar, Phillips, Currey 2018, hashicorp/memberlist), a pure function; the detector is swim-detector.ts. */
import { ln, log1p } from '../kernel/portable-math.ts';

export interface SuspicionLimits {
  /** ns after which a suspected member is failed if enough others confirm. */
  readonly min: number;
  /** ns after which it is failed if nobody does. */
  readonly max: number;
  /** Confirmations that bring the time down to the minimum. */
  readonly expected: number;
}

/** ns from the suspicion to the decision, when so many others have confirmed it. */
export function suspicionTimeout(confirmations: number, { min, max, expected }: SuspicionLimits): number {
  if (expected < 1) return min;
  return Math.max(min, max - ((max - min) * log1p(confirmations)) / ln(expected + 1));
}
