/**
 * Which region knows which writes of a key, and which of two values remains when a region meets one that was written without knowing its own.
 *
 * Each region keeps, for every key it has written or received, a vector: the newest write of each region that its value takes into account
 * (numbers of writes grow through the run). A write travels with the vector of its region at that moment; it is concurrent with what a region
 * holds when that includes a write of any region which the vector does not (version vectors, Parker et al. 1983). Of two concurrent values
 * a merge policy chooses.
 */
import { type MergePolicyName, mergePolicies } from './merge-policy.ts';
import { compareClocks } from './vector-clock.ts';
import type { Version } from './version.ts';

/** Policies that need no more than a value carries from region to region. */
type RegionPolicyName = Extract<MergePolicyName, 'last-write-wins' | 'put-if-absent' | 'pass-through'>;

/** A value as it travels: who wrote it in which region, and what that region knew. */
export interface RegionVersion extends Version {
  readonly region: number;
  readonly knows: Float64Array;
}

type Reception = 'known' | 'applied' | 'overwrites' | 'discarded';

export class RegionVersions {
  readonly #regions: number;
  readonly #policy: RegionPolicyName;
  /** What a region holds of a key, by the row of the key there. */
  readonly #held = new Map<number, RegionVersion>();

  constructor(regions: number, policy: RegionPolicyName) {
    this.#regions = regions;
    this.#policy = policy;
  }

  /** A client wrote: the value takes everything into account that its region knows. */
  written(keyRow: number, region: number, write: Pick<Version, 'member' | 'timestamp' | 'sequence'>): RegionVersion {
    const held = this.#held.get(keyRow);
    const knows = held?.knows.slice() ?? new Float64Array(this.#regions);
    knows[region] = write.sequence;
    const version = { ...write, version: (held?.version ?? 0) + 1, hits: 0, region, knows };
    this.#held.set(keyRow, version);
    return version;
  }

  /**
   * A write of another region arrives. `applied`: it follows what is held; `overwrites`: it is concurrent with that and replaces it;
   * `discarded`: it is concurrent and does not; `known`: it was sent twice.
   */
  received(keyRow: number, incoming: RegionVersion): Reception {
    const held = this.#held.get(keyRow);
    if (held === undefined) {
      this.#held.set(keyRow, incoming);
      return 'applied';
    }
    if (held.knows[incoming.region]! >= incoming.knows[incoming.region]!) return 'known';
    const isConcurrent = compareClocks(held.knows, incoming.knows) === 'concurrent';
    const stays = isConcurrent ? mergePolicies[this.#policy]<RegionVersion>(held, incoming)! : incoming;
    const knows = held.knows.map((number, region) => Math.max(number, incoming.knows[region]!));
    this.#held.set(keyRow, { ...stays, knows });
    if (!isConcurrent) return 'applied';
    return stays === incoming ? 'overwrites' : 'discarded';
  }

  forget(keyRow: number): void {
    this.#held.delete(keyRow);
  }

  /** The value that a region holds of a key; undefined when it was never written there. */
  held(keyRow: number): RegionVersion | undefined {
    return this.#held.get(keyRow);
  }
}
