/**
 * Which replications belong to which shard. All replications of all scenarios stand in one row, in the order of the files; the row is cut
 * into n pieces of equal predicted work. A replication belongs to the piece that its middle falls into, so a shard has of each scenario
 * one range of indices, possibly an empty one.
 */

export interface Shard {
  /** 1 … of. */
  readonly index: number;
  readonly of: number;
}

export interface PlannedScenario {
  readonly replications: number;
  /** Predicted events of one replication. */
  readonly weight: number;
}

/** Replications `from` … `to` − 1. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The ranges of one shard, one a scenario. */
export function rangesOf(scenarios: readonly PlannedScenario[], { index, of }: Shard): readonly Range[] {
  const total = scenarios.reduce((sum, { replications, weight }) => sum + replications * weight, 0);
  const pieceAt = (place: number) => Math.min(of, Math.floor((place * of) / total) + 1);
  let before = 0;
  return scenarios.map(({ replications, weight }) => {
    const pieceOf = (replication: number) => pieceAt(before + (replication + 0.5) * weight);
    let from = 0;
    while (from < replications && pieceOf(from) < index) from += 1;
    let to = from;
    while (to < replications && pieceOf(to) === index) to += 1;
    before += replications * weight;
    return { from, to };
  });
}
