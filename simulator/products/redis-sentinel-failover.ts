/**
 * How long Sentinel takes to agree that a killed primary is down and to promote a replica, without simulating the sentinels.
 *
 *   agreed = downAfter + r + r + p       promoted = agreed + 3 p
 *
 * p: one step of a sentinel's timer, 1000 / hz ms (whole) with hz drawn from 10..19 at each step, and about 0.7 ms for its work and for the
 * rounding of poll: 72 ms in the mean. r: from any instant to the next step, E[p²] / 2 E[p] = 37 ms. A sentinel notices the closed
 * connection at its next step, finds the primary down at the first step after downAfter, and hears of the others' opinion before its next.
 * Then one step each for the vote, the choice of the replica, and the command to it.
 *
 * Quality: zero order; the spread between sentinels and the order of their opinions is left out (tens of ms). Against the public
 * measurement (facts/redis-failover.md section 2, downAfter 2 s, quorum 2 of 3): agreed 2147 beside 2159 ms measured.
 * A host that falls silent instead is noticed up to one ping period (1 s) later, which is the upper end of the range.
 */
import { MILLISECOND, type Nanoseconds, SECOND } from '../kernel/time.ts';
import type { TimeRange } from './time-range.ts';

const STEP = 72 * MILLISECOND;
const SHORTEST_STEP = 52 * MILLISECOND;
const LONGEST_STEP = 101 * MILLISECOND;
const RESIDUAL = 37 * MILLISECOND;

const SOURCE =
  'redis 7.0.15 src/sentinel.c (sentinelTimer, sentinelCheckSubjectivelyDown, sentinelFailoverStateMachine); zero order, for a killed process';

/** Fault to the first sentinel that knows of a quorum. */
export function sentinelDetection(downAfter: Nanoseconds): TimeRange {
  return {
    mean: downAfter + 2 * RESIDUAL + STEP,
    low: downAfter + SHORTEST_STEP,
    high: downAfter + SECOND + 4 * LONGEST_STEP,
    formula: 'downAfter + 74 ms + one timer step of 72 ms; up to 1 s more for a silent host',
    source: SOURCE,
    basis: 'measured',
  };
}

/** Fault to a promoted replica. There is none without replicas. */
export function sentinelFailover(downAfter: Nanoseconds): TimeRange {
  const agreed = sentinelDetection(downAfter);
  return {
    mean: agreed.mean + 3 * STEP,
    low: agreed.low + 3 * SHORTEST_STEP,
    high: agreed.high + 3 * LONGEST_STEP,
    formula: 'downAfter + 74 ms + four timer steps of 72 ms; up to 1 s more for a silent host',
    source: SOURCE,
    basis: 'measured',
  };
}
