/**
 * When a process is down: subjectively (SDOWN) to one sentinel, objectively (ODOWN) once a quorum of sentinels say so of the primary.
 *
 * Subjectively: the oldest unanswered ping is older than down-after, or, without a connection and a ping, the last good answer is; or a
 * primary says for down-after + 20 s that it is a replica. A connection on which a ping has been waiting for half of down-after is closed, to
 * be made anew (once it is 15 s old).
 */
import type { KnownProcess } from './known-process.ts';
import type { SentinelGround } from './sentinel-ground.ts';
import { INFO_PERIOD, LEAST_LINK_AGE, NEVER } from './sentinel-options.ts';
import type { SentinelView } from './sentinel-view.ts';

export function checkSubjectively(ground: SentinelGround, view: SentinelView, known: KnownProcess): void {
  const now = ground.now();
  const silence = silenceOf(ground, view, known, now);
  if (isStale(ground, known, now)) ground.links.close(view.id, known.target);
  const isDown = silence > ground.downAfter || deniesItsRole(ground, view, known, now);
  if (isDown === known.isDown) return;
  known.isDown = isDown;
  if (isDown) known.downSince = now;
  ground.tell(view, isDown ? '+sdown' : '-sdown', known.target);
}

function silenceOf({ links }: SentinelGround, view: SentinelView, known: KnownProcess, now: number): number {
  if (known.activePing !== NEVER) return now - known.activePing;
  return links.isUp(view.id, known.target) ? 0 : now - known.lastAvailable;
}

function isStale({ downAfter }: SentinelGround, known: KnownProcess, now: number): boolean {
  return (
    now - known.connectedSince > LEAST_LINK_AGE &&
    known.activePing !== NEVER &&
    now - known.activePing > downAfter / 2 &&
    now - known.lastPong > downAfter / 2
  );
}

function deniesItsRole({ downAfter }: SentinelGround, view: SentinelView, known: KnownProcess, now: number): boolean {
  return known.target === view.primary && !known.saysPrimary && now - known.roleSince > downAfter + 2 * INFO_PERIOD;
}

export function checkObjectively(ground: SentinelGround, view: SentinelView): void {
  let agreed = 0;
  if (view.servers[view.primary]!.isDown) {
    agreed = 1;
    for (const peer of view.peers) if (peer.saysPrimaryDown) agreed++;
  }
  const isDown = agreed >= ground.quorum;
  if (isDown === view.isObjectivelyDown) return;
  view.isObjectivelyDown = isDown;
  ground.tell(view, isDown ? '+odown' : '-odown', view.primary);
}
