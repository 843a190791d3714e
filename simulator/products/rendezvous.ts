/**
 * Rendezvous hashing (highest random weight) as Apache Ignite 2 and 3 place partitions: each node has a hash with each partition, and the
 * nodes with the smallest hold the copies, the first of them the primary. So who holds what is a function of the members that are present;
 * when one leaves, the order of the others stays.
 *
 *   hash(node, partition): node's hashCode in the low half, partition in the high half, then Wang's mix of 64 bits; sorted as signed
 *
 * Source: ignite RendezvousAffinityFunction, ignite-3 RendezvousDistributionFunction; facts/grid-products.md 1.5 and 1.7. Members are named
 * node-1, node-2, … (consistentId, node name); ties go to the lower number. Copies spread as well as chance does: several percent uneven.
 * `distinctZones` is ClusterNodeAttributeAffinityBackupFilter on the zone: who would stand in the zone of an earlier copy is passed over.
 */
import { stringHash } from './java-hash.ts';
import { NOBODY, type PartitionTable, type PlacementSpec } from './placement.ts';
import type { Presence } from './placement-change.ts';
import { Word64 } from './word64.ts';

export interface RendezvousSpec extends PlacementSpec {
  readonly distinctZones: boolean;
}

const word = new Word64();

/** The hash of a node and a partition, left in a register that the next call overwrites. */
export function nodePartitionHash(nodeHash: number, partition: number): Readonly<Word64> {
  word.set(partition, nodeHash);
  const { high, low } = word;
  word.invert();
  word.add((high << 21) | (low >>> 11), low << 21);
  word.xorShifted(24);
  multiplyBy(1 + 8 + 256);
  word.xorShifted(14);
  multiplyBy(1 + 4 + 16);
  word.xorShifted(28);
  word.addShifted(31);
  return word;
}

/** key + (key << a) + (key << b) is a product with 1 + 2^a + 2^b. */
function multiplyBy(factor: number): void {
  word.multiply(0, factor);
}

/** The hashCode of the name of each member. */
export function nodeHashes(members: number): Int32Array {
  return Int32Array.from({ length: members }, (_, member) => stringHash(`node-${member + 1}`));
}

/** The order of members for one partition, smallest hash first. */
export function rendezvousOrder(hashes: Int32Array, partition: number): Int32Array {
  const high = new Int32Array(hashes.length);
  const low = new Float64Array(hashes.length);
  for (let member = 0; member < hashes.length; member++) {
    const hash = nodePartitionHash(hashes[member]!, partition);
    high[member] = hash.high;
    low[member] = hash.low >>> 0;
  }
  return Int32Array.from(hashes.keys()).sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]! || a - b);
}

/** The table over the members that are present; with too few of them, or of their zones, copies are missing. */
export function rendezvousTable(spec: RendezvousSpec, present?: Presence): PartitionTable {
  const copies = spec.backups + 1;
  const hashes = nodeHashes(spec.members);
  const table = new Int32Array(spec.partitions * copies).fill(NOBODY);
  for (let partition = 0; partition < spec.partitions; partition++) {
    const may = (member: number) => present === undefined || present[member] === 1;
    table.set(firstOf(rendezvousOrder(hashes, partition), spec, may), partition * copies);
  }
  return table;
}

/** The members of that order that hold the copies. */
export function firstOf(
  order: Int32Array,
  { backups, zones, distinctZones }: Pick<RendezvousSpec, 'backups' | 'zones' | 'distinctZones'>,
  may: (member: number) => boolean,
): number[] {
  const chosen: number[] = [];
  for (const member of order) {
    if (chosen.length > backups) break;
    if (!may(member)) continue;
    if (distinctZones && chosen.some((other) => other % zones === member % zones)) continue;
    chosen.push(member);
  }
  return chosen;
}
