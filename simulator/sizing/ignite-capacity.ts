/**
 * Ignite's and GridGain's capacity planning: indexes, the process, the checkpoint buffer, disk, partitions of Ignite 3.
 *
 *   memory = entries × size × copies × (1 + 30 %) + 300 MB × nodes       checkpoint buffer: min(256 MB, region) | region / 4 | 2 GB
 *   disk = copies of one node + WAL segments 10 × 64 MiB + archive        Ignite 3: nodes × max(cores, 8) × 3 / replicas, whole
 *
 * Units of the guide's example are mixed: 2,000,000 × 1024 B × 2 = 4,096,000,000 B, × 1.3 = 5,324,800,000 B, printed as 5,078 MB but MiB;
 * + 4 × 300 = 6,278. Limits of the checkpoint buffer are MiB and GiB.
 * Source: GridGain capacity planning, Ignite documentation (tuning of native persistence); facts/grid-products.md 1.1, 5.3, 6.2.
 * Left out: 20 MB a cache, fragmentation of pages (in the profile's bytes of an entry), compaction of the archive.
 */
import { checkpointBuffer } from '../products/ignite-memory.ts';
import { ignite3Partitions } from '../products/ignite3-rules.ts';
import type { CapacityOfMembers, CapacityRules } from './capacity-case.ts';
import { type FormulaText, type Sized, sized } from './sized.ts';

const MEBIBYTE = 1024 * 1024;
const GIBIBYTE = 1024 * MEBIBYTE;
/** Memory of one node's process besides the data. The guide says MB and adds it to MiB. */
const PROCESS = 300 * MEBIBYTE;
const INDEXES = 0.3;
const SEGMENTS = 10 * 64 * MEBIBYTE;
const ARCHIVE = GIBIBYTE;

/** With indexes, bytes; a whole number of bytes where the share allows it. */
export function withIndexes(bytes: number, share = INDEXES): number {
  return bytes + bytes * share;
}

/** With the processes of so many nodes, bytes. */
export function withProcesses(bytes: number, nodes: number): number {
  return bytes + PROCESS * nodes;
}

/** Ignite 2, GridGain 8. */
export const igniteCapacity: CapacityRules = {
  constraints: () => [],
  numbers: (capacity) => [...processNumbers(capacity), ...diskNumbers(capacity)],
};

/** Ignite 3: partitions follow from the nodes. */
export const ignite3Capacity: CapacityRules = {
  constraints: () => [],
  numbers: (capacity) => [...processNumbers(capacity), ...zoneNumbers(capacity)],
};

function processNumbers({ members, totalBytes, card }: CapacityOfMembers): readonly Sized[] {
  // Indexes that the card names are in the total already.
  const indexed = card.indexes === undefined ? withIndexes(totalBytes) : totalBytes;
  const formula = `memoryTotal${card.indexes === undefined ? ' × 1.3 (indexes)' : ''} + 300 MiB × members`;
  return [
    sized(
      guide('memoryWithProcesses', 'bytes', formula, 'GridGain capacity planning: 30 % for indexes, 300 MB a node'),
      { totalBytes, members },
      withProcesses(indexed, members),
    ),
  ];
}

/** Native persistence: what checkpoints need in memory and everything on disk, for one member. */
export function diskNumbers({ card, members, totalBytes }: CapacityOfMembers): readonly Sized[] {
  if (card.persistence === undefined) return [];
  const data = totalBytes / members;
  const archive = card.segmentArchive ?? ARCHIVE;
  return [
    sized(
      guide(
        'checkpointBuffer',
        'bytes',
        'region < 1 GiB: min(256 MiB, region); to 8 GiB: region / 4; above: 2 GiB',
        'Ignite 2, persistence tuning',
      ),
      { regionBytes: card.memberMemory },
      checkpointBuffer(card.memberMemory),
    ),
    sized(
      guide(
        'diskPerMember',
        'bytes',
        'memoryTotal / members + 10 × 64 MiB + archive',
        'Ignite 2, write-ahead log: segments, archive and data',
      ),
      { dataBytes: data, segmentBytes: SEGMENTS, archiveBytes: archive },
      data + SEGMENTS + archive,
    ),
  ];
}

function zoneNumbers({ card, members }: CapacityOfMembers): readonly Sized[] {
  const cores = card.cores ?? 8;
  const replicas = card.backups + 1;
  return [
    sized(
      {
        ...guide(
          'zonePartitions',
          'count',
          'floor(members × max(cores, 8) × 3 / replicas)',
          'Ignite 3 DataNodesAwarePartitionCountCalculator',
        ),
        basis: 'source',
      },
      { members, cores, replicas },
      ignite3Partitions(members, cores, replicas),
    ),
  ];
}

function guide(name: string, unit: FormulaText['unit'], formula: string, source: string): FormulaText {
  return { name, unit, formula, source, basis: 'documented' };
}
