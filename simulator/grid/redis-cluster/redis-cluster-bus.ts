/**
 * The membership protocol of Redis Cluster 7.0.15: clusterCron ticks and bus packets, nothing fitted (facts/redis-failover.md section 4).
 *
 * A node pings the others, suspects one that is silent (PFAIL), tells so in gossip, and marks it FAIL when a majority of the primaries
 * says the same; a replica of a FAIL primary asks the primaries for votes and takes over. The parts: ticks (cluster-cron), what each node
 * believes (views), connections (bus-links), what packets tell (gossip, configuration), elections, and who answers requests
 * (cluster-state). Here they are put together, and packets are given to them.
 * Left out: MEET and handshakes, adding and forgetting nodes, PUBLISH, TLS, and the cost of handling a packet.
 */
import { redisElection } from '../../products/election-rules.ts';
import type { MembershipGround, MembershipListener, MembershipProtocol } from '../membership.ts';
import type { Ownership } from '../ownership.ts';
import { BusLinks } from './bus-links.ts';
import type { RedisClusterOptions } from './bus-options.ts';
import { ClusterCron } from './cluster-cron.ts';
import { ClusterState } from './cluster-state.ts';
import { Configuration } from './configuration.ts';
import { Election } from './election.ts';
import { FailureFlags } from './failure-flags.ts';
import { FailureReports } from './failure-reports.ts';
import { Gossip } from './gossip.ts';
import { Messages } from './messages.ts';
import { FAIL_NOTICE, PacketPool, PING, PONG, UPDATE, VOTE, VOTE_REQUEST } from './packets.ts';
import { ReplicaMigration } from './replica-migration.ts';
import { FAIL, NOBODY, Views } from './views.ts';
import { WallClock } from './wall-clock.ts';

const MILLISECOND = 1e6;
/** A failure report counts this many T. */
const REPORT_VALIDITY = 2;

export class RedisClusterBus implements MembershipProtocol {
  readonly #ground: MembershipGround;
  readonly #views: Views;
  readonly #clock: WallClock;
  readonly #pool: PacketPool;
  readonly #links: BusLinks;
  readonly #failures: FailureFlags;
  readonly #gossip: Gossip;
  readonly #configuration: Configuration;
  readonly #messages: Messages;
  readonly #election: Election;
  readonly #state: ClusterState;
  readonly #cron: ClusterCron;
  readonly #migration: ReplicaMigration | null;
  readonly #reported = (observer: number, subject: number): void => this.#failures.reported(observer, subject);

  constructor(
    ground: MembershipGround,
    listener: MembershipListener,
    ownership: Ownership,
    options: RedisClusterOptions,
  ) {
    const { simulation, streams, members } = ground;
    const nodeTimeoutMs = Math.round(options.nodeTimeout / MILLISECOND);
    const timing = { ...options, nodeTimeoutMs };
    const views = new Views(options.initialPrimaryOf);
    const clock = new WallClock(simulation, streams.named('redis-cluster/wall-clock'));
    const pool = new PacketPool(views.count);
    const reports = new FailureReports(views.count * views.count, REPORT_VALIDITY * nodeTimeoutMs);
    const configuration = new Configuration(views, pool, listener);
    const user = {
      received: (packet: number) => this.#received(packet),
      connected: (owner: number, peer: number) => this.#connected(owner, peer),
    };
    const links = new BusLinks(ground, pool, user, options.oneSegment);
    const gossipPorts = { reports, links, stream: streams.named('redis-cluster/gossip') };
    const gossip = new Gossip(views, pool, gossipPorts, nodeTimeoutMs);
    const messageParts = { views, clock, pool, links, gossip, configuration, ownership };
    const messages = new Messages(messageParts, ground, nodeTimeoutMs);
    const electionStream = streams.named('redis-cluster/election');
    const electionParts = { views, clock, messages, configuration, ownership, listener, stream: electionStream };
    const election = new Election(electionParts, timing, options.election ?? redisElection);
    const state = new ClusterState(views, clock, { simulation, listener }, timing);
    const failureParts = { views, clock, reports, configuration, messages, listener };
    const failures = new FailureFlags(failureParts, nodeTimeoutMs);
    const suspect = (observer: number, subject: number): void => failures.suspect(observer, subject);
    const { migrationBarrier: barrier } = options;
    const migration =
      barrier === undefined ? null : new ReplicaMigration({ views, clock, configuration, state, listener }, barrier);
    const stream = streams.named('redis-cluster/tick');
    const watching = {
      simulation,
      members,
      stream,
      views,
      clock,
      links,
      gossip,
      messages,
      election,
      migration,
      state,
      suspect,
    };
    this.#ground = ground;
    this.#views = views;
    this.#clock = clock;
    this.#pool = pool;
    this.#links = links;
    this.#failures = failures;
    this.#gossip = gossip;
    this.#configuration = configuration;
    this.#messages = messages;
    this.#election = election;
    this.#state = state;
    this.#migration = migration;
    this.#cron = new ClusterCron(watching, nodeTimeoutMs);
  }

