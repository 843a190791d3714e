/**
 * The failover of one sentinel, a state a step: wait for the election, choose a replica, make it primary, wait until its INFO says so, tell
 * the other replicas, and switch (sentinelFailoverStateMachine).
 *
 * A new one begins when the primary is objectively down, none is on, and the last began (or was voted for) 2 × failover-timeout ago. It is
 * given up when not elected within min(10 s, failover-timeout), without a replica that is fit, or when the replica does not become primary
 * within failover-timeout.
 */

import { leaderOf } from './election.ts';
import { askOthers, sendReplicaOf } from './periodic-commands.ts';
import { chooseReplica } from './replica-choice.ts';
import type { SentinelGround } from './sentinel-ground.ts';
import { DESYNC, ELECTION_TIMEOUT, NOBODY, RECONFIGURATION_TIMEOUT } from './sentinel-options.ts';
import { abandon, enter, type SentinelView } from './sentinel-view.ts';

export function startIfNeeded(ground: SentinelGround, view: SentinelView): void {
  if (!view.isObjectivelyDown || view.failover !== 'none') return;
  if (ground.now() - view.failoverStart < 2 * ground.failoverTimeout) return;
  start(ground, view);
  askOthers(ground, view, 0);
}

export function start(ground: SentinelGround, view: SentinelView): void {
  const now = ground.now();
  view.failoverEpoch = ++view.currentEpoch;
  view.failoverStart = now + ground.desync.below(DESYNC);
  enter(view, 'wait-start', now);
  ground.tell(view, '+try-failover', view.primary);
}

export function advance(ground: SentinelGround, view: SentinelView): void {
  switch (view.failover) {
    case 'wait-start':
      waitStart(ground, view);
      break;
    case 'select-replica':
      selectReplica(ground, view);
      break;
    case 'send-replica-of-no-one':
      promote(ground, view);
      break;
    case 'wait-promotion':
      giveUpLate(ground, view);
      break;
    case 'reconfigure-replicas':
      reconfigure(ground, view);
      break;
    case 'none':
    case 'update-configuration':
      break;
  }
}

function waitStart(ground: SentinelGround, view: SentinelView): void {
  const now = ground.now();
  if (leaderOf(ground, view, view.failoverEpoch) === view.id || view.forced !== NOBODY) {
    ground.tell(view, '+elected-leader', view.primary);
    enter(view, 'select-replica', now);
  } else if (now - view.failoverStart > Math.min(ELECTION_TIMEOUT, ground.failoverTimeout)) {
    ground.tell(view, '-failover-abort-not-elected', view.primary);
    abandon(view, now);
  }
}

function selectReplica(ground: SentinelGround, view: SentinelView): void {
  const chosen = view.forced === NOBODY ? chooseReplica(ground, view) : view.forced;
  if (chosen === NOBODY) {
    ground.tell(view, '-failover-abort-no-good-slave', view.primary);
    abandon(view, ground.now());
    return;
  }
  view.promoted = chosen;
  enter(view, 'send-replica-of-no-one', ground.now());
  ground.tell(view, '+selected-slave', chosen);
}

function promote(ground: SentinelGround, view: SentinelView): void {
  if (sendReplicaOf(ground, view, view.servers[view.promoted]!, NOBODY)) enter(view, 'wait-promotion', ground.now());
  else giveUpLate(ground, view);
}

function giveUpLate(ground: SentinelGround, view: SentinelView): void {
  if (ground.now() - view.stateSince <= ground.failoverTimeout) return;
  ground.tell(view, '-failover-abort-slave-timeout', view.promoted);
  abandon(view, ground.now());
}

/** The replicas besides the promoted one, told one after the other (parallel-syncs at once). */
function reconfigure(ground: SentinelGround, view: SentinelView): void {
  const now = ground.now();
  const others = view.servers.filter(({ target }) => target !== view.primary && target !== view.promoted);
  const isOn = (state: string) => state === 'sent' || state === 'in-progress';
  let inProgress = others.filter(({ reconfiguration }) => isOn(reconfiguration)).length;
  for (const replica of others) {
    if (inProgress >= ground.parallelSyncs) break;
    if (replica.reconfiguration === 'sent' && now - replica.reconfigurationSentAt > RECONFIGURATION_TIMEOUT)
      replica.reconfiguration = 'done';
    if (replica.reconfiguration !== 'none' || !sendReplicaOf(ground, view, replica, view.promoted)) continue;
    replica.reconfiguration = 'sent';
    replica.reconfigurationSentAt = now;
    inProgress++;
    ground.tell(view, '+slave-reconf-sent', replica.target);
  }
  endWhenDone(ground, view, now);
}

function endWhenDone(ground: SentinelGround, view: SentinelView, now: number): void {
  if (view.servers[view.promoted]!.isDown) return;
  const left = view.servers.filter(
    ({ target, isDown, reconfiguration }) =>
      target !== view.primary && target !== view.promoted && !isDown && reconfiguration !== 'done',
  );
  const isLate = now - view.stateSince > ground.failoverTimeout;
  if (left.length > 0 && !isLate) return;
  if (isLate) {
    ground.tell(view, '+failover-end-for-timeout', view.primary);
    for (const replica of left)
      if (replica.reconfiguration === 'none') sendReplicaOf(ground, view, replica, view.promoted);
  }
  enter(view, 'update-configuration', now);
}
