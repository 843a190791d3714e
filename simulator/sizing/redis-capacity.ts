/**
 * Redis and Valkey: memory that a fork copies, the replication backlog, disk; what Redis Enterprise asks beside it.
 *
 *   copy-on-write: data × 2 fits in the member           backlog >= written bytes a second × longest outage of a replica
 *   log on disk: up to data × 3 (a log grows by 100 % before it is rewritten beside itself); snapshot: data × 2 (the new beside the old)
 *   Redis Enterprise: disk = X (1 + 3 Y + Y²), X = data / shards, Y = shards; an Active-Active database takes twice the memory
 *
 * Examples of the last (GB): 10 in 4 shards 72.5, 10 in 16 190.625, 40 in 5 328.
 * Source: Redis documentation (administration, replication, persistence), Redis Enterprise hardware requirements; facts/grid-products.md
 * 2.3, 6.3. Left out: output buffers of clients and replicas, fragmentation, pages that are written again during one save.
 */
import { roundedByteText } from '../model/quantity-text.ts';
import type { CapacityCase, CapacityOfMembers, CapacityRules, Constraint } from './capacity-case.ts';
import { primariesHolding } from './memory.ts';
import { type FormulaText, type Sized, sized } from './sized.ts';

/** Data and the copies of its pages while a child process saves. */
const FORK = 2;

/** Bytes of a backlog with which a replica that was away so many seconds goes on without a full copy. */
export function replicationBacklog(writtenPerSecond: number, seconds: number): number {
  return writtenPerSecond * seconds;
}

/** Redis Enterprise, heavy writes: disk of a database, in the unit of `data`. */
export function enterpriseDisk(data: number, shards: number): number {
  return (data / shards) * (1 + 3 * shards + shards * shards);
}

export const redisCapacity: CapacityRules = { constraints: forkConstraint, numbers: redisNumbers };

function forkConstraint({ card, profile, memory }: CapacityCase): readonly Constraint[] {
  if (card.persistence === undefined) return [];
  return [
    {
      constraint: 'copy-on-write',
      members: profile.membersFor(primariesHolding(memory, card.memberMemory / FORK), card.backups),
      text: `a save may copy every page: twice the data in ${roundedByteText(card.memberMemory)} a member`,
      formula: `ceil(entries × entryMemory × 2 / memberMemory) × (1 + backups)`,
      source: 'Redis administration: up to 2 × the memory while a write-heavy instance saves',
      basis: 'documented',
    },
  ];
}

function redisNumbers(capacity: CapacityOfMembers): readonly Sized[] {
  return [...backlogNumbers(capacity), ...diskNumbers(capacity), ...activeActiveNumbers(capacity)];
}

function backlogNumbers({ card, primaries }: CapacityOfMembers): readonly Sized[] {
  const { replicaOutage, writes, entrySize, backups } = card;
  if (replicaOutage === undefined || backups === 0) return [];
  const written = (writes * entrySize) / primaries;
  return [
    sized(
      documented(
        'replicationBacklog',
        'writes × entrySize / primaries × replicaOutage',
        'Redis replication: written bytes × longest outage; default 1 MB',
      ),
      { writtenBytesPerSecond: written, outageMs: replicaOutage / 1e6 },
      replicationBacklog(written, replicaOutage / 1e9),
    ),
  ];
}

function diskNumbers({ card, primaries, totalBytes, members }: CapacityOfMembers): readonly Sized[] {
  if (card.persistence === undefined) return [];
  const perPrimary = totalBytes / Math.min(card.backups + 1, members) / primaries;
  const factor = card.persistence === 'log' ? 3 : 2;
  const formula = card.persistence === 'log' ? 'memoryPerMember × 3' : 'memoryPerMember × 2';
  const data = perPrimary * primaries;
  return [
    sized(
      {
        ...documented(
          'diskPerMember',
          formula,
          'auto-aof-rewrite-percentage 100 and a rewrite beside the old file; a snapshot beside the last one',
        ),
        basis: 'assumed',
      },
      { dataBytes: perPrimary },
      perPrimary * factor,
    ),
    sized(
      documented(
        'diskRedisEnterprise',
        'X (1 + 3 Y + Y²), X = memoryData / shards, Y = shards',
        'Redis Enterprise hardware requirements, heavy writes',
      ),
      { dataBytes: data, shards: primaries },
      enterpriseDisk(data, primaries),
    ),
  ];
}

function activeActiveNumbers({ card, totalBytes }: CapacityOfMembers): readonly Sized[] {
  if (card.wanTargets === undefined) return [];
  return [
    sized(
      documented(
        'memoryActiveActive',
        'memoryTotal × 2, in each region',
        'Redis Enterprise: Active-Active doubles the memory of a replicated database',
      ),
      { totalBytes },
      totalBytes * 2,
    ),
  ];
}

function documented(name: string, formula: string, source: string): FormulaText {
  return { name, unit: 'bytes', formula, source, basis: 'documented' };
}
