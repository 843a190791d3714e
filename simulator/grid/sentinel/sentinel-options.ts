/**
 * Options and time constants of Sentinel, as compiled into sentinel.c 7.0.15 (facts/grid-products.md section 3.4). Times of the source in
 * whole ms. No number is fitted to failover times; TICK_WORK is set from the period of Redis' timer, measured elsewhere.
 */
import type { Nanoseconds } from '../../kernel/time.ts';

/** What sentinel.conf of every sentinel says, and what stands where. */
export interface SentinelOptions {
  /** `down-after-milliseconds`, in ns. */
  readonly downAfter: Nanoseconds;
  /** Sentinels that must find the primary down before one of them tries a failover. */
  readonly quorum: number;
  /** `failover-timeout`, in ns. */
  readonly failoverTimeout: Nanoseconds;
  /** `parallel-syncs`. */
  readonly parallelSyncs: number;
  /** `replica-priority` by member. */
  readonly priorities: readonly number[];
  /** Place of each sentinel in the network; below the number of members: on that member's host. */
  readonly places: readonly number[];
  /** Primary of each member at the start, −1 for the primary. */
  readonly initialPrimaryOf: Int32Array;
}

/** A time or a sentinel that there is not (yet). */
export const NEVER = Number.NEGATIVE_INFINITY;
export const NOBODY = -1;

/** The timer's hz is drawn anew at each step from HZ .. HZ + HZ − 1; the period is 1000 / hz in whole ms. */
export const HZ = 10;
/**
 * The timer is armed again after the work of the step, and epoll_wait's time limit is rounded up to whole ms: U(0, 1) ms more. The work is
 * what the measured period of Redis' cron (100.7 ms for 100, facts/redis-failover.md section 1) leaves.
 */
export const STEP_WORK = 0.2e6;
export const STEP_ROUNDING = 1e6;

export const PING_PERIOD = 1000;
export const INFO_PERIOD = 10_000;
/** While the primary is objectively down, a failover is in progress or the replica says that its link is down. */
export const CLOSE_INFO_PERIOD = 1000;
export const PUBLISH_PERIOD = 2000;
export const ASK_PERIOD = 1000;
/** A link must be this old before silence closes it. */
export const LEAST_LINK_AGE = 15_000;
/** Commands without a reply on one link, at most. */
export const MOST_PENDING = 100;
export const ELECTION_TIMEOUT = 10_000;
/** Start of a failover or of the wait after a vote: up to this much later. */
export const DESYNC = 1000;
/** A replica that was told of the new primary and does not follow after this counts as told. */
export const RECONFIGURATION_TIMEOUT = 10_000;
/** `repl-timeout`: a replica whose primary falls silent says that its link is down only after this. */
export const REPLICATION_TIMEOUT = 60_000;

/** Bytes of a command or reply where links are limited; INFO is longer. */
export const MESSAGE_BYTES = 200;
export const INFO_BYTES = 5000;

/** Linux: a SYN is sent again each second, after SYN_LINEAR times at doubling intervals (tcp_syn_linear_timeouts is 4 on Linux 6.18). */
export const SYN_RETRY = 1e9;
export const SYN_LINEAR = 4;
/** Linux: first retransmission of data, doubled each time up to 120 s. */
export const DATA_RETRY = 0.2e9;
export const MOST_DOUBLINGS = 9;

/** Phases are drawn when the watch begins; one period of INFO later they are those of sentinels that have run for long. */
export const SETTLE_TIME = 12e9;
