/**
 * Which protocol watches the members: none where no fault touches members or packets, the deadline detector of the generic grid, the bus
 * of Redis Cluster. Says also how long the cluster must have existed before the scenario begins.
 */

import type { DataGrid } from '../grid/data-grid.ts';
import { type GenericListener, GenericMembership } from '../grid/generic-membership.ts';
import type { MembershipGround, MembershipProtocol } from '../grid/membership.ts';
import { undisturbed } from '../grid/membership.ts';
import type { Ownership } from '../grid/ownership.ts';
import { settleTime } from '../grid/redis-cluster/bus-options.ts';
import { RedisClusterBus } from '../grid/redis-cluster/redis-cluster-bus.ts';
import { SETTLE_TIME } from '../grid/sentinel/sentinel-options.ts';
import { scvOf } from '../kernel/distribution.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import { clusterRules } from '../products/cluster-rules.ts';
import { clusterTimes } from '../products/hazelcast-rules.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Availability } from './availability.ts';
import { detectorOf, watchesAlways } from './detectors.ts';
import type { Layout } from './layout.ts';
import type { Outcomes } from './outcomes.ts';
import { regionalMembership } from './regional-membership.ts';
import { sentinelWatch } from './sentinel-wiring.ts';

export interface MembershipReports {
  readonly availability: Availability;
  readonly outcomes: Outcomes;
  falseSuspicion(): void;
  /** The cluster declared a living member failed, or took that back. */
  suspected(member: number, isSuspected: boolean): void;
  /** A member takes itself for cut off: its process ends, and something starts it again. */
  halted(member: number): void;
  /** The cluster has taken a member in and given it back its copies. */
  joined(member: number): void;
}

/** Faults that no member notices of another: none fails, stalls or loses a packet of the cluster. */
const unnoticed: readonly Fault['kind'][] = [
  'store-down',
  'store-slow',
  'pump-stall',
  'slow',
  'duplicate',
  'clock-offset',
  'clock-drift',
  'hot-key',
];

/** True when something can make members fail, stall or lose sight of one another, or join. */
function disturbs(scenario: Scenario): boolean {
  const { autoscaler, units } = scenario.design;
  if (autoscaler !== undefined || units.garbageCollection !== undefined) return true;
  return scenario.faults.some(({ kind }) => !unnoticed.includes(kind));
}

/** ns that the cluster must have run before the scenario's time zero, so that its ping phases have settled when the first fault strikes. */
export function prehistory(scenario: Scenario): number {
  const { product, units } = scenario.design;
  if (!hasReplicaSets(product) || !disturbs(scenario)) return 0;
  let first = units.garbageCollection === undefined ? Number.POSITIVE_INFINITY : 0;
  // One that follows another strikes no sooner than that one.
  for (const { at } of scenario.faults)
    if (at.kind !== 'after') first = Math.min(first, scvOf(at) === 0 ? earliest(at) : 0);
  return Math.max(0, (product.kind === 'redis-sentinel' ? SETTLE_TIME : settleTime(product)) - first);
}

function earliest(at: Scenario['faults'][number]['at']): number {
  return at.kind === 'constant' ? at.value : 0;
}

