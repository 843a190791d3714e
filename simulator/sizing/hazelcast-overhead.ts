/**
 * What Hazelcast keeps beside the entries: metadata of high-density memory, Merkle trees for the synchronisation of regions.
 *
 *   metadata of a member = copies of its partitions × cost of one (products/hazelcast-memory.ts) × 1.25
 *   Merkle trees of a member = partitions × (2^10 − 1) × 4         one map, whichever of the partitions it holds
 *
 * Source: Hazelcast documentation, capacity planning and WAN replication; facts/grid-products.md 6.1. The formula of the trees is inferred
 * from the manual's table. Left out: other depths than the default, keys and values as JSON (about double the metadata).
 */
import { merkleTreeBytes, metadataBytes } from '../products/hazelcast-memory.ts';
import type { CapacityOfMembers } from './capacity-case.ts';
import { type Sized, sized } from './sized.ts';

/** What the allocator adds to keep track of its blocks. */
const TRACKING = 1.25;
/** Levels of a tree, Hazelcast MerkleTreeConfig. */
const DEPTH = 10;

export function hazelcastOverhead(capacity: CapacityOfMembers): readonly Sized[] {
  const { storage, wanTargets } = capacity.card;
  return [
    ...(storage === 'off-heap' ? [metadata(capacity)] : []),
    ...(wanTargets === undefined ? [] : [merkleTrees(capacity)]),
  ];
}

function metadata({ card, memory, members, partitions }: CapacityOfMembers): Sized {
  const { backups } = card;
  return sized(
    {
      name: 'metadataPerMember',
      unit: 'bytes',
      formula:
        '1.25 × partitions × (1 + backups) × 16 × max(128, p if n < 0.6 p else 2 p) / members, n: entries a partition, p = 2^ceil(log2 n)',
      source: 'Hazelcast capacity planning, high-density memory',
      basis: 'documented',
    },
    { entries: memory.entries, partitions, backups, members },
    TRACKING * metadataBytes(memory.entries, partitions, backups, members),
  );
}

function merkleTrees({ partitions }: CapacityOfMembers): Sized {
  return sized(
    {
      name: 'merkleTrees',
      unit: 'bytes',
      formula: 'partitions × (2^10 − 1) × 4, on each member, when regions are synchronised by Merkle trees',
      source: "inferred from the table of Hazelcast's manual",
      basis: 'documented',
    },
    { partitions, depth: DEPTH },
    merkleTreeBytes(partitions, DEPTH),
  );
}
