/**
 * The partition table of the generic grid: which member holds which copy of which partition.
 *
 * Rules: primaries are balanced exactly (floor or ceiling of partitions/members); no member holds two copies of a partition; the
 * copies of a partition lie in distinct zones as long as there are enough zones; all copies together are then balanced as far as
 * these rules allow. Hazelcast's table aims at the same (PartitionStateGeneratorImpl; ZONE_AWARE groups), with a random shuffle in
 * place of our fixed order. Member i stands in zone i mod zones. What happens after a loss or a join is placement-change.ts.
 * Left out: unequal members, weights, groups other than zones.
 */
import { invariant } from '../kernel/invariant.ts';

export interface PlacementSpec {
  readonly partitions: number;
  readonly members: number;
  /** Copies besides the primary that are asked for; with too few members there are fewer. */
  readonly backups: number;
  readonly zones: number;
}

/** In a table: this copy does not exist. */
export const NOBODY = -1;

/** Entry [partition * (backups + 1) + copy] is the member that holds the copy (0: primary), or NOBODY; no gap before a holder. */
export type PartitionTable = Int32Array;

/** The balanced table of a grid whose members are all present. */
export function placePartitions(spec: PlacementSpec): PartitionTable {
  const { partitions, members, backups, zones } = spec;
  invariant(
    partitions >= 1 && members >= 1 && backups >= 0 && zones >= 1,
    'a placement needs partitions, members and zones',
  );
  const copies = backups + 1;
  const owners = new Int32Array(partitions * copies).fill(NOBODY);
  for (let partition = 0; partition < partitions; partition++) owners[partition * copies] = partition % members;
  const editor = new PlacementEditor(owners, spec, new Uint8Array(members).fill(1));
  for (let copy = 1; copy < Math.min(copies, members); copy++) {
    for (let primary = 0; primary < members; primary++) spreadBackups(editor, copy, primary);
  }
  editor.balanceBackups();
  return owners;
}

/** Gives every partition of `primary` its copy number `copy`, evenly over the other members, so that its loss loads all of them alike. */
function spreadBackups(editor: PlacementEditor, copy: number, primary: number): void {
  const { partitions, members } = editor.spec;
  const given = new Int32Array(members);
  for (let partition = primary; partition < partitions; partition += members) {
    const member = editor.bestFor(partition, copy, given);
    editor.assign(partition, copy, member);
    given[member]!++;
  }
}

/** A table being changed in place, with the number of copies that each member holds. */
export class PlacementEditor {
  readonly owners: PartitionTable;
  readonly spec: PlacementSpec;
  readonly #available: Uint8Array;
  readonly #copies: number;
  readonly #load: Int32Array;

  /** `available[member]` is 1 for members that may receive copies. */
  constructor(owners: PartitionTable, spec: PlacementSpec, available: Uint8Array) {
    this.owners = owners;
    this.spec = spec;
    this.#available = available;
    this.#copies = spec.backups + 1;
    this.#load = new Int32Array(spec.members);
    for (const owner of owners) if (owner !== NOBODY) this.#load[owner]!++;
  }

  /** Puts `member` in the place of whoever held that copy. */
  assign(partition: number, copy: number, member: number): void {
    const at = partition * this.#copies + copy;
    const former = this.owners[at]!;
    if (former !== NOBODY) this.#load[former]!--;
    if (member !== NOBODY) this.#load[member]!++;
    this.owners[at] = member;
  }

  /** Index of the copy of `partition` that `member` holds, or -1. */
  copyHeldBy(partition: number, member: number): number {
    const from = partition * this.#copies;
    for (let copy = 0; copy < this.#copies; copy++) if (this.owners[from + copy] === member) return copy;
    return -1;
  }

  /** Copies of `partition` other than `except` that stand in the zone of `member`. */
  neighbours(partition: number, except: number, member: number): number {
    const zones = this.spec.zones;
    const from = partition * this.#copies;
    let found = 0;
    for (let copy = 0; copy < this.#copies; copy++) {
      const owner = this.owners[from + copy]!;
      if (copy !== except && owner !== NOBODY && owner % zones === member % zones) found++;
    }
    return found;
  }

  /**
   * Member that should hold `copy`: fewest neighbours first, then fewest `given` (if any), then fewest copies held; NOBODY when no
   * member is free. Ties go to the next member after the primary.
   */
  bestFor(partition: number, copy: number, given?: Int32Array): number {
    const { members } = this.spec;
    let best = NOBODY;
    let bestNeighbours = 0;
    for (let step = 0; step < members; step++) {
      const member = (partition + copy + step) % members;
      if (this.#available[member] === 0 || this.copyHeldBy(partition, member) >= 0) continue;
      const neighbours = this.neighbours(partition, copy, member);
      if (best !== NOBODY) {
        const difference =
          neighbours - bestNeighbours ||
          (given === undefined ? 0 : given[member]! - given[best]!) ||
          this.#load[member]! - this.#load[best]!;
        if (difference >= 0) continue;
      }
      best = member;
      bestNeighbours = neighbours;
    }
    return best;
  }

  /** Moves backups from fuller to emptier members while that narrows the gap and breaks no rule. Every move narrows it, so it ends. */
  balanceBackups(): void {
    const { partitions, members } = this.spec;
    for (let moved = true; moved; ) {
      moved = false;
      if (this.#isBalanced(members)) return;
      for (let partition = 0; partition < partitions; partition++) {
        for (let copy = 1; copy < this.#copies; copy++) moved = this.#relieve(partition, copy) || moved;
      }
    }
  }

  #isBalanced(members: number): boolean {
    let least = Number.POSITIVE_INFINITY;
    let most = 0;
    for (let member = 0; member < members; member++) {
      if (this.#available[member] === 0) continue;
      least = Math.min(least, this.#load[member]!);
      most = Math.max(most, this.#load[member]!);
    }
    return most - least <= 1;
  }

  /** Hands one copy to a member with at least two copies fewer, if one may have it. */
  #relieve(partition: number, copy: number): boolean {
    const holder = this.owners[partition * this.#copies + copy]!;
    if (holder === NOBODY) return false;
    const candidate = this.bestFor(partition, copy);
    if (candidate === NOBODY || this.#load[candidate]! >= this.#load[holder]! - 1) return false;
    if (this.neighbours(partition, copy, candidate) > this.neighbours(partition, copy, holder)) return false;
    this.assign(partition, copy, candidate);
    return true;
  }
}

/** Number of partitions of which each member holds copy number `copy`. */
export function copiesPerMember(owners: PartitionTable, spec: PlacementSpec, copy: number): Int32Array {
  const counts = new Int32Array(spec.members);
  for (let at = copy; at < owners.length; at += spec.backups + 1) {
    const owner = owners[at]!;
    if (owner !== NOBODY) counts[owner]!++;
  }
  return counts;
}
