/**
 * Sending: each kind of bus packet, filled in and handed to the links (clusterSendPing and its siblings).
 */

import type { RandomStream } from '../../kernel/random-stream.ts';
import type { MembershipGround } from '../membership.ts';
import type { Ownership } from '../ownership.ts';
import type { BusLinks } from './bus-links.ts';
import { CONFIG_WRITE } from './bus-options.ts';
import type { Configuration } from './configuration.ts';
import type { Gossip } from './gossip.ts';
import { NodeDictionary } from './node-dictionary.ts';
import { FAIL_NOTICE, type PacketPool, PING, PONG, UPDATE, VOTE, VOTE_REQUEST } from './packets.ts';
import type { Views } from './views.ts';
import type { WallClock } from './wall-clock.ts';

interface MessageParts {
  readonly views: Views;
  readonly clock: WallClock;
  readonly pool: PacketPool;
  readonly links: BusLinks;
  readonly gossip: Gossip;
  readonly configuration: Configuration;
  readonly ownership: Ownership;
}

export class Messages {
  readonly #parts: MessageParts;
  readonly #stream: RandomStream;
  readonly #dictionaries: NodeDictionary[];
  readonly #halfTimeout: number;

  constructor(parts: MessageParts, ground: MembershipGround, nodeTimeoutMs: number) {
    this.#parts = parts;
    this.#stream = ground.streams.named('redis-cluster/dictionary');
    this.#halfTimeout = nodeTimeoutMs / 2;
    this.#dictionaries = Array.from(
      { length: parts.views.count },
      () => new NodeDictionary(parts.views.count, this.#stream),
    );
  }

  /** A random node out of the hash table of `node`. */
  drawNode(node: number): number {
    return this.#dictionaries[node]!.draw(this.#stream);
  }

  /** A started process has a new hash table. */
  reset(node: number): void {
    this.#dictionaries[node] = new NodeDictionary(this.#parts.views.count, this.#stream);
  }

  ping(from: number, to: number): void {
    const { views, clock, links } = this.#parts;
    const pair = from * views.count + to;
    const now = clock.now;
    views.pingSent[pair] = now;
    views.due[pair] = now + this.#halfTimeout;
    const packet = this.#gossiping(PING, from, to);
    links.send(packet);
  }

  /** The answer to a ping, on the link it came on. */
  answerPing(from: number, to: number): void {
    const packet = this.#gossiping(PONG, from, to);
    this.#parts.links.answer(packet);
  }

  /** A PONG nobody asked for, to spread a change; it does not count as an answer. */
  announce(from: number, to: number, after: number): void {
    if (!this.#parts.links.has(from, to)) return;
    const packet = this.#gossiping(PONG, from, to);
    this.#parts.links.send(packet, after);
  }

  announceVictory(from: number): void {
    for (let to = 0; to < this.#parts.views.count; to++) if (to !== from) this.announce(from, to, CONFIG_WRITE);
  }

  /** To the other replicas of the same primary, so that all know one another's offsets. */
  announceOffset(from: number): void {
    const { views } = this.#parts;
    const row = from * views.count;
    const primary = views.primary[row + from]!;
    for (let to = 0; to < views.count; to++) {
      if (to !== from && views.primary[row + to] === primary) this.announce(from, to, 0);
    }
  }

  broadcastFail(from: number, about: number): void {
    this.#broadcast(FAIL_NOTICE, from, about, 0, 0);
  }

  /** `forced`: voters need not hold the primary FAIL (CLUSTER FAILOVER). */
  requestVotes(from: number, forced: boolean): void {
    this.#broadcast(VOTE_REQUEST, from, -1, forced ? 1 : 0, CONFIG_WRITE);
  }

  vote(from: number, to: number): void {
    this.#parts.links.send(this.#plain(VOTE, from, to), CONFIG_WRITE);
  }

  update(from: number, to: number, about: number): void {
    const { views, pool, links } = this.#parts;
    const packet = this.#plain(UPDATE, from, to);
    pool.about[packet] = about;
    pool.shard[packet] = views.shardOf[from * views.count + about]!;
    pool.epoch[packet] = views.configEpoch[from * views.count + about]!;
    links.send(packet);
  }

  #broadcast(kind: number, from: number, about: number, epoch: number, after: number): void {
    const { views, pool, links } = this.#parts;
    for (let to = 0; to < views.count; to++) {
      if (to === from || !links.has(from, to)) continue;
      const packet = this.#plain(kind, from, to);
      pool.about[packet] = about;
      pool.epoch[packet] = epoch;
      links.send(packet, after);
    }
  }

  #plain(kind: number, from: number, to: number): number {
    const { pool, configuration, ownership } = this.#parts;
    return pool.take(kind, from, to, configuration.header(from), ownership.offsetOf(from));
  }

  #gossiping(kind: number, from: number, to: number): number {
    const packet = this.#plain(kind, from, to);
    this.#parts.gossip.write(packet, from, this.#dictionaries[from]!);
    return packet;
  }
}
