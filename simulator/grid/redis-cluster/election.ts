/**
 * How a replica replaces its primary, and how primaries vote (clusterHandleSlaveFailover, clusterSendFailoverAuthIfNeeded).
 *
 * With its primary FAIL a replica draws 500 + U{0..499} + 1000 · rank ms on its next tick and asks for votes on the first tick not
 * before that; rank counts replicas of the same primary known to have a greater offset. A majority of the primaries with slots makes it
 * primary at once, under the epoch it asked with. It waits max(2T, 2 s) for votes and starts over after twice that.
 * A primary gives one vote an epoch, none to replicas of a primary it does not hold FAIL, and none twice within 2T for the same primary.
 * These are the rules of Redis; where versions and Valkey differ, `rules` says so.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { ElectionRules } from '../../products/election-rules.ts';
import type { MembershipListener } from '../membership.ts';
import type { Ownership } from '../ownership.ts';
import { ELECTION_TIMEOUT_MIN_MS, MANUAL_TIMEOUT_MS, REPLICA_PING_PERIOD_MS } from './bus-options.ts';
import type { Configuration } from './configuration.ts';
import { failedPrimaryRank, replicaRank } from './election-rank.ts';
import type { Messages } from './messages.ts';
import type { Header } from './packets.ts';
import { FAIL, NOBODY, type Views } from './views.ts';
import type { WallClock } from './wall-clock.ts';

interface ElectionParts {
  readonly views: Views;
  readonly clock: WallClock;
  readonly messages: Messages;
  readonly configuration: Configuration;
  readonly ownership: Ownership;
  readonly listener: MembershipListener;
  readonly stream: RandomStream;
}

export class Election {
  readonly #parts: ElectionParts;
  readonly #nodeTimeout: number;
  readonly #validityFactor: number;
  readonly #rules: ElectionRules;
  /** When the replica may ask for votes, in ms of the wall clock; 0 before its first election. */
  readonly #time: Float64Array;
  readonly #rank: Int32Array;
  readonly #failedPrimaryRank: Int32Array;
  readonly #asked: Uint8Array;
  readonly #votes: Int32Array;
  readonly #epoch: Int32Array;
  /** Since when the replication link is down; 0 while it is up. */
  readonly #linkDownSince: Float64Array;
  /** End of a manual failover; 0 without one. */
  readonly #manualEnd: Float64Array;

  constructor(
    parts: ElectionParts,
    options: { readonly nodeTimeoutMs: number; readonly replicaValidityFactor: number },
    rules: ElectionRules,
  ) {
    const count = parts.views.count;
    this.#parts = parts;
    this.#nodeTimeout = options.nodeTimeoutMs;
    this.#validityFactor = options.replicaValidityFactor;
    this.#rules = rules;
    this.#time = new Float64Array(count);
    this.#rank = new Int32Array(count);
    this.#failedPrimaryRank = new Int32Array(count);
    this.#asked = new Uint8Array(count);
    this.#votes = new Int32Array(count);
    this.#epoch = new Int32Array(count);
    this.#linkDownSince = new Float64Array(count);
    this.#manualEnd = new Float64Array(count);
  }

  /** A started process knows of no election. */
  reset(node: number): void {
    this.#time[node] = 0;
    this.#asked[node] = 0;
    this.#votes[node] = 0;
    this.#linkDownSince[node] = 0;
    this.#manualEnd[node] = 0;
  }

  /** What a replica does in each tick. */
  tick(node: number): void {
    const now = this.#parts.clock.now;
    if (this.#parts.ownership.isLinkUp(node)) this.#linkDownSince[node] = 0;
    else if (this.#linkDownSince[node] === 0) this.#linkDownSince[node] = now;
    if (this.#manualEnd[node]! !== 0 && this.#manualEnd[node]! < now) this.#manualEnd[node] = 0;
    this.#advance(node, now);
  }

  /** Beliefs of `node` changed: if its primary is FAIL now, it need not wait for its tick where the rules have it so. */
  believesAnew(node: number): void {
    if (this.#rules.plansAtFail) this.#advance(node, this.#parts.clock.now);
  }

  /** Somebody owns slots under `epoch`: an election that asked for votes under it or an earlier one cannot be won any more. */
  overtaken(node: number, epoch: number): void {
    if (!this.#rules.restartsBeaten || this.#asked[node] === 0 || epoch < this.#epoch[node]!) return;
    this.#time[node] = 0;
    this.#asked[node] = 0;
    this.#votes[node] = 0;
  }

  /** CLUSTER FAILOVER with the offsets equal: the replica asks at once, and voters do not mind that the primary is well. */
  force(node: number): void {
    const now = this.#parts.clock.now;
    this.#manualEnd[node] = now + MANUAL_TIMEOUT_MS;
    this.#time[node] = now;
    this.#rank[node] = 0;
    this.#failedPrimaryRank[node] = 0;
    this.#asked[node] = 0;
    this.#votes[node] = 0;
    this.#advance(node, now);
  }

  #advance(node: number, now: number): void {
    const { views } = this.#parts;
    const row = node * views.count;
    const primary = views.primary[row + node]!;
    const manual = this.#manualEnd[node] !== 0;
    if (primary === NOBODY || views.shardOf[row + primary] === NOBODY) return;
    if ((views.flags[row + primary]! & FAIL) === 0 && !manual) return;
    if (!manual && this.#isOutdated(node, now)) return;
    const timeout = Math.max(2 * this.#nodeTimeout, ELECTION_TIMEOUT_MIN_MS);
    const age = now - this.#time[node]!;
    if (age > 2 * timeout) this.#plan(node, now);
    else if (this.#waits(node, now, manual) || age > timeout) return;
    else if (this.#asked[node] === 0) this.#ask(node, manual);
    else if (this.#votes[node]! >= views.majority(node)) this.#win(node, primary);
  }

  /** Data too old to be promoted: disconnected for longer than factor · T + 10 s beyond T, in whole seconds. */
  #isOutdated(node: number, now: number): boolean {
    const since = this.#linkDownSince[node]!;
    if (this.#validityFactor === 0 || since === 0) return false;
    const age = (Math.floor(now / 1000) - Math.floor(since / 1000)) * 1000;
    const counted = age > this.#nodeTimeout ? age - this.#nodeTimeout : age;
    return counted > REPLICA_PING_PERIOD_MS + this.#nodeTimeout * this.#validityFactor;
  }

  #plan(node: number, now: number): void {
    const { stream, messages } = this.#parts;
    const { delayMs } = this.#rules;
    const random = stream.below(delayMs);
    this.#rank[node] = 0;
    this.#failedPrimaryRank[node] = 0;
    this.#time[node] = now + delayMs + random;
    this.#rankAgain(node);
    this.#asked[node] = 0;
    this.#votes[node] = 0;
    messages.announceOffset(node);
  }

  /** Not yet time; ranks may have changed meanwhile. */
  #waits(node: number, now: number, manual: boolean): boolean {
    if (this.#asked[node] === 0 && !manual) this.#rankAgain(node);
    return now < this.#time[node]!;
  }

  /** Takes changes of the ranks into the time of the election. */
  #rankAgain(node: number): void {
    const { views, ownership } = this.#parts;
    const { rankMs, failedPrimaryMs, ordersEqualOffsets, ranksFall } = this.#rules;
    const rank = replicaRank(views, ownership, node, ordersEqualOffsets);
    if (rank > this.#rank[node]! || ranksFall) {
      this.#time[node]! += (rank - this.#rank[node]!) * rankMs;
      this.#rank[node] = rank;
    }
    if (failedPrimaryMs === 0) return;
    const failed = failedPrimaryRank(views, node);
    this.#time[node]! += (failed - this.#failedPrimaryRank[node]!) * failedPrimaryMs;
    this.#failedPrimaryRank[node] = failed;
  }

  #ask(node: number, manual: boolean): void {
    const { views, configuration, messages } = this.#parts;
    configuration.raiseEpoch(node, views.currentEpoch[node]! + 1);
    this.#epoch[node] = views.currentEpoch[node]!;
    this.#asked[node] = 1;
    messages.requestVotes(node, manual);
  }

  #win(node: number, predecessor: number): void {
    const { configuration, messages, listener } = this.#parts;
    this.#manualEnd[node] = 0;
    // Won votes are spent: a node that is demoted later and loses its new primary starts an election of its own epoch.
    this.#time[node] = 0;
    this.#asked[node] = 0;
    this.#votes[node] = 0;
    configuration.promote(node, predecessor, this.#epoch[node]!);
    listener.tookOver(node, predecessor, this.#epoch[node]!);
    messages.announceVictory(node);
  }

  /** `voter` was asked by `candidate`. */
  answerRequest(voter: number, candidate: number, header: Header, forced: boolean): void {
    const { views, clock, messages } = this.#parts;
    const row = voter * views.count;
    const primary = views.primary[row + candidate]!;
    if (!views.isPrimary(voter, voter) || views.shardOf[row + voter] === NOBODY) return;
    if (header.currentEpoch < views.currentEpoch[voter]!) return;
    if (views.lastVoteEpoch[voter] === views.currentEpoch[voter] || primary === NOBODY) return;
    if ((views.flags[row + primary]! & FAIL) === 0 && !forced) return;
    if (clock.now - views.votedTime[row + primary]! < this.#rules.voteEvery * this.#nodeTimeout) return;
    const owner = header.shard === NOBODY ? NOBODY : views.ownerOf[voter * views.shards + header.shard]!;
    if (owner !== NOBODY && views.configEpoch[row + owner]! > header.configEpoch) return;
    views.lastVoteEpoch[voter] = views.currentEpoch[voter]!;
    views.votedTime[row + primary] = clock.now;
    messages.vote(voter, candidate);
  }

  /** A vote reached `node`; it counts if it comes from a primary with slots that has reached the election's epoch. */
  count(node: number, voter: number, header: Header): void {
    const { views, clock } = this.#parts;
    const pair = node * views.count + voter;
    if (views.primary[pair] !== NOBODY || views.shardOf[pair] === NOBODY) return;
    if (header.currentEpoch < this.#epoch[node]!) return;
    this.#votes[node]!++;
    this.#advance(node, clock.now);
  }
}
