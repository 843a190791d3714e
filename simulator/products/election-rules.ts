/**
 * What differs between versions of Redis Cluster and Valkey in how a replica replaces its primary, as plain values.
 *
 * Redis 7.0.15 waits 500 ms and up to 500 ms more, and a second per replica with a greater offset. Valkey (src/cluster_legacy.c; pull requests
 * in brackets): ranks of equal offsets by node id (762); failed primaries in order of their shard ids, ranks that also fall (1018), no
 * 2T between votes (1356), an election restarted when another one took its epoch (1009); delays of min(500 ms, T / 30) (2449) and a plan made
 * at FAIL and not in the next tick (2209).
 */
import type { ValkeyProduct } from '../model/scenario.ts';

export interface ElectionRules {
  /** Fixed part of the delay and width of its random part, ms. */
  readonly delayMs: number;
  /** More for each replica of the same primary that goes before, ms. */
  readonly rankMs: number;
  /** More for each failed primary that goes before, ms; 0: they are not put in order. */
  readonly failedPrimaryMs: number;
  /** Of replicas with equal offsets the one with the smaller node id goes before. Ids are random; here members stand in their order. */
  readonly ordersEqualOffsets: boolean;
  /** A rank that falls while the replica waits shortens the delay; one that rises lengthens it always. */
  readonly ranksFall: boolean;
  /** A voter gives replicas of the same primary no second vote within so many node timeouts; 0: it may. */
  readonly voteEvery: number;
  /** Whoever asked for votes plans anew in its next tick when another one has won under its epoch or a later one. */
  readonly restartsBeaten: boolean;
  /** The election is planned when the primary is FAIL, not in the next tick. */
  readonly plansAtFail: boolean;
}

/** Redis Cluster 7.0.15, and all later ones as far as their sources are known. */
export const redisElection: ElectionRules = {
  delayMs: 500,
  rankMs: 1000,
  failedPrimaryMs: 0,
  ordersEqualOffsets: false,
  ranksFall: false,
  voteEvery: 2,
  restartsBeaten: false,
  plansAtFail: false,
};

/** Largest fixed delay, and the share of the node timeout that Valkey 9.0 takes where that is less. */
const DELAY_MS = 500;
const DELAY_SHARE = 1 / 30;

export function valkeyElection({ version, nodeTimeout }: ValkeyProduct): ElectionRules {
  if (version === '7.2') return redisElection;
  if (version === '8.0') return { ...redisElection, ordersEqualOffsets: true };
  const delayMs = version === '9.0' ? Math.floor(Math.min(DELAY_MS, (nodeTimeout / 1e6) * DELAY_SHARE)) : DELAY_MS;
  return {
    delayMs,
    rankMs: 2 * delayMs,
    failedPrimaryMs: delayMs,
    ordersEqualOffsets: true,
    ranksFall: true,
    voteEvery: 0,
    restartsBeaten: true,
    plansAtFail: version === '9.0',
  };
}
