/**
 * A sentinel takes another server for the primary (+switch-master): it forgets what it knew of the servers and begins anew with all of
 * them, the former primary now among the replicas (sentinelResetMasterAndChangeAddress).
 */
import { unknownProcess } from './known-process.ts';
import type { Message } from './messages.ts';
import type { SentinelGround } from './sentinel-ground.ts';
import { NEVER, NOBODY } from './sentinel-options.ts';
import { abandon, type SentinelView } from './sentinel-view.ts';

export function switchTo(ground: SentinelGround, view: SentinelView, primary: number): void {
  const now = ground.now();
  // The entry of the primary stays and gets a new address: when it was last connected and asked is kept.
  const { lastReconnect, lastInfo } = view.servers[view.primary]!;
  for (const { target } of view.servers) {
    ground.links.close(view.id, target);
    view.servers[target] = unknownProcess(target, now);
  }
  const known = view.servers[primary]!;
  known.saysPrimary = true;
  known.lastReconnect = lastReconnect;
  known.lastInfo = lastInfo;
  view.primary = primary;
  view.isObjectivelyDown = false;
  view.leader = NOBODY;
  abandon(view, now);
  view.failoverStart = NEVER;
  ground.tell(view, '+switch-master', primary);
}

/** A hello of another sentinel: a greater epoch, or a primary that was elected later than the one known. */
export function readHello(ground: SentinelGround, view: SentinelView, hello: Message): void {
  if (hello.epoch > view.currentEpoch) view.currentEpoch = hello.epoch;
  if (hello.configurationEpoch <= view.configurationEpoch) return;
  view.configurationEpoch = hello.configurationEpoch;
  if (hello.primary !== view.primary) switchTo(ground, view, hello.primary);
}
