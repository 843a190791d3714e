/**
 * What a sentinel sends to a process at every step: a new connection where there is none, INFO, PING, and its hello.
 *
 * A ping leaves when the last pong is older than min(down-after, 1 s) and the last ping than half of that. INFO goes to servers every 10 s,
 * to replicas every second while the primary is objectively down, a failover is on or the replica says that its link is down. The hello
 * (who is primary, under which epoch) goes out every 2 s and whenever it is forced; here to the other sentinels alone.
 * Left out: the hello by way of channels of the servers, which reaches the same sentinels at the same step unless two of them are cut off
 * from one another alone.
 */
import type { KnownProcess } from './known-process.ts';
import type { MessageKind } from './messages.ts';
import type { SentinelGround } from './sentinel-ground.ts';
import {
  CLOSE_INFO_PERIOD,
  INFO_PERIOD,
  MOST_PENDING,
  NEVER,
  NOBODY,
  PING_PERIOD,
  PUBLISH_PERIOD,
} from './sentinel-options.ts';
import { type SentinelView, toldPrimary } from './sentinel-view.ts';

export function reconnect(ground: SentinelGround, view: SentinelView, known: KnownProcess): void {
  const now = ground.now();
  if (ground.links.isUp(view.id, known.target) || now - known.lastReconnect < PING_PERIOD) return;
  known.lastReconnect = now;
  known.connectedSince = now;
  known.pending = 0;
  ground.links.open(view.id, known.target);
  ping(ground, view, known);
}

export function sendPeriodically(
  ground: SentinelGround,
  view: SentinelView,
  known: KnownProcess,
  isServer: boolean,
): void {
  if (!ground.links.isUp(view.id, known.target) || known.pending >= MOST_PENDING) return;
  const now = ground.now();
  if (isServer && now - known.lastInfo > infoPeriod(view, known)) command(ground, view, known, 'info');
  const period = Math.min(ground.downAfter, PING_PERIOD);
  if (now - known.lastPong > period && now - known.lastPing > period / 2) ping(ground, view, known);
  if (!isServer && now - known.lastPublished > PUBLISH_PERIOD) sayHello(ground, view, known);
}

function infoPeriod(view: SentinelView, known: KnownProcess): number {
  const isClose = view.isObjectivelyDown || view.failover !== 'none' || known.linkDownTime !== 0;
  return known.target !== view.primary && isClose ? CLOSE_INFO_PERIOD : INFO_PERIOD;
}

function ping(ground: SentinelGround, view: SentinelView, known: KnownProcess): void {
  command(ground, view, known, 'ping');
  const now = ground.now();
  known.lastPing = now;
  if (known.activePing === NEVER) known.activePing = now;
}

function sayHello(ground: SentinelGround, view: SentinelView, known: KnownProcess): void {
  const index = ground.pool.take('hello', view.id, known.target);
  const message = ground.pool.messages[index]!;
  message.primary = toldPrimary(view);
  message.epoch = view.currentEpoch;
  message.configurationEpoch = view.configurationEpoch;
  known.pending++;
  ground.links.send(index);
}

function command(ground: SentinelGround, view: SentinelView, known: KnownProcess, kind: MessageKind): void {
  known.pending++;
  ground.links.send(ground.pool.take(kind, view.id, known.target));
}

/** REPLICAOF `primary`, or of NO ONE. False without a connection. */
export function sendReplicaOf(
  ground: SentinelGround,
  view: SentinelView,
  known: KnownProcess,
  primary: number,
): boolean {
  if (!ground.links.isUp(view.id, known.target)) return false;
  const index = ground.pool.take('replica-of', view.id, known.target);
  const message = ground.pool.messages[index]!;
  message.primary = primary;
  message.epoch = primary === NOBODY ? view.failoverEpoch : NOBODY;
  known.pending++;
  ground.links.send(index);
  return true;
}

/** Asks the other sentinels whether the primary is down to them too, and during a failover for their votes. `forced`: whatever they said lately. */
export function askOthers(ground: SentinelGround, view: SentinelView, period: number): void {
  const now = ground.now();
  for (const peer of view.peers) {
    if (now - peer.lastOpinion > 5 * PING_PERIOD) {
      peer.saysPrimaryDown = false;
      peer.leader = NOBODY;
    }
    if (!view.servers[view.primary]!.isDown || !ground.links.isUp(view.id, peer.target)) continue;
    if (now - peer.lastOpinion < period) continue;
    const index = ground.pool.take('ask', view.id, peer.target);
    const message = ground.pool.messages[index]!;
    message.primary = view.primary;
    message.epoch = view.currentEpoch;
    message.leader = view.failover === 'none' ? NOBODY : view.id;
    peer.pending++;
    ground.links.send(index);
  }
}
