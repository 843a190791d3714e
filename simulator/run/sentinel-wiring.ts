/**
 * Sentinels over the grid: what INFO says of a server's data, and what becomes of the copies when sentinels turn servers into primaries and
 * replicas.
 *
 * A promoted replica goes on alone; the other replicas follow it when they are told. One that had not finished copying starts empty.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { MembershipGround, MembershipListener } from '../grid/membership.ts';
import type { SentinelOptions } from '../grid/sentinel/sentinel-options.ts';
import { SentinelWatch } from '../grid/sentinel/sentinel-watch.ts';
import type { RedisSentinelProduct } from '../model/scenario.ts';
import { sentinelQuorum } from '../products/redis-sentinel-profile.ts';
import type { Layout } from './layout.ts';

export interface SentinelWiringParts {
  readonly common: MembershipListener;
  readonly product: RedisSentinelProduct;
  readonly layout: Layout;
  readonly grid: DataGrid;
  /** The copy that a member holds. */
  copyOf(member: number): Copy | null;
  /** A primary without data begins empty. */
  ensurePrimary(member: number): void;
}

export function sentinelWatch(ground: MembershipGround, parts: SentinelWiringParts): SentinelWatch {
  const { common, grid, copyOf, ensurePrimary } = parts;
  const { members, network } = ground;
  const ownership = {
    primaryOf: (member: number) => copyOf(member)?.source?.member ?? -1,
    offsetOf: (member: number) => copyOf(member)?.applied ?? 0,
    isLinkUp: (member: number) => {
      const copy = copyOf(member);
      const from = copy?.source?.member;
      return (
        copy?.role === 'backup' &&
        !copy.stale &&
        from !== undefined &&
        members.isUp(from) &&
        network.passes(from, member)
      );
    },
  };
  const listener = {
    ...common,
    tookOver: (successor: number, predecessor: number, epoch: number) => {
      // The first primary has epoch 1 in the grid and 0 for the sentinels.
      grid.shards.tookOver(successor, predecessor, epoch + 1, false);
      ensurePrimary(successor);
    },
    demoted: (member: number, newPrimary: number) => {
      if (members.isUp(newPrimary)) ensurePrimary(newPrimary);
      grid.shards.demoted(member, newPrimary);
    },
  };
  return new SentinelWatch(ground, listener, ownership, optionsOf(parts));
}

function optionsOf({ product, layout }: SentinelWiringParts): SentinelOptions {
  return {
    ...product,
    quorum: sentinelQuorum(product),
    priorities: product.replicaPriorities ?? Array.from({ length: layout.members }, () => 100),
    places: layout.sentinelPlaces,
    initialPrimaryOf: layout.primaryOfMember,
  };
}
