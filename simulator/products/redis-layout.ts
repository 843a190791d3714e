/**
 * Which member is primary or replica of which shard, as `redis-cli --cluster create` lays a cluster out.
 *
 * With b replicas a shard there are floor(members / (b + 1)) primaries: members 0 .. primaries - 1, one shard each. The other members
 * are replicas; those left over by the division become extra replicas of the first shards (redis src/redis-cli.c,
 * clusterManagerCommandCreate). Where redis-cli avoids replicas on the host of their primary (clusterManagerOptimizeAntiAffinity, random
 * swaps), this avoids its zone, with rotations and swaps in a fixed order. Member i stands in zone i mod zones.
 */
import { invariant } from '../kernel/invariant.ts';

export interface LayoutSpec {
  readonly members: number;
  readonly backups: number;
  readonly zones: number;
}

export interface RedisLayout {
  readonly primaries: number;
  /** Members of every shard, the primary first. */
  readonly shards: readonly (readonly number[])[];
  /** Shard of every member. */
  readonly shardOf: Int32Array;
}

/** Number of primaries; redis-cli refuses fewer than 3, which the layout allows so that small cases can be studied. */
export function primariesOf(members: number, backups: number): number {
  return Math.max(1, Math.floor(members / (backups + 1)));
}

export function redisLayout(spec: LayoutSpec): RedisLayout {
  const { members, backups, zones } = spec;
  invariant(members >= 1 && backups >= 0 && zones >= 1, 'a layout needs members and zones');
  const primaries = primariesOf(members, backups);
  const shards = Array.from({ length: primaries }, (_, shard) => [shard]);
  for (let from = primaries; from < members; from += primaries) {
    const block = Array.from({ length: Math.min(primaries, members - from) }, (_, i) => from + i);
    arrange(block, shards, zones).forEach((member, shard) => {
      shards[shard]!.push(member);
    });
  }
  const shardOf = new Int32Array(members);
  shards.forEach((shard, index) => {
    for (const member of shard) shardOf[member] = index;
  });
  return { primaries, shards, shardOf };
}

/** Order of one block of replicas, entry i for shard i, with as few replicas in a zone of their shard as swaps can reach. */
function arrange(block: readonly number[], shards: readonly (readonly number[])[], zones: number): number[] {
  const clashes = (member: number, shard: number) =>
    shards[shard]!.filter((other) => other % zones === member % zones).length;
  const total = (order: readonly number[]) => order.reduce((sum, member, shard) => sum + clashes(member, shard), 0);
  let best = [...block];
  for (let rotation = 1; rotation < block.length && total(best) > 0; rotation++) {
    const order = [...block.slice(rotation), ...block.slice(0, rotation)];
    if (total(order) < total(best)) best = order;
  }
  for (let i = 0; i < best.length; i++) {
    for (let j = 0; j < best.length && clashes(best[i]!, i) > 0; j++) {
      const now = clashes(best[i]!, i) + clashes(best[j]!, j);
      const swapped = clashes(best[j]!, i) + clashes(best[i]!, j);
      if (swapped < now) [best[i], best[j]] = [best[j]!, best[i]!];
    }
  }
  return best;
}
