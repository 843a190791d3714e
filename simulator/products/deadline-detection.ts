/**
 * How long a deadline heartbeat detector takes to suspect a silent member (the generic grid).
 *
 *   detection = timeout + delay - U(0, interval)       mean timeout + delay - interval / 2
 *
 * The member fails at a uniform moment of its heartbeat period; its last heartbeat left U(0, interval) before, and the clock of the
 * watcher restarts when that heartbeat arrives. Exact for constant delay and a timeout above the interval (oracle F01: interval 1 s,
 * timeout 5 s, delay 50 ms: 4.05 .. 5.05 s, mean 4.55 s, sd 0.2887 s).
 * Left out: jitter of the delay, lost heartbeats, a watcher that checks only from time to time.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { TimeRange } from './time-range.ts';

export interface DeadlineDetector {
  readonly heartbeatInterval: Nanoseconds;
  readonly heartbeatTimeout: Nanoseconds;
  /** One-way delay from the failed member to its watcher. */
  readonly delay: Nanoseconds;
}

export function deadlineDetection(detector: DeadlineDetector): TimeRange {
  const { heartbeatInterval, heartbeatTimeout, delay } = detector;
  return {
    mean: heartbeatTimeout + delay - heartbeatInterval / 2,
    low: heartbeatTimeout + delay - heartbeatInterval,
    high: heartbeatTimeout + delay,
    formula: 'heartbeatTimeout + delay − U(0, heartbeatInterval)',
    source: 'deadline detector, uniform phase of the last heartbeat; range exact for constant delay (oracle F01)',
    basis: 'source',
  };
}
