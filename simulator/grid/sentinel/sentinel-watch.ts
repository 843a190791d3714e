/**
 * Redis Sentinel 7.0.15 as a membership protocol: sentinels on their timers, their links and messages, and the servers they speak with;
 * nothing fitted (facts/redis-failover.md section 2, facts/grid-products.md section 3.4).
 *
 * The cluster has decided that a primary failed when the first sentinel knows of a quorum (+odown), that a replica failed when the first
 * sentinel finds it down (+sdown). A promoted replica takes writes from the moment the command reaches it; sentinels, and clients that ask
 * them, know of it when its INFO says so (+switch-master).
 */
import type { MembershipGround, MembershipListener, MembershipProtocol } from '../membership.ts';
import type { Ownership } from '../ownership.ts';
import { vote } from './election.ts';
import { start } from './failover.ts';
import type { KnownProcess } from './known-process.ts';
import { type Message, MessagePool } from './messages.ts';
import { Processes } from './processes.ts';
import { RedisServers } from './redis-servers.ts';
import { readReply } from './replies.ts';
import type { SentinelEvent, SentinelGround } from './sentinel-ground.ts';
import { SentinelLinks } from './sentinel-links.ts';
import { INFO_PERIOD, NEVER, NOBODY, PING_PERIOD, PUBLISH_PERIOD, type SentinelOptions } from './sentinel-options.ts';
import { SentinelTimer } from './sentinel-timer.ts';
import { type SentinelView, startedView } from './sentinel-view.ts';
import { readHello } from './switching.ts';

const MILLISECOND = 1e6;

export interface SentinelListener extends MembershipListener {
  /** What a sentinel wrote to its log about a process (a vote: about a sentinel); absent: nobody reads it. */
  logged?(sentinel: number, event: SentinelEvent, about: number): void;
}

export class SentinelWatch implements MembershipProtocol {
  readonly #ground: MembershipGround;
  readonly #listener: SentinelListener;
  readonly #processes: Processes;
  readonly #servers: RedisServers;
  readonly #links: SentinelLinks;
  readonly #views: SentinelView[];
  readonly #shared: SentinelGround;
  readonly #timer: SentinelTimer;
  /** Members that the cluster has declared failed. */
  readonly #declared: Uint8Array;
  /** Sentinels whose host is away. */
  readonly #away: Uint8Array;
  #announced: number;

