/**
 * Memory: entries, copies, share of one member, what is left when one is lost.
 *
 *   total = entries x bytes an entry x (1 + backups);   per member = total / members;   members = ceil(total / (fill x memory of a member))
 *
 * Source: Hazelcast capacity planning (50 GB, 2 backups: 150 GB, / 0.6 = 250 GB, 18 members of 14 GB); the same rule in the guides of
 * Ignite, Coherence and Red Hat Data Grid, whose "data x (F + 2) / (N - F)" is the form after F losses. Bytes an entry: the product's profile.
 * Left out: indexes, the process itself, buffers, copy-on-write of snapshots.
 */
import type { EntryShape, ProductProfile } from '../products/product-profile.ts';
import { largestPassing } from './largest.ts';
import { type FormulaText, type Sized, sized } from './sized.ts';

export interface MemoryCase {
  readonly profile: ProductProfile;
  readonly entry: EntryShape;
  /** Entries to plan for, growth included. */
  readonly entries: number;
  readonly backups: number;
  /** Bytes of indexes as a share of the bytes of the entries; absent: none. */
  readonly indexes?: number | undefined;
}

/** Bytes of one entry with its part of the indexes, when a primary holds `entriesPerPrimary`. */
export function bytesAnEntry({ profile, entry, indexes = 0 }: MemoryCase, entriesPerPrimary: number): number {
  const bytes = profile.entryBytes(entry, entriesPerPrimary);
  return indexes === 0 ? bytes : bytes * (1 + indexes);
}

const guide = 'Hazelcast capacity planning: objects × size × (1 + backups)';

/** Fewest primaries such that each one's share fits; the bytes of an entry depend on how many a member holds. */
export function primariesByMemory(memory: MemoryCase, memberMemory: number): number {
  return primariesHolding(memory, memberMemory * memory.profile.memoryFill.share);
}

/** As `primariesByMemory`, for so many bytes that one member may fill with copies. */
export function primariesHolding(memory: MemoryCase, usable: number): number {
  const { profile, entries, backups } = memory;
  // A member of the generic grid holds backups of others too; a Redis primary holds its own data only.
  const copies = profile.spreadsLoss ? backups + 1 : 1;
  const need = (primaries: number) => (entries * bytesAnEntry(memory, entries / primaries) * copies) / primaries;
  let enough = Math.max(1, Math.ceil(need(1) / usable));
  while (need(enough) > usable) enough *= 2;
  // By halves: how much tables weigh depends on their fill, so a first guess may be far off when there are many.
  return largestPassing(1, enough, (primaries) => need(primaries) > usable) + 1;
}

/** Bytes on each of so many members that share all copies alike. */
export function memoryShare(dataBytes: number, copies: number, members: number): number {
  return (dataBytes * copies) / members;
}

/** Memory of a cluster of so many members. */
export function memoryNumbers(memory: MemoryCase, members: number, memberMemory: number): readonly Sized[] {
  const { profile, entry, entries, backups, indexes } = memory;
  const primaries = profile.primaries(members, backups);
  const bytes = bytesAnEntry(memory, entries / primaries);
  const copies = Math.min(backups + 1, members);
  const total = entries * bytes * copies;
  const perMember = profile.spreadsLoss ? memoryShare(entries * bytes, copies, members) : (entries * bytes) / primaries;
  const text = (name: string, formula: string, source = guide): FormulaText => ({
    name,
    unit: 'bytes',
    formula,
    source,
    basis: 'documented',
  });
  const { source, basis } = profile.basis.memory;
  const numbers = [
    sized(
      { name: 'entryMemory', unit: 'bytes', formula: entryFormula(memory), source, basis },
      {
        keyBytes: entry.keyLength,
        valueBytes: entry.valueLength,
        entriesPerPrimary: entries / primaries,
        ...(indexes === undefined ? {} : { indexes }),
      },
      bytes,
    ),
    sized(text('memoryData', 'entries × entryMemory'), { entries, entryBytes: bytes }, entries * bytes),
    sized(
      text('memoryTotal', 'memoryData × (1 + backups), at most one copy a member'),
      { dataBytes: entries * bytes, copies },
      total,
    ),
    sized(
      text('memoryPerMember', profile.spreadsLoss ? 'memoryTotal / members' : 'memoryData / primaries'),
      { totalBytes: total, members, primaries },
      perMember,
    ),
    sized(
      { ...text('memoryFill', 'memoryPerMember / memory of a member'), unit: 'ratio' },
      { perMemberBytes: perMember, memberMemoryBytes: memberMemory },
      perMember / memberMemory,
    ),
  ];
  if (profile.spreadsLoss) numbers.push(memoryAfterLoss(entries * bytes, copies, members));
  return numbers;
}

function entryFormula({ profile, indexes, entry }: MemoryCase): string {
  const withExpiry = entry.expires === true ? `${profile.entryFormula}, with expiry` : profile.entryFormula;
  return indexes === undefined ? withExpiry : `(${withExpiry}) × (1 + indexes)`;
}

/** Per member once the copies of one lost member have been made again on the others. */
function memoryAfterLoss(dataBytes: number, copies: number, members: number): Sized {
  return sized(
    {
      name: 'memoryPerMemberAfterLoss',
      unit: 'bytes',
      formula: 'memoryData × min(1 + backups, members − 1) / (members − 1)',
      source:
        'copies are made again on the remaining members; with one loss Red Hat Data Grid 7.3: data × (F + 2) / (N − F)',
      basis: 'documented',
    },
    { dataBytes, copies, members },
    members < 2 ? Number.NaN : memoryShare(dataBytes, Math.min(copies, members - 1), members - 1),
    'there is no other member',
  );
}
