/**
 * What a sentinel learns from replies: pongs, INFO (roles, offsets, replicas that follow the wrong primary), and opinions of the others.
 */
import { type KnownProcess, wasUpFor } from './known-process.ts';
import type { Message } from './messages.ts';
import { sendReplicaOf } from './periodic-commands.ts';
import type { SentinelGround } from './sentinel-ground.ts';
import { INFO_PERIOD, NEVER, NOBODY, PUBLISH_PERIOD } from './sentinel-options.ts';
import { enter, type SentinelView } from './sentinel-view.ts';

export function readReply(ground: SentinelGround, view: SentinelView, known: KnownProcess, reply: Message): void {
  const now = ground.now();
  known.pending--;
  switch (reply.kind) {
    case 'ping':
      known.lastAvailable = now;
      known.lastPong = now;
      known.activePing = NEVER;
      break;
    case 'info':
      readInfo(ground, view, known, reply);
      break;
    case 'hello':
      known.lastPublished = now;
      break;
    case 'ask':
      readOpinion(known, reply, now);
      break;
    case 'replica-of':
      break;
  }
}

function readOpinion(peer: KnownProcess, reply: Message, now: number): void {
  peer.lastOpinion = now;
  peer.saysPrimaryDown = reply.flag;
  if (reply.leader === NOBODY) return;
  peer.leader = reply.leader;
  peer.leaderEpoch = reply.epoch;
}

function readInfo(ground: SentinelGround, view: SentinelView, known: KnownProcess, reply: Message): void {
  const now = ground.now();
  const isPrimary = reply.primary === NOBODY;
  known.linkDownTime = reply.linkDownTime;
  known.isLinkUp = reply.flag;
  known.offset = reply.offset;
  known.priority = reply.priority;
  known.runId = reply.runId;
  known.lastInfo = now;
  if (!isPrimary && reply.primary !== known.itsPrimary) {
    known.itsPrimary = reply.primary;
    known.configurationSince = now;
  }
  if (isPrimary !== known.saysPrimary) {
    known.saysPrimary = isPrimary;
    known.roleSince = now;
    if (!isPrimary) known.configurationSince = now;
  }
  if (known.target === view.primary) return;
  if (isPrimary) readPrimaryAmongReplicas(ground, view, known);
  else readReplica(ground, view, known);
}

/** A replica that says that it is primary: the promoted one, or one that has to be told otherwise. */
function readPrimaryAmongReplicas(ground: SentinelGround, view: SentinelView, known: KnownProcess): void {
  const now = ground.now();
  if (view.promoted === known.target && view.failover === 'wait-promotion') {
    view.configurationEpoch = view.failoverEpoch;
    enter(view, 'reconfigure-replicas', now);
    ground.tell(view, '+promoted-slave', known.target);
    for (const peer of view.peers) peer.lastPublished -= PUBLISH_PERIOD + 1;
    return;
  }
  const wait = 4 * PUBLISH_PERIOD;
  if (view.promoted === known.target || !looksSane(view, now)) return;
  if (!wasUpFor(known, wait, now) || now - known.roleSince <= wait) return;
  if (sendReplicaOf(ground, view, known, view.primary)) ground.tell(view, '+convert-to-slave', known.target);
}

function readReplica(ground: SentinelGround, view: SentinelView, known: KnownProcess): void {
  const now = ground.now();
  const wait = ground.failoverTimeout;
  const isAstray = known.itsPrimary !== view.primary && now - known.configurationSince > wait;
  if (isAstray && looksSane(view, now) && wasUpFor(known, wait, now)) {
    if (sendReplicaOf(ground, view, known, view.primary)) ground.tell(view, '+fix-slave-config', known.target);
  }
  if (known.reconfiguration === 'sent' && known.itsPrimary === view.promoted) known.reconfiguration = 'in-progress';
  if (known.reconfiguration === 'in-progress' && known.isLinkUp) {
    known.reconfiguration = 'done';
    ground.tell(view, '+slave-reconf-done', known.target);
  }
}

/** The primary is one, is well, and was heard of lately (sentinelMasterLooksSane). */
function looksSane(view: SentinelView, now: number): boolean {
  const primary = view.servers[view.primary]!;
  const isWell = primary.saysPrimary && !primary.isDown && !view.isObjectivelyDown;
  return isWell && now - primary.lastInfo < 2 * INFO_PERIOD;
}
