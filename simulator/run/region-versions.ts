/**
 * Which region knows which writes of a key, and which of two values remains when a region meets one that was written without knowing its own.
 *
 * Each region keeps, for every key it has written or received, a vector: the newest write of each region that its value takes into account
 * (numbers of writes grow through the run). A write travels with the vector of its region at that moment; it is concurrent with what a region
 * holds when that includes a write of any region which the vector does not (version vectors, Parker et al. 1983).
 */
export type Resolution = 'last-write-wins' | 'put-if-absent' | 'pass-through';

/** A value as it travels: when it was written by the clock of its member, where, and what its region knew. */
export interface RegionVersion {
  readonly timestamp: number;
  readonly region: number;
  readonly knows: Float64Array;
}

export type Reception = 'known' | 'applied' | 'overwrites' | 'discarded';

export class RegionVersions {
  readonly #regions: number;
  readonly #resolution: Resolution;
  /** What a region holds of a key, by the row of the key there. */
  readonly #held = new Map<number, RegionVersion>();

  constructor(regions: number, resolution: Resolution) {
    this.#regions = regions;
    this.#resolution = resolution;
  }

  /** A client wrote: the value takes everything into account that its region knows. */
  written(keyRow: number, region: number, number: number, timestamp: number): RegionVersion {
    const knows = this.#held.get(keyRow)?.knows.slice() ?? new Float64Array(this.#regions);
    knows[region] = number;
    const version = { timestamp, region, knows };
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
    const isConcurrent = held.knows.some((number, region) => number > incoming.knows[region]!);
    const wins = !isConcurrent || this.#wins(incoming, held);
    const knows = held.knows.map((number, region) => Math.max(number, incoming.knows[region]!));
    this.#held.set(keyRow, { ...(wins ? incoming : held), knows });
    if (!isConcurrent) return 'applied';
    return wins ? 'overwrites' : 'discarded';
  }

  forget(keyRow: number): void {
    this.#held.delete(keyRow);
  }

  /** The value that a region holds of a key; undefined when it was never written there. */
  held(keyRow: number): RegionVersion | undefined {
    return this.#held.get(keyRow);
  }

  /** Of equal timestamps the higher region wins, so that both regions decide alike. */
  #wins(incoming: RegionVersion, held: RegionVersion): boolean {
    switch (this.#resolution) {
      case 'last-write-wins':
        return (
          incoming.timestamp > held.timestamp ||
          (incoming.timestamp === held.timestamp && incoming.region > held.region)
        );
      case 'put-if-absent':
        return false;
      case 'pass-through':
        return true;
    }
  }
}
