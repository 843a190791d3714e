/**
 * Which replica is promoted (sentinelSelectSlave): of those that are fit the one with the lowest priority, then the greatest offset, then
 * the smallest run id, all as the last INFO said.
 *
 * Fit: not down, connected, answered a ping within 5 s, priority above 0, INFO not older than 5 s (30 s while the primary is not down), and its
 * link to the primary not down for longer than the primary is, plus 10 × down-after.
 */
import type { KnownProcess } from './known-process.ts';
import type { SentinelGround } from './sentinel-ground.ts';
import { INFO_PERIOD, NOBODY, PING_PERIOD } from './sentinel-options.ts';
import type { SentinelView } from './sentinel-view.ts';

/** NOBODY when none is fit. */
export function chooseReplica(ground: SentinelGround, view: SentinelView): number {
  let best: KnownProcess | null = null;
  for (const replica of view.servers) {
    if (replica.target === view.primary || !isFit(ground, view, replica)) continue;
    if (best === null || isBetter(replica, best)) best = replica;
  }
  return best?.target ?? NOBODY;
}

function isFit(ground: SentinelGround, view: SentinelView, replica: KnownProcess): boolean {
  const now = ground.now();
  const primary = view.servers[view.primary]!;
  const freshness = primary.isDown ? 5 * PING_PERIOD : 3 * INFO_PERIOD;
  const longestDown = (primary.isDown ? now - primary.downSince : 0) + 10 * ground.downAfter;
  return (
    !replica.isDown &&
    ground.links.isUp(view.id, replica.target) &&
    now - replica.lastAvailable <= 5 * PING_PERIOD &&
    replica.priority > 0 &&
    now - replica.lastInfo <= freshness &&
    replica.linkDownTime <= longestDown
  );
}

function isBetter(one: KnownProcess, other: KnownProcess): boolean {
  if (one.priority !== other.priority) return one.priority < other.priority;
  if (one.offset !== other.offset) return one.offset > other.offset;
  return one.runId < other.runId;
}