  start(): void {
    for (let node = 0; node < this.#views.count; node++) this.#cron.beginSettled(node);
  }

  isServing(member: number): boolean {
    return this.#ground.members.isUp(member) && this.#state.isOk(member);
  }

  /** Whether `observer` holds `subject` FAIL. */
  believesFailed(observer: number, subject: number): boolean {
    return (this.#views.flags[observer * this.#views.count + subject]! & FAIL) !== 0;
  }

  /** Primary of `member` in its own view, −1 when it is one itself. */
  believedPrimaryOf(member: number): number {
    return this.#views.primary[member * this.#views.count + member]!;
  }

  /**
   * The second half of CLUSTER FAILOVER: the primary has stopped accepting writes and `replica` has its offset. The replica asks for
   * votes at once and takes over a round trip later (`tookOver`); voters that voted for a replica of the same primary within 2T refuse.
   * Left out: MFSTART, which pauses the clients of the primary; the grid does that.
   */
  plannedTakeover(replica: number): void {
    if (this.#ground.members.isRunning(replica)) this.#election.force(replica);
  }

  memberStopped(member: number): void {
    this.#links.reset(member);
    this.#forget(member);
  }

  memberStarted(member: number): void {
    this.#links.reset(member);
    this.#forget(member);
    this.#messages.reset(member);
    this.#cron.beginFresh(member);
  }

  /** Nothing to do: ticks and packets find the process paused. */
  memberPaused(_member: number): void {}

  memberResumed(member: number): void {
    this.#cron.resumed(member);
  }

  /** Nothing to do: packets ask the network, and what it dropped is sent again in time. */
  networkChanged(): void {}

  #forget(member: number): void {
    this.#views.forget(member);
    this.#failures.forget(member);
    this.#gossip.suspectsTold[member] = 0;
    this.#election.reset(member);
    this.#migration?.reset(member);
    this.#state.reset(member);
    this.#configuration.changed(member);
  }

  /** A ping goes out on every new link; one that was pending keeps its time, and the tick its watch on it. */
  #connected(owner: number, peer: number): void {
    const pair = owner * this.#views.count + peer;
    const pending = this.#views.pingSent[pair]!;
    const due = this.#views.due[pair]!;
    this.#messages.ping(owner, peer);
    if (pending === 0) return;
    this.#views.pingSent[pair] = pending;
    this.#views.due[pair] = due;
  }

  #received(packet: number): void {
    const pool = this.#pool;
    const node = pool.to[packet]!;
    const sender = pool.from[packet]!;
    const index = pool.header[packet]!;
    const pair = node * this.#views.count + sender;
    const known = this.#configuration.hasSeen(node, sender, index);
    this.#views.dataReceived[pair] = this.#clock.now;
    this.#views.offset[pair] = pool.offset[packet]!;
    if (!known) {
      this.#configuration.readEpochs(node, sender, pool.headers[index]!);
      this.#election.overtaken(node, pool.headers[index]!.configEpoch);
    }
    const kind = pool.kind[packet]!;
    if (kind === PING || kind === PONG) this.#readHeartbeat(packet, node, sender, known);
    else this.#readNotice(packet, node, sender);
    if (this.#configuration.stale[node] === 1) {
      this.#configuration.stale[node] = 0;
      this.#state.judge(node);
      this.#election.believesAnew(node);
    }
  }

  #readHeartbeat(packet: number, node: number, sender: number, known: boolean): void {
    const pool = this.#pool;
    if (pool.kind[packet] === PING) this.#messages.answerPing(node, sender);
    else if (pool.forward[packet] === 0) this.#failures.answered(node, sender);
    if (!known) {
      const index = pool.header[packet]!;
      const about = this.#configuration.readClaim(node, sender, pool.headers[index]!, index);
      if (about !== NOBODY) this.#messages.update(node, sender, about);
    }
    this.#gossip.read(packet, this.#clock.now, this.#reported);
  }

  #readNotice(packet: number, node: number, sender: number): void {
    const pool = this.#pool;
    const about = pool.about[packet]!;
    const header = pool.headers[pool.header[packet]!]!;
    switch (pool.kind[packet]) {
      case FAIL_NOTICE:
        if (about !== node && !this.believesFailed(node, about)) this.#failures.fail(node, about);
        break;
      case VOTE_REQUEST:
        this.#election.answerRequest(node, sender, header, pool.epoch[packet] === 1);
        break;
      case VOTE:
        this.#election.count(node, sender, header);
        break;
      case UPDATE:
        this.#configuration.readUpdate(node, about, pool.shard[packet]!, pool.epoch[packet]!);
        break;
    }
  }
}

export type { RedisClusterOptions } from './bus-options.ts';
export { settleTime } from './bus-options.ts';
