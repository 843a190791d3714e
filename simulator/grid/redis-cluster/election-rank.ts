/**
 * Who goes before a replica that stands for election: replicas of the same primary with a greater offset, and replicas of other failed
 * primaries (clusterGetReplicaRank, clusterGetFailedPrimaryRank).
 */
import type { Ownership } from '../ownership.ts';
import { FAIL, NOBODY, type Views } from './views.ts';

/** Replicas of the same primary that `node` knows to be ahead of it. */
export function replicaRank(views: Views, ownership: Ownership, node: number, ordersEqualOffsets: boolean): number {
  const row = node * views.count;
  const own = ownership.offsetOf(node);
  let rank = 0;
  for (let other = 0; other < views.count; other++) {
    if (other === node || views.primary[row + other] !== views.primary[row + node]) continue;
    const told = views.offset[row + other]!;
    if (told > own || (ordersEqualOffsets && told === own && other < node)) rank++;
  }
  return rank;
}

/** Other failed primaries with slots and a replica whose shard comes before that of `node`. */
export function failedPrimaryRank(views: Views, node: number): number {
  const row = node * views.count;
  const shard = views.shardOf[row + views.primary[row + node]!]!;
  let rank = 0;
  for (let other = 0; other < shard; other++) {
    const owner = views.ownerOf[node * views.shards + other]!;
    if (owner !== NOBODY && (views.flags[row + owner]! & FAIL) !== 0 && hasReplica(views, row, owner)) rank++;
  }
  return rank;
}

function hasReplica(views: Views, row: number, primary: number): boolean {
  for (let other = 0; other < views.count; other++) if (views.primary[row + other] === primary) return true;
  return false;
}
