/**
 * The tick of a node, ten times a second: reconnect, ping, suspect (clusterCron).
 *
 * 1. Links that are down are connected again. 2. Every 10th tick the node with the oldest pong of 5 random draws is pinged; draws of
 * oneself, of nodes without a link or with a ping pending are wasted. 3. Every other node: a link with a ping unanswered and no data for
 * T/2 is closed (once older than T); a node whose pong is older than T/2 is pinged; one silent for more than T is PFAIL, silence being
 * counted from the pending ping or the last data, whichever is later. 4. A replica looks after its election and after primaries without
 * replicas, everyone not serving judges the cluster again.
 * Cost: step 3 reads one number per peer, `views.due`, and looks closer only when it is past.
 */

import type { RandomStream } from '../../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { MembershipGround } from '../membership.ts';
import type { BusLinks } from './bus-links.ts';
import { FIRST_TICK, RANDOM_PING_DRAWS, RANDOM_PING_TICKS, TICK, TICK_ROUNDING, TICK_WORK } from './bus-options.ts';
import type { ClusterState } from './cluster-state.ts';
import type { Election } from './election.ts';
import type { Gossip } from './gossip.ts';
import type { Messages } from './messages.ts';
import type { ReplicaMigration } from './replica-migration.ts';
import type { Views } from './views.ts';
import type { WallClock } from './wall-clock.ts';

interface CronParts {
  readonly simulation: Simulation;
  readonly members: MembershipGround['members'];
  readonly stream: RandomStream;
  readonly views: Views;
  readonly clock: WallClock;
  readonly links: BusLinks;
  readonly gossip: Gossip;
  readonly messages: Messages;
  readonly election: Election;
  /** Null where replicas stay with their primaries. */
  readonly migration: ReplicaMigration | null;
  readonly state: ClusterState;
  /** `observer` finds `subject` silent for more than T. */
  readonly suspect: (observer: number, subject: number) => void;
}

export class ClusterCron {
  readonly #parts: CronParts;
  readonly #views: Views;
  readonly #nodeTimeout: number;
  readonly #iteration: Int32Array;
  /** A tick came due while the process was paused. */
  readonly #missed: Uint8Array;
  readonly #onTick: HandlerId;

  constructor(parts: CronParts, nodeTimeoutMs: number) {
    this.#parts = parts;
    this.#views = parts.views;
    this.#nodeTimeout = nodeTimeoutMs;
    this.#iteration = new Int32Array(parts.views.count);
    this.#missed = new Uint8Array(parts.views.count);
    this.#onTick = parts.simulation.handler('redis-cluster/tick', (node, incarnation) => this.#tick(node, incarnation));
  }

  /** A node that has run for long: any phase of the tick and of the tenth tick, any age of the pongs. */
  beginSettled(node: number): void {
    const { stream, views, clock } = this.#parts;
    const row = node * views.count;
    this.#iteration[node] = stream.below(RANDOM_PING_TICKS);
    for (let peer = 0; peer < views.count; peer++) {
      const pong = clock.now - stream.below(Math.min(2 ** 31, Math.max(1, Math.floor(this.#nodeTimeout / 2))));
      views.pongReceived[row + peer] = pong;
      views.dataReceived[row + peer] = pong;
      views.due[row + peer] = peer === node ? Number.POSITIVE_INFINITY : pong + this.#nodeTimeout / 2;
    }
    this.#schedule(node, stream.below(TICK));
  }

  /** A process that just started. */
  beginFresh(node: number): void {
    this.#iteration[node] = 0;
    this.#missed[node] = 0;
    this.#schedule(node, FIRST_TICK);
  }

  resumed(node: number): void {
    if (this.#missed[node] === 0) return;
    this.#missed[node] = 0;
    this.#schedule(node, 0);
  }

  #schedule(node: number, delay: number): void {
    const { simulation, members } = this.#parts;
    simulation.schedule(delay, this.#onTick, node, members.incarnation[node]!, 0);
  }

  #tick(node: number, incarnation: number): void {
    const { members, links, gossip, stream, election, migration, state } = this.#parts;
    const views = this.#views;
    if (!members.isUp(node) || members.incarnation[node] !== incarnation) return;
    if (!members.isRunning(node)) {
      this.#missed[node] = 1;
      return;
    }
    if (members.isExecutingFirst(node)) {
      members.deferUntilExecuted(node, this.#onTick, node, incarnation, 0);
      return;
    }
    gossip.suspectsTold[node] = views.suspects[node]!;
    if (links.downCount[node]! > 0) links.reconnect(node);
    this.#iteration[node]!++;
    if (this.#iteration[node]! % RANDOM_PING_TICKS === 0) this.#pingRandom(node);
    const suspectsBefore = views.suspects[node]!;
    this.#watch(node);
    if (!views.isPrimary(node, node)) election.tick(node);
    migration?.tick(node);
    if (views.suspects[node] !== suspectsBefore || !state.isOk(node)) state.judge(node);
    this.#schedule(node, TICK + TICK_WORK + stream.below(TICK_ROUNDING));
  }

  #pingRandom(node: number): void {
    const { links, messages } = this.#parts;
    const views = this.#views;
    const row = node * views.count;
    let oldest = -1;
    for (let i = 0; i < RANDOM_PING_DRAWS; i++) {
      const peer = messages.drawNode(node);
      if (peer === node || views.pingSent[row + peer] !== 0 || !links.has(node, peer)) continue;
      if (oldest < 0 || views.pongReceived[row + peer]! < views.pongReceived[row + oldest]!) oldest = peer;
    }
    if (oldest >= 0) messages.ping(node, oldest);
  }

  #watch(node: number): void {
    const { due, count } = this.#views;
    const now = this.#parts.clock.now;
    const row = node * count;
    for (let peer = 0; peer < count; peer++) {
      if (due[row + peer]! < now) this.#examine(node, peer, now);
    }
  }

  #examine(node: number, peer: number, now: number): void {
    const { links, messages, suspect } = this.#parts;
    const views = this.#views;
    const pair = node * views.count + peer;
    const half = this.#nodeTimeout / 2;
    const pingSent = views.pingSent[pair]!;
    if (pingSent === 0) {
      if (now - views.pongReceived[pair]! <= half) views.due[pair] = views.pongReceived[pair]! + half;
      else if (links.has(node, peer)) messages.ping(node, peer);
      return;
    }
    const silence = now - Math.max(pingSent, views.dataReceived[pair]!);
    if (silence > half && links.age(node, peer) > this.#nodeTimeout * 1e6) links.close(node, peer);
    if (silence > this.#nodeTimeout && views.flags[pair] === 0) suspect(node, peer);
  }
}
