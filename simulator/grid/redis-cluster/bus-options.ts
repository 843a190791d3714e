/**
 * Options and time constants of the Redis Cluster bus, as compiled into cluster.c 7.0.15 (facts/redis-failover.md section 4,
 * facts/grid-products.md section 3.3). T is `nodeTimeout`. No number is fitted to failover times: each is a constant of the
 * source or of Linux, or is set from another measurement, which it names (TICK_WORK, CONFIG_WRITE), or is an assumption (LOOPBACK_DELAY).
 */
import type { Nanoseconds } from '../../kernel/time.ts';
import type { ElectionRules } from '../../products/election-rules.ts';

/** What the configuration file of every node says, and who replicates whom in the beginning. */
export interface RedisClusterOptions {
  /** `cluster-node-timeout` T. Higher: failures are found later, stalls are forgiven longer. */
  readonly nodeTimeout: Nanoseconds;
  /** `cluster-require-full-coverage`: one FAIL owner makes every node answer CLUSTERDOWN. */
  readonly fullCoverage: boolean;
  /** `cluster-replica-validity-factor`: data older than factor T + 10 s (beyond T) is not promoted; 0 promotes always. */
  readonly replicaValidityFactor: number;
  /** Primary of each member at the start, −1 for primaries. */
  readonly initialPrimaryOf: Int32Array;
  /**
   * A bus message (2.3 KiB) fits one TCP segment, so that Nagle's algorithm waits for delayed acknowledgements. Left out: true where
   * the mean one-way delay is below LOOPBACK_DELAY. With Ethernet's 1460 bytes two segments make the kernel acknowledge at once.
   */
  readonly oneSegment?: boolean;
  /** `cluster-migration-barrier`: replicas that a primary must keep for one to move away. Absent: none moves. */
  readonly migrationBarrier?: number | undefined;
  /** How replicas stand for election. Absent: as in Redis 7.0. */
  readonly election?: ElectionRules;
}

const MILLISECOND = 1e6;

/** Bytes of a ping or pong where links are limited: a header of 2256 (static_assert in cluster.h) and at least three gossip entries of 104. */
export const PACKET_BYTES = 2256 + 3 * 104;

/** serverCron at `hz 10`, which runs clusterCron once each time. */
export const TICK = 100 * MILLISECOND;
/**
 * The timer is armed again after the work of the tick, and epoll_wait's time limit is rounded up to whole ms, counted from the last event
 * that woke the loop: U(0, 1) ms more. The work, 0.2 ms with waking up, is what the measured period (mean 100.7, 100.5..101) leaves.
 */
export const TICK_WORK = 0.2 * MILLISECOND;
export const TICK_ROUNDING = MILLISECOND;
/** A started server's first tick: serverCron's timer is created 1 ms ahead. */
export const FIRST_TICK = MILLISECOND;

/** Every 10th tick pings the one of 5 random draws with the oldest pong. */
export const RANDOM_PING_TICKS = 10;
export const RANDOM_PING_DRAWS = 5;
/** A gossiped pong time is believed up to 500 ms in the future, in ms. */
export const GOSSIP_FUTURE_MS = 500;

/** Least time to collect votes, in ms (else 2T); a new attempt starts after twice that. */
export const ELECTION_TIMEOUT_MIN_MS = 2000;
/** `CLUSTER FAILOVER` gives up after this, in ms. */
export const MANUAL_TIMEOUT_MS = 5000;
/** `repl-ping-replica-period`, part of the replica validity rule, in ms. */
export const REPLICA_PING_PERIOD_MS = 10000;

/** A started primary refuses requests this long, counted from its first tick, in ms. */
export const WRITABLE_DELAY_MS = 2000;
/** A primary back from a minority waits T within these bounds, in ms. */
export const REJOIN_MIN_MS = 500;
export const REJOIN_MAX_MS = 5000;

/**
 * nodes.conf is written and flushed before a vote is asked for, given, or a victory told. Measured on tmpfs: request to victory 1 ms
 * in the mean over two such writes and one round trip of 0.05 ms (facts/redis-failover.md appendix, "votes: won - election start").
 */
export const CONFIG_WRITE = 0.5 * MILLISECOND;

/** Linux: a SYN is sent again each second, after SYN_LINEAR times at doubling intervals (tcp_syn_linear_timeouts is 4 on Linux 6.18). */
export const SYN_RETRY = 1000 * MILLISECOND;
export const SYN_LINEAR = 4;
/** Linux: first retransmission of data, doubled each time. */
export const DATA_RETRY = 200 * MILLISECOND;
/** Linux: a delayed acknowledgement waits 40 ms, rounded up to a timer tick (4 ms at HZ 250). */
export const DELAYED_ACK = 40 * MILLISECOND;
export const DELAYED_ACK_ROUNDING = 4 * MILLISECOND;
/** Assumption: below this mean one-way delay a path is taken for a loopback device with its 64 KiB segments. */
export const LOOPBACK_DELAY = 0.05 * MILLISECOND;

/** Run the cluster this long before the first fault: ping phases, drawn at random, need about 10 T to lock as real ones do. */
export function settleTime(options: { readonly nodeTimeout: Nanoseconds }): Nanoseconds {
  return 12 * options.nodeTimeout;
}