export function membershipOf(
  scenario: Scenario,
  layout: Layout,
  ground: MembershipGround,
  grid: DataGrid,
  reports: MembershipReports,
): MembershipProtocol {
  if (!disturbs(scenario) && !watchesAlways(scenario.design)) return undisturbed;
  const { members } = ground;
  const common = {
    suspected: () => {},
    declaredFailed: (subject: number, restarted = false) => {
      if (members.isUp(subject) && !restarted) reports.falseSuspicion();
      reports.outcomes.detected(subject);
      reports.suspected(subject, true);
      reports.availability.changed();
    },
    cleared: (subject: number) => {
      reports.suspected(subject, false);
      reports.availability.changed();
    },
    tookOver: (successor: number, predecessor: number, epoch: number) =>
      grid.shards.tookOver(successor, predecessor, epoch),
    demoted: (member: number, newPrimary: number) => grid.shards.demoted(member, newPrimary),
    servingChanged: () => reports.availability.changed(),
  };
  const { product } = scenario.design;
  if (!hasReplicaSets(product)) {
    const rules = tableRules(product);
    // Who sees whom decides what such maps can do.
    const dependsOnViews = scenario.design.maps.some(
      ({ protection, kind }) => protection !== undefined || kind?.kind === 'quorum',
    );
    const listener = {
      ...common,
      noticed: (subject: number) => reports.outcomes.detected(subject),
      removed: (subject: number, side: Uint8Array) => grid.sides.removed(subject, side),
      joined: (member: number, side: Uint8Array) => {
        grid.sides.joined(member, side);
        reports.joined(member);
      },
      assembled: (side: Uint8Array) => grid.sides.assembled(side),
      ...(dependsOnViews ? { viewChanged: () => reports.availability.changed() } : {}),
    };
    const halted = (member: number) => reports.halted(member);
    const settings = {
      promotion: rules.promotion,
      exchanges: rules.exchanges,
      detector: detectorOf(rules, scenario.design.network, halted),
      ...(rules.hazelcast === undefined ? {} : clusterTimes(rules.hazelcast)),
    };
    const make = (part: MembershipGround, ears: GenericListener) => new GenericMembership(part, ears, settings);
    return layout.grids === 1 ? make(ground, listener) : regionalMembership(layout.grids, ground, listener, make);
  }
  const shardOf = shards(layout);
  const copyOf = (member: number) => grid.copyAt(member, shardOf[member]!);
  const ownership: Ownership = {
    primaryOf: (member: number) => copyOf(member)?.source?.member ?? -1,
    offsetOf: (member: number) => copyOf(member)?.applied ?? 0,
    isLinkUp: (member: number) => {
      const copy = copyOf(member);
      const source = copy?.source;
      return (
        copy?.stale !== true &&
        source !== null &&
        source !== undefined &&
        members.isRunning(source.member) &&
        ground.network.passes(source.member, member)
      );
    },
  };
  // Who owns a shard in the eyes of the bus but has no data to own it with (it came back empty, or was still copying) starts empty.
  const ensurePrimary = (member: number) => {
    if (members.isUp(member) && copyOf(member)?.role !== 'primary')
      grid.shards.restartedEmpty(member, [shardOf[member]!], []);
  };
  const listener = {
    ...common,
    tookOver: (successor: number, predecessor: number, epoch: number) => {
      grid.shards.tookOver(successor, predecessor, epoch);
      ensurePrimary(successor);
    },
    demoted: (member: number, newPrimary: number) => {
      if (bus.believedPrimaryOf(newPrimary) < 0) ensurePrimary(newPrimary);
      grid.shards.demoted(member, newPrimary);
    },
    moved: (replica: number, newPrimary: number) => {
      shardOf[replica] = shardOf[newPrimary]!;
      grid.shards.moved(replica, newPrimary);
    },
  };
  if (product.kind === 'redis-sentinel') {
    const watch = sentinelWatch(ground, { common, product, layout, grid, copyOf, ensurePrimary });
    return restarting(watch, members, shardOf, grid);
  }
  const rules = clusterRules(product);
  const bus: RedisClusterBus = new RedisClusterBus(ground, listener, ownership, {
    ...rules,
    ...(rules.collectsSmallPackets ? {} : { oneSegment: false }),
    initialPrimaryOf: layout.primaryOfMember,
  });
  return restarting(bus, members, shardOf, grid);
}

/** A restarted Redis process finds its role in nodes.conf (without a cluster, in redis.conf): an unreplaced primary is primary of an empty set, a replica copies anew. */
function restarting(
  bus: MembershipProtocol & { believedPrimaryOf(member: number): number },
  members: MembershipGround['members'],
  shardOf: Int32Array,
  grid: DataGrid,
): MembershipProtocol {
  const replicasOf = (primary: number) =>
    [...shardOf.keys()].filter((member) => members.isUp(member) && bus.believedPrimaryOf(member) === primary);
  return {
    start: () => bus.start(),
    memberStopped: (member) => bus.memberStopped(member),
    memberStarted: (member) => {
      const shard = shardOf[member]!;
      const primary = grid.history.partitions[shard]!.copies.find((copy) => copy.role === 'primary');
      const ownPrimary = bus.believedPrimaryOf(member);
      if (ownPrimary < 0 && primary === undefined) grid.shards.restartedEmpty(member, [shard], replicasOf(member));
      else if (ownPrimary >= 0) grid.shards.restartedReplica(member, ownPrimary, [shard]);
      bus.memberStarted(member);
    },
    memberPaused: (member) => bus.memberPaused(member),
    memberResumed: (member) => bus.memberResumed(member),
    networkChanged: () => bus.networkChanged(),
    isServing: (member) => bus.isServing(member),
    plannedTakeover: (replica) => bus.plannedTakeover?.(replica),
    hostsLost: (places) => bus.hostsLost?.(places),
    hostsBack: (places) => bus.hostsBack?.(places),
    ...(bus.announcedPrimary === undefined ? {} : { announcedPrimary: () => bus.announcedPrimary!() }),
  };
}

/** Shard of every member. */
function shards(layout: Layout): Int32Array {
  const stride = layout.backups + 1;
  const shardOf = new Int32Array(layout.members);
  layout.placement.forEach((member, index) => {
    shardOf[member] = Math.floor(index / stride);
  });
  return shardOf;
}
