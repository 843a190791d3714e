/**
 * What becomes of the partition table when members leave or join, with as little movement as possible.
 *
 * 1. `promoteBackups`: copies on lost members vanish and the later copies move up, so the first backup becomes the primary. Nothing is
 *    transferred: this is the failover (Hazelcast: "shift up", PartitionStateGeneratorImpl step 1).
 * 2. `restoreCopies`: fills what is missing with new copies on the emptiest members; no existing copy moves.
 * 3. `rebalance`: after a join, moves primaries and then backups from fuller to emptier members. Primaries moved by one join:
 *    floor(partitions / members after) (oracle H07: 67 for 271 on 3 -> 4).
 * All are pure: they return a new table. When to take which step is the grid's business.
 */
import { NOBODY, type PartitionTable, PlacementEditor, type PlacementSpec } from './placement.ts';

/** Who is present: 1, or 0 for a member that is lost or not yet there. */
export type Presence = Uint8Array;

/** The table without the absent members, later copies moved up. A partition without any copy left has NOBODY as primary. */
export function promoteBackups(owners: PartitionTable, spec: PlacementSpec, present: Presence): PartitionTable {
  const copies = spec.backups + 1;
  const result = new Int32Array(owners.length).fill(NOBODY);
  for (let from = 0; from < owners.length; from += copies) {
    let to = from;
    for (let at = from; at < from + copies; at++) {
      const owner = owners[at]!;
      if (owner !== NOBODY && present[owner] === 1) result[to++] = owner;
    }
  }
  return result;
}

/** The table with every missing copy placed that the present members allow; a lost partition gets a new, empty primary. */
export function restoreCopies(owners: PartitionTable, spec: PlacementSpec, present: Presence): PartitionTable {
  const copies = spec.backups + 1;
  const editor = new PlacementEditor(owners.slice(), spec, present);
  for (let copy = 0; copy < copies; copy++) {
    for (let partition = 0; partition < spec.partitions; partition++) {
      if (editor.owners[partition * copies + copy] !== NOBODY) continue;
      editor.assign(partition, copy, editor.bestFor(partition, copy));
    }
  }
  return editor.owners;
}

/** The table with primaries balanced exactly and backups as far as the rules allow, moving as few primaries as possible. */
export function rebalance(owners: PartitionTable, spec: PlacementSpec, present: Presence): PartitionTable {
  const editor = new PlacementEditor(owners.slice(), spec, present);
  const surplus = primarySurplus(owners, spec, present);
  // First round: only moves that put no two copies in one zone; second round: what is left.
  for (const allowed of [0, spec.backups]) {
    for (let partition = 0; partition < spec.partitions; partition++) {
      const primary = editor.owners[partition * (spec.backups + 1)]!;
      if (primary === NOBODY || surplus[primary]! <= 0) continue;
      const heir = heirOf(editor, partition, surplus, allowed);
      if (heir === NOBODY) continue;
      const held = editor.copyHeldBy(partition, heir);
      if (held > 0) editor.assign(partition, held, primary);
      editor.assign(partition, 0, heir);
      surplus[primary]!--;
      surplus[heir]!++;
    }
  }
  editor.balanceBackups();
  return editor.owners;
}

/** Primaries that each present member has above (positive) or below its share; members that already have more get the larger shares. */
function primarySurplus(owners: PartitionTable, spec: PlacementSpec, present: Presence): Int32Array {
  const counts = new Int32Array(spec.members);
  for (let at = 0; at < owners.length; at += spec.backups + 1) if (owners[at] !== NOBODY) counts[owners[at]!]!++;
  const members = [...counts.keys()].filter((member) => present[member] === 1);
  members.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const share = Math.floor(spec.partitions / members.length);
  const larger = spec.partitions - share * members.length;
  const surplus = new Int32Array(spec.members);
  members.forEach((member, rank) => {
    surplus[member] = counts[member]! - (rank < larger ? share + 1 : share);
  });
  return surplus;
}

/** The neediest member that may take over the primary; one that holds a backup needs no transfer and is preferred. */
function heirOf(editor: PlacementEditor, partition: number, surplus: Int32Array, allowedNeighbours: number): number {
  let heir = NOBODY;
  for (let member = 0; member < surplus.length; member++) {
    if (surplus[member]! >= 0) continue;
    const isHolder = editor.copyHeldBy(partition, member) > 0;
    if (!isHolder && editor.neighbours(partition, 0, member) > allowedNeighbours) continue;
    if (heir !== NOBODY && (!isHolder || editor.copyHeldBy(partition, heir) > 0) && surplus[member]! >= surplus[heir]!)
      continue;
    heir = member;
  }
  return heir;
}
