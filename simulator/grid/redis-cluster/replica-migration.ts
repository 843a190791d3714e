/**
 * A replica that moves to a primary which has lost its own (clusterCron, clusterHandleSlaveMigration, 7.0.15).
 *
 * In each tick a replica whose primary has as many replicas that are not FAIL as any, two at least, looks for a primary with slots and no
 * such replica. While it takes the cluster for ok and its primary would keep `barrier` replicas (neither PFAIL nor FAIL), the one with the
 * smallest id of all those primaries' replicas goes, once it has seen the other without for more than 5 s. Nobody is told: its next
 * headers say whose replica it is. Ids are random; here members stand in order of their numbers.
 * Left out: a primary that never had a replica, which none moves to (in a design all have equally many), the random order of primaries
 * without (the first shard is served first).
 */
import type { MembershipListener } from '../membership.ts';
import type { ClusterState } from './cluster-state.ts';
import type { Configuration } from './configuration.ts';
import { FAIL, NOBODY, type Views } from './views.ts';
import type { WallClock } from './wall-clock.ts';

/** CLUSTER_SLAVE_MIGRATION_DELAY, ms. */
const DELAY_MS = 5000;

interface MigrationParts {
  readonly views: Views;
  readonly clock: WallClock;
  readonly configuration: Configuration;
  readonly state: ClusterState;
  readonly listener: MembershipListener;
}

export class ReplicaMigration {
  readonly #parts: MigrationParts;
  readonly #barrier: number;
  /** By pair: since when the observer has looked at the subject as a primary without replicas, ms; 0: it does not. */
  readonly #orphanedSince: Float64Array;
  /** Replicas that are not FAIL, by primary, as the node that is asked sees it now. */
  readonly #replicas: Int32Array;

  constructor(parts: MigrationParts, barrier: number) {
    this.#parts = parts;
    this.#barrier = barrier;
    this.#orphanedSince = new Float64Array(parts.views.count * parts.views.count);
    this.#replicas = new Int32Array(parts.views.count);
  }

  /** A started process has looked at nobody. */
  reset(node: number): void {
    const { count } = this.#parts.views;
    this.#orphanedSince.fill(0, node * count, (node + 1) * count);
  }

  /** What a replica does at the end of its tick. */
  tick(node: number): void {
    const { views, state } = this.#parts;
    const own = views.primary[node * views.count + node]!;
    if (own === NOBODY) return;
    this.#countReplicas(node);
    let most = 0;
    let orphans = 0;
    for (let other = 0; other < views.count; other++) {
      if (!this.#isWorkingPrimary(node, other)) continue;
      most = Math.max(most, this.#replicas[other]!);
      if (this.#isOrphan(node, other)) orphans++;
    }
    if (orphans === 0 || most < 2 || this.#replicas[own] !== most || !this.#isWorkingPrimary(node, own)) return;
    if (!state.isOk(node) || this.#wellReplicasOf(node, own) <= this.#barrier) return;
    this.#consider(node, most);
  }

  #consider(node: number, most: number): void {
    const { views, clock } = this.#parts;
    const row = node * views.count;
    const now = clock.now;
    let target = NOBODY;
    for (let other = 0; other < views.count; other++) {
      if (!this.#isOrphan(node, other)) {
        this.#orphanedSince[row + other] = 0;
        continue;
      }
      if (target === NOBODY) target = other;
      if (this.#orphanedSince[row + other] === 0) this.#orphanedSince[row + other] = now;
    }
    if (target === NOBODY || this.#firstCandidate(node, most) !== node) return;
    if (now - this.#orphanedSince[row + target]! > DELAY_MS) this.#move(node, target);
  }

  #move(node: number, target: number): void {
    const { views, configuration, listener } = this.#parts;
    views.primary[node * views.count + node] = target;
    configuration.changed(node);
    listener.moved?.(node, target);
  }

  /** The replica with the smallest id, failed ones included, of the primaries that have `most`. */
  #firstCandidate(node: number, most: number): number {
    const { views } = this.#parts;
    const row = node * views.count;
    for (let other = 0; other < node; other++) {
      const primary = views.primary[row + other]!;
      if (primary !== NOBODY && this.#replicas[primary] === most) return other;
    }
    return node;
  }

  #countReplicas(node: number): void {
    const { views } = this.#parts;
    const row = node * views.count;
    this.#replicas.fill(0);
    for (let other = 0; other < views.count; other++) {
      const primary = views.primary[row + other]!;
      if (primary !== NOBODY && (views.flags[row + other]! & FAIL) === 0) this.#replicas[primary]!++;
    }
  }

  #wellReplicasOf(node: number, primary: number): number {
    const { views } = this.#parts;
    const row = node * views.count;
    let well = 0;
    for (let other = 0; other < views.count; other++)
      if (views.primary[row + other] === primary && views.flags[row + other] === 0) well++;
    return well;
  }

  #isWorkingPrimary(node: number, other: number): boolean {
    const { views } = this.#parts;
    return views.isPrimary(node, other) && (views.flags[node * views.count + other]! & FAIL) === 0;
  }

  #isOrphan(node: number, other: number): boolean {
    const { views } = this.#parts;
    const ownsSlots = views.shardOf[node * views.count + other] !== NOBODY;
    return ownsSlots && this.#replicas[other] === 0 && this.#isWorkingPrimary(node, other);
  }
}
