/**
 * Member groups of Hazelcast while the partition table is drawn up: what each group holds of every replica index, and how the members of
 * one group share it. A group never holds two replicas of one partition. Source: PartitionStateGeneratorImpl, SingleNodeGroup and
 * DefaultNodeGroup.
 */
import { NOBODY } from './placement.ts';

/** Owner and six backups: InternalPartition.MAX_REPLICA_COUNT. */
export const MOST_REPLICAS = 7;

/** Member of replica r of partition p at [p × 7 + r], or NOBODY. */
export type ReplicaTable = Int32Array;

export class MemberGroup {
  readonly members: readonly number[];
  readonly #holds: Uint8Array;
  /** Partitions of which the group holds replica r, in the order they came. */
  #owned: number[][] = [];

  constructor(members: readonly number[], partitions: number) {
    this.members = members;
    this.#holds = new Uint8Array(partitions);
    this.reset();
  }

  reset(): void {
    this.#holds.fill(0);
    this.#owned = Array.from({ length: MOST_REPLICAS }, () => []);
  }

  count(replica: number): number {
    return this.#owned[replica]!.length;
  }

  /** False when it holds the partition already. */
  add(replica: number, partition: number): boolean {
    if (this.#holds[partition] === 1) return false;
    this.#holds[partition] = 1;
    this.#owned[replica]!.push(partition);
    return true;
  }

  /** Gives `to` partitions of which it has none, down to `expected` here and up to `expected` there. */
  giveTo(to: MemberGroup, replica: number, expected: number): void {
    const kept: number[] = [];
    let left = this.count(replica);
    for (const partition of this.#owned[replica]!) {
      const goes = left > expected && to.count(replica) < expected && to.add(replica, partition);
      if (goes) {
        this.#holds[partition] = 0;
        left--;
      } else kept.push(partition);
    }
    this.#owned[replica] = kept;
  }

  /** Writes its replicas into the table; those that no member of the group had go to the members with the fewest. */
  settle(table: ReplicaTable, replica: number): void {
    const owned = this.#owned[replica]!;
    const average = Math.floor(owned.length / this.members.length);
    const counts = new Map(this.members.map((member) => [member, 0]));
    const unplaced = owned.filter((partition) => {
      const member = table[partition * MOST_REPLICAS + replica]!;
      const count = counts.get(member) ?? average;
      if (count >= average) return true;
      counts.set(member, count + 1);
      return false;
    });
    const give = (member: number) => {
      const partition = unplaced.shift();
      if (partition !== undefined) table[partition * MOST_REPLICAS + replica] = member;
    };
    for (const member of this.members) for (let n = counts.get(member)!; n < average; n++) give(member);
    while (unplaced.length > 0) for (const member of this.members) give(member);
  }
}

export function emptyTable(partitions: number): ReplicaTable {
  return new Int32Array(partitions * MOST_REPLICAS).fill(NOBODY);
}
