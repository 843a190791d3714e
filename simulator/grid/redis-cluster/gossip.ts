/**
 * The gossip sections of PING and PONG: what is put in and what the receiver learns (clusterSendPing, clusterProcessGossipSection).
 *
 * In: max(3, floor(N/10)) nodes, at most N − 2, by random draws with at most 3 per wanted node; a draw of oneself, of a suspect or of a
 * node already in is wasted. Only oneself is excluded, so the receiver may be told of itself. Then all suspects, as many as there were
 * when the sender's last tick began: a new PFAIL is told from the next tick on.
 * Out: failure reports and their withdrawal, from primaries only; and the time of the last pong, in whole seconds rounded down, which
 * replaces an older one of nodes that seem well. This pulls the pings of all pairs towards the start of a wall clock second.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { BusLinks } from './bus-links.ts';
import { GOSSIP_FUTURE_MS } from './bus-options.ts';
import type { FailureReports } from './failure-reports.ts';
import type { NodeDictionary } from './node-dictionary.ts';
import type { PacketPool } from './packets.ts';
import { PFAIL, type Views } from './views.ts';

export class Gossip {
  readonly #views: Views;
  readonly #pool: PacketPool;
  readonly #reports: FailureReports;
  readonly #links: BusLinks;
  readonly #stream: RandomStream;
  readonly #wanted: number;
  readonly #halfTimeout: number;
  /** Suspects an observer had when its last tick began. */
  readonly suspectsTold: Int32Array;
  readonly #mark: Int32Array;
  #packets = 0;

  constructor(
    views: Views,
    pool: PacketPool,
    ports: { readonly reports: FailureReports; readonly links: BusLinks; readonly stream: RandomStream },
    nodeTimeoutMs: number,
  ) {
    const count = views.count;
    this.#views = views;
    this.#pool = pool;
    this.#reports = ports.reports;
    this.#links = ports.links;
    this.#stream = ports.stream;
    this.#wanted = Math.max(0, Math.min(count - 2, Math.max(3, Math.floor(count / 10))));
    this.#halfTimeout = nodeTimeoutMs / 2;
    this.suspectsTold = new Int32Array(count);
    this.#mark = new Int32Array(count);
  }

  write(packet: number, sender: number, dictionary: NodeDictionary): void {
    const views = this.#views;
    const row = sender * views.count;
    const mark = this.#mark;
    const current = ++this.#packets;
    mark[sender] = current;
    let fresh = views.count - 2;
    let entries = 0;
    for (let draws = 3 * this.#wanted; draws > 0 && fresh > 0 && entries < this.#wanted; draws--) {
      const node = dictionary.draw(this.#stream);
      if (mark[node] === current || (views.flags[row + node]! & PFAIL) !== 0) continue;
      if (!this.#links.has(sender, node) && views.shardOf[row + node]! < 0) {
        fresh--;
        continue;
      }
      mark[node] = current;
      fresh--;
      this.#enter(packet, entries++, row, node);
    }
    let suspects = this.suspectsTold[sender]!;
    for (let node = 0; suspects > 0 && node < views.count; node++) {
      if ((views.flags[row + node]! & PFAIL) === 0) continue;
      this.#enter(packet, entries++, row, node);
      suspects--;
    }
    this.#pool.gossips[packet] = entries;
  }

  #enter(packet: number, entry: number, row: number, node: number): void {
    const pool = this.#pool;
    const place = packet * pool.stride + entry;
    pool.gossipNode[place] = node;
    pool.gossipFlags[place] = this.#views.flags[row + node]!;
    pool.gossipSecond[place] = Math.floor(this.#views.pongReceived[row + node]! / 1000);
  }

  /** `reported(subject)` is called for each node that a primary reports as failing, after the report has been noted. */
  read(packet: number, now: number, reported: (observer: number, subject: number) => void): void {
    const views = this.#views;
    const pool = this.#pool;
    const observer = pool.to[packet]!;
    const sender = pool.from[packet]!;
    const row = observer * views.count;
    const fromPrimary = views.isPrimary(observer, sender);
    const begin = packet * pool.stride;
    const end = begin + pool.gossips[packet]!;
    for (let place = begin; place < end; place++) {
      const node = pool.gossipNode[place]!;
      if (node === observer) continue;
      const pair = row + node;
      const failing = pool.gossipFlags[place] !== 0;
      if (fromPrimary) {
        if (failing) {
          this.#reports.add(pair, sender, now);
          reported(observer, node);
        } else this.#reports.withdraw(pair, sender);
      }
      if (failing || views.pingSent[pair] !== 0) continue;
      const pong = pool.gossipSecond[place]! * 1000;
      if (pong <= views.pongReceived[pair]! || pong > now + GOSSIP_FUTURE_MS) continue;
      if (this.#reports.count(pair, now) > 0) continue;
      views.pongReceived[pair] = pong;
      views.due[pair] = pong + this.#halfTimeout;
    }
  }
}
