/**
 * How long Hazelcast takes to remove a member that failed, by what noticed it; closed forms.
 *
 *   deadline        maxNoHeartbeat + delay + U(0, interval) − U(0, interval)     watchers look once an interval, from phases of their own
 *   phi accrual     the same with interval + maxNoHeartbeat + 5.80 · minimumDeviation in place of maxNoHeartbeat (threshold 10)
 *   connections     maxFaults … 2 maxFaults pauses of the connection monitor: a process died, its host refuses
 *   echo            (maxAttempts − 1) · interval + timeout + U(0, interval): a host that no longer answers
 *
 * Sources: ClusterHeartbeatManager, PhiAccrualFailureDetector, TcpServerConnectionErrorHandler, PingFailureDetector.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { HazelcastProduct } from '../model/scenario.ts';
import { logisticReach } from './phi-accrual.ts';
import type { TimeRange } from './time-range.ts';

/** A host fell silent: the pings find it where they are on, else the heartbeats. */
export function hostLossDetection(product: HazelcastProduct, delay: Nanoseconds): TimeRange {
  return product.icmp === undefined ? silenceDetection(product, delay) : echoDetection(product.icmp);
}

/** A host fell silent or a process froze. */
function silenceDetection(product: HazelcastProduct, delay: Nanoseconds): TimeRange {
  const { heartbeatInterval, maxNoHeartbeat, detector } = product;
  const isPhi = detector?.kind === 'phiAccrual';
  const limit = isPhi
    ? heartbeatInterval + maxNoHeartbeat + logisticReach(detector.threshold) * detector.minimumDeviation
    : maxNoHeartbeat;
  return {
    mean: limit + delay,
    low: limit + delay - heartbeatInterval,
    high: limit + delay + heartbeatInterval,
    formula: isPhi
      ? 'heartbeatInterval + maxNoHeartbeat + y(threshold) · minimumDeviation + delay ± heartbeatInterval'
      : 'maxNoHeartbeat + delay ± heartbeatInterval',
    source:
      'ClusterHeartbeatManager: heartbeats and the look for silent members both once an interval, phases uniform; silent hosts and frozen processes',
    basis: 'source',
  };
}

/** A process died on a host that goes on and refuses connections. */
export function refusalDetection({ connectionMonitor }: HazelcastProduct, delay: Nanoseconds): TimeRange {
  const { interval, maxFaults } = connectionMonitor;
  const roundTrip = 2 * delay;
  const low = delay + roundTrip + maxFaults * (interval + roundTrip);
  const high = delay + roundTrip + 2 * maxFaults * (interval + roundTrip);
  return {
    mean: (low + high) / 2,
    low,
    high,
    formula: '(1 … 2) · connectionMonitor.maxFaults · (connectionMonitor.interval + round trip)',
    source: 'TcpServerConnectionErrorHandler: not measured on a cluster',
    basis: 'source',
  };
}

/** A host no longer answers pings. */
function echoDetection(icmp: NonNullable<HazelcastProduct['icmp']>): TimeRange {
  const least = (icmp.maxAttempts - 1) * icmp.interval + icmp.timeout;
  return {
    mean: least + icmp.interval / 2,
    low: least,
    high: least + icmp.interval,
    formula: '(icmp.maxAttempts − 1) · icmp.interval + icmp.timeout + U(0, icmp.interval)',
    source: 'PingFailureDetector in parallel mode',
    basis: 'source',
  };
}
