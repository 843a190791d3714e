/**
 * How long Apache Ignite takes to notice a lost node, by the kind of its loss.
 *
 *   Ignite 2, process killed:       U(0, 0.5 s) + round trip          the next message to it is refused
 *   Ignite 2, frozen or silent:     U(0, 0.5 s) + failureDetectionTimeout; at most half a tick more for the check by its other neighbour
 *   … up to 2.8:                    U(0, 0.5 s) + 2 × failureDetectionTimeout + 0.3 s, the documented worst case taken for every one
 *   … k silent neighbours in a row: (k − 1) × failureDetectionTimeout / 3 more
 *   Ignite 3, any loss:             the rest of the lease, U(lease / 2, lease) + one way
 *
 * Source: ignite ServerImpl, IGNITE-13012; ignite-3 LeaseUpdater; facts/grid-products.md 3.2: derived from the source, not measured.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { RingRules } from './ignite2-rules.ts';
import { longestBackwardCheck } from './ignite2-rules.ts';
import type { TimeRange } from './time-range.ts';

const source = 'ignite ServerImpl and TcpDiscoverySpi 2.18 (IGNITE-13012 up to 2.8): derived, not measured';

/** A process that ended on a living host; `delay` is one way. */
export function killedNodeDetection({ interval }: RingRules, delay: Nanoseconds): TimeRange {
  return {
    mean: interval / 2 + 2 * delay,
    low: 2 * delay,
    high: interval + 2 * delay,
    formula: 'U(0, min(failureDetectionTimeout / 3, 0.5 s)) + round trip',
    source,
    basis: 'source',
  };
}

/** A node that is frozen, cut off or gone with its host; `inRow` silent ones beside one another. */
export function silentNodeDetection(ring: RingRules, inRow = 1): TimeRange {
  const { interval, failureDetectionTimeout, slice, backwardCheck } = ring;
  const base = failureDetectionTimeout + backwardCheck + (inRow - 1) * slice;
  return {
    mean: base + interval / 2,
    low: base,
    high: failureDetectionTimeout + interval + (inRow - 1) * slice + longestBackwardCheck(ring),
    formula:
      backwardCheck === 0
        ? 'failureDetectionTimeout + U(0, 0.5 s), at most failureDetectionTimeout / 6 more'
        : '2 × failureDetectionTimeout + 0.3 s + U(0, 0.5 s)',
    source,
    basis: 'source',
  };
}