  constructor(ground: MembershipGround, listener: SentinelListener, ownership: Ownership, options: SentinelOptions) {
    const { simulation, streams, members } = ground;
    const processes = new Processes(members, options.places);
    const pool = new MessagePool();
    const port = {
      tookOver: (member: number, predecessor: number, epoch: number) => listener.tookOver(member, predecessor, epoch),
      demoted: (member: number, primary: number) => {
        listener.demoted(member, primary);
        this.#clear(member);
      },
    };
    this.#ground = ground;
    this.#listener = listener;
    this.#processes = processes;
    this.#servers = new RedisServers(members, ownership, options, streams.named('sentinel/run-id'), port);
    this.#links = new SentinelLinks(ground, processes, pool, (message) => this.#received(message));
    this.#announced = options.initialPrimaryOf.indexOf(NOBODY);
    this.#declared = new Uint8Array(members.count);
    this.#away = new Uint8Array(processes.sentinels);
    this.#shared = {
      now: () => this.#now(),
      links: this.#links,
      pool,
      desync: streams.named('sentinel/desync'),
      quorum: options.quorum,
      downAfter: Math.round(options.downAfter / MILLISECOND),
      failoverTimeout: Math.round(options.failoverTimeout / MILLISECOND),
      parallelSyncs: options.parallelSyncs,
      sentinels: processes.sentinels,
      tell: (view, event, target) => this.#told(view, event, target),
    };
    this.#views = options.places.map((_, id) => startedView(id, this.#announced, processes, this.#now()));
    const stream = streams.named('sentinel/timer');
    this.#timer = new SentinelTimer({ simulation, processes, views: this.#views, ground: this.#shared, stream });
  }

  start(): void {
    const stream = this.#ground.streams.named('sentinel/phase');
    for (const view of this.#views) {
      // The links of a sentinel were made in one step, so what goes out on them goes out together.
      const phase = stream.uniform();
      for (const known of [...view.servers, ...view.peers]) {
        known.activePing = NEVER;
        known.lastPong = this.#now() - Math.floor(phase * PING_PERIOD);
        known.lastPublished = this.#now() - Math.floor(phase * PUBLISH_PERIOD);
      }
      const info = this.#now() - Math.floor(stream.uniform() * INFO_PERIOD);
      for (const server of view.servers) server.lastInfo = info;
      this.#timer.begin(view.id);
    }
  }

  /** Primary of `member` in its own configuration, −1 when it is one itself. */
  believedPrimaryOf(member: number): number {
    return this.#servers.primaryOf(member);
  }

  /** The primary that sentinels tell, as the first of them switched. */
  announcedPrimary(): number {
    return this.#announced;
  }

  isServing(member: number): boolean {
    return this.#ground.members.isUp(member);
  }

  memberStopped(member: number): void {
    this.#links.ended(member);
    if (!this.#ground.members.isHostUp(member))
      for (const sentinel of this.#processes.sentinelsOn(member)) this.#lose(sentinel);
    this.#servers.linksChanged(this.#now());
  }

  memberStarted(member: number): void {
    this.#servers.started(member);
    this.#servers.linksChanged(this.#now());
    for (const sentinel of this.#processes.sentinelsOn(member)) this.#restart(sentinel);
  }

  hostsLost(places: Uint8Array): void {
    for (const sentinel of this.#processes.ownHosts(places)) {
      this.#processes.hostChanged(sentinel, 1);
      this.#lose(sentinel);
    }
  }

  hostsBack(places: Uint8Array): void {
    for (const sentinel of this.#processes.ownHosts(places)) {
      this.#processes.hostChanged(sentinel, -1);
      this.#restart(sentinel);
    }
  }

  /** Nothing to do: messages find the process paused. */
  memberPaused(_member: number): void {}

  /** Nothing to do: what waited is handled by the process itself. */
  memberResumed(_member: number): void {}

  networkChanged(): void {
    this.#servers.linksChanged(this.#now());
  }

  /** SENTINEL FAILOVER at the first sentinel that runs, with the replica given: no election is needed. */
  plannedTakeover(replica: number): void {
    const runs = (view: SentinelView) => this.#processes.isUp(this.#processes.ofSentinel(view.id));
    const view = this.#views.find((each) => runs(each) && each.failover === 'none');
    if (view === undefined || view.primary === replica) return;
    view.forced = replica;
    start(this.#shared, view);
  }

  #now(): number {
    return Math.floor(this.#ground.simulation.now / MILLISECOND);
  }

  #lose(sentinel: number): void {
    this.#away[sentinel] = 1;
    this.#links.ended(this.#processes.ofSentinel(sentinel));
  }

  /** A sentinel whose host was away begins with the epochs and the primary in its configuration file. */
  #restart(sentinel: number): void {
    if (this.#away[sentinel] === 0 || !this.#processes.isUp(this.#processes.ofSentinel(sentinel))) return;
    const before = this.#views[sentinel]!;
    this.#away[sentinel] = 0;
    this.#processes.sentinelStarted(sentinel);
    const { currentEpoch, configurationEpoch, leaderEpoch } = before;
    const fresh = startedView(sentinel, before.primary, this.#processes, this.#now());
    this.#views[sentinel] = Object.assign(fresh, { currentEpoch, configurationEpoch, leaderEpoch });
    this.#timer.begin(sentinel);
  }

  #received(message: Message): void {
    const view = this.#views[message.sentinel]!;
    if (message.isReply) this.#sentinelHears(view, message);
    else if (message.target < this.#processes.members) this.#serverReads(message);
    else this.#sentinelReads(this.#views[message.target - this.#processes.members]!, message);
  }

  /** A sentinel that switched forgets whom it found down: who answers all of them again is well. */
  #sentinelHears(view: SentinelView, reply: Message): void {
    const { target } = reply;
    readReply(this.#shared, view, this.#known(view, target), reply);
    if (this.#declared[target] === 1 && this.#views.every((each) => hasAnswered(each.servers[target]!)))
      this.#clear(target);
  }

  #known(view: SentinelView, target: number) {
    const server = view.servers[target];
    return server ?? view.peers.find((peer) => peer.target === target)!;
  }

  #serverReads(command: Message): void {
    const { target, kind } = command;
    if (kind === 'replica-of') this.#servers.replicaOf(target, command.primary, command.epoch);
    this.#links.answer(command, (reply) => {
      if (kind === 'info') this.#servers.inform(target, this.#now(), reply);
    });
  }

  #sentinelReads(view: SentinelView, command: Message): void {
    if (command.kind === 'hello') readHello(this.#shared, view, command);
    const isSame = command.primary === view.primary;
    const votes = command.kind === 'ask' && isSame && command.leader !== NOBODY;
    if (votes) vote(this.#shared, view, command.epoch, command.leader);
    this.#links.answer(command, (reply) => {
      reply.flag = isSame && view.servers[view.primary]!.isDown;
      reply.leader = votes ? view.leader : NOBODY;
      reply.epoch = view.leaderEpoch;
    });
  }

  #told(view: SentinelView, event: SentinelEvent, about: number): void {
    this.#listener.logged?.(view.id, event, about);
    const isReplica = about < this.#processes.members && about !== view.primary;
    if (event === '+odown' || (event === '+sdown' && isReplica)) this.#declare(about);
    if (event === '-odown' || event === '-sdown') this.#reconsider(about);
    if (event === '+switch-master') this.#announced = about;
  }

  #declare(member: number): void {
    if (this.#declared[member] === 1) return;
    this.#declared[member] = 1;
    this.#listener.declaredFailed(member);
  }

  /** One sentinel finds the member well again: so does the cluster, once nobody finds it down. */
  #reconsider(target: number): void {
    if (target >= this.#processes.members) return;
    if (this.#views.every((view) => !view.servers[target]!.isDown)) this.#clear(target);
  }

  #clear(member: number): void {
    if (this.#declared[member] === 0) return;
    this.#declared[member] = 0;
    this.#listener.cleared(member);
  }
}

/** Whether the process answered the last ping, of which there was one. */
function hasAnswered({ isDown, activePing, lastPing }: KnownProcess): boolean {
  return !isDown && activePing === NEVER && lastPing !== NEVER;
}
