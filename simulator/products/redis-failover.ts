/**
 * How long Redis Cluster takes to declare a primary failed and to promote its replica, without simulating the gossip.
 *
 *   p = min(T / 2, (n - 1) s)      FAIL = T + 0.85 p      promoted = FAIL + election      election = 0.6 s + 0.5 s / (b + 1)
 *
 * T: cluster-node-timeout; n: members; b: replicas of the failed primary that stand for election at once. p is the time between two
 * pings of one ordered pair of nodes; one node suspects at T + U(0, p), and a majority must have gossiped it. The election waits
 * 500 ms + U(0, 500) of the earliest of b replicas, rounded up to 100 ms ticks twice (100 ms in the mean).
 *
 * Quality: zero order. Against the public measurements of Redis 7.0.15 (facts/redis-failover.md sections 2 and 4; SIGKILL) the mean of
 * `promoted` is 2.5 % short at T = 2 s, 2.8 % long at T = 5 s, n = 6; 3 primaries with 2 replicas each are 3 % long. Range: T + 0.15 p ..
 * T + 1.75 p for FAIL (section 4), then 0.5 .. 1.11 s; all 105 public kills lie inside. T above 5 s is extrapolated.
 * Left out: replicas that lag (rank x 1 s), lost majority, failed elections (retry after max(4 T, 4 s)), stale replicas.
 */
import { type Nanoseconds, SECOND } from '../kernel/time.ts';
import type { TimeRange } from './time-range.ts';

export interface RedisFailoverCase {
  readonly nodeTimeout: Nanoseconds;
  readonly members: number;
  /** Replicas of the failed primary. */
  readonly replicas: number;
  /** Absent: that of Redis, 500 ms, unordered, two ticks. */
  readonly election?: ElectionShape;
}

/** What versions of Valkey change. */
interface ElectionShape {
  /** Fixed part of the delay and width of its random part. */
  readonly delay: Nanoseconds;
  /** The first replica goes before the others, however many there are. */
  readonly isOrdered: boolean;
  /** Times that a replica waits for its next tick. */
  readonly ticks: number;
}

const redisShape: ElectionShape = { delay: 0.5 * SECOND, isOrdered: false, ticks: 2 };
/** Mean wait for a tick, and the ticks and votes in the worst case. */
const TICK_WAIT = 0.05 * SECOND;
const SLACK = 0.11 * SECOND;

const SOURCE =
  'redis 7.0.15 src/cluster.c (clusterCron, markNodeAsFailingIfNeeded, clusterHandleSlaveFailover); zero-order, mean within about 5 % of measurements at 2 s and 5 s';

/** Mean time between two pings of one ordered pair of nodes. */
export function pingPeriod(nodeTimeout: Nanoseconds, members: number): Nanoseconds {
  return Math.min(nodeTimeout / 2, Math.max(1, members - 1) * SECOND);
}

/** Fault to FAIL: a majority of primaries agrees that the node is down. */
export function redisDetection({ nodeTimeout, members }: RedisFailoverCase): TimeRange {
  const period = pingPeriod(nodeTimeout, members);
  return {
    mean: nodeTimeout + 0.85 * period,
    low: nodeTimeout + 0.15 * period,
    high: nodeTimeout + 1.75 * period,
    formula: 'nodeTimeout + 0.85 p, p = min(nodeTimeout / 2, (members − 1) s); range 0.15 p to 1.75 p',
    source: SOURCE,
    basis: 'measured',
  };
}

/** FAIL to promotion: the delay of the election and its rounding to ticks. */
export function electionWait(replicas: number, { delay, isOrdered, ticks } = redisShape): TimeRange {
  const candidates = isOrdered ? 1 : replicas;
  return {
    mean: delay + ticks * TICK_WAIT + delay / (candidates + 1),
    low: delay,
    high: 2 * delay + SLACK,
    formula: "500 ms + earliest of the replicas' U(0, 500 ms) + two ticks of 50 ms in the mean",
    source: SOURCE,
    basis: 'measured',
  };
}

/** Fault to a promoted replica. There is none without replicas. */
export function redisFailover(failover: RedisFailoverCase): TimeRange {
  const detection = redisDetection(failover);
  const election = electionWait(failover.replicas, failover.election);
  return {
    mean: detection.mean + election.mean,
    low: detection.low + election.low,
    high: detection.high + election.high,
    formula: 'nodeTimeout + 0.85 p + 0.6 s + 0.5 s / (replicas + 1), p = min(nodeTimeout / 2, (members − 1) s)',
    source: SOURCE,
    basis: 'measured',
  };
}
